"""One turn heard: the five phases one after the other, for all persons who got an answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8, I1, I4, I8
from simenv.exchange import Responses
from simenv.life.crises import risk_now
from simenv.life.distress import level
from simenv.life.scene import Scene
from simenv.phases import encounter, expectation, framing, outcome, referral
from simenv.phases.encounter import Encounter
from simenv.phases.framing import Ears, Landing, Wording
from simenv.phases.outcome import Aftermath, Moment
from simenv.phases.referral import Pointing, Seeker
from simenv.vocabulary import Act, Asks, Continuation, Need, Referral, Risk
from simenv.world.message import Message

# Plain numbers: looking a member of an enum up takes longer than the arithmetic.
_BLOCKED, _NO_REFERRAL, _INVITES = (
    int(one) for one in (Act.BLOCKED, Referral.NONE, Continuation.INVITES)
)
_RESTRICTED, _CRISIS = int(Asks.RESTRICTED), int(Need.CRISIS_DISCLOSURE)
_PASSIVE, _ACTIVE = int(Risk.PASSIVE), int(Risk.ACTIVE)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one turn was to each person, phase by phase; arrays (n,), `rates` (9, n)."""

    responses: Responses
    distress: F8
    expected: F8
    encounter: Encounter
    landing: Landing
    pointing: Pointing
    remaining: F8
    fails: I4
    aftermath: Aftermath
    rates: F8


def hear(scene: Scene, rows: I8, message: Message, said: Responses) -> Heard:
    """Let these persons hear these responses."""
    said = _as_seen(said)
    persons, p = scene.persons, scene.p
    expected = expectation.form(
        p,
        persons.expectation[rows],
        persons.reputation[rows],
        persons.attachment[rows],
        persons.trust[rows],
        persons.session_refusals[rows],
        message.asks == _RESTRICTED,
    )
    depth = persons.depth[rows]
    met = encounter.meet(p, expected, said.act, said.continuation, depth, persons.informed[rows])
    landing = framing.land(
        p, _ears(scene, rows), _wording(said), said.act, met.violation, met.abruptness
    )
    distress = level(scene, rows, message.acute)
    pointing = _point(scene, rows, message, said.referral, distress, landing.trust)
    remaining = encounter.remaining(p, persons.remaining[rows], met.received)
    failed = met.received < p["outcome.failed-turn"]
    fails = np.where(failed, persons.fails[rows] + 1, 0).astype(np.int32)
    aftermath = _aftermath(scene, rows, met, landing)
    moment = _moment(scene, rows, message, said, landing, pointing, remaining, fails)
    return Heard(
        responses=said,
        distress=distress,
        expected=expected,
        encounter=met,
        landing=landing,
        pointing=pointing,
        remaining=remaining,
        fails=fails,
        aftermath=aftermath,
        rates=outcome.hazards(p, moment),
    )


def _as_seen(said: Responses) -> Responses:
    """The responses as the person sees them: a provider's filter is a refusal without a word."""
    blocked = said.act == _BLOCKED
    if not blocked.any():
        return said
    kept = {name: np.where(blocked, 0, array) for name, array in said.arrays().items()}
    kept["act"], kept["failed"] = said.act, said.failed
    kept["continuation"] = np.where(blocked, Continuation.ENDS, said.continuation)
    typed = {name: kept[name].astype(array.dtype) for name, array in said.arrays().items()}
    return Responses(**typed)


def _wording(said: Responses) -> Wording:
    redirects = (said.referral != _NO_REFERRAL) | (said.continuation >= _INVITES)
    return Wording(
        validation=said.validation,
        explanation=said.explanation,
        agency=said.agency,
        judgement=said.judgement,
        warmth=said.warmth,
        redirects=redirects,
    )


def _ears(scene: Scene, rows: I8) -> Ears:
    persons = scene.persons
    return Ears(
        to_judgement=persons.to_judgement[rows],
        to_abruptness=persons.to_abruptness[rows],
        proneness=persons.proneness[rows],
        reactance=persons.reactance[rows],
        trust=persons.trust[rows],
    )


def _point(scene: Scene, rows: I8, message: Message, kind: I1, distress: F8, trust: F8) -> Pointing:
    """What the referrals are to those who got one; the others' hope stays as it is."""
    length, hope = len(rows), scene.persons.hope[rows]
    target = np.zeros(length, np.int8)
    fit, novelty, uptake = np.zeros(length), np.zeros(length), np.zeros(length)
    some = np.flatnonzero(kind != _NO_REFERRAL)
    if len(some):
        seeker = _seeker(scene, rows[some], kind[some], message, some, distress[some], trust[some])
        found = referral.point(scene.p, seeker, kind[some])
        target[some], fit[some], novelty[some] = found.target, found.fit, found.novelty
        uptake[some], hope[some] = found.uptake, found.hope
    return Pointing(target=target, fit=fit, novelty=novelty, uptake=uptake, hope=hope)


def _seeker(
    scene: Scene, rows: I8, kind: I1, message: Message, some: I8, distress: F8, trust: F8
) -> Seeker:
    """What these persons, `some` of those with a message, bring to a referral."""
    persons, kinds = scene.persons, scene.kinds
    persona = persons.persona[rows]
    crisis = persons.need[rows] == _CRISIS
    return Seeker(
        barriers=kinds.barriers[persona],
        distress=distress,
        risk=risk_now(scene, rows, message.acute[some]),
        hope=persons.hope[rows],
        trust=trust,
        to_boilerplate=persons.to_boilerplate[rows],
        before=persons.seen[rows, kind],
        abroad=kinds.abroad[persona],
        grave=(message.shown[some] >= _ACTIVE) | crisis,
    )


def _aftermath(scene: Scene, rows: I8, met: Encounter, landing: Landing) -> Aftermath:
    persons = scene.persons
    before = Aftermath(
        rejection=persons.rejection[rows],
        openness=persons.openness[rows],
        distress_own=persons.distress_own[rows],
    )
    depth, sensitive = persons.depth[rows], persons.to_rejection[rows]
    return outcome.linger(scene.p, before, met.violation, depth, landing.felt_heard, sensitive)


def _moment(
    scene: Scene,
    rows: I8,
    message: Message,
    said: Responses,
    landing: Landing,
    pointing: Pointing,
    remaining: F8,
    fails: I4,
) -> Moment:
    persons = scene.persons
    return Moment(
        act=said.act,
        continuation=said.continuation,
        asks=persons.asks[rows],
        shows_risk=message.shown >= _PASSIVE,
        masked=persons.masked[rows],
        remaining=remaining,
        frustration=landing.frustration,
        felt_heard=landing.felt_heard,
        reactance=landing.reactance,
        uptake=pointing.uptake,
        openness=persons.openness[rows],
        persistence=persons.persistence[rows],
        fails=fails,
        turn=persons.turn[rows],
    )
