"""Law 4 where it will be used: people of every shipped persona, in 50 drawn worlds.

`tests/phases/test_phase_signs.py` asks for the signs of any person and response; here they are
people as they enter, with their traits, sensitivities and barriers, and a grid of responses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from simenv import parameters
from simenv.draws import Luck
from simenv.kinds import Kinds, compile_all
from simenv.parameters import Values
from simenv.phases import framing, outcome, referral
from simenv.phases.framing import Ears, Wording
from simenv.phases.outcome import THIRD, Moment
from simenv.phases.referral import Seeker
from simenv.population import enter
from simenv.spread import squash
from simenv.state import Persons
from simenv.vocabulary import Act, Asks, Continuation, Move, Referral
from tests.broken import imposed_signs as broken
from tests.laws.small import everyone, personas

WORLDS = range(1, 51)
PEOPLE = 4
#: How a response may be: act, referral, continuation, and how explained or judging it is.
RESPONSES = list(product(Act, Referral, Continuation, (0.0, 0.7)))
#: What rounding may do to a sign.
ROUNDING = 1e-14


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """People of all personas in one world, each before each response; arrays of equal length.

    Row i is about the person at `who[i]` of `persons`.
    """

    p: Values
    kinds: Kinds
    persons: Persons
    who: np.ndarray
    act: np.ndarray
    kind: np.ndarray
    continuation: np.ndarray
    tone: np.ndarray

    def of(self, column: str) -> np.ndarray:
        """A column of the persons, by row."""
        return getattr(self.persons, column)[self.who]

    @property
    def violation(self) -> np.ndarray:
        """What they expected of a full answer, where they got less."""
        return self.of("expectation") * (self.act != Act.COMPLY)

    @property
    def ears(self) -> Ears:
        return Ears(
            to_judgement=self.of("to_judgement"),
            to_abruptness=self.of("to_abruptness"),
            proneness=self.of("proneness"),
            reactance=self.of("proneness") / 2,
            trust=self.of("trust"),
        )

    @property
    def words(self) -> Wording:
        flat = np.full(len(self.act), 0.4)
        return Wording(
            validation=flat,
            explanation=self.tone,
            agency=1 - self.tone,
            judgement=self.tone / 2,
            warmth=flat,
            redirects=self.kind != Referral.NONE,
        )

    @property
    def seeker(self) -> Seeker:
        persona = self.of("persona")
        return Seeker(
            barriers=self.kinds.barriers[persona],
            distress=squash(self.of("base")),
            risk=self.of("risk"),
            hope=self.of("hope"),
            trust=self.of("trust"),
            to_boilerplate=self.of("to_boilerplate"),
            before=(np.arange(len(self.act)) % 4).astype(np.int32),
            abroad=self.kinds.abroad[persona],
            grave=self.of("risk") >= 2,
        )

    @property
    def moment(self) -> Moment:
        n = len(self.act)
        return Moment(
            act=self.act,
            continuation=self.continuation,
            asks=(np.arange(n) % len(Asks)).astype(np.int8),
            shows_risk=self.of("risk") >= 1,
            masked=np.zeros(n, bool),
            remaining=(np.arange(n) % 7) / 6,
            frustration=self.violation,
            felt_heard=1 - self.violation,
            reactance=self.of("proneness"),
            uptake=self.of("hope") * (self.kind != Referral.NONE),
            openness=self.of("openness"),
            persistence=self.of("persistence"),
            fails=np.full(n, THIRD - 1, np.int32),
            turn=np.full(n, THIRD, np.int32),
        )


@cache
def kinds() -> Kinds:
    return compile_all(personas())


@cache
def meeting(number: int) -> Meeting:
    """The people of one drawn world before every response."""
    p = parameters.shipped().draw(1, number)
    persons = enter(everyone(PEOPLE), kinds(), p, Luck(1, number), 1).persons
    each = np.repeat(np.arange(len(persons)), len(RESPONSES))
    said = np.tile(np.array(RESPONSES), (len(persons), 1))
    act, kind, continuation = said[:, :3].astype(np.int8).T
    return Meeting(
        p=p,
        kinds=kinds(),
        persons=persons,
        who=each,
        act=act,
        kind=kind,
        continuation=continuation,
        tone=said[:, 3],
    )


def meetings() -> Iterator[Meeting]:
    return map(meeting, WORLDS)


def none_higher(after: np.ndarray, before: np.ndarray) -> None:
    assert (after <= before + ROUNDING).all()


def judgement(land: Callable[..., Any]) -> None:
    """More judgement, or more sensitivity to it, never raises trust."""
    for one in meetings():
        rest = (one.act, one.violation, one.of("openness"))
        before = land(one.p, one.ears, one.words, *rest).trust
        judged = replace(one.words, judgement=np.minimum(1, one.words.judgement + 0.3))
        none_higher(land(one.p, one.ears, judged, *rest).trust, before)
        touchy = replace(one.ears, to_judgement=np.sqrt(one.ears.to_judgement))
        none_higher(land(one.p, touchy, one.words, *rest).trust, before)


def abruptness(land: Callable[..., Any]) -> None:
    """A more abrupt response, or more sensitivity to it, never raises trust."""
    for one in meetings():
        first = (one.act, one.violation)
        before = land(one.p, one.ears, one.words, *first, one.tone).trust
        harder = np.minimum(1, one.tone + 0.25)
        none_higher(land(one.p, one.ears, one.words, *first, harder).trust, before)
        touchy = replace(one.ears, to_abruptness=np.sqrt(one.ears.to_abruptness))
        none_higher(land(one.p, touchy, one.words, *first, one.tone).trust, before)


def barriers(point: Callable[..., Any]) -> None:
    """A higher barrier, such as a longer wait, never raises fit or uptake."""
    for one in meetings():
        before = point(one.p, one.seeker, one.kind)
        higher = replace(one.seeker, barriers=1 - 0.8 * (1 - one.seeker.barriers))
        after = point(one.p, higher, one.kind)
        none_higher(after.fit, before.fit)
        none_higher(after.uptake, before.uptake)


def region(point: Callable[..., Any]) -> None:
    """A referral to services elsewhere is never taken more readily than one to services here."""
    for one in meetings():
        here, elsewhere = (
            point(one.p, replace(one.seeker, abroad=np.full(len(one.act), abroad)), one.kind)
            for abroad in (False, True)
        )
        none_higher(elsewhere.uptake, here.uptake)


def readiness(hazards: Callable[..., Any]) -> None:
    """Less readiness never makes more people go, and moves nobody anywhere else."""
    others = [move for move in Move if move != Move.TAKE_REFERRAL]
    for one in meetings():
        before = hazards(one.p, one.moment)
        after = hazards(one.p, replace(one.moment, uptake=one.moment.uptake / 2))
        none_higher(after[Move.TAKE_REFERRAL], before[Move.TAKE_REFERRAL])
        assert np.array_equal(after[others], before[others])


def third_failure(hazards: Callable[..., Any]) -> None:
    """The third failed turn in a row raises the hazard of leaving unmet, and nothing else."""
    for one in meetings():
        second = hazards(one.p, one.moment)
        third = hazards(one.p, replace(one.moment, fails=one.moment.fails + 1))
        unmet = one.moment.remaining >= one.p["outcome.met"]
        leave = Move.LEAVE_UNMET
        assert (third[leave, unmet] > second[leave, unmet]).all()
        assert np.array_equal(third[leave, ~unmet], second[leave, ~unmet])
        assert np.array_equal(np.delete(third, leave, axis=0), np.delete(second, leave, axis=0))


def equal_responses(point: Callable[..., Any]) -> None:
    """The same person under the same response alone is what they are among all the others."""
    for one in meetings():
        rows = np.arange(0, len(one.act), 97)
        part = replace(one, who=one.who[rows], kind=one.kind[rows], act=one.act[rows])
        alone = replace(part.seeker, before=one.seeker.before[rows])
        among = point(one.p, one.seeker, one.kind).uptake[rows]
        assert np.array_equal(point(one.p, alone, part.kind).uptake, among)


LAWS = {
    "judgement": (judgement, framing.land, broken.land_pleased_by_judgement),
    "abruptness": (abruptness, framing.land, broken.land_pleased_by_abruptness),
    "barriers": (barriers, referral.point, broken.point_drawn_to_barriers),
    "region": (region, referral.point, broken.point_better_abroad),
    "readiness": (readiness, outcome.hazards, broken.hazards_put_off_by_readiness),
    "third failure": (third_failure, outcome.hazards, broken.hazards_without_the_third),
    "equal responses": (equal_responses, referral.point, broken.point_by_place),
}


@pytest.mark.parametrize("name", LAWS)
def test_the_sign_holds_for_all_personas_in_fifty_worlds(name):
    law, part, _ = LAWS[name]
    law(part)


@pytest.mark.parametrize("name", LAWS)
def test_a_broken_part_is_caught(name):
    law, _, wrong = LAWS[name]
    with pytest.raises(AssertionError):
        law(wrong)


def test_people_of_every_persona_are_there_and_worlds_differ():
    one, other = meeting(1), meeting(2)
    assert len(np.unique(one.persons.persona)) == len(personas())
    assert one.p != other.p
    assert not np.array_equal(one.persons.trust, other.persons.trust)
