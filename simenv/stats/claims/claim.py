"""What a claim says: its label, what it was read from, and under which conditions it was repeated.

Differences are always `arm` minus `against`. Above, inside and below are shares of worlds whose
difference lies above the margin, within it, and below minus the margin; they add up to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What can be said of a difference over the plausible worlds.
Label = Literal["same decisions", "robust", "depends", "equivalent", "undecided", "withheld"]
#: Under what a claim is repeated: another weighting of the personas, one persona left out, an
#: unknown sign fixed either way, the other standard.
Condition = Literal["weighting", "without", "sign", "standard"]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """One difference over the drawn worlds.

    `low` and `high` hold the middle 90 % of worlds. `between` is the standard deviation between
    worlds: the variance of their means less the mean squared standard error, never below 0;
    `within` is the root of that mean squared error, 0 where too few people tell it.
    """

    worlds: int
    mean: float
    low: float
    high: float
    between: float
    within: float
    above: float
    inside: float
    below: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """A claim repeated under one condition: `sign`, `framing.warmth > 0`, for instance.

    `median` is the difference in the median world, None where that world lies outside the
    condition. `holds` says whether what the whole claims is so here too.
    """

    condition: Condition
    name: str
    worlds: int
    median: float | None
    above: float
    inside: float
    below: float
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Split:
    """On what a claim depends: robust on both sides of it, with different winners.

    `condition` is `parameter` for a number of the model cut at `at`, `source` its evidence; else a
    weighting or the standard, and `at` is None. `low` and `high` are the winners on the two sides;
    `low` as declared, or by the first standard, and `high` by the one that is named.
    """

    condition: Literal["parameter", "weighting", "standard"]
    name: str
    what: str
    at: float | None
    source: str
    low: str
    high: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One difference and what may be said of it.

    `winner` is the arm that is better, or higher where neither direction is better; None unless the
    label is `robust`. `words` tells label and reason in a sentence. `would_be` is the label that
    noise or too few worlds withhold. `assumed` is the share of the variance between worlds that is
    due to numbers without an evidence row, None where it cannot be told. `people` is how many of
    each persona would do where the error within worlds withholds the label. `parts` are empty
    without drawn worlds.
    """

    outcome: str
    arm: str
    against: str
    margin: float
    label: Label
    winner: str | None
    words: str
    would_be: Label | None
    spread: Spread | None
    parts: tuple[Part, ...]
    depends_on: Split | None
    assumed: float | None
    people: int | None


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One number of the model, and the headline difference where it is low and where it is high.

    `low` and `high` are mean differences over the drawn worlds in the lower and the upper third of
    the number, each with its standard error; `correlation` is Spearman's over all worlds.
    """

    name: str
    what: str
    source: str
    low: float
    low_error: float
    high: float
    high_error: float
    correlation: float


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """All arms in one outcome, best first; `order` is by the mean over worlds.

    `first` is the share of worlds in which an arm is the best, `settled` are pairs (better, worse)
    whose claim is robust, `flips` those whose claim depends on something or is undecided.
    """

    outcome: str
    order: tuple[str, ...]
    first: dict[str, float]
    settled: tuple[tuple[str, str], ...]
    flips: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Weighting:
    """How personas weigh: by name, summing to 1. `effective` is Kish's number of persons."""

    name: str
    about: str
    weights: dict[str, float]
    effective: float
