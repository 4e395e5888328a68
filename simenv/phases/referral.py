"""Phase 4, resource referral provision: does the help that is pointed to fit, and is it taken.

Fit depends on how specific the referral is, on where the person lives, and on what bars the way to
the channel it leads to. A referral that was given before carries less information each time. The
readiness to take one rises with distress and falls with the person's own risk (help-negation, D5),
so it is not monotone in how badly off someone is. A warm hand-off gets the odds ratio of C19, which
is near one: that it wins is not built in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1, I4
from simenv.parameters import Values
from simenv.spread import squash
from simenv.vocabulary import Channel, Referral

#: The human channels that a tailored referral chooses between, for the one with the lowest barrier.
TAILORED_TO = (Channel.FRIENDS_OR_FAMILY, Channel.CRISIS_LINE, Channel.PROFESSIONAL)
# Plain numbers: NumPy takes four times as long to compare with a member of an enum.
_NONE, _GENERIC = int(Referral.NONE), int(Referral.GENERIC)
_TAILORED, _HANDOFF = int(Referral.TAILORED), int(Referral.HANDOFF)


@dataclass(frozen=True, kw_only=True)
class Pointing:
    """What a referral is to this person; arrays (n,).

    `target` is the channel that it leads to; `fit`, `novelty` and `uptake` (the readiness to take
    it) are 0–1 and 0 where there is no referral; `hope` is the hope after it.
    """

    target: I1
    fit: F8
    novelty: F8
    uptake: F8
    hope: F8


@dataclass(frozen=True, kw_only=True)
class Seeker:
    """What the person brings to a referral; arrays (n,), 0–1 unless said.

    `barriers` has shape (n, 8), by channel; `before` counts referrals of the same kind met so far;
    `grave` says that the subject's risk or the need calls for a crisis service.
    """

    barriers: F8
    distress: F8
    risk: I1
    hope: F8
    trust: F8
    to_boilerplate: F8
    before: I4
    abroad: B1
    grave: B1


def point(p: Values, seeker: Seeker, referral: I1) -> Pointing:
    """What a response's referral means to a person."""
    some = referral != _NONE
    target = _target(seeker, referral)
    # One element a row: the barrier on the way to that row's target.
    barrier = np.take_along_axis(seeker.barriers, target.astype(np.int64)[:, None], axis=1)[:, 0]
    fit = np.where(some, _reach(p, seeker, referral) * (1.0 - barrier), 0.0)
    fresh = np.exp(-p["referral.staleness"] * seeker.before * seeker.to_boilerplate)
    novelty = np.where(some, fresh, 0.0)
    uptake = np.where(some, _uptake(p, seeker, referral, fit, fresh), 0.0)
    return Pointing(
        target=target,
        fit=fit,
        novelty=novelty,
        uptake=uptake,
        hope=_hope(p, seeker, some, fit, fresh),
    )


def _target(seeker: Seeker, referral: I1) -> I1:
    """Generic and localised referrals name a line or a service; tailored ones the easiest way."""
    plain = np.where(seeker.grave, Channel.CRISIS_LINE, Channel.PROFESSIONAL)
    easiest = np.full(len(plain), int(TAILORED_TO[0]))
    lowest = seeker.barriers[:, TAILORED_TO[0]]
    for channel in TAILORED_TO[1:]:
        lower = seeker.barriers[:, channel] < lowest
        easiest = np.where(lower, int(channel), easiest)
        lowest = np.minimum(lowest, seeker.barriers[:, channel])
    return np.where(referral >= _TAILORED, easiest, plain).astype(np.int8)


def _reach(p: Values, seeker: Seeker, referral: I1) -> F8:
    """Fit before barriers, by kind of referral and region."""
    tailored = p["referral.fit-tailored"]
    by_kind = np.array(
        [0.0, p["referral.fit-generic"], p["referral.fit-localised"], tailored, tailored]
    )
    astray = seeker.abroad & (referral == _GENERIC)
    return by_kind[referral] * np.where(astray, p["referral.wrong-region"], 1.0)


def _uptake(p: Values, seeker: Seeker, referral: I1, fit: F8, fresh: F8) -> F8:
    odds = p["referral.uptake"] + p["referral.by-fit"] * (fit - 0.5)
    odds = odds - p["referral.by-novelty"] * (1.0 - fresh)
    odds = odds + p["referral.by-hope"] * (seeker.hope - 0.5)
    odds = odds + p["referral.by-trust"] * (seeker.trust - 0.5)
    odds = odds + p["referral.by-distress"] * (seeker.distress - 0.5)
    odds = odds - p["referral.help-negation"] * seeker.risk
    odds = odds + p["referral.handoff"] * (referral == _HANDOFF)
    return squash(odds)


def _hope(p: Values, seeker: Seeker, some: B1, fit: F8, fresh: F8) -> F8:
    gain = p["referral.hope-fit"] * fit * fresh * some
    loss = p["referral.hope-stale"] * (1.0 - fresh) * seeker.to_boilerplate * some
    after = seeker.hope * (1.0 - loss)
    return after + (1.0 - after) * gain
