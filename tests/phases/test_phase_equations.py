"""The phases by hand: each equation of docs/model.md once, in plain arithmetic."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from simenv.parameters import Values
from simenv.phases import encounter, expectation, framing, outcome, referral
from simenv.phases.framing import Ears, Landing, Wording
from simenv.phases.outcome import Aftermath, Moment
from simenv.phases.referral import Pointing, Seeker
from simenv.vocabulary import Act, Asks, Channel, Continuation, Move, Referral

#: Round numbers to reckon with by hand; those of simenv may move without touching these tests.
NUMBERS = {
    "expectation.attachment": 0.8,
    "expectation.reputation": 1.0,
    "expectation.refused": 0.6,
    "expectation.restricted": 0.7,
    "expectation.learning": 0.2,
    "encounter.partial": 0.24,
    "encounter.informed": 0.48,
    "encounter.quality": 0.45,
    "encounter.abrupt-ends": 0.9,
    "encounter.abrupt-stays": 0.5,
    "encounter.abrupt-invites": 0.15,
    "encounter.abrupt-checks": 0.1,
    "framing.frustration": 1.2,
    "framing.by-expectation": 0.7,
    "framing.partial": 0.39,
    "framing.explanation": 0.81,
    "framing.redirection": 0.8,
    "framing.validation": 0.0,
    "framing.warmth": 0.0,
    "framing.judgement": 0.45,
    "framing.abruptness": 0.6,
    "framing.heard": 0.6,
    "framing.heard-violation": 2.5,
    "framing.heard-validation": 0.0,
    "framing.heard-explanation": 0.5,
    "framing.heard-judgement": 1.2,
    "framing.reactance": 0.4,
    "framing.trust-fall": 0.16,
    "framing.trust-rise": 0.03,
    "framing.trust-repair": 0.5,
    "framing.trust-judgement": 0.08,
    "framing.trust-abruptness": 0.1,
    "referral.fit-generic": 0.45,
    "referral.fit-localised": 0.6,
    "referral.fit-tailored": 0.75,
    "referral.wrong-region": 0.4,
    "referral.handoff": -0.041,
    "referral.staleness": 0.7,
    "referral.uptake": -0.9,
    "referral.by-fit": 2.0,
    "referral.by-novelty": 1.5,
    "referral.by-hope": 1.0,
    "referral.by-trust": 0.8,
    "referral.by-distress": 1.6,
    "referral.help-negation": 0.35,
    "referral.hope-fit": 0.04,
    "referral.hope-stale": 0.05,
    "outcome.continue": 1.0,
    "outcome.disclose-more": 0.35,
    "outcome.rephrase": 1.0,
    "outcome.mask": 0.25,
    "outcome.push-back": 0.4,
    "outcome.work-around": 0.3,
    "outcome.take-referral": 0.6,
    "outcome.leave-satisfied": 2.5,
    "outcome.leave-unmet": 0.25,
    "outcome.third-failure": 3.0,
    "outcome.by-frustration": 1.6,
    "outcome.by-reactance": 1.5,
    "outcome.by-persistence": 1.5,
    "outcome.by-heard": 1.0,
    "outcome.ended": 2.0,
    "outcome.invited": 0.5,
    "outcome.met": 0.35,
    "outcome.failed-turn": 0.3,
    "outcome.longest": 30.0,
    "after.rejection": 0.45,
    "after.openness": 0.12,
    "after.openness-rise": 0.01,
    "after.hurt": 0.5,
    "after.relief": 0.35,
    "after.unmet": 0.15,
    "after.leave": 0.1,
    "after.leave-trust": 2.5,
    "after.leave-learnt": 2.0,
    "after.leave-rejection": 1.2,
    "after.attachment": 1.0,
    "after.habit": 0.02,
}
P = Values(NUMBERS)


def one(value: float, dtype: type = float) -> np.ndarray:
    return np.array([value], dtype)


def squash(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def only(found: np.ndarray) -> float:
    assert found.shape == (1,)
    return float(found[0])


# ---- phase 1 -------------------------------------------------------------------------------------


def test_what_is_expected():
    formed = expectation.form(
        P, one(0.75), one(-0.3), one(0.2), one(0.55), one(2, np.int32), one(True, np.bool_)
    )
    odds = log(0.75 / 0.25) - 0.3 + 0.8 * (0.2 - 0.5) + 1.0 * (0.55 - 0.5) - 0.6 * 2 - 0.7
    assert only(formed) == pytest.approx(squash(odds), rel=1e-12)
    plain = expectation.form(
        P, one(0.75), one(-0.3), one(0.2), one(0.55), one(2, np.int32), one(False, np.bool_)
    )
    assert only(plain) == pytest.approx(squash(odds + 0.7), rel=1e-12)


def test_what_is_learnt():
    learnt = expectation.learn(P, one(0.75), one(1.2), one(3, np.int32))
    assert only(learnt) == pytest.approx(0.75 + 0.2 * (0.4 - 0.75))
    assert only(expectation.learn(P, one(0.75), one(0), one(0, np.int32))) == pytest.approx(0.6)


# ---- phase 2 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "informed", "received"),
    [
        (Act.COMPLY, False, 1.0),
        (Act.PARTIAL, False, 0.24),
        (Act.PARTIAL, True, 0.48),
        (Act.REFUSE, True, 0.0),
        (Act.BLOCKED, False, 0.0),
    ],
)
@pytest.mark.parametrize(
    ("continuation", "abrupt"),
    [
        (Continuation.ENDS, 0.9),
        (Continuation.STAYS, 0.5),
        (Continuation.INVITES, 0.15),
        (Continuation.CHECKS_IN, 0.1),
    ],
)
def test_what_is_met(act, informed, received, continuation, abrupt):
    met = encounter.meet(
        P,
        one(0.7),
        one(act, np.int8),
        one(continuation, np.int8),
        one(0.4),
        one(informed, np.bool_),
    )
    assert only(met.received) == received
    assert only(met.violation) == pytest.approx(max(0, 0.7 - received))
    assert only(met.abruptness) == pytest.approx(abrupt * 0.4 * (1 - received))


def test_what_remains():
    assert only(encounter.remaining(P, one(0.8), one(0.24))) == pytest.approx(
        0.8 * (1 - 0.45 * 0.24)
    )


# ---- phase 3 -------------------------------------------------------------------------------------

EARS = Ears(
    to_judgement=one(0.5),
    to_abruptness=one(0.8),
    proneness=one(0.4),
    reactance=one(0.1),
    trust=one(0.6),
)
WORDS = Wording(
    validation=one(0.7),
    explanation=one(0.5),
    agency=one(0.6),
    judgement=one(0.3),
    warmth=one(0.9),
    redirects=one(True, np.bool_),
)


def landed(act: Act, words: Wording = WORDS) -> Landing:
    return framing.land(P, EARS, words, one(act, np.int8), one(0.6), one(0.2))


def test_how_a_refusal_lands():
    found = landed(Act.REFUSE)
    style = (1 - 0.19 * 0.5) * (1 - 0.20)
    raw = 1.2 * style * (0.3 + 0.7 * 0.6) + 0.45 * (0.3 * 0.5) + 0.6 * (0.2 * 0.8)
    assert only(found.frustration) == pytest.approx(1 - exp(-raw))
    heard = 0.6 - 2.5 * 0.6 + 0.5 * 0.5 - 1.2 * (0.3 * 0.5)
    assert only(found.felt_heard) == pytest.approx(squash(heard))
    step = 1 - exp(-0.4 * (0.3 + 0.4) * 0.4)
    assert only(found.reactance) == pytest.approx(0.1 + 0.9 * step)
    fall = 0.16 * 0.6 * (1 - 0.5 * 0.5) + 0.08 * (0.3 * 0.5) + 0.1 * (0.2 * 0.8)
    assert only(found.trust) == pytest.approx(0.6 * (1 - fall))


def test_how_help_lands():
    found = landed(Act.COMPLY)
    raw = 0.45 * (0.3 * 0.5) + 0.6 * (0.2 * 0.8)  # no act to be frustrated by, only the tone
    assert only(found.frustration) == pytest.approx(1 - exp(-raw))
    assert only(found.felt_heard) == pytest.approx(squash(0.6 - 2.5 * 0.6 - 1.2 * 0.15))
    assert only(found.reactance) == pytest.approx(0.1 + 0.9 * (1 - exp(-0.4 * 0.3 * 0.4)))
    kept = 0.6 * (1 - (0.16 * 0.6 * 0.75 + 0.08 * 0.15 + 0.1 * 0.16))
    assert only(found.trust) == pytest.approx(kept + 0.03 * (1 - kept))


def frustrations() -> dict[str, float]:
    """What each style leaves of the frustration of a direct refusal, before saturation."""
    silent = dict.fromkeys(("validation", "explanation", "agency", "judgement", "warmth"), one(0.0))
    plain = Wording(**silent, redirects=one(False, np.bool_))
    styles = {
        "direct": (Act.REFUSE, plain),
        "explanation": (Act.REFUSE, replace(plain, explanation=one(1.0))),
        "redirection": (Act.REFUSE, replace(plain, redirects=one(True, np.bool_))),
        "partial": (Act.PARTIAL, plain),
    }
    calm = replace(EARS, to_judgement=one(0.0), to_abruptness=one(0.0))
    found = {
        name: framing.land(P, calm, words, one(act, np.int8), one(0.6), one(0.0))
        for name, (act, words) in styles.items()
    }
    raw = {name: -log(1 - only(landing.frustration)) for name, landing in found.items()}
    return {name: raw[name] / raw["direct"] for name in styles}


def test_styles_stand_in_the_declared_ratios_to_a_direct_refusal():
    """At an equal violation; a partial answer also violates less."""
    found = frustrations()
    for style in ("explanation", "redirection", "partial"):
        assert found[style] == pytest.approx(P[f"framing.{style}"]), style


def test_an_unknown_sign_has_no_effect_in_the_median_world():
    for name in ("validation", "warmth"):
        more = replace(WORDS, **{name: one(0.0)})
        assert only(landed(Act.REFUSE, more).frustration) == only(landed(Act.REFUSE).frustration)
        assert only(landed(Act.REFUSE, more).felt_heard) == only(landed(Act.REFUSE).felt_heard)


# ---- phase 4 -------------------------------------------------------------------------------------

BARRIERS = np.array([[0, 0, 0, 0.5, 0.3, 0.2, 0.6, 0]])
SEEKER = Seeker(
    barriers=BARRIERS,
    distress=one(0.7),
    risk=one(1, np.int8),
    hope=one(0.4),
    trust=one(0.55),
    to_boilerplate=one(0.9),
    before=one(2, np.int32),
    abroad=one(False, np.bool_),
    grave=one(False, np.bool_),
)


def pointed(kind: Referral, **changes: np.ndarray) -> Pointing:
    return referral.point(P, replace(SEEKER, **changes), one(kind, np.int8))


def readiness(fit: float, fresh: float, handoff: float = 0.0) -> float:
    odds = -0.9 + 2.0 * (fit - 0.5) - 1.5 * (1 - fresh) + 1.0 * (0.4 - 0.5) + 0.8 * (0.55 - 0.5)
    return squash(odds + 1.6 * (0.7 - 0.5) - 0.35 * 1 + handoff)


def test_what_a_referral_is():
    found, fresh = pointed(Referral.GENERIC), exp(-0.7 * 2 * 0.9)
    fit = 0.45 * (1 - 0.2)
    assert only(found.target) == Channel.PROFESSIONAL
    assert only(found.fit) == pytest.approx(fit)
    assert only(found.novelty) == pytest.approx(fresh)
    assert only(found.uptake) == pytest.approx(readiness(fit, fresh))
    kept = 0.4 * (1 - 0.05 * (1 - fresh) * 0.9)
    assert only(found.hope) == pytest.approx(kept + (1 - kept) * 0.04 * fit * fresh)


def test_a_crisis_points_to_the_line_and_a_tailored_one_to_the_easiest_way():
    grave = one(True, np.bool_)
    assert only(pointed(Referral.LOCALISED, grave=grave).target) == Channel.CRISIS_LINE
    assert only(pointed(Referral.TAILORED, grave=grave).target) == Channel.PROFESSIONAL
    friend = BARRIERS.copy()
    friend[0, Channel.FRIENDS_OR_FAMILY] = 0.0
    found = pointed(Referral.TAILORED, barriers=friend)
    assert only(found.target) == Channel.FRIENDS_OR_FAMILY
    assert only(found.fit) == pytest.approx(0.75)
    assert only(pointed(Referral.TAILORED, barriers=np.zeros((1, 8))).target) == min(
        referral.TAILORED_TO
    )


def test_a_generic_referral_goes_astray_abroad_and_others_do_not():
    abroad = one(True, np.bool_)
    assert only(pointed(Referral.GENERIC, abroad=abroad).fit) == pytest.approx(0.45 * 0.4 * 0.8)
    for kind in (Referral.LOCALISED, Referral.TAILORED, Referral.HANDOFF):
        assert only(pointed(kind, abroad=abroad).fit) == only(pointed(kind).fit)


def test_a_warm_hand_off_has_the_odds_ratio_of_its_source_and_no_more():
    tailored, handed = pointed(Referral.TAILORED), pointed(Referral.HANDOFF)
    odds = [only(x.uptake) / (1 - only(x.uptake)) for x in (handed, tailored)]
    assert odds[0] / odds[1] == pytest.approx(exp(-0.041))  # C19: 0.96
    assert only(handed.fit) == only(tailored.fit)


def test_no_referral_is_nothing():
    found = pointed(Referral.NONE)
    assert [only(x) for x in (found.fit, found.novelty, found.uptake)] == [0, 0, 0]
    assert only(found.hope) == 0.4


# ---- phase 5 -------------------------------------------------------------------------------------

MOMENT = Moment(
    act=one(Act.REFUSE, np.int8),
    continuation=one(Continuation.ENDS, np.int8),
    asks=one(Asks.RESTRICTED, np.int8),
    shows_risk=one(False, np.bool_),
    masked=one(False, np.bool_),
    remaining=one(0.8),
    frustration=one(0.6),
    felt_heard=one(0.3),
    reactance=one(0.4),
    uptake=one(0.2),
    openness=one(0.45),
    persistence=one(0.7),
    fails=one(3, np.int32),
    turn=one(3, np.int32),
)


def hazards(**changes: np.ndarray) -> dict[Move, float]:
    rates = outcome.hazards(P, replace(MOMENT, **changes))
    return {move: only(rates[move]) for move in Move}


def test_moves_after_a_refusal():
    keeps = exp(1.5 * (0.7 - 0.5)) * 0.8
    wanted = {
        Move.CONTINUE: 0.0,
        Move.DISCLOSE_MORE: 0.0,
        Move.REPHRASE: 1.0 * keeps,
        Move.MASK: 0.25 * 2 * (1 - 0.45),
        Move.PUSH_BACK: 0.4 * exp(1.5 * (0.4 - 0.5)) * 0.8,
        Move.WORK_AROUND: 0.3 * keeps,
        Move.TAKE_REFERRAL: 0.6 * 0.2 / 0.8,
        Move.LEAVE_SATISFIED: 0.0,
        Move.LEAVE_UNMET: 0.25 * exp(1.6 * 0.6) * (1 + 3.0) * (1 + 2.0),
    }
    assert hazards() == {move: pytest.approx(rate) for move, rate in wanted.items()}


def test_moves_after_help():
    found = hazards(
        act=one(Act.COMPLY, np.int8),
        continuation=one(Continuation.INVITES, np.int8),
        asks=one(Asks.SUPPORT, np.int8),
        remaining=one(0.3),
        fails=one(0, np.int32),
    )
    wanted = dict.fromkeys(Move, 0.0) | {
        Move.CONTINUE: 1.0 * 0.3 * 1.5,
        Move.DISCLOSE_MORE: 0.35 * 2 * 0.45 * exp(1.0 * (0.3 - 0.5)) * 0.3,
        Move.TAKE_REFERRAL: 0.15,
        Move.LEAVE_SATISFIED: 2.5 * 0.7,
    }
    assert found == {move: pytest.approx(rate) for move, rate in wanted.items()}


@pytest.mark.parametrize(
    ("changes", "masks", "works_around"),
    [
        ({}, True, True),
        ({"masked": one(True, np.bool_)}, False, True),
        ({"asks": one(Asks.SUPPORT, np.int8)}, False, False),
        ({"asks": one(Asks.SUPPORT, np.int8), "shows_risk": one(True, np.bool_)}, True, False),
        ({"act": one(Act.PARTIAL, np.int8)}, False, False),
        ({"act": one(Act.BLOCKED, np.int8)}, True, True),
    ],
)
def test_when_people_hide_and_work_around(changes, masks, works_around):
    found = hazards(**changes)
    assert (found[Move.MASK] > 0, found[Move.WORK_AROUND] > 0) == (masks, works_around)


def test_the_longest_session_can_only_end():
    found = hazards(turn=one(30, np.int32))
    assert {move for move, rate in found.items() if rate > 0} == {
        Move.TAKE_REFERRAL,
        Move.LEAVE_UNMET,
    }
    assert hazards(turn=one(29, np.int32)) == hazards()


def test_what_a_turn_leaves_behind():
    before = Aftermath(rejection=one(0.2), openness=one(0.45), distress_own=one(0.1))
    after = outcome.linger(P, before, one(0.6), one(0.5), one(0.3), one(0.8))
    rejection = 0.2 + 0.8 * (0.45 * 0.6 * 0.8)
    assert only(after.rejection) == pytest.approx(rejection)
    kept = 0.45 * (1 - 0.12 * 0.6 * 0.5)
    assert only(after.openness) == pytest.approx(kept + (1 - kept) * 0.01 * 0.3 * 0.5)
    assert only(after.distress_own) == pytest.approx(0.1 + 0.5 * (rejection - 0.2))


def test_what_a_session_leaves_behind():
    met, unmet = one(True, np.bool_), one(False, np.bool_)
    assert only(outcome.close(P, one(0.1), met, one(0.2))) == pytest.approx(0.1 - 0.35)
    assert only(outcome.close(P, one(0.1), unmet, one(0.8))) == pytest.approx(0.1 + 0.15 * 0.8)


def test_the_hazard_of_giving_the_assistant_up():
    found = outcome.leave_hazard(P, one(0.3), one(0.4), one(0.2), one(0.9))
    lift = 2.5 * 0.2 + 2.0 * (0.5 - 0.9) + 1.2 * 0.4 - 1.0 * (0.2 - 0.5)
    assert only(found) == pytest.approx(0.1 * exp(lift))


def test_one_bad_evening_among_good_ones_weighs_less_than_a_run_of_them():
    """The hazard after each of four sessions in a row that gave nothing, trust being as it was."""
    found, learnt = [], one(0.95)
    for _ in range(4):
        learnt = expectation.learn(P, learnt, one(0.0), one(3, np.int32))
        found.append(only(outcome.leave_hazard(P, one(0.5), one(0.0), one(0.5), learnt)))
    kept = [0.95 * 0.8**k for k in (1, 2, 3, 4)]
    assert found == pytest.approx([0.1 * exp(2.0 * (0.5 - one)) for one in kept])
    assert found == sorted(found)
