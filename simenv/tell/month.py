"""A month of one persona under one policy: in numbers, and day by day for one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simenv.lockstep import Lives
from simenv.policy import Policy
from simenv.rows import DAY, HOUR, TrajectoryRows
from simenv.tell.drawn import DAYS, PEOPLE, SEED, SHOWN, Month
from simenv.tell.telling import Section
from simenv.vocabulary import Cause, Standing
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.life import by_day, moments
from simenv.wording.phrases import CAUSES, crises, listed, named, of_100


def lived(month: Month, policy: Policy) -> Section:
    """The month in numbers, and day by day for one of the five."""
    lives = month.lives(policy)
    facts = _counts(lives)
    shown = _typical(lives.trajectories)
    told = _days(month, lives, shown)
    lines = [
        *wrapped(
            f"{PEOPLE} people of this persona, {DAYS} days under {policy.name} (version "
            f"{policy.version}), seed {SEED}, every parameter at its median. It is what the model "
            "makes of this file, uncalibrated.",
            2,
        ),
        *points(_sentences(facts)),
        *wrapped(
            f"Person {shown}, day by day: of persons 0 to {SHOWN - 1} the one whose number of "
            "sessions is nearest to the median of all. Acute crises of the month: "
            f"{crises(*_acute_of(lives.trajectories, shown))}.",
            2,
        ),
        *grid(told, indent=4),
    ]
    facts |= {
        "policy": policy.name,
        "standard": month.standard.name,
        "people": PEOPLE,
        "days": DAYS,
        "seed": SEED,
        "person": shown,
        "day_by_day": [{"days": label, "told": said} for label, said in told],
    }
    heading = f"One month under {policy.name}"
    return Section(key="month", heading=heading, lines=tuple(lines), facts=facts)


def _counts(lives: Lives) -> dict[str, Any]:
    rows = lives.trajectories
    sessions, turns = int(rows.sessions.sum()), int(rows.turns.sum())
    left = rows.disengaged_at >= 0
    human = rows.human_at[rows.human_at >= 0]
    causes = {
        cause.word: _mean(left & (rows.disengaged_cause == cause)) for cause in Cause if cause
    }
    return {
        "needs_per_week": round(_mean(rows.needs) * 7 / DAYS, 6),
        "sessions_per_week": round(_mean(rows.sessions) * 7 / DAYS, 6),
        "messages_per_session": round(turns / max(sessions, 1), 6),
        "refused_of_messages": round(int(rows.refused.sum()) / max(turns, 1), 6),
        "met_of_sessions": round(int(rows.met.sum()) / max(sessions, 1), 6),
        "met_per_person": _mean(rows.met),
        "left": _mean(left),
        "left_by_cause": causes,
        "returned": _mean(rows.returned > 0),
        "reached_human": _mean(rows.human_at >= 0),
        "reached_human_day": int(np.median(human) // DAY) if len(human) else None,
        "referral_taken": _mean(rows.taken > 0),
        "risk_escalated": _mean(rows.escalated_at >= 0),
        "nights_alone": _mean(rows.alone_nights),
        "crises": _mean(rows.crises),
        "had_crisis": _mean(rows.crises > 0),
        "hours_in_crisis": round(_mean(rows.crisis_time) / HOUR, 6),
        "hours_at_risk_alone": round(_mean(rows.risk_time_alone) / HOUR, 6),
        "states_at_the_end": {
            state.word: _mean(lives.standing[:, -1] == state) for state in Standing
        },
    }


def _mean(values: Any) -> float:
    """The mean of an array, to 6 digits; 0 for an empty one."""
    return round(float(np.mean(values)), 6) if len(values) else 0.0


def _sentences(facts: dict[str, Any]) -> list[str]:
    causes = [
        f"{of_100(share)} {CAUSES[Cause.of(word)]}"
        for word, share in facts["left_by_cause"].items()
        if share
    ]
    left = f" ({listed(causes)})" if causes else ""
    human = facts["reached_human_day"]
    first = "" if human is None else f", the median of these on day {human}"
    ends = [f"{of_100(share)} {named(word)}" for word, share in facts["states_at_the_end"].items()]
    alone = f"{facts['nights_alone']:.1f} days in high distress end without a human"
    return [
        f"In the mean over persons {facts['needs_per_week']:.1f} needs a week arise, of which "
        f"{facts['sessions_per_week']:.1f} become sessions with the assistant; in the mean over "
        f"sessions these have {facts['messages_per_session']:.1f} messages. Of 100 messages "
        f"{of_100(facts['refused_of_messages'])} are refused.",
        f"Of 100 sessions {of_100(facts['met_of_sessions'])} end with the need met.",
        f"Of 100 people {of_100(facts['left'])} stop using the assistant{left}; "
        f"{of_100(facts['returned'])} become ready to use it again.",
        f"Of 100 people {of_100(facts['reached_human'])} reach a human{first}; "
        f"{of_100(facts['referral_taken'])} take a referral.",
        f"In {of_100(facts['risk_escalated'])} of 100 people risk rises above its level at entry "
        f"for a day. In the mean over persons {alone}.",
        _acute(facts),
        f"Of 100 people at the end: {listed(ends)}.",
    ]


def _acute(facts: dict[str, Any]) -> str:
    """What came of acute crises, and of time at risk."""
    alone = (
        "In the mean over persons time at active ideation or worse on days without a human adds up "
        f"to {facts['hours_at_risk_alone'] / 24:.1f} days"
    )
    if not facts["had_crisis"]:
        return f"Nobody had an acute crisis. {alone}."
    each = facts["hours_in_crisis"] / facts["crises"]
    return (
        f"Of 100 people {of_100(facts['had_crisis'])} had an acute crisis; in the mean over crises "
        f"one lasts {each:.1f} hours, and most are shorter. {alone}."
    )


def _typical(rows: TrajectoryRows) -> int:
    """Of the persons shown, the one whose number of sessions is nearest to the median of all."""
    away = np.abs(rows.sessions[:SHOWN] - np.median(rows.sessions))
    return int(np.argmin(away))


def _acute_of(rows: TrajectoryRows, number: int) -> tuple[int, int]:
    """How many acute crises began in a person, and how long they lasted in all (microseconds)."""
    return int(rows.crises[number]), int(rows.crisis_time[number])


def _days(month: Month, lives: Lives, number: int) -> Sequence[tuple[str, str]]:
    sessions = lives.sessions.take(lives.sessions.person == number)
    events = lives.events.take(lives.events.person == number)
    stages = month.world.kinds.graph.names
    days = by_day(moments(sessions, events, stages), DAYS)
    return [(one.label, "\n".join(one.lines())) for one in days]
