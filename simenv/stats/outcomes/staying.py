"""Staying with the assistant, and leaving it."""

from __future__ import annotations

from simenv.stats.outcome import (
    AT_HORIZON,
    LEFT,
    TALKED,
    Outcome,
    at_least,
    by_horizon,
    column_of,
    days_until,
    left_because,
    talked,
)
from simenv.stats.outcomes.groups import STAYING
from simenv.vocabulary import Cause

_OTHER_CAUSE = (
    "stopping for another cause first; having left before entry, in an established cohort"
)

STAYING_OUTCOMES = (
    Outcome(
        name="disengaged",
        label="Stopped using the assistant, ever",
        group=STAYING,
        kind="share",
        better="lower",
        formula="1 if the person decided to leave at least once, else 0; a later return does not "
        "undo it. Leaving is no harm in itself: read it beside `met` and `human`",
        value=by_horizon("disengaged_at"),
        competing="none for those new to the assistant; in an established cohort, having left "
        "before entry, until a return",
    ),
    Outcome(
        name="lapsed",
        label="Lapsed: silent for 14 days",
        group=STAYING,
        kind="share",
        better="lower",
        formula="1 if there was no session in the last 14 days although a need arose in them: the "
        "observable twin of `disengaged`, what an operator would see of it",
        value=column_of("lapsed"),
        clock="14 days before the horizon, or entry if that is later",
        window="the last 14 days, or entry to the horizon if that is shorter",
        competing="no need in the window: who needs nothing is silent without having lapsed",
    ),
    Outcome(
        name="left_refused",
        label="Stopped after a refusal",
        group=STAYING,
        kind="share",
        better="lower",
        formula="1 if the first decision to leave came after a session that ended unmet and in "
        "which something was refused",
        value=left_because(Cause.REFUSED),
        competing=_OTHER_CAUSE + "; never being refused",
        detail=True,
    ),
    Outcome(
        name="left_unhelped",
        label="Stopped unhelped, without a refusal",
        group=STAYING,
        kind="share",
        better="lower",
        formula="1 if the first decision to leave came after a session that ended unmet and in "
        "which nothing was refused",
        value=left_because(Cause.UNHELPED),
        competing=_OTHER_CAUSE,
        detail=True,
    ),
    Outcome(
        name="left_drifted",
        label="Drifted away",
        group=STAYING,
        kind="share",
        better="neither",
        formula="1 if the first decision to leave came with no session: the habit had faded. With "
        "the two above it adds up to `disengaged`",
        value=left_because(Cause.DRIFTED),
        competing=_OTHER_CAUSE,
        detail=True,
    ),
    Outcome(
        name="days_kept",
        label="Days before stopping",
        group=STAYING,
        kind="days",
        better="higher",
        formula="days from entry to the first decision to leave; the horizon where there was none",
        value=days_until("disengaged_at"),
        competing="none for those new to the assistant; in an established cohort, having left "
        "before entry, until a return",
        detail=True,
    ),
    Outcome(
        name="came_back",
        label="Came back for a second session",
        group=STAYING,
        kind="share",
        better="higher",
        formula="1 if there were two sessions or more",
        value=at_least("sessions", 2),
        denominator=TALKED,
        competing="no second need; " + LEFT + "; a need taken elsewhere",
        among=talked,
    ),
    Outcome(
        name="returned",
        label="Came back after stopping",
        group=STAYING,
        kind="count",
        better="neither",
        formula="returns after a decision to leave",
        value=column_of("returned"),
        competing="not having left: who never leaves cannot return",
    ),
    Outcome(
        name="away",
        label="Away at the horizon",
        group=STAYING,
        kind="share",
        better="lower",
        formula="1 if the person had left and not returned, at the horizon",
        value=column_of("away"),
        window=AT_HORIZON,
    ),
    Outcome(
        name="sessions",
        label="Sessions",
        group=STAYING,
        kind="count",
        better="neither",
        formula="sessions with the assistant",
        value=column_of("sessions"),
        competing=LEFT + "; a need taken elsewhere",
    ),
    Outcome(
        name="turns",
        label="Messages sent",
        group=STAYING,
        kind="count",
        better="neither",
        formula="messages of the person to the assistant",
        value=column_of("turns"),
        competing=LEFT + "; a need taken elsewhere",
    ),
)
