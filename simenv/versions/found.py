"""What is found of two versions: where they decide otherwise, how often that is met, what follows.

Three estimands are kept apart. How often: over the messages that people send, and over the people,
under the *first* policy. What follows among those whose lives part: the second minus the first,
from entry to the horizon, of those to whom the two ever said something different; their histories
are equal up to that first message. What follows over everybody who entered: the policy effect.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from simenv.stats.censoring import LIMIT
from simenv.stats.decisions import ErrorDifference
from simenv.stats.estimate import Difference, Estimate
from simenv.stats.outcome import Kind
from simenv.versions.answers import Does
from simenv.versions.rules import RulesApart


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One condition of a context, in the words of a policy file; `whose` reading it is."""

    field: str
    whose: str
    said: Any


@dataclass(frozen=True, kw_only=True)
class Met:
    """How many of the people of a persona meet it within the horizon."""

    persona: str
    people: Estimate


@dataclass(frozen=True, kw_only=True)
class Often:
    """How often traffic meets what is answered otherwise, persons weighted by their persona.

    `messages` and `by_act` are of all messages; `within` is of those in the context. `people` are
    those who meet such a message within the horizon, `personas` the same one by one, most first.
    Of the messages that are answered otherwise, `errors` has the shares that the first policy and
    the second answer against the standard. `battery` is of the first messages of the fixed battery.
    `within` and `errors` describe what was sent and have no interval. None where nothing was.
    """

    messages: Estimate | None
    by_act: Estimate | None
    within: float | None
    people: Estimate
    personas: tuple[Met, ...]
    errors: dict[str, tuple[float | None, float | None]]
    battery: Estimate


@dataclass(frozen=True, kw_only=True)
class Follows:
    """One outcome under both policies, and the difference, second minus first; shares are 0-1."""

    outcome: str
    label: str
    kind: Kind
    unit: str
    first: Estimate
    second: Estimate
    difference: Difference


@dataclass(frozen=True, kw_only=True)
class Place:
    """A context, what both mostly do there, how often it is met, what follows for those who part.

    `parted` are the people whose lives part there; with under 20 of them nothing follows that
    could be told.
    """

    when: tuple[Clause, ...]
    does: tuple[Does, Does]
    often: Often
    parted: int
    follows: tuple[Follows, ...]


@dataclass(frozen=True, kw_only=True)
class Battery:
    """The fixed battery: first messages that no policy has moved; errors, second minus first."""

    messages: int
    otherwise: Estimate
    by_act: Estimate
    errors: tuple[ErrorDifference, ...]


@dataclass(frozen=True, kw_only=True)
class Versions:
    """Two policies beside each other.

    `names` tell them apart; `files` give version and hash. `held` is the share of the messages
    answered otherwise that the contexts in `places` hold together, None where there are none.
    `among` are outcomes of the `parted` people, `everyone` of everybody. `worded` names those of
    the two that have responses that are texts only; `lost` is the share of people whom a failed
    call took out of sight.
    """

    names: tuple[str, str]
    files: tuple[dict[str, str], dict[str, str]]
    asked: dict[str, Any]
    people: int
    messages: int
    often: Often
    battery: Battery
    held: float | None
    places: tuple[Place, ...]
    parted: int
    among: tuple[Follows, ...]
    everyone: tuple[Follows, ...]
    rules: RulesApart | None
    worded: tuple[str, ...]
    lost: float

    @property
    def same(self) -> bool:
        """Whether the two never answered otherwise, neither on path nor on the battery."""
        return self.held is None and self.battery.otherwise.value == 0

    @property
    def claim(self) -> bool:
        """Whether so few were lost that what follows may be claimed (law 5)."""
        return self.lost <= LIMIT

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"same_decisions": self.same, "claim": self.claim, **asdict(self)}

    def text(self, *, full: bool = False) -> str:
        """About one screen for a terminal; with `full` every context."""
        from simenv.versions.told import page  # noqa: PLC0415 (it tells what is defined here)

        return page(self, full=full)
