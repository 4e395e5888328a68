"""How many ways the grammar has to word a message: an upper bound of the different messages."""

from __future__ import annotations

from math import prod

from simenv.speech.facts import Facts
from simenv.speech.symbols import ROOT
from simenv.speech.templates import Choice, Part, Parts
from simenv.speech.wording import Worder


def ways(worder: Worder, facts: Facts) -> int:
    """Ways to word a message of these facts, over all that its session may have chosen."""
    return sum(_Count(worder, settled).of(ROOT) for settled in _settlings(worder, facts))


def _settlings(worder: Worder, facts: Facts) -> list[Facts]:
    """The facts with each combination of what the session may choose."""
    found = [facts]
    for symbol in worder.settling:
        found = [
            (*one, str(parts[0]))
            for one in found
            for parts in dict(worder.options(symbol.name, one)).values()
        ]
    return list(dict.fromkeys(found))


class _Count:
    """Counts below one set of settled facts; a symbol is counted once."""

    def __init__(self, worder: Worder, facts: Facts) -> None:
        self._worder, self._facts = worder, facts
        self._known: dict[str, int] = {}

    def of(self, name: str) -> int:
        if name not in self._known:
            options = self._worder.options(name, self._facts)
            # Replicas of a weight are one way, and a symbol that may be nothing has one.
            self._known[name] = sum(map(self._parts, {parts for _, parts in options})) or 1
        return self._known[name]

    def _parts(self, parts: Parts) -> int:
        return prod(map(self._part, parts))

    def _part(self, part: Part) -> int:
        if isinstance(part, str):
            return 1
        if isinstance(part, Choice):
            return sum(map(self._parts, {parts for _, parts in part.options}))
        return 1 if self._worder.is_settled(part.name) else self.of(part.name)
