"""Phases that break the imposed signs, each in one way. The laws must catch every one of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.columns import B1, F8, I1
from simenv.parameters import Values
from simenv.phases import encounter, framing, outcome, referral
from simenv.phases.encounter import Encounter
from simenv.phases.framing import Ears, Landing, Wording
from simenv.phases.outcome import Aftermath, Moment
from simenv.phases.referral import Pointing, Seeker


def land_pleased_by_judgement(
    p: Values, ears: Ears, words: Wording, act: I1, violation: F8, abruptness: F8
) -> Landing:
    """Moralising reads as care, and care as trustworthy."""
    landed = framing.land(p, ears, words, act, violation, abruptness)
    return replace(landed, trust=landed.trust + 0.3 * words.judgement * (1.0 - landed.trust))


def land_pleased_by_abruptness(
    p: Values, ears: Ears, words: Wording, act: I1, violation: F8, abruptness: F8
) -> Landing:
    """A sign error in one term."""
    return framing.land(p, ears, words, act, violation, 1.0 - abruptness)


def land_beside_others(
    p: Values, ears: Ears, words: Wording, act: I1, violation: F8, abruptness: F8
) -> Landing:
    """How it lands on one depends on how it lands on whoever stands beside them."""
    landed = framing.land(p, ears, words, act, violation, abruptness)
    return replace(landed, frustration=landed.frustration / (1e-9 + landed.frustration.max()))


def land_beyond_trust(
    p: Values, ears: Ears, words: Wording, act: I1, violation: F8, abruptness: F8
) -> Landing:
    """A rise that does not become smaller near the top."""
    landed = framing.land(p, ears, words, act, violation, abruptness)
    return replace(landed, trust=landed.trust + p["framing.trust-rise"])


def point_drawn_to_barriers(p: Values, seeker: Seeker, kind: I1) -> Pointing:
    """The steeper the way, the more worth going."""
    return referral.point(p, replace(seeker, barriers=1.0 - seeker.barriers), kind)


def point_by_place(p: Values, seeker: Seeker, kind: I1) -> Pointing:
    """The first of a batch are readier than the last."""
    pointed = referral.point(p, seeker, kind)
    return replace(pointed, uptake=pointed.uptake / (1.0 + np.arange(len(kind))))


def hazards_without_the_third(p: Values, moment: Moment) -> F8:
    """Nobody counts how often it has failed."""
    return outcome.hazards(p, replace(moment, fails=np.zeros_like(moment.fails)))


def hazards_put_off_by_readiness(p: Values, moment: Moment) -> F8:
    """Whoever is readier to take a referral takes it less."""
    return outcome.hazards(p, replace(moment, uptake=1.0 - moment.uptake))


def hazards_of_the_pushed(p: Values, moment: Moment) -> F8:
    """Readiness to take a referral also makes people push back."""
    rates = outcome.hazards(p, moment)
    rates[4] *= 1.0 + moment.uptake
    return rates


def meet_below_zero(
    p: Values, expected: F8, act: I1, continuation: I1, depth: F8, informed: B1
) -> Encounter:
    """Getting more than expected as a negative violation."""
    met = encounter.meet(p, expected, act, continuation, depth, informed)
    return replace(met, violation=expected - met.received)


def linger_without_end(
    p: Values, before: Aftermath, violation: F8, depth: F8, felt_heard: F8, to_rejection: F8
) -> Aftermath:
    """Felt rejection adds up past its range."""
    after = outcome.linger(p, before, violation, depth, felt_heard, to_rejection)
    return replace(after, rejection=before.rejection + violation * to_rejection)


def meet_gentler_with_depth(
    p: Values, expected: F8, act: I1, continuation: I1, depth: F8, informed: B1
) -> Encounter:
    """A sign error: who has said most is cut off most gently."""
    return encounter.meet(p, expected, act, continuation, 1.0 - depth, informed)


def point_better_abroad(p: Values, seeker: Seeker, kind: I1) -> Pointing:
    """Services of the wrong country fit better than those of the right one."""
    return referral.point(p, replace(seeker, abroad=~seeker.abroad), kind)


def hazards_without_a_way_out(p: Values, moment: Moment) -> F8:
    """Who has not got what they need may not leave: a user who can never go."""
    rates = outcome.hazards(p, moment)
    rates[8] = 0.0
    return rates


def leave_when_it_went_well(p: Values, trust: F8, rejection: F8, attachment: F8, learnt: F8) -> F8:
    """A sign error: who has learnt to expect help is the first to go."""
    return outcome.leave_hazard(p, trust, rejection, attachment, 1.0 - learnt)
