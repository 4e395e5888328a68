"""What emerges from the model and what does not, beside the evidence that it was never fitted to.

>>> from simenv import patterns
>>> found = patterns.check_model(Catalogue(), people=20, worlds=5)     # doctest: +SKIP
>>> print(patterns.text(found))                                        # doctest: +SKIP
"""

from __future__ import annotations

from simenv.patterns.cast import Cast, cast_of
from simenv.patterns.data import data
from simenv.patterns.every import PATTERNS
from simenv.patterns.groups import GROUPS
from simenv.patterns.markdown import BEGIN, END, markdown, published
from simenv.patterns.page import text
from simenv.patterns.pattern import Finding, Pattern, Result
from simenv.patterns.running import PEOPLE, SEED, WORLDS, Found, check_model
from simenv.patterns.seen import Seen
from simenv.patterns.told import NOTE

__all__ = [
    "BEGIN",
    "END",
    "GROUPS",
    "NOTE",
    "PATTERNS",
    "PEOPLE",
    "SEED",
    "WORLDS",
    "Cast",
    "Finding",
    "Found",
    "Pattern",
    "Result",
    "Seen",
    "cast_of",
    "check_model",
    "data",
    "markdown",
    "published",
    "text",
]
