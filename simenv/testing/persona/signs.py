"""Law 4 among the people of a persona: the signs that are imposed, in several drawn worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from simenv.columns import B1, F8
from simenv.phases.outcome import Moment
from simenv.phases.referral import Seeker
from simenv.testing.findings import Seen
from simenv.testing.persona.meeting import Meeting, meetings
from simenv.testing.persona.people import People
from simenv.vocabulary import Move, Referral

#: What rounding may do to a sign.
_ROUNDING = 1e-14
_EACH = 97
Struct = TypeVar("Struct", Seeker, Moment)


def judgement(people: People) -> Iterator[Seen]:
    """More judgement, or more sensitivity to it, never raises trust."""
    land = people.model.land
    for one in meetings(people):
        p, rest = one.world.p, (one.act, one.violation, one.openness)
        before = land(p, one.ears, one.words, *rest).trust
        judged = replace(one.words, judgement=np.minimum(1.0, one.words.judgement + 0.3))
        after = land(p, one.ears, judged, *rest).trust
        yield from _none_higher(one, after, before, "trust", "judged them more")
        touchy = replace(one.ears, to_judgement=np.sqrt(one.ears.to_judgement))
        after = land(p, touchy, one.words, *rest).trust
        yield from _none_higher(
            one, after, before, "trust", "made them more sensitive to judgement"
        )


def abruptness(people: People) -> Iterator[Seen]:
    """A more abrupt response, or more sensitivity to it, never raises trust."""
    land = people.model.land
    for one in meetings(people):
        p, rest = one.world.p, (one.act, one.violation)
        before = land(p, one.ears, one.words, *rest, one.tone).trust
        harder = np.minimum(1.0, one.tone + 0.25)
        after = land(p, one.ears, one.words, *rest, harder).trust
        yield from _none_higher(one, after, before, "trust", "ended more abruptly")
        touchy = replace(one.ears, to_abruptness=np.sqrt(one.ears.to_abruptness))
        after = land(p, touchy, one.words, *rest, one.tone).trust
        yield from _none_higher(one, after, before, "trust", "made them more sensitive to it")


def barriers(people: People) -> Iterator[Seen]:
    """A higher barrier, such as a longer wait, never raises fit or uptake."""
    point = people.model.point
    for one in meetings(people):
        before = point(one.world.p, one.seeker, one.kind)
        higher = replace(one.seeker, barriers=1.0 - 0.8 * (1.0 - one.seeker.barriers))
        after = point(one.world.p, higher, one.kind)
        yield from _none_higher(one, after.fit, before.fit, "fit", "raised all barriers")
        yield from _none_higher(one, after.uptake, before.uptake, "uptake", "raised all barriers")


def region(people: People) -> Iterator[Seen]:
    """A referral to services elsewhere is never taken more readily than one to services here."""
    point = people.model.point
    for one in meetings(people):
        here, elsewhere = (
            point(one.world.p, replace(one.seeker, abroad=np.full(len(one.act), abroad)), one.kind)
            for abroad in (False, True)
        )
        done = "moved them to another region than the services'"
        yield from _none_higher(one, elsewhere.uptake, here.uptake, "uptake", done)


def readiness(people: People) -> Iterator[Seen]:
    """Less readiness to take a referral lets nobody more go, and moves nobody anywhere else."""
    hazards = people.model.hazards
    others = [move for move in Move if move != Move.TAKE_REFERRAL]
    done = "halved the readiness to take a referral"
    for one in meetings(people):
        before = hazards(one.world.p, one.moment)
        after = hazards(one.world.p, replace(one.moment, uptake=one.moment.uptake / 2))
        going = after[Move.TAKE_REFERRAL], before[Move.TAKE_REFERRAL]
        yield from _none_higher(one, *going, "the hazard of going", done)
        moved = (after[others] != before[others]).any(axis=0)
        yield from _none(one, moved, "the hazards of all other moves as they were", done)


def third_failure(people: People) -> Iterator[Seen]:
    """The third failed turn in a row raises the hazard of leaving unmet, and nothing else."""
    hazards, leave = people.model.hazards, Move.LEAVE_UNMET
    done = "let a third turn in a row fail"
    for one in meetings(people):
        second = hazards(one.world.p, one.moment)
        third = hazards(one.world.p, replace(one.moment, fails=one.moment.fails + 1))
        unmet = one.moment.remaining >= one.world.p["outcome.met"]
        less: B1 = unmet & (third[leave] <= second[leave])
        yield from _none(one, less, "a higher hazard of leaving unmet", done)
        rest = np.delete(third, leave, axis=0) != np.delete(second, leave, axis=0)
        yield from _none(one, rest.any(axis=0), "all other hazards as they were", done)


def equal_responses(people: People) -> Iterator[Seen]:
    """The same person before the same response is the same alone and among others."""
    model, done = people.model, "put some of them alone before the responses that all were before"
    for one in meetings(people):
        p, rows = one.world.p, np.arange(0, len(one.act), _EACH)
        among = model.point(p, one.seeker, one.kind).uptake[rows]
        alone = model.point(p, _some(one.seeker, rows), one.kind[rows]).uptake
        yield from _none(one, among != alone, "the same uptake", done)
        rates = model.hazards(p, one.moment)[:, rows]
        apart = (rates != model.hazards(p, _some(one.moment, rows))).any(axis=0)
        yield from _none(one, apart, "the same hazards", done)


def ways_out(people: People) -> Iterator[Seen]:
    """Whoever they are and whatever they hear, they may leave."""
    for one in meetings(people):
        rates = people.model.hazards(one.world.p, one.moment)
        stuck: B1 = rates[Move.LEAVE_SATISFIED] + rates[Move.LEAVE_UNMET] <= 0.0
        yield from _none(one, stuck, "a hazard of leaving above 0", "asked what they may do")


def _some(struct: Struct, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Struct:
    """Some rows of a struct of arrays."""
    return replace(struct, **{one.name: getattr(struct, one.name)[rows] for one in fields(struct)})


def _none_higher(one: Meeting, after: F8, before: F8, what: str, done: str) -> Iterator[Seen]:
    """Nobody has more of it after than before."""
    higher: B1 = after > before + _ROUNDING
    if higher.any():
        row = int(np.argmax(higher))
        expected = f"no more {what} than before, {before[row]:.6g}"
        yield Seen(
            done=_done(one, row, done),
            expected=expected,
            seen=f"{after[row]:.6g}, and more in {np.count_nonzero(higher)} of {len(higher)} cases",
        )


def _none(one: Meeting, odd: B1, expected: str, done: str) -> Iterator[Seen]:
    """What must not be is so for nobody."""
    if odd.any():
        row = int(np.argmax(odd))
        seen = f"otherwise in {np.count_nonzero(odd)} of {len(odd)} cases"
        yield Seen(done=_done(one, row, done), expected=expected, seen=seen)


def _done(one: Meeting, row: int, done: str) -> str:
    said = f"{_word(one, row)}, referral {Referral(int(one.kind[row % len(one.kind)])).word}"
    return f"world {one.number}, {done}; first after {said}"


def _word(one: Meeting, row: int) -> str:
    return ("comply", "partial", "refuse", "blocked")[int(one.act[row % len(one.act)])]
