"""A candidate: a persona, and what is changed of it. The smaller the change, the more ordinary.

A change narrows what a persona declares: a trait stands at one value for all, risk at one level,
all needs are of one kind, or come at some hours. `services` alone is a condition of the world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simenv import parameters
from simenv.parameters import MEDIAN_WORLD, Values
from simenv.persona import Persona
from simenv.persona.sections import Sensitivities, Traits
from simenv.vocabulary import Risk

Value = str | float

#: The gene that changes the world rather than the persona: how well human services can be reached.
SERVICES = "services"
USUAL, SHORT, AMPLE = "usual", "short", "ample"
#: The numbers of the model that say how often a human channel answers.
_ANSWERS = tuple(
    f"channel.answers-{channel}" for channel in ("friends", "line", "professional", "emergency")
)


@dataclass(frozen=True, kw_only=True, order=True)
class Candidate:
    """A persona by name and its changes, sorted by what is changed."""

    persona: str
    changes: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, persona: str, changes: Mapping[str, Value]) -> Candidate:
        """From a mapping; `services: usual` is no change."""
        told = {gene: value for gene, value in changes.items() if value != USUAL}
        return cls(persona=persona, changes=tuple(sorted(told.items())))

    @property
    def services(self) -> str:
        """The condition of the services in whose world it lives."""
        return str(dict(self.changes).get(SERVICES, USUAL))

    def without(self, genes: Iterable[str]) -> Candidate:
        """The same without some of its changes."""
        left = frozenset(genes)
        kept = tuple(change for change in self.changes if change[0] not in left)
        return Candidate(persona=self.persona, changes=kept)

    def applied(self, persona: Persona) -> Persona:
        """The persona as changed, under its own name, so that its people keep their luck."""
        said = persona.said
        for gene, value in self.changes:
            _WRITERS.get(gene, _write_nothing)(said, gene, value)
        return Persona.model_validate(said)

    def words(self) -> str:
        """The changes in words, with semicolons between them."""
        return "; ".join(told(gene, value) for gene, value in self.changes) or "nothing"


def values_in(services: str, p: Values | None = None) -> Values:
    """The numbers of a world in which services are usual, short or ample.

    Short and ample are the ends of the middle 90 % that the parameter table declares for how often
    each human channel answers; `p` is the world that is changed, the median one unless given.
    """
    table = parameters.shipped()
    p = table.draw(0, MEDIAN_WORLD) if p is None else p
    if services == USUAL:
        return p
    spreads = {name: table.numbers[name].spread for name in _ANSWERS}
    ends = {
        name: spread.low if services == SHORT else spread.high for name, spread in spreads.items()
    }
    return Values({**p, **ends})


def told(gene: str, value: Value) -> str:
    """One change in words."""
    where, _, name = gene.partition(".")
    if where == "traits":
        return f"{name} at {value:g}"
    if where == "sensitive_to":
        return f"sensitivity to {name} at {value:g}"
    return _WORDS[gene](value)


_WORDS: Mapping[str, Callable[[Value], str]] = {
    "risk": lambda value: f"risk at {value}",
    "need": lambda value: f"every need is {str(value).replace('-', ' ')}",
    "about": lambda value: f"every need is about {'another' if value == 'other' else 'themselves'}",
    "asks": lambda value: f"{'always' if value == 'restricted' else 'never'} asks for restricted",
    "hidden": lambda value: f"{'always' if value == 'yes' else 'never'} hides what it is for",
    "hours": lambda value: f"needs come from {value} h only",
    "weekday": lambda value: f"needs come on {value} only",
    "sessions_per_week": lambda value: f"{value:g} sessions a week",
    SERVICES: lambda value: f"human services are {value} of what is plausible",
}


def _write_trait(said: dict[str, Any], gene: str, value: Value) -> None:
    section, _, name = gene.partition(".")
    said[section][name] = {"median": value, "middle90": [value, value]}


def _write_risk(said: dict[str, Any], gene: str, value: Value) -> None:
    said["risk"] = {word: float(word == value) for word in Risk.words()}


def _write_request(field: str, yes: str) -> Callable[[dict[str, Any], str, Value], None]:
    def write(said: dict[str, Any], gene: str, value: Value) -> None:
        said["requests"][field] = float(value == yes)

    return write


def _write_hours(said: dict[str, Any], gene: str, value: Value) -> None:
    start, end = str(value).split("-")
    said["rhythm"]["hours"] = {str(value): 1.0, f"{int(end) % 24:02d}-{start}": 0.0}


def _write_weekday(said: dict[str, Any], gene: str, value: Value) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    said["rhythm"]["weekdays"] = {day: float(day == value) for day in days}


def _write_often(said: dict[str, Any], gene: str, value: Value) -> None:
    said["rhythm"]["sessions_per_week"] = value


def _write_need(said: dict[str, Any], gene: str, value: Value) -> None:
    said["needs"] = {str(value): 1.0}


def _write_nothing(said: dict[str, Any], gene: str, value: Value) -> None:
    """What the world is told rather than the persona."""


_WRITERS: Mapping[str, Callable[[dict[str, Any], str, Value], None]] = {
    **{f"traits.{name}": _write_trait for name in Traits.model_fields if name != "source"},
    **{f"sensitive_to.{name}": _write_trait for name in Sensitivities.model_fields},
    "risk": _write_risk,
    "need": _write_need,
    "about": _write_request("about_other", "other"),
    "asks": _write_request("restricted", "restricted"),
    "hidden": _write_request("hidden_intent", "yes"),
    "hours": _write_hours,
    "weekday": _write_weekday,
    "sessions_per_week": _write_often,
}

#: Everything that may be changed.
GENES = (*_WRITERS, SERVICES)
