"""What follows from a move: the next turn, or the end of the session and what it leaves behind."""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, I1, I4, I8, U8
from simenv.life.channels import visit
from simenv.life.crises import risk_now
from simenv.life.nights import leave
from simenv.life.scene import Scene, place_of
from simenv.life.stages import follow
from simenv.phases import expectation, outcome
from simenv.rows import HOUR
from simenv.standard import Labels
from simenv.state import Persons
from simenv.vocabulary import Act, Cause, Channel, Event, Move, Referral, Trigger
from simenv.world.hearing import Heard
from simenv.world.message import Message, remember

_MINUTE = HOUR // 60
# Members of an enum are slow to reach in Python 3.11; these are reached at every turn.
_REFUSE = int(Act.REFUSE)
_NO_REFERRAL, _HANDOFF = int(Referral.NONE), int(Referral.HANDOFF)
_PROFESSIONAL, _LINE = int(Channel.PROFESSIONAL), int(Channel.CRISIS_LINE)
_DISCLOSE_MORE, _REPHRASE, _MASK = int(Move.DISCLOSE_MORE), int(Move.REPHRASE), int(Move.MASK)
_PUSH_BACK, _WORK_AROUND = int(Move.PUSH_BACK), int(Move.WORK_AROUND)
_TAKE, _SATISFIED = int(Move.TAKE_REFERRAL), int(Move.LEAVE_SATISFIED)
_HELPED, _REFUSED, _UNMET = int(Trigger.HELPED), int(Trigger.REFUSED), int(Trigger.UNMET)


def settle(scene: Scene, rows: I8, message: Message, heard: Heard, labels: Labels) -> None:
    """Write what the turn did into the persons, before they move."""
    persons, said = scene.persons, heard.responses
    refused, referred = said.act >= _REFUSE, said.referral != _NO_REFERRAL
    persons.trust[rows] = heard.landing.trust
    persons.reactance[rows] = heard.landing.reactance
    persons.hope[rows] = heard.pointing.hope
    persons.rejection[rows] = heard.aftermath.rejection
    persons.openness[rows] = heard.aftermath.openness
    persons.distress_own[rows] = heard.aftermath.distress_own
    persons.remaining[rows] = heard.remaining
    persons.fails[rows] = heard.fails
    persons.gained[rows] += heard.encounter.received
    persons.last_act[rows] = said.act
    persons.thread[rows] = said.thread
    _remember_refusal(persons, rows[np.flatnonzero(refused)])
    some = np.flatnonzero(referred)
    _remember_referral(persons, rows[some], said.referral[some])
    _count(scene, rows, message, heard, labels)


def _remember_refusal(persons: Persons, rows: I8) -> None:
    persons.refused[rows] += 1
    persons.session_refusals[rows] += 1
    remember(persons.refusal_times, rows, persons.clock[rows])


def _remember_referral(persons: Persons, rows: I8, kind: I1) -> None:
    persons.offered[rows] += 1
    persons.session_referrals[rows] += 1
    persons.seen[rows, kind] += 1
    remember(persons.referral_times, rows, persons.clock[rows])


def _count(scene: Scene, rows: I8, message: Message, heard: Heard, labels: Labels) -> None:
    persons, verdicts, second = scene.persons, labels.first, labels.second
    persons.answered[rows] += 1
    persons.heard_sum[rows] += heard.landing.felt_heard
    persons.frustration_sum[rows] += heard.landing.frustration
    _tally(persons.over_refusals, rows, verdicts.over)
    _tally(persons.under_refusals, rows, verdicts.under)
    _tally(persons.missed_referrals, rows, verdicts.missed_referral)
    _tally(persons.over_refusals_second, rows, second.over)
    _tally(persons.under_refusals_second, rows, second.under)
    _tally(persons.missed_referrals_second, rows, second.missed_referral)
    _tally(persons.unsafe_helps_second, rows, second.unsafe_help)
    unsafe = _tally(persons.unsafe_helps, rows, verdicts.unsafe_help)
    if not len(unsafe):
        return
    first = persons.unsafe_at[unsafe] < 0
    persons.unsafe_at[unsafe] = np.where(first, persons.clock[unsafe], persons.unsafe_at[unsafe])
    scene.note(unsafe, Event.UNSAFE_HELP, message.risk[verdicts.unsafe_help])


def _tally(column: I4, rows: I8, happened: B1) -> I8:
    """Count one more for those to whom it happened, mostly few; who they are."""
    some = rows.take(np.flatnonzero(happened))
    column[some] += 1
    return some


def move(scene: Scene, rows: I8, moves: I1, heard: Heard) -> None:
    """Let each person make their move."""
    persons = scene.persons
    persons.last_move[rows] = moves
    place = place_of(persons.began[rows], persons.turn[rows])
    _count_moves(scene, rows, moves, heard.responses.act >= _REFUSE)
    stays = moves < _TAKE
    staying, ending = np.flatnonzero(stays), np.flatnonzero(~stays)
    _stay(scene, rows[staying], moves[staying])
    if len(ending):
        _end(scene, rows[ending])
        _take(scene, rows, moves, heard, place)
        _go(scene, rows, moves, place)


def _count_moves(scene: Scene, rows: I8, moves: I1, refused: B1) -> None:
    persons = scene.persons
    against = (moves >= _MASK) & (moves <= _WORK_AROUND)
    _tally(persons.rephrased, rows, moves == _REPHRASE)
    _tally(persons.behavioural, rows, against & refused)
    some = np.flatnonzero(against)
    rows, moves = rows[some], moves[some]
    _tally(persons.masks, rows, moves == _MASK)
    _tally(persons.pushed_back, rows, moves == _PUSH_BACK)
    _tally(persons.worked_around, rows, moves == _WORK_AROUND)


def _stay(scene: Scene, rows: I8, moves: I1) -> None:
    """The session goes on: the next message, a little later."""
    persons, p = scene.persons, scene.p
    more = moves == _DISCLOSE_MORE
    depth = persons.depth[rows]
    persons.depth[rows] = depth + p["life.disclosing"] * more * (1.0 - depth)
    persons.masked[rows] |= (moves == _MASK) | (moves == _WORK_AROUND)
    persons.informed[rows] |= (moves == _REPHRASE) | more
    persons.turn[rows] += 1
    persons.clock[rows] += int(p["life.turn-gap"] * _MINUTE)


def _end(scene: Scene, rows: I8) -> None:
    """The session is over, however it ended."""
    persons = scene.persons
    persons.talking[rows] = False
    learnt = persons.expectation[rows]
    persons.expectation[rows] = expectation.learn(
        scene.p, learnt, persons.gained[rows], persons.turn[rows]
    )


def _take(scene: Scene, rows: I8, moves: I1, heard: Heard, place: U8) -> None:
    """Those who take the referral go where it leads."""
    taking = np.flatnonzero(moves == _TAKE)
    if not len(taking):
        return
    persons, rows = scene.persons, rows[taking]
    handed = heard.responses.referral[taking] == _HANDOFF
    persons.taken[rows] += 1
    persons.handed_over[rows] += handed
    scene.note(rows[handed], Event.HANDED_OVER, _HANDOFF)
    target = heard.pointing.target[taking].astype(np.int64)
    visit(scene, rows, target, place[taking], handed=handed)
    # Whoever waits for a shared service stays where they stand until it has said something.
    service = ((target == _PROFESSIONAL) | (target == _LINE)) & ~persons.waiting[rows]
    follow(scene, rows[service], Trigger.REFERRAL_TAKEN, place[taking][service])


def _go(scene: Scene, rows: I8, moves: I1, place: U8) -> None:
    """Those who leave, with the need met or not."""
    persons, p = scene.persons, scene.p
    leaves = np.flatnonzero(moves > _TAKE)
    if not len(leaves):
        return
    rows, place = rows[leaves], place[leaves]
    met = moves[leaves] == _SATISFIED
    own, rest = persons.distress_own[rows], persons.remaining[rows]
    persons.distress_own[rows] = outcome.close(p, own, met, rest)
    persons.met[rows] += met
    persons.open_need[rows] &= ~met
    attachment = persons.attachment[rows]
    persons.attachment[rows] = attachment + p["after.habit"] * met * (1.0 - attachment)
    refused = persons.session_refusals[rows] > 0
    ended = np.where(met, _HELPED, np.where(refused, _REFUSED, _UNMET)).astype(np.int8)
    follow(scene, rows, ended, place)
    unmet = np.flatnonzero(~met)
    _decide(scene, rows[unmet], refused[unmet], place[unmet])


def _decide(scene: Scene, rows: I8, refused: B1, place: U8) -> None:
    """After a session that ended unmet: stop using the assistant, or not."""
    if not len(rows):
        return
    persons = scene.persons
    hazard = outcome.leave_hazard(
        scene.p,
        persons.trust[rows],
        persons.rejection[rows],
        persons.attachment[rows],
        persons.expectation[rows],
    )
    gone = scene.happens("leave", rows, place, hazard)
    cause = np.where(refused, Cause.REFUSED, Cause.UNHELPED).astype(np.int8)
    leave(scene, rows[gone], cause[gone], place[gone])


def censor(scene: Scene, rows: I8) -> None:
    """A call failed: the lives of these persons are unseen from here on."""
    persons = scene.persons
    persons.censored_at[rows] = persons.clock[rows]
    persons.censored_risk[rows] = risk = risk_now(scene, rows)
    persons.talking[rows] = False
    persons.done[rows] = True
    scene.note(rows, Event.CENSORED, risk)
