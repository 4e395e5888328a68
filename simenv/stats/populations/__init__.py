"""Estimates where persons share services: the unit is the population, never the person.

`summarise(PopulationStudy(...), read)` compares arms within each scenario, and scenarios with each
other, with `read(scenario, world, arm) -> PopulationLives` called for one scenario of one world at
a time; `PopulationSummary.as_dict()` is `summary.json` of such a run.
"""

from simenv.stats.populations.comparison import summarise
from simenv.stats.populations.lived import FEWEST, PopulationLives, Read
from simenv.stats.populations.study import PopulationStudy, StudiedScenario
from simenv.stats.populations.summary import FORMAT, KIND, PopulationSummary

__all__ = [
    "FEWEST",
    "FORMAT",
    "KIND",
    "PopulationLives",
    "PopulationStudy",
    "PopulationSummary",
    "Read",
    "StudiedScenario",
    "summarise",
]
