"""One criterion: a limit applied to one thing that was measured, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simenv.stats.one_sided import Measured
from simenv.stats.outcome import Kind

#: The lists of a criteria file.
Family = Literal["battery", "non_inferiority", "worst_group", "worlds", "suite"]
#: Of what there would have to be more, to decide what is undecided.
Units = Literal["people", "battery", "worlds", "nothing"]
#: How a limit can be met: by a rate, a difference to the baseline, a share of worlds, or cases.
Way = Literal["rate", "difference", "worlds", "cases"]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A limit and what was measured against it.

    `measure` is the error or outcome, `label` its words, `group` the kind of subgroup and which one
    it is, None for everybody. `ways` are the ways to meet the limit, each with its measure: any of
    them is enough. `held_back` says why nothing can be said, empty where something can. `off` says
    why the criterion does not count, empty where it does. `same` tells that candidate and baseline
    decided alike, so that a difference is 0 and no estimate. `chances` is the number of ways that
    the file allows; each has an equal part of the error of a pass, measured or not.
    """

    family: Family
    measure: str
    label: str
    kind: Kind
    why: str
    source: str
    units: Units
    ways: tuple[tuple[Way, Measured], ...] = ()
    group: tuple[str, str] | None = None
    held_back: str = ""
    off: str = ""
    same: bool = False
    chances: int = 1

    @property
    def name(self) -> str:
        """What it is about, in one line."""
        where = "" if self.group is None else f", {' '.join(self.group)}"
        return f"{self.label}{where}"

    @property
    def counts(self) -> bool:
        """Whether the verdict of the gate hangs on it."""
        return not self.off

    @property
    def p_above(self) -> float | None:
        """The p of the hypothesis that the limit is kept; None where nothing can be said.

        The limit is broken where it is broken in every way, so the largest p of the ways is one.
        """
        if self.held_back or not self.ways:
            return None
        return max(one.p_above() for _, one in self.ways)
