"""Services that persons share: crisis lines, a hand-off desk, therapists, primary care, peers.

A service is one file, a scenario is a list of them; both are drawn for a world as `Facility`.

>>> from simenv import service                                             # doctest: +SKIP
>>> crunch = service.load_scenario(Catalogue(), "988-december-2021")       # doctest: +SKIP
>>> crunch.facilities(Luck(1, 0), 0)[0].answering                          # doctest: +SKIP
0.64
"""

from simenv.service.facility import Facility, Surge, Way
from simenv.service.format import Service, check, load, schema
from simenv.service.scenario import Scenario, load_scenario, unchanged
from simenv.service.scenario import schema as scenario_schema

__all__ = [
    "Facility",
    "Scenario",
    "Service",
    "Surge",
    "Way",
    "check",
    "load",
    "load_scenario",
    "scenario_schema",
    "schema",
    "unchanged",
]
