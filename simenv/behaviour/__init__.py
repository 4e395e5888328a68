"""How the people of a persona behave, beside those of every other persona.

>>> from simenv import behaviour
>>> found = behaviour.check(Catalogue(), "author")     # doctest: +SKIP
>>> print(behaviour.text(found))                       # doctest: +SKIP
"""

from __future__ import annotations

from simenv.behaviour.checking import (
    HORIZON,
    PEOPLE,
    POLICIES,
    SEED,
    Behaviour,
    Bound,
    Value,
    check,
)
from simenv.behaviour.living import People, lived, norm_of, people_of
from simenv.behaviour.measures import MEASURES, OPENED, Measure, Own
from simenv.behaviour.page import data, text

__all__ = [
    "HORIZON",
    "MEASURES",
    "OPENED",
    "PEOPLE",
    "POLICIES",
    "SEED",
    "Behaviour",
    "Bound",
    "Measure",
    "Own",
    "People",
    "Value",
    "check",
    "data",
    "lived",
    "norm_of",
    "people_of",
    "text",
]
