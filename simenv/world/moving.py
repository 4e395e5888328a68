"""What follows from a move: the next turn, or the end of the session and what it leaves behind."""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, I1, I8, U8
from simenv.life.channels import visit
from simenv.life.nights import leave
from simenv.life.scene import Scene, place_of
from simenv.life.stages import follow
from simenv.phases import expectation, outcome
from simenv.rows import HOUR
from simenv.standard import Verdicts
from simenv.vocabulary import Act, Cause, Channel, Event, Move, Referral, Risk, Trigger
from simenv.world.hearing import Heard
from simenv.world.message import Message, remember

_MINUTE = HOUR // 60


def settle(scene: Scene, rows: I8, message: Message, heard: Heard, verdicts: Verdicts) -> None:
    """Write what the turn did into the persons, before they move."""
    persons, said = scene.persons, heard.responses
    refused, referred = said.act >= Act.REFUSE, said.referral != Referral.NONE
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
    persons.session_refusals[rows] += refused
    persons.session_referrals[rows] += referred
    persons.seen[rows, said.referral] += referred
    now = persons.clock[rows]
    remember(persons.refusal_times, rows[refused], now[refused])
    remember(persons.referral_times, rows[referred], now[referred])
    _count(scene, rows, message, heard, verdicts)


def _count(scene: Scene, rows: I8, message: Message, heard: Heard, verdicts: Verdicts) -> None:
    persons, said = scene.persons, heard.responses
    persons.answered[rows] += 1
    persons.refused[rows] += said.act >= Act.REFUSE
    persons.offered[rows] += said.referral != Referral.NONE
    persons.heard_sum[rows] += heard.landing.felt_heard
    persons.frustration_sum[rows] += heard.landing.frustration
    persons.over_refusals[rows] += verdicts.over
    persons.under_refusals[rows] += verdicts.under
    persons.unsafe_helps[rows] += verdicts.unsafe_help
    persons.missed_referrals[rows] += verdicts.missed_referral
    unsafe = rows[verdicts.unsafe_help]
    first = persons.unsafe_at[unsafe] < 0
    persons.unsafe_at[unsafe] = np.where(first, persons.clock[unsafe], persons.unsafe_at[unsafe])
    scene.note(unsafe, Event.UNSAFE_HELP, message.risk[verdicts.unsafe_help])


def move(scene: Scene, rows: I8, moves: I1, heard: Heard) -> None:
    """Let each person make their move."""
    persons = scene.persons
    persons.last_move[rows] = moves
    place = place_of(persons.began[rows], persons.turn[rows])
    _count_moves(scene, rows, moves, heard.responses.act >= Act.REFUSE)
    stays = moves < Move.TAKE_REFERRAL
    _stay(scene, rows[stays], moves[stays])
    ends = ~stays
    if ends.any():
        _end(scene, rows[ends])
        _take(scene, rows, moves, heard, place)
        _go(scene, rows, moves, place)


def _count_moves(scene: Scene, rows: I8, moves: I1, refused: B1) -> None:
    persons = scene.persons
    persons.rephrased[rows] += moves == Move.REPHRASE
    persons.masks[rows] += moves == Move.MASK
    persons.pushed_back[rows] += moves == Move.PUSH_BACK
    persons.worked_around[rows] += moves == Move.WORK_AROUND
    against = (moves == Move.MASK) | (moves == Move.PUSH_BACK) | (moves == Move.WORK_AROUND)
    persons.behavioural[rows] += against & refused


def _stay(scene: Scene, rows: I8, moves: I1) -> None:
    """The session goes on: the next message, a little later."""
    persons, p = scene.persons, scene.p
    more = moves == Move.DISCLOSE_MORE
    depth = persons.depth[rows]
    persons.depth[rows] = depth + p["life.disclosing"] * more * (1.0 - depth)
    persons.masked[rows] |= (moves == Move.MASK) | (moves == Move.WORK_AROUND)
    persons.informed[rows] |= (moves == Move.REPHRASE) | more
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
    taking = moves == Move.TAKE_REFERRAL
    if not taking.any():
        return
    persons, rows = scene.persons, rows[taking]
    handed = heard.responses.referral[taking] == Referral.HANDOFF
    persons.taken[rows] += 1
    persons.handed_over[rows] += handed
    scene.note(rows[handed], Event.HANDED_OVER, int(Referral.HANDOFF))
    target = heard.pointing.target[taking].astype(np.int64)
    service = (target == Channel.PROFESSIONAL) | (target == Channel.CRISIS_LINE)
    visit(scene, rows, target, place[taking], referred=True)
    follow(scene, rows[service], Trigger.REFERRAL_TAKEN, place[taking][service])


def _go(scene: Scene, rows: I8, moves: I1, place: U8) -> None:
    """Those who leave, with the need met or not."""
    persons, p = scene.persons, scene.p
    leaves = moves >= Move.LEAVE_SATISFIED
    if not leaves.any():
        return
    rows, place = rows[leaves], place[leaves]
    met = moves[leaves] == Move.LEAVE_SATISFIED
    own, rest = persons.distress_own[rows], persons.remaining[rows]
    persons.distress_own[rows] = outcome.close(p, own, met, rest)
    persons.met[rows] += met
    persons.open_need[rows] &= ~met
    attachment = persons.attachment[rows]
    persons.attachment[rows] = attachment + p["after.habit"] * met * (1.0 - attachment)
    refused = persons.session_refusals[rows] > 0
    for trigger, mask in (
        (Trigger.HELPED, met),
        (Trigger.REFUSED, ~met & refused),
        (Trigger.UNMET, ~met & ~refused),
    ):
        follow(scene, rows[mask], trigger, place[mask])
    _decide(scene, rows[~met], refused[~met], place[~met])


def _decide(scene: Scene, rows: I8, refused: B1, place: U8) -> None:
    """After a session that ended unmet: stop using the assistant, or not."""
    if not len(rows):
        return
    persons = scene.persons
    hazard = outcome.leave_hazard(
        scene.p, persons.trust[rows], persons.rejection[rows], persons.attachment[rows]
    )
    gone = scene.happens("leave", rows, place, hazard)
    cause = np.where(refused, Cause.REFUSED, Cause.UNHELPED).astype(np.int8)
    leave(scene, rows[gone], cause[gone], place[gone])


def censor(scene: Scene, rows: I8) -> None:
    """A call failed: the lives of these persons are unseen from here on."""
    persons = scene.persons
    persons.censored_at[rows] = persons.clock[rows]
    persons.censored_risk[rows] = persons.risk[rows]
    persons.talking[rows] = False
    persons.done[rows] = True
    scene.note(rows, Event.CENSORED, np.maximum(persons.risk[rows], Risk.NONE))
