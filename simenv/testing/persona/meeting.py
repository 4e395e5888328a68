"""People of a persona as they enter, each before a grid of responses: where signs are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from simenv.columns import F8, I1
from simenv.kinds import Kinds
from simenv.phases.framing import Ears, Wording
from simenv.phases.outcome import THIRD, Moment
from simenv.phases.referral import Seeker
from simenv.spread import squash
from simenv.state import Persons
from simenv.testing.persona.people import People
from simenv.vocabulary import Act, Asks, Continuation, Referral, Risk
from simenv.world import World

#: Drawn worlds: several, as a sign must hold in any plausible one.
WORLDS = range(1, 9)
_PEOPLE = 6
#: How a response may be: act, referral, continuation, and how explained or judging it is.
_RESPONSES = list(product(Act, Referral, Continuation, (0.0, 0.7)))


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """People in one world, each before each response; arrays of equal length n."""

    number: int
    world: World
    ears: Ears
    words: Wording
    seeker: Seeker
    moment: Moment
    kind: I1
    violation: F8
    openness: F8
    tone: F8

    @property
    def act(self) -> I1:
        """What is done with each request."""
        return self.moment.act


@lru_cache(maxsize=1)
def meetings(people: People) -> tuple[Meeting, ...]:
    """A meeting in each of several drawn worlds; made once for all signs of a check."""
    return tuple(_meeting(people, number) for number in WORLDS)


def _meeting(people: People, number: int) -> Meeting:
    world = people.world(number=number)
    persons = world.start(people.panel(range(_PEOPLE))).persons
    said = np.tile(np.array(_RESPONSES), (_PEOPLE, 1))
    act, kind, continuation = said[:, :3].astype(np.int8).T
    tone: F8 = said[:, 3].copy()
    mine = persons.take(np.repeat(np.arange(_PEOPLE), len(_RESPONSES)))
    violation: F8 = mine.expectation * (act != Act.COMPLY)
    return Meeting(
        number=number,
        world=world,
        ears=_ears(mine),
        words=_words(tone, kind),
        seeker=_seeker(mine, world.kinds),
        moment=_moment(mine, act, kind, continuation, violation),
        kind=kind,
        violation=violation,
        openness=mine.openness,
        tone=tone,
    )


def _ears(mine: Persons) -> Ears:
    return Ears(
        to_judgement=mine.to_judgement,
        to_abruptness=mine.to_abruptness,
        proneness=mine.proneness,
        reactance=mine.proneness / 2,
        trust=mine.trust,
    )


def _seeker(mine: Persons, kinds: Kinds) -> Seeker:
    return Seeker(
        barriers=kinds.barriers[mine.persona],
        distress=squash(mine.base),
        risk=mine.risk,
        hope=mine.hope,
        trust=mine.trust,
        to_boilerplate=mine.to_boilerplate,
        before=(np.arange(len(mine)) % 4).astype(np.int32),
        abroad=kinds.abroad[mine.persona],
        grave=mine.risk >= Risk.ACTIVE,
    )


def _moment(mine: Persons, act: I1, kind: I1, continuation: I1, violation: F8) -> Moment:
    """A third turn, after two that failed, with any wish and any need left."""
    number = np.arange(len(mine))
    return Moment(
        act=act,
        continuation=continuation,
        asks=(number % len(Asks)).astype(np.int8),
        shows_risk=mine.risk >= Risk.PASSIVE,
        masked=np.zeros(len(mine), np.bool_),
        remaining=(number % 7) / 6,
        frustration=violation,
        felt_heard=1.0 - violation,
        reactance=mine.proneness,
        uptake=mine.hope * (kind != Referral.NONE),
        openness=mine.openness,
        persistence=mine.persistence,
        fails=np.full(len(mine), THIRD - 1, np.int32),
        turn=np.full(len(mine), THIRD, np.int32),
    )


def _words(tone: F8, kind: I1) -> Wording:
    """Words that judge the more they explain."""
    flat = np.full(len(tone), 0.4)
    return Wording(
        validation=flat,
        explanation=tone,
        agency=1.0 - tone,
        judgement=tone / 2,
        warmth=flat,
        redirects=kind != Referral.NONE,
    )
