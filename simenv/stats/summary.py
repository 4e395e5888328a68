"""Everything that a comparison says, as one value: `summary.json`, its tables and its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from simenv.columns import F8
from simenv.parameters import Parameter
from simenv.stats.after import After
from simenv.stats.censoring import Censoring
from simenv.stats.claims import Claim, Driver, Ranking, Weighting
from simenv.stats.decisions import Decisions
from simenv.stats.estimate import Brief, Difference, Estimate
from simenv.stats.flows import Flows
from simenv.stats.incidence import Curve
from simenv.stats.margins import DECLARED, margin_of
from simenv.stats.reading import Family, Reading
from simenv.stats.scores import ScorecardLine
from simenv.stats.worlds import Signs


@dataclass(frozen=True, kw_only=True)
class DeclaredFamily:
    """The comparisons that somebody declared beforehand; each arm against the first of the run."""

    outcomes: tuple[str, ...]
    arms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Study:
    """What was compared. `personas` and `shares` are by the code that rows carry.

    `arms` are all that were asked for, in order; `failed` gives the reason for those that broke.
    `spec` is echoed in the summary. `statuses` tells of each persona whether it is a draft or
    reviewed, where that is known. `ValueError` unless every persona has a share above 0.

    How it is read: `second_standard` labels beside `standard`, empty where nobody named one.
    `margins` are those that were declared for this comparison, in the unit of the outcome; the
    others are the shipped ones, and `margin` knows both. `weightings` give weights by persona
    name, on any scale, a persona that is not named weighing 0: `declared`, `equal` and `by-use`
    first, then those that were declared. `family` is None for the usual one. `parameters` are the
    numbers of the model that can vary, `drawn` their values in worlds 1, 2, …: shape (worlds,
    parameters), None where nothing was drawn.
    """

    personas: tuple[str, ...]
    shares: tuple[float, ...]
    arms: tuple[str, ...]
    days: int
    standard: str
    standard_assumed: float
    calibration: str = "uncalibrated"
    spec: Mapping[str, Any] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    second_standard: str = ""
    margins: Mapping[str, float] = field(default_factory=dict)
    weightings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    family: DeclaredFamily | None = None
    parameters: tuple[Parameter, ...] = ()
    drawn: F8 | None = None

    def margin(self, outcome: str) -> tuple[float, str]:
        """The margin of a compared outcome and where it is from; `KeyError` if it has none."""
        if outcome in self.margins:
            return self.margins[outcome], DECLARED
        return margin_of(outcome)

    def __post_init__(self) -> None:
        """Refuse shares that cannot weigh the personas."""
        if len(self.shares) != len(self.personas) or any(share <= 0 for share in self.shares):
            raise ValueError(f"personas {self.personas} need a share > 0 each, not {self.shares}")


@dataclass(frozen=True, kw_only=True)
class PersonaLine:
    """One persona: its share as declared and rescaled, its persons, and those not censored.

    `status` is draft or reviewed, None where nobody said.
    """

    name: str
    status: str | None
    declared: float
    share: float
    people: int
    counted: int


@dataclass(frozen=True, kw_only=True)
class ArmLine:
    """One arm: why it failed, or the reference if it never decided otherwise."""

    name: str
    failed: str | None
    same_as: str | None


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """One outcome in every arm: over all personas by their shares, and persona by persona.

    `standard` names the norm that the outcome depends on, None if it depends on none. What is
    `exogenous` is compared between no arms; a `detail` is left out where there is little room.
    `margin` is the difference that counts, None where nothing is compared; `margin_source` says
    where it is from.
    """

    name: str
    label: str
    group: str
    kind: str
    unit: str
    better: str
    standard: str | None
    exogenous: bool
    detail: bool
    arms: dict[str, Estimate]
    personas: dict[str, dict[str, Brief]]
    margin: float | None = None
    margin_source: str = ""


@dataclass(frozen=True, kw_only=True)
class RatioLine:
    """A ratio whose denominator the policy moves: not for claims. None where it is 0 of 0."""

    name: str
    label: str
    arms: dict[str, Estimate | None]


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """`arm` minus `against` in one outcome; persona by persona against the reference only.

    `ratio` is `arm` over `against`, None where the latter is 0 or nothing can be said of it.
    """

    outcome: str
    arm: str
    against: str
    all: Difference
    worlds: Signs
    personas: dict[str, Brief]
    ratio: Estimate | None = None
    reading: Reading | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a comparison found. `reference` is the first arm that was lived to the end.

    `luck_shared` says that what no policy moves was equal in all arms, person by person.
    `decisions` and `flows` are None where they were not read off. `cohort` says in words what
    people knew at entry; `left_before` is the share that had left the assistant by then.
    `claims` hold every outcome against the reference, and every pair of arms in the outcomes of the
    `family`; `drivers` are about the headline of the arm that is `named` with the reference.
    `frontier` gives for each arm those that err less on the battery in both ways; it and what is
    called second are by either standard, the second empty or None where there is none.
    """

    format: int
    sentence: str
    calibration: str
    confidence: float
    standard: str
    standard_assumed: float
    days: int
    worlds: int
    headline: str
    reference: str | None
    named: tuple[str, ...]
    cohort: str
    left_before: float
    personas: tuple[PersonaLine, ...]
    arms: tuple[ArmLine, ...]
    scorecards: tuple[ScorecardLine, ...]
    decisions: Decisions | None
    outcomes: tuple[OutcomeLine, ...]
    ratios: tuple[RatioLine, ...]
    differences: tuple[DifferenceLine, ...]
    censoring: Censoring
    luck_shared: bool
    states: tuple[str, ...]
    standing: dict[str, list[list[float]]]
    flows: Flows | None
    spec: dict[str, Any]
    family: Family | None = None
    weightings: tuple[Weighting, ...] = ()
    claims: tuple[Claim, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    drivers: tuple[Driver, ...] = ()
    curves: tuple[Curve, ...] = ()
    after: tuple[After, ...] = ()
    second_standard: str = ""
    decisions_second: Decisions | None = None
    frontier: dict[str, tuple[str, ...]] = field(default_factory=dict)
    frontier_second: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain Python for JSON: no NaN, no infinity, nothing of NumPy."""
        return asdict(self)
