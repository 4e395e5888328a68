"""Patterns along distress: needs kept to oneself (row D1b), and readiness for referrals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.patterns.pattern import NOISE, Finding, Pattern
from simenv.patterns.probes import POINTING
from simenv.patterns.seen import Seen, first_of_each, parts
from simenv.vocabulary import Channel, Event, Risk, Subject

#: The policy nearest to what people met when the figures were gathered or since.
USUAL = "status-quo-2026"
THIRDS, FIFTHS = 3, 5


def kept_to_oneself(seen: Seen) -> Finding:
    """D1b: needs taken to nobody, by thirds of the person's own level of distress."""
    events = seen.lives(USUAL).events
    third = parts(seen.level, seen.weight(seen.people.persona), THIRDS)
    arose = events.take(events.kind == Event.NEED_AROSE)
    kept = events.take((events.kind == Event.CHANNEL_USED) & (events.detail == Channel.NOBODY))
    needs = _weight_by(third[seen.seat(arose)], seen.weight(arose.persona), THIRDS)
    alone = _weight_by(third[seen.seat(kept)], seen.weight(kept.persona), THIRDS)
    shares = alone / np.maximum(needs, 1e-300)
    fall = float(np.min(shares[:-1] - shares[1:]))
    told = ", ".join(f"{100 * share:.1f}" for share in shares)
    return Finding(
        met=fall > 0,
        value=100 * fall,
        told=f"mild, moderate, severe: {told} of 100 needs",
    )


def _weight_by(part: I8, weight: F8, number: int) -> F8:
    return np.bincount(part, weight, number).astype(np.float64)


def uptake_by_distress(seen: Seen) -> Finding:
    """Readiness for the first referral, by fifths of distress when writing."""
    return _readiness(seen, np.ones(len(seen.names), np.bool_))


def uptake_at_risk(seen: Seen) -> Finding:
    """The same in the personas of whom half or more enter with ideation."""
    people = seen.people
    entered = np.bincount(people.persona, minlength=len(seen.names))
    thinking = np.bincount(people.persona[people.entry_risk >= Risk.PASSIVE], None, len(entered))
    return _readiness(seen, 2 * thinking >= entered)


def _readiness(seen: Seen, among: B1) -> Finding:
    """Readiness by fifths of distress, in the personas that are marked."""
    turns = seen.lives(POINTING.name).turns
    own = (turns.referral > 0) & (turns.subject == Subject.SELF)
    turns = turns.take(own & among[turns.persona])
    turns = turns.take(first_of_each(turns))
    weight = seen.weight(turns.persona)
    fifth = parts(turns.distress, weight, FIFTHS)
    means, errors = _means(turns.uptake, weight, fifth)
    rise, fall = beyond_noise(means, errors), beyond_noise(-means, errors)
    told = ", ".join(f"{100 * mean:.0f}" for mean in means)
    return Finding(
        met=min(rise, fall) > 0,
        value=100 * min(rise, fall),
        told=f"by fifths of distress, the least first: {told} of 100 ready, {len(turns)} people",
    )


def _means(values: F8, weight: F8, part: I8) -> tuple[F8, F8]:
    """The weighted mean of each part, and its standard error."""
    total = _weight_by(part, weight, FIFTHS)
    mean = _weight_by(part, weight * values, FIFTHS) / np.maximum(total, 1e-300)
    apart = weight * (values - mean[part])
    error = np.sqrt(_weight_by(part, apart * apart, FIFTHS)) / np.maximum(total, 1e-300)
    return mean, error


def beyond_noise(means: F8, errors: F8) -> float:
    """The greatest rise from an earlier to a later mean, less what noise may do; below 0: none."""
    rises = [
        float(means[later] - means[earlier] - NOISE * np.hypot(errors[later], errors[earlier]))
        for later in range(len(means))
        for earlier in range(later)
    ]
    return max(rises)


D1B = Pattern(
    id="D1b",
    group="evidence",
    row="D1b",
    claim="the worse off people are, the fewer of their needs they keep to themselves",
    personas="all, in thirds of equal weight by their own level of distress",
    arm=USUAL,
    cohort="new",
    numerator="needs taken to nobody: the nearest the model has to a low perceived need, which it "
    "does not hold apart from barriers",
    denominator="needs that arose",
    window="30 days from entry",
    tolerance="the order mild > moderate > severe (57, 39, 26 of 100 in the row); levels are not "
    "comparable",
    value="smaller of the two falls, in points of 100 needs",
    wrong_model="whoever is worse off withdraws more, or withdrawal knows nothing of distress",
    arms=(USUAL,),
    judge=kept_to_oneself,
)
UPTAKE = Pattern(
    id="uptake-by-distress",
    group="not built in",
    row="",
    claim="readiness to take a referral is not monotone in distress",
    personas="all, by fifths of equal weight of distress when writing",
    arm=f"{POINTING.name}: helps, and names a service of the region in every answer",
    cohort="new",
    numerator="readiness at the first referral of each person, for a need of their own",
    denominator="people who got one",
    window="30 days from entry; the first referral",
    tolerance="a rise and a fall between fifths, each beyond 2 standard errors",
    value="smaller of the greatest rise and fall beyond noise, in points of 100",
    wrong_model="distress only ever makes people readier, or only ever less ready",
    suspicious="no in every world: then one number of the equations (distress by itself) decides, "
    "and what goes with distress (risk, hope, trust) does not",
    judge=uptake_by_distress,
)
UPTAKE_AT_RISK = replace(
    UPTAKE,
    id="uptake-by-distress-at-risk",
    claim="it is not monotone either in the kinds of people who are at risk",
    personas="those of whose people half or more enter with ideation, by fifths of equal weight of "
    "distress when writing",
    late=True,
    judge=uptake_at_risk,
)
