"""A persona: a kind of person as a distribution, one YAML file that a clinician can read and sign.

>>> from simenv import persona                                      # doctest: +SKIP
>>> waiting = persona.load(Catalogue(), "wait-listed")              # doctest: +SKIP
>>> waiting.traits.distress.spread.median, waiting.needs["coping"]  # doctest: +SKIP
"""

from simenv.persona.amounts import Amount, Rate
from simenv.persona.format import Persona, check, load, schema
from simenv.persona.mix import Mix
from simenv.persona.rhythm import WEEKDAYS, Rhythm
from simenv.persona.sections import BARRIERS, Edge
from simenv.persona.stages import laid, unsound

__all__ = [
    "BARRIERS",
    "WEEKDAYS",
    "Amount",
    "Edge",
    "Mix",
    "Persona",
    "Rate",
    "Rhythm",
    "check",
    "laid",
    "load",
    "schema",
    "unsound",
]
