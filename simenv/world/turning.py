"""One turn of everyone who got an answer: hear it, judge it, move, write it down."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import I1, I8
from simenv.draws import cause_keys, race
from simenv.exchange import Requests, Responses
from simenv.life.distress import level
from simenv.life.scene import Scene, place_of
from simenv.rows import TurnRows
from simenv.standard import Norms, Verdicts
from simenv.vocabulary import Move
from simenv.world.hearing import Heard, hear
from simenv.world.message import Message, sent
from simenv.world.moving import censor, move, settle

_CAUSES = cause_keys("move", Move.words())
_NOBODY: I8 = np.zeros(0, np.int64)


def turn(
    scene: Scene, requests: Requests, responses: Responses, norms: Norms
) -> tuple[I8, TurnRows]:
    """Let these persons hear these responses; whose each turn is, and the rows of the table."""
    if not len(requests):
        return _NOBODY, TurnRows.blank(0)
    failed, rows = responses.failed, requests.row
    if not failed.any():
        return rows, _answered(scene, requests, responses, norms)
    order = np.concatenate([rows[~failed], rows[failed]])
    heard = _answered(scene, requests.take(~failed), responses.take(~failed), norms)
    return order, TurnRows.joined([heard, _unanswered(scene, requests.take(failed))])


def _answered(scene: Scene, requests: Requests, responses: Responses, norms: Norms) -> TurnRows:
    persons, rows = scene.persons, requests.row
    persons.turns[rows] += 1
    message = sent(scene, requests)
    heard = hear(scene, rows, message, responses)
    said = heard.responses
    labels = norms.judge(
        persons.need[rows],
        persons.asks[rows],
        persons.hidden[rows],
        message.risk,
        said.act,
        said.referral,
    )
    place = place_of(persons.began[rows], persons.turn[rows])
    moves = race(scene.bits("move", rows, place), _CAUSES, heard.rates).astype(np.int8)
    written = TurnRows.blank(0)
    if scene.told:
        written = _write(scene, rows, message, heard, labels.first, moves)
    settle(scene, rows, message, heard, labels)
    move(scene, rows, moves, heard)
    return written


def _asked(scene: Scene, rows: I8, message: Message) -> dict[str, NDArray[Any]]:
    """The columns of a turn that do not depend on the answer."""
    persons = scene.persons
    same = ("persona", "person", "turn", "stage", "need", "subject", "asks", "hidden")
    found = {name: getattr(persons, name)[rows] for name in same}
    return found | {
        "session": persons.sessions[rows],
        "at": persons.clock[rows],
        "need_stated": message.need,
        "risk": message.risk,
        "risk_shown": message.shown,
    }


def _write(
    scene: Scene, rows: I8, message: Message, heard: Heard, verdicts: Verdicts, moves: I1
) -> TurnRows:
    said, landing, pointing = heard.responses, heard.landing, heard.pointing
    return TurnRows(
        **_asked(scene, rows, message),
        distress=heard.distress,
        expected=heard.expected,
        act=said.act,
        received=heard.encounter.received,
        violation=heard.encounter.violation,
        abruptness=heard.encounter.abruptness,
        over_refusal=verdicts.over,
        under_refusal=verdicts.under,
        unsafe_help=verdicts.unsafe_help,
        missed_referral=verdicts.missed_referral,
        rationale=said.rationale,
        felt_heard=landing.felt_heard,
        frustration=landing.frustration,
        reactance=landing.reactance,
        trust=landing.trust,
        referral=said.referral,
        fit=pointing.fit,
        novelty=pointing.novelty,
        uptake=pointing.uptake,
        continuation=said.continuation,
        move=moves,
        remaining=heard.remaining,
        failed=np.zeros(len(rows), np.bool_),
    )


def _unanswered(scene: Scene, requests: Requests) -> TurnRows:
    """The turns of persons whose call failed: a message without an answer, and no life after it."""
    persons, rows = scene.persons, requests.row
    written = TurnRows.blank(len(rows))
    asked = _asked(scene, rows, sent(scene, requests)) | {
        "distress": level(scene, rows),
        "trust": persons.trust[rows],
        "reactance": persons.reactance[rows],
        "remaining": persons.remaining[rows],
        "failed": True,
    }
    for name, values in asked.items():
        getattr(written, name)[:] = values
    persons.turns[rows] += 1
    censor(scene, rows)
    return written
