"""Entry of people who know the assistant already: the watch begins, life goes on as it was."""

from __future__ import annotations

from simenv.state import Persons

#: What is watched from entry on: counters at 0, first events that have not happened.
WATCHED = (
    "needs",
    "sessions",
    "turns",
    "answered",
    "refused",
    "rephrased",
    "masks",
    "pushed_back",
    "worked_around",
    "behavioural",
    "met",
    "offered",
    "taken",
    "handed_over",
    "reliance",
    "over_refusals",
    "under_refusals",
    "unsafe_helps",
    "missed_referrals",
    "over_refusals_second",
    "under_refusals_second",
    "unsafe_helps_second",
    "missed_referrals_second",
    "returned",
    "crises",
    "crisis_time",
    "risk_time_alone",
    "alone_nights",
    "heard_sum",
    "frustration_sum",
    "disengaged_at",
    "disengaged_cause",
    "human_at",
    "escalated_at",
    "unsafe_at",
)


def begin_watch(persons: Persons, at: int) -> None:
    """Start to count `at` this moment of life (microseconds); written in place.

    Risk and openness are compared with today's from here on. What persons feel, believe and
    remember stays; whoever was censored before stays censored, from entry on.
    """
    specs = Persons.specs()
    for name in WATCHED:
        getattr(persons, name)[:] = specs[name].start
    persons.entry_risk[:] = persons.risk
    persons.openness_start[:] = persons.openness
    persons.away_start[:] = persons.away
    persons.above[:] = False
    censored = persons.censored_at >= 0
    persons.censored_at[censored] = at
    persons.done[:] = censored
