"""Everything that a comparison under shared services says: `summary.json` of such a run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from simenv.stats.populations.lines import (
    CapacityLine,
    CensoredLine,
    DifferenceLine,
    OutcomeLine,
)
from simenv.stats.populations.loads import DailyLine, LoadLine
from simenv.stats.populations.queues import QueueLine
from simenv.stats.populations.rankings import OrderLine, RankingFamily, RankingLine
from simenv.stats.populations.ways import TakenLine

#: What tells such a summary from one of persons, and its version.
KIND, FORMAT = "populations", 2


@dataclass(frozen=True, kw_only=True)
class ScenarioLine:
    """One set of services: its sentence, the share of its numbers that is assumed, its services.

    `services` gives the share of demand that is declared to be the simulated persons' own.
    """

    name: str
    summary: str
    share_assumed: float
    services: dict[str, float | None]


@dataclass(frozen=True, kw_only=True)
class ArmLine:
    """One arm: why it failed; the scenarios in which everybody lived as under the reference."""

    name: str
    failed: str | None
    same_in: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonaLine:
    """One persona: its declared share, rescaled, and its people in each population."""

    name: str
    status: str | None
    share: float
    people: int


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """What a queue measure or a load is, so that a page needs no code to name it.

    `booked` is what a load is called of a service that gives appointments.
    """

    name: str
    label: str
    unit: str
    better: str
    formula: str
    booked: str | None = None


@dataclass(frozen=True, kw_only=True)
class PopulationSummary:
    """What a comparison under shared services found; the unit of every interval is the population.

    `reference` is the first arm that was lived; the first scenario is what others are compared
    with. Referrals are followed for `follow_days`. `worlds` were drawn beside the median one, of
    which everything tells but `orders`.
    """

    kind: str
    format: int
    sentence: str
    calibration: str
    confidence: float
    unit: str
    populations: int
    people: int
    days: int
    follow_days: float
    worlds: int
    headline: str
    standard: str
    standard_assumed: float
    second_standard: str
    reference: str | None
    named: tuple[str, ...]
    scenarios: tuple[ScenarioLine, ...]
    arms: tuple[ArmLine, ...]
    personas: tuple[PersonaLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    differences: tuple[DifferenceLine, ...]
    capacity: tuple[CapacityLine, ...]
    rankings: tuple[RankingLine, ...]
    orders: tuple[OrderLine, ...]
    family: RankingFamily | None
    measures: tuple[MeasureLine, ...]
    queues: tuple[QueueLine, ...]
    load_measures: tuple[MeasureLine, ...]
    loads: tuple[LoadLine, ...]
    taken: tuple[TakenLine, ...]
    daily: tuple[DailyLine, ...]
    censoring: tuple[CensoredLine, ...]
    spec: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Plain Python for JSON: no NaN, no infinity, nothing of NumPy."""
        return asdict(self)
