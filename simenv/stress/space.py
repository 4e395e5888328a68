"""The space that is searched: for each persona what may change, and the values that it may take.

Inside a persona's declared ranges a trait stands at an end or the middle of its middle 90 %, and
levels, needs, hours and days are those that have a weight there. Beyond them it stands anywhere on
its scale: such cases are marked, and no gate counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv.catalogue.hours import WEEKDAYS, hours_in
from simenv.persona import Persona
from simenv.persona.sections import Sensitivities, Traits
from simenv.spread import Spread
from simenv.stress.candidate import AMPLE, SERVICES, SHORT, USUAL, Candidate, Value
from simenv.vocabulary import Need, Risk

#: The hours of a day in pieces that a person would name.
BANDS = ("00-04", "04-08", "08-12", "12-16", "16-20", "20-24")
#: Where a trait may stand beyond what a persona declares.
_ANYWHERE = (0.02, 0.5, 0.98)
_OFTEN = (0.5, 3.0, 14.0)
_CHANGES = 4
#: Of what a child takes over from two parents, how often a gene comes from the second.
_SECOND = 0.5


@dataclass(frozen=True)
class Space:
    """The personas that are searched, by name, and whether the search goes beyond their ranges."""

    personas: tuple[Persona, ...]
    beyond: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Persona]:
        """The personas by their names."""
        return {one.name: one for one in self.personas}

    @cached_property
    def options(self) -> Mapping[str, Mapping[str, tuple[Value, ...]]]:
        """By persona and gene the values that the search may give it."""
        inside = self._inside
        if not self.beyond:
            return inside
        return {name: {**options, **_anything()} for name, options in inside.items()}

    @cached_property
    def _inside(self) -> Mapping[str, Mapping[str, tuple[Value, ...]]]:
        return {one.name: dict(_declared(one)) for one in self.personas}

    def beyond_in(self, one: Candidate) -> tuple[str, ...]:
        """The changes of a candidate that lie beyond what its persona declares."""
        inside = self._inside[one.persona]
        return tuple(gene for gene, value in one.changes if value not in inside.get(gene, ()))

    def random(self, luck: np.random.Generator, services: str = USUAL) -> Candidate:
        """A persona with one to four random changes, in a world of these services."""
        name = self.personas[luck.integers(len(self.personas))].name
        changes = self._changed({}, name, 1 + int(luck.integers(_CHANGES)), luck)
        return Candidate.of(name, {**changes, SERVICES: services})

    def child(
        self, parents: Sequence[Candidate], luck: np.random.Generator, services: str = USUAL
    ) -> Candidate:
        """The first parent, with genes of the second where it has the same persona, and mutated."""
        first, second = parents
        genes = dict(first.changes)
        if second.persona == first.persona:
            genes |= {gene: to for gene, to in second.changes if luck.random() < _SECOND}
        if genes and luck.random() < _SECOND:
            genes.pop(sorted(genes)[luck.integers(len(genes))])
        genes = self._changed(genes, first.persona, 1 + int(luck.integers(2)), luck)
        return Candidate.of(first.persona, {**genes, SERVICES: services})

    def _changed(
        self, genes: dict[str, Value], name: str, count: int, luck: np.random.Generator
    ) -> dict[str, Value]:
        options = self.options[name]
        names = [gene for gene, values in options.items() if values and gene != SERVICES]
        found = dict(genes)
        for gene in luck.choice(names, size=min(count, len(names)), replace=False):
            values = options[str(gene)]
            found[str(gene)] = values[luck.integers(len(values))]
        return found


def _declared(one: Persona) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Each gene with the values that a persona declares; a gene with nothing to choose has none."""
    for section, model in (("traits", Traits), ("sensitive_to", Sensitivities)):
        for name in model.model_fields:
            yield f"{section}.{name}", _ends(getattr(getattr(one, section), name).spread)
    yield "risk", _choice(w for w, s in zip(Risk.words(), one.risk.shares, strict=True) if s > 0)
    weights = zip(Need.words(), one.need_weights, strict=True)
    yield "need", _choice(word for word, weight in weights if weight > 0)
    asking = one.requests
    yield "about", _either("other", "self", asking.about_other)
    yield "asks", _either("restricted", "open", asking.restricted)
    yield "hidden", _either("yes", "no", asking.hidden_intent)
    hours, days = one.rhythm.by_hour, one.rhythm.by_weekday
    yield "hours", _choice(band for band in BANDS if all(hours[h] > 0 for h in hours_in(band)))
    yield "weekday", _choice(day for day, w in zip(WEEKDAYS, days, strict=True) if w > 0)
    yield "sessions_per_week", _ends(one.rhythm.sessions_per_week.spread)
    yield SERVICES, (SHORT, AMPLE)


def _ends(spread: Spread) -> tuple[Value, ...]:
    values = sorted({spread.low, spread.median, spread.high})
    return tuple(values) if len(values) > 1 else ()


def _choice(words: Iterator[str]) -> tuple[Value, ...]:
    """Words to choose among; none where one alone is possible, which is no change."""
    found = tuple(words)
    return found if len(found) > 1 else ()


def _either(yes: str, no: str, share: float) -> tuple[Value, ...]:
    return tuple(word for word, can in ((yes, share > 0), (no, share < 1)) if can and 0 < share < 1)


def _anything() -> Mapping[str, tuple[Value, ...]]:
    """What any person whatever could be like."""
    traits = [f"traits.{name}" for name in Traits.model_fields]
    traits += [f"sensitive_to.{name}" for name in Sensitivities.model_fields]
    return {
        **dict.fromkeys(traits, _ANYWHERE),
        "risk": Risk.words(),
        "need": Need.words(),
        "about": ("self", "other"),
        "asks": ("restricted", "open"),
        "hidden": ("yes", "no"),
        "hours": BANDS,
        "weekday": WEEKDAYS,
        "sessions_per_week": _OFTEN,
        SERVICES: (SHORT, AMPLE),
    }
