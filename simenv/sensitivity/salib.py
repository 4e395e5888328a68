"""Morris's design and its measures, by SALib: an extra, imported here and nowhere else."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from simenv.columns import F8
from simenv.errors import RunFailure
from simenv.sensitivity.inputs import HIGH, LOW

#: Places of the grid on which each input moves, and by how much of its range a step moves it.
LEVELS, STEP = 4, 2 / 3
#: Resamples of the effects behind the interval of their mean size.
RESAMPLES = 1000


def trajectories(inputs: int, count: int, seed: int) -> F8:
    """Where to evaluate, shape (count x (inputs + 1), inputs), each a quantile from LOW to HIGH.

    Each trajectory begins at random on the grid and moves every input once, in random order.
    `RunFailure` says how to install SALib where it is missing.
    """
    sampling, _ = _salib()
    found: F8 = sampling.sample(_problem(inputs), count, num_levels=LEVELS, seed=seed)
    return np.round(found, 12)


def measures(rows: F8, output: F8, seed: int) -> dict[str, F8]:
    """`mu`, `mu_star`, `sigma` of each input's effects, and `mu_star_conf`: half an interval.

    `output` (rows,) is one number a row of `trajectories`. An effect is the change of the output
    per whole way of the input from LOW to HIGH.
    """
    _, analysing = _salib()
    found = analysing.analyze(
        _problem(rows.shape[1]),
        rows,
        np.asarray(output, dtype=np.float64),
        num_levels=LEVELS,
        num_resamples=RESAMPLES,
        seed=seed,
    )
    names = ("mu", "mu_star", "mu_star_conf", "sigma")
    return {name: np.asarray(found[name], dtype=np.float64) for name in names}


def version() -> str:
    """The version of SALib that is installed: another may draw another design."""
    from importlib.metadata import version as installed  # noqa: PLC0415

    _salib()
    return installed("SALib")


def _problem(inputs: int) -> dict[str, Any]:
    names = [str(number) for number in range(inputs)]
    return {"num_vars": inputs, "names": names, "bounds": [[LOW, HIGH]] * inputs}


def _salib() -> tuple[ModuleType, ModuleType]:
    """The modules that sample and analyse."""
    try:
        from SALib.analyze import morris as analysing  # noqa: PLC0415 - an extra, and slow
        from SALib.sample import morris as sampling  # noqa: PLC0415
    except ImportError as error:
        raise RunFailure(
            'screening needs SALib: pip install "refusal-simenv[sensitivity]"'
        ) from error
    return sampling, analysing
