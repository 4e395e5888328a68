"""Personas as a population: shares as written, and rescaled so that they sum to 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simenv.persona.format import Persona

#: Within this of 1 a sum of shares counts as 1: what rounding leaves of fourteen of them.
_ROUNDING = 0.0005


@dataclass(frozen=True, kw_only=True)
class Mix:
    """Several personas and their shares `written`, by name; bases, which have none, are left out.

    Everything that speaks of all people together weighs a persona by its `rescaled` share. Adding a
    persona changes those of all others by the same factor, and no number of a single persona.
    """

    written: Mapping[str, float]

    @classmethod
    def of(cls, personas: Iterable[Persona]) -> Mix:
        """The mix of these personas."""
        return cls(written={one.name: one.share for one in personas if one.share is not None})

    @property
    def total(self) -> float:
        """The sum of the written shares."""
        return sum(self.written.values())

    @property
    def whole(self) -> bool:
        """Whether the written shares sum to 1 already, up to rounding."""
        return abs(self.total - 1.0) <= _ROUNDING

    @property
    def rescaled(self) -> dict[str, float]:
        """The shares divided by their sum, by name."""
        total = self.total
        return {name: share / total for name, share in self.written.items()}

    @property
    def told(self) -> str:
        """What the shares sum to and by how much they are rescaled; empty without personas."""
        if not self.written:
            return ""
        said = f"the shares of {len(self.written)} personas sum to"
        if self.whole:
            return f"{said} 1"
        return f"{said} {self.total:.4g}; each is multiplied by {1.0 / self.total:.4g}"
