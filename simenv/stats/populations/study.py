"""What was compared where persons share services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simenv.stats.margins import DECLARED, margin_of
from simenv.stats.populations.lived import FEWEST


@dataclass(frozen=True, kw_only=True)
class StudiedScenario:
    """A set of services that persons share, as the summary names it.

    `summary` is one sentence about it; `share_assumed` is the share of its numbers without a
    source. `services` are those of the run's list that it holds, by name, each with its declared
    share of demand that is the simulated persons' own (0-1), None where nobody else calls.
    """

    name: str
    summary: str = ""
    share_assumed: float = 0.0
    services: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PopulationStudy:
    """What was compared, and how it is to be read.

    `personas` and `counts` (people of each in one population) are by the code that rows carry;
    `shares` are the personas' declared shares. `services` is the run's list, by the code that calls
    and loads carry. `arms` are all that were asked for, in order; the first one that was lived is
    the reference. `failed` gives the reason of each arm that broke, in any scenario: it is left out
    everywhere. `scenarios` are in order; the first is the one that others are compared with.
    `worlds` were drawn beside the median one. `margins` are those declared for this experiment, in
    the unit of the outcome. `ValueError` with fewer than 20 populations, or nothing to compare.
    """

    personas: tuple[str, ...]
    shares: tuple[float, ...]
    counts: tuple[int, ...]
    services: tuple[str, ...]
    arms: tuple[str, ...]
    scenarios: tuple[StudiedScenario, ...]
    populations: int
    days: int
    worlds: int
    standard: str
    standard_assumed: float
    second_standard: str = ""
    calibration: str = "uncalibrated"
    spec: Mapping[str, Any] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no interval could be given for."""
        if self.populations < FEWEST:
            raise ValueError(
                f"{self.populations} populations: where persons share services the population is "
                f"the unit, and an interval needs {FEWEST} of them at least"
            )
        if not len(self.personas) == len(self.shares) == len(self.counts):
            raise ValueError(f"{self.personas}, {self.shares}, {self.counts}: one each a persona")
        if not self.scenarios or len({each.name for each in self.scenarios}) < len(self.scenarios):
            raise ValueError("a study of populations needs scenarios, each named once")

    @property
    def lived(self) -> tuple[str, ...]:
        """The arms that were lived to the end, in order."""
        return tuple(arm for arm in self.arms if arm not in self.failed)

    def margin(self, outcome: str) -> tuple[float, str]:
        """The margin of a compared outcome and where it is from; `KeyError` if it has none."""
        if outcome in self.margins:
            return self.margins[outcome], DECLARED
        return margin_of(outcome)
