"""The sections of a persona file, each a frozen model; a number is assumed unless it says more."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, Strict, model_validator

from simenv.catalogue import ASSUMED, Entry, wrong
from simenv.catalogue.values import (
    SOURCED,
    WITH_SOURCE,
    Duration,
    LevelNumber,
    Name,
    OneOf,
    Share,
    Source,
    Weight,
)
from simenv.persona.amounts import Amount
from simenv.vocabulary import Channel, Need, Risk, Trigger

#: What may stand between a person and a channel.
BARRIERS = ("cost", "wait", "coercion", "stigma", "access", "self-reliance", "exposure")

_NeedWord = Annotated[str, OneOf(Need.words())]
_ChannelWord = Annotated[str, OneOf(Channel.words())]
_TriggerWord = Annotated[str, OneOf(Trigger.words())]
#: How far four shares may be from a sum of 1.
_ROUNDING = 0.001


def _any_weight(weights: dict[str, float]) -> dict[str, float]:
    if not any(weights.values()):
        found = "zeros only" if weights else "none"
        raise wrong("a weight above 0 for at least one", "give one a weight", found)
    return weights


Needs = Annotated[dict[_NeedWord, Weight], AfterValidator(_any_weight), WITH_SOURCE]
Channels = Annotated[dict[_ChannelWord, Weight], AfterValidator(_any_weight), WITH_SOURCE]
Barriers = dict[
    _ChannelWord,
    Annotated[dict[Annotated[str, OneOf(BARRIERS)], LevelNumber], WITH_SOURCE],
]


class Traits(Entry):
    """How the persons of a persona are; 0-1 each."""

    distress: Amount
    expectation: Amount
    trust: Amount
    openness: Amount
    hope: Amount
    attachment: Amount
    persistence: Amount
    reactance: Amount


class Sensitivities(Entry):
    """What hurts them more than others; 0-1 each."""

    boilerplate: Amount
    abruptness: Amount
    judgement: Amount
    rejection: Amount


class Course(Entry):
    """How distress moves by itself: standard deviation on the log-odds scale, and its memory.

    Life events and acute crises come by themselves, too; their rates are per 30 days.
    """

    swing: Annotated[float, Strict(), Field(gt=0, le=10), SOURCED]
    #: Correlation of distress with itself 5 hours earlier.
    autocorrelation: Annotated[float, Strict(), Field(ge=0, lt=1), SOURCED]
    events_per_month: Annotated[float, Strict(), Field(ge=0, le=15), SOURCED] = 0.0
    crises_per_month: Annotated[float, Strict(), Field(ge=0, le=15), SOURCED] = 0.0
    source: Source = ASSUMED


class Asking(Entry):
    """What the needs are like: shares of needs; `hidden_intent` is a share of the restricted."""

    about_other: Share
    restricted: Share
    hidden_intent: Share
    source: Source = ASSUMED


class RiskShares(Entry):
    """The share of persons who enter at each level of risk; they sum to 1."""

    none: Share
    passive: Share
    active: Share
    plan: Share
    source: Source = ASSUMED

    @property
    def shares(self) -> tuple[float, ...]:
        """By the code of `Risk`."""
        return tuple(getattr(self, word) for word in Risk.words())

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.shares)
        if abs(total - 1) > _ROUNDING:
            raise wrong("four shares that sum to 1", self._remedy(total), f"a sum of {total:.4g}")
        return self

    def _remedy(self, total: float) -> str:
        """The four in the same proportions and with the right sum."""
        if not total:
            return "give the share of persons at each level"
        scaled = zip(Risk.words(), (share / total for share in self.shares), strict=True)
        told = ", ".join(f"{word}: {share:.4g}" for word, share in scaled)
        return f"correct the shares; in these proportions they are {{{told}}}"


class Edge(Entry):
    """One way from stage to stage, on top of the shared graph.

    `on` is what sets it off; with `after` it is time, a median in days. `times` multiplies the
    weight of the shared edge, `chance` sets one.
    """

    from_: Name = Field(alias="from")
    to: Name
    on: _TriggerWord | None = None
    chance: Share | None = None
    times: Weight | None = None
    after: Duration | None = None
    source: Source = ASSUMED

    @model_validator(mode="after")
    def _set_off(self) -> Self:
        if self.on is None and self.after is None:
            raise wrong("`on` or `after`", "say what sets it off", "neither")
        if self.after is not None and (self.on is not None or self.chance is not None):
            raise wrong("`after` without `on` or `chance`", "write two edges", "both")
        return self


class Trajectory(Entry):
    """Where the persons of a persona stand at entry, and its own edges."""

    start: Name
    edges: tuple[Edge, ...] = ()


class Voice(Entry):
    """How they write: how long, and how much of what they feel they show at first."""

    length: Literal["short", "medium", "long"]
    discloses: Literal["openly", "indirectly", "hardly"]
