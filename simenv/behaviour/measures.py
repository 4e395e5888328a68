"""What is measured of a persona's behaviour: one number each, from the lives under one policy.

None of these is an outcome by which policies are compared (those are in `simenv.stats`): they say
how people of a kind behave, so that a persona whose numbers make it behave like nobody is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simenv.columns import B1, I1
from simenv.lockstep import Lives
from simenv.rows import DAY, EventRows, SessionRows, TrajectoryRows, TurnRows
from simenv.vocabulary import Channel, Event, Move, Need
from simenv.wording.phrases import CHANNELS, MOVES, NEEDS

#: Days after which people are looked for again; day 1 is the day of entry.
DAYS = (1, 7, 15, 30)
#: B3: share of an install cohort that opens the app on that very day; a one-sided lower bound.
OPENED = {15: 0.039, 30: 0.033}
#: Messages a person-day of heavy use, all participants of a trial together (B9): an upper anchor.
BUSIEST = 11.0

Unit = Literal["share", "number"]


@dataclass(frozen=True, kw_only=True)
class Own:
    """The lives of one persona's people under one policy, over `days` days from entry."""

    days: int
    turns: TurnRows
    sessions: SessionRows
    events: EventRows
    people: TrajectoryRows

    @classmethod
    def of(cls, lives: Lives, persona: int, days: int) -> Own:
        """The part of `lives` that is about one persona, by its place in the world."""
        return cls(
            days=days,
            turns=lives.turns.take(lives.turns.persona == persona),
            sessions=lives.sessions.take(lives.sessions.persona == persona),
            events=lives.events.take(lives.events.persona == persona),
            people=lives.trajectories.take(lives.trajectories.persona == persona),
        )

    def details(self, kind: Event) -> I1:
        """What `detail` says of every event of a kind."""
        found: I1 = self.events.detail[self.events.kind == kind]
        return found

    def with_session(self, first: int, last: int) -> float:
        """The share of people with a session that began on day `first` to `last`, from 1."""
        day = self.sessions.started // DAY + 1
        seen = np.unique(self.sessions.person[(day >= first) & (day <= last)])
        return len(seen) / len(self.people)

    def not_given_up(self, day: int) -> float:
        """The share of people who had not decided to leave by the end of a day, from 1."""
        left = self.people.disengaged_at
        return float(np.mean((left < 0) | (left > day * DAY)))


Value = Callable[[Own], float | None]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number of a persona's behaviour; `value` is None where nothing is there to divide by.

    `beside` is a published figure printed next to it, with its evidence row; nothing is fitted to
    it. `least` is the shortest horizon in days that can show it.
    """

    name: str
    label: str
    group: str
    unit: Unit
    value: Value
    beside: str = ""
    least: int = 1


def per(total: float, number: float) -> float | None:
    """A total divided by a number; None by 0."""
    return float(total) / float(number) if number else None


def _share(mask: B1) -> float | None:
    return per(int(np.count_nonzero(mask)), len(mask))


def _weekly(column: str) -> Value:
    def value(own: Own) -> float | None:
        return per(7.0 * int(getattr(own.people, column).sum()), len(own.people) * own.days)

    return value


def _total(over: str, under: str) -> Value:
    def value(own: Own) -> float | None:
        return per(int(getattr(own.people, over).sum()), int(getattr(own.people, under).sum()))

    return value


def _a_person(column: str) -> Value:
    def value(own: Own) -> float | None:
        return per(int(getattr(own.people, column).sum()), len(own.people))

    return value


def _ever(column: str, least: int = 0) -> Value:
    """The share of people in whom a column has reached `least`: first events start at -1."""
    return lambda own: _share(getattr(own.people, column) >= least)


def _from(day: int) -> Value:
    return lambda own: own.with_session(day, own.days)


def _on(day: int) -> Value:
    return lambda own: own.with_session(day, day)


def _kept(day: int) -> Value:
    return lambda own: own.not_given_up(day)


def _move(move: Move) -> Value:
    return lambda own: _share(own.turns.move[own.turns.move >= 0] == move)


def _need(need: Need) -> Value:
    return lambda own: _share(own.details(Event.NEED_AROSE) == need)


def _channel(channel: Channel) -> Value:
    """The share of sessions and visits together, visits by a referral included."""

    def value(own: Own) -> float | None:
        visits = own.details(Event.CHANNEL_USED)
        here = len(own.sessions) if channel == Channel.ASSISTANT else 0
        mine = here + int(np.count_nonzero(visits == channel))
        return per(mine, len(own.sessions) + len(visits))

    return value


def messages_a_day(own: Own) -> float | None:
    """Messages sent a person-day; None without people."""
    return per(int(own.people.turns.sum()), len(own.people) * own.days)


def _days_alone(own: Own) -> float | None:
    return per(int(own.people.risk_time_alone.sum()) / DAY, len(own.people))


OFTEN, BACK, MADE, OFFERED = "How often", "Coming back", "Moves", "Referrals"
ABOUT, WHERE, GRAVE = "Needs", "Where they turn", "Risk"


def _number(group: str, name: str, label: str, value: Value, beside: str = "") -> Measure:
    return Measure(name=name, label=label, group=group, unit="number", value=value, beside=beside)


def _of_100(group: str, name: str, label: str, value: Value, least: int = 1) -> Measure:
    beside = f"B3: {100 * OPENED[least]:.1f} of 100" if name.startswith("on-day") else ""
    return Measure(
        name=name, label=label, group=group, unit="share", value=value, beside=beside, least=least
    )


MEASURES: tuple[Measure, ...] = (
    _number(OFTEN, "needs-per-week", "needs a week", _weekly("needs")),
    _number(OFTEN, "sessions-per-week", "sessions a week", _weekly("sessions")),
    _number(OFTEN, "turns-per-session", "messages a session", _total("turns", "sessions")),
    _number(
        OFTEN,
        "messages-per-day",
        "messages a day",
        messages_a_day,
        f"B9: about {BUSIEST:g}",
    ),
    # On the last day "or later" is that day itself, so it takes one more day to show.
    *(
        _of_100(BACK, f"from-day-{n}", f"session on day {n} or later", _from(n), n + 1)
        for n in DAYS
    ),
    *(_of_100(BACK, f"on-day-{n}", f"session on day {n} itself", _on(n), n) for n in OPENED),
    *(_of_100(BACK, f"kept-{n}", f"not given up by day {n}", _kept(n), n) for n in OPENED),
    *(_of_100(MADE, f"move-{one.word}", MOVES[one], _move(one)) for one in Move),
    _number(OFFERED, "offered", "offered, a person", _a_person("offered")),
    _number(OFFERED, "taken", "taken, a person", _a_person("taken")),
    _of_100(OFFERED, "took-one", "people who took one", _ever("taken", 1)),
    _of_100(OFFERED, "taken-per-offer", "taken, of those offered", _total("taken", "offered")),
    *(_of_100(ABOUT, f"need-{one.word}", NEEDS[one], _need(one)) for one in Need),
    *(_of_100(WHERE, f"channel-{one.word}", CHANNELS[one], _channel(one)) for one in Channel),
    _of_100(GRAVE, "ever-in-crisis", "ever in an acute crisis", _ever("crises", 1)),
    _of_100(GRAVE, "risk-escalated", "risk above entry for 24 h", _ever("escalated_at")),
    _number(GRAVE, "risk-days", "days at risk, nobody there", _days_alone),
)
