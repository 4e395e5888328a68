"""How a difference reads against its margin, alone and within the declared family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `beyond`: the interval lies beyond the margin; `apart`: it leaves out 0 but not the margin;
#: `equivalent`: the 90 % interval lies within the margin (two one-sided tests of 5 %);
#: `not worse`: worse than the margin is excluded (one-sided 2.5 %), no more can be said;
#: `unsettled`: none of these; `too few`: under 20 events in both arms together.
Verdict = Literal[
    "same decisions", "beyond", "apart", "equivalent", "not worse", "unsettled", "too few"
]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One difference of the median world against its margin.

    `p` is two-sided, against no difference beyond the margin in either direction being the case
    that the verdict speaks of; `held` is Holm's adjustment of it over the family, None outside the
    family; neither is a headline. `events` are persons with the event in both arms together, None
    for what is no share.
    """

    margin: float
    verdict: Verdict
    p: float | None
    held: float | None
    events: int | None


@dataclass(frozen=True, kw_only=True)
class Family:
    """The declared family of comparisons over which Holm's adjustment runs."""

    outcomes: tuple[str, ...]
    arms: tuple[str, ...]
    against: str
    size: int
    alpha: float
