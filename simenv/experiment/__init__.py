"""An experiment: a question as a file, its units of work, its run directory.

>>> from simenv import experiment                                                # doctest: +SKIP
>>> spec = experiment.load(Catalogue(), "quickstart")                            # doctest: +SKIP
>>> run = experiment.run(experiment.resolve(spec, Catalogue()), workers=2)       # doctest: +SKIP
"""

from simenv.experiment.calling import Calls, Means, put_through, spoken
from simenv.experiment.format import Spec, load, spec_of
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.running import Progress, run

__all__ = [
    "Calls",
    "Means",
    "Progress",
    "Resolved",
    "Spec",
    "load",
    "put_through",
    "resolve",
    "run",
    "spec_of",
    "spoken",
]
