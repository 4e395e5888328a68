"""Patterns of referrals, and of help in place of one: rows C2, C3, C11 and C21."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.columns import B1
from simenv.patterns.pattern import Finding, Pattern
from simenv.patterns.seen import Seen, first_of_each
from simenv.rows import TurnRows
from simenv.vocabulary import Move, Need, Referral, Risk, Subject

#: The policy whose referrals are like those of the studies: one stock referral, whoever asks.
STOCK = "hotline-boilerplate"
HELPS = "never-refuses"
_SUPPORT = (Need.VENTING, Need.COPING, Need.CRISIS_DISCLOSURE)

#: C2: share "very likely" to use a crisis referral, and how far the model may be from it.
LIKELY, LIKELY_WITHIN = 0.218, 0.10
#: C3: shares of impressions of a passive link that led to a call, and to a click.
CALLS, CLICKS = 0.0061, 0.0402
#: C21: least and greatest share that completed brief help offered in place.
COMPLETED = (0.25, 0.57)


def likely(seen: Seen) -> Finding:
    """C2: how ready people are for the first referral to a crisis line in their month."""
    turns = seen.lives(STOCK).turns
    turns = turns.take(_to_a_line(turns))
    turns = turns.take(first_of_each(turns))
    ready = seen.mean(turns.uptake, turns.persona)
    return Finding(
        met=len(turns) > 0 and abs(ready - LIKELY) <= LIKELY_WITHIN,
        value=100 * ready,
        told=f"{100 * ready:.1f} of 100 ready at the first, {len(turns)} people",
    )


def _to_a_line(turns: TurnRows) -> B1:
    """Turns with a stock referral that leads to a crisis line, about the person's own risk."""
    grave = (turns.risk_shown >= Risk.ACTIVE) | (turns.need == Need.CRISIS_DISCLOSURE)
    found: B1 = grave & (turns.referral == Referral.GENERIC) & (turns.subject == Subject.SELF)
    return found


def as_calls(seen: Seen) -> Finding:
    """C3: stock referrals taken, of those offered, against the calls of its row."""
    return _taken(seen, CALLS)


def as_clicks(seen: Seen) -> Finding:
    """C3: the same against its clicks."""
    return _taken(seen, CLICKS)


def _taken(seen: Seen, least: float) -> Finding:
    turns = seen.lives(STOCK).turns
    turns = turns.take((turns.referral == Referral.GENERIC) & (turns.move >= 0))
    share = seen.of_rows(turns.move == Move.TAKE_REFERRAL, turns)
    return Finding(
        met=share >= least,
        value=100 * share,
        told=f"{100 * share:.2f} of 100 offers taken, {len(turns)} offers; in the row of 100 "
        f"impressions {100 * CLICKS:.2f} were clicked and {100 * CALLS:.2f} called",
    )


def completed(seen: Seen) -> Finding:
    """C21: first sessions for support, by people at risk, that end with the need met."""
    sessions = seen.lives(HELPS).sessions
    asked = np.isin(sessions.need, _SUPPORT) & (sessions.subject == Subject.SELF)
    sessions = sessions.take(asked & (sessions.risk >= Risk.PASSIVE))
    sessions = sessions.take(first_of_each(sessions))
    share = seen.of_rows(sessions.met, sessions)
    least, most = COMPLETED
    return Finding(
        met=len(sessions) > 0 and least <= share <= most,
        value=100 * share,
        told=f"{100 * share:.1f} of 100 ended with the need met, {len(sessions)} people",
    )


C2 = Pattern(
    id="C2",
    group="evidence",
    row="C2",
    claim="about a fifth of people flagged in distress are ready to use a crisis referral",
    personas="all; people whose message shows active risk or above, or discloses a crisis, about "
    "themselves",
    arm=STOCK,
    cohort="new",
    numerator="readiness at their first stock referral to a crisis line, summed over people: the "
    "model's share of people who would say that they will use it",
    denominator="those people",
    window="30 days from entry; the first such referral",
    tolerance=f"{100 * LIKELY:.1f} of 100, 10 more or less: intention on one platform",
    value="of 100 people",
    wrong_model="whoever is pointed to a line is ready to call it, or nobody is",
    arms=(STOCK,),
    judge=likely,
)
C3_CALLS = Pattern(
    id="C3-calls",
    group="evidence",
    row="C3",
    claim="a referral in a conversation is taken at least as often as a passive link is called",
    personas="all",
    arm=STOCK,
    cohort="new",
    numerator="stock referrals taken",
    denominator="answered turns with a stock referral",
    window="30 days from entry",
    tolerance="one-sided, as a floor: 0.61 of 100 (calls) or more; the other figure of the row is "
    "C3-clicks",
    value="of 100 offers",
    wrong_model="nobody ever follows a referral",
    arms=(STOCK,),
    judge=as_calls,
)
C3_CLICKS = replace(
    C3_CALLS,
    id="C3-clicks",
    claim="a referral in a conversation is taken at least as often as a passive link is clicked",
    tolerance="one-sided, as a floor: 4.02 of 100 (clicks) or more; to take a referral is to try "
    "the service, which is more than a click, so this is the harder of the row's two figures",
    wrong_model="a conversation moves no more people than a passive link does",
    late=True,
    judge=as_clicks,
)
C11 = Pattern(
    id="C11",
    group="evidence",
    row="C11",
    claim="about 11 of 100 calls to a line are abandoned while they wait",
    personas="all",
    arm="any",
    cohort="new",
    numerator="calls given up in the queue",
    denominator="calls to a crisis line",
    window="30 days from entry",
    tolerance="half to twice the row's figure",
    value="of 100 calls",
    wrong_model="a line without a queue, where nobody has to wait",
    untestable="needs shared services, see docs/queues.md: here nobody waits",
)
C21 = Pattern(
    id="C21",
    group="evidence",
    row="C21",
    claim="of people at risk who are helped in place, 25 to 57 of 100 see it through",
    personas="all; people at passive risk or above who bring venting, coping or a crisis of their "
    "own",
    arm=HELPS,
    cohort="new",
    numerator="first such sessions that end with the need met: the nearest the model has to "
    "completing a brief session",
    denominator="first such sessions",
    window="30 days from entry; the first such session",
    tolerance="25 to 57 of 100, ends included",
    value="of 100 people",
    wrong_model="help in place always works, or never does",
    arms=(HELPS,),
    judge=completed,
)
