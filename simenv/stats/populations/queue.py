"""What is counted of requests of shared services; `docs/outcomes.md` is generated from it.

A measure is a total over requests, told per 100 people of the population or per request. The policy
moves how many ask, so what is told per request stands beside the count per 100 people, and neither
enters a claim: claims are about the outcomes of persons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simenv.columns import B1, F8
from simenv.rows import DAY, HOUR
from simenv.stats.outcome import Better
from simenv.stats.populations.requests import WEEK, Requests
from simenv.vocabulary import Reception

#: Of whom a measure is told: 100 people of a population, or one request, answer or referral.
Per = Literal["people", "own"]
#: `rate` per 100 people, `share` of 100, `minutes`, `hours`, `days`.
Unit = Literal["rate", "share", "minutes", "hours", "days"]
MINUTE = HOUR // 60

REQUESTS = "requests of a service that persons share, those who turned back among them"
ANSWERS = "requests that were answered while one waited"
PEOPLE = "everyone in the population"
DECIDED = "the decision to ask"
ASKED = "asking the service"
#: Of which referrals every window is told, so that shares can only grow with the window.
FOLLOWED = (
    "referrals taken that lead to a shared service, decided on 7 days or more before the horizon, "
    "one set for all windows, so that all could be followed for as long (in a run of 7 days or "
    "less a day or more, and what needs 7 days is not told)"
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number of a population, a total over its requests.

    `over` gives what each request adds [calls]; `among` which requests are in the denominator,
    None for all people. `quantile` takes that quantile of `over` in place of the mean. No value
    lies above `most`. `follows` is for how long a request must have been followed to be told of
    [us]: nothing is told where the horizon does not allow that.
    """

    name: str
    label: str
    unit: Unit
    better: Better
    formula: str
    over: Callable[[Requests], F8]
    denominator: str
    among: Callable[[Requests], B1] | None = None
    clock: str = "entry"
    window: str = "entry to the horizon"
    quantile: float | None = None
    most: float = np.inf
    follows: int = 0

    @property
    def printed(self) -> str:
        """What a printed number means."""
        return {"rate": "per 100 people", "share": "of 100"}.get(self.unit, self.unit)


def _all(asked: Requests) -> B1:
    return np.ones(len(asked.calls), dtype=np.bool_)


def _received(reception: Reception) -> Callable[[Requests], F8]:
    def over(asked: Requests) -> F8:
        return _number(asked.calls.reception == reception)

    return over


def _reached(window: int) -> Callable[[Requests], F8]:
    def over(asked: Requests) -> F8:
        return _number(asked.calls.referred & (asked.waits <= window))

    return over


def _waited(asked: Requests) -> F8:
    minutes: F8 = np.where(asked.answered, asked.calls.waited, 0) / MINUTE
    return minutes


def _served(asked: Requests) -> F8:
    return _number(asked.answered | asked.booked)


def _days_ahead(asked: Requests) -> F8:
    days: F8 = np.where(asked.booked, asked.calls.due_at - asked.calls.at, 0) / DAY
    return days


def _hours(asked: Requests) -> F8:
    hours: F8 = np.minimum(asked.waits, WEEK) / HOUR
    return hours


def _number(truth: B1) -> F8:
    return truth.astype(np.float64)


#: Reception, words for what became of a request, which way is better.
_RECEPTIONS: tuple[tuple[Reception, str, str, Better], ...] = (
    (Reception.ANSWERED, "Answered", "was answered while the person waited", "higher"),
    (Reception.BOOKED, "Booked", "led to an appointment", "neither"),
    (Reception.HUNG_UP, "Hung up", "ended as the person hung up before anybody answered", "lower"),
    (Reception.TURNED_AWAY, "Turned away", "met a service closed, full or not for them", "lower"),
    (
        Reception.TURNED_BACK,
        "Turned back",
        "was not made after all, for fear of coercion or the cost",
        "lower",
    ),
    (Reception.STILL_WAITING, "Still waiting", "was waiting at the horizon", "lower"),
)


def _of_people(reception: Reception, label: str, what: str, better: Better) -> Measure:
    return Measure(
        name=reception.name.lower(),
        label=label,
        unit="rate",
        better="neither" if better == "higher" else better,
        formula=f"requests of which each {what}, per 100 people",
        over=_received(reception),
        denominator=PEOPLE,
        clock=ASKED,
    )


def _of_requests(reception: Reception, label: str, what: str, better: Better) -> Measure:
    return Measure(
        name=f"{reception.name.lower()}_share",
        label=f"{label}, of requests",
        unit="share",
        better=better,
        formula=f"1 if the request {what}, else 0; the six shares add up to 100",
        over=_received(reception),
        denominator=REQUESTS,
        among=_all,
        clock=ASKED,
    )


def _voice(name: str, told: str, window: int) -> Measure:
    return Measure(
        name=name,
        label=f"A human voice within {told}",
        unit="share",
        better="higher",
        formula=f"1 if the person heard a human voice at any shared service within {told} of the "
        "decision: an answer, at whichever try, or a booked appointment that was kept; else 0",
        over=_reached(window),
        denominator=FOLLOWED,
        among=lambda asked: asked.followed,
        clock=DECIDED,
        window=f"{told} from the decision",
        follows=window,
    )


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="requests",
        label="Requests of shared services",
        unit="rate",
        better="neither",
        formula="requests of a service that persons share, those who turned back among them, per "
        "100 people",
        over=lambda asked: np.ones(len(asked.calls)),
        denominator=PEOPLE,
        clock=DECIDED,
    ),
    *(_of_people(*each) for each in _RECEPTIONS),
    *(_of_requests(*each) for each in _RECEPTIONS),
    Measure(
        name="served_share",
        label="Answered or booked, of requests",
        unit="share",
        better="higher",
        formula="1 if the request was answered while the person waited or led to an appointment, "
        "however far ahead, else 0",
        over=_served,
        denominator=REQUESTS,
        among=_all,
        clock=ASKED,
    ),
    Measure(
        name="days_ahead",
        label="Mean days to the appointment",
        unit="days",
        better="lower",
        formula="days from asking to the appointment that was given, also where it lies beyond "
        "the horizon and whether or not it will be kept",
        over=_days_ahead,
        denominator="requests that led to an appointment",
        among=lambda asked: asked.booked,
        clock=ASKED,
    ),
    Measure(
        name="wait",
        label="Mean wait of those answered",
        unit="minutes",
        better="lower",
        formula="minutes from asking to the answer; read it beside how many hung up, whose waits "
        "are not in it",
        over=_waited,
        denominator=ANSWERS,
        among=lambda asked: asked.answered,
        clock=ASKED,
    ),
    Measure(
        name="wait_90",
        label="Wait that 90 of 100 answered stay below",
        unit="minutes",
        better="lower",
        formula="the 90th percentile, within each population, of the minutes from asking to the "
        "answer; then averaged over the populations in which somebody was answered",
        over=_waited,
        denominator=ANSWERS,
        among=lambda asked: asked.answered,
        clock=ASKED,
        quantile=0.9,
    ),
    Measure(
        name="referrals",
        label="Referrals taken to shared services",
        unit="rate",
        better="neither",
        formula="requests that a referral of the assistant led to, per 100 people",
        over=lambda asked: _number(asked.calls.referred),
        denominator=PEOPLE,
        clock=DECIDED,
    ),
    Measure(
        name="heard_in_a_day",
        label="Referrals that led to a human voice within a day",
        unit="rate",
        better="higher",
        formula="referrals taken after which the person heard a human voice at any shared service "
        "within a day of the decision, per 100 people",
        over=_reached(DAY),
        denominator=PEOPLE,
        clock=DECIDED,
    ),
    _voice("voice_10_minutes", "10 minutes", 10 * MINUTE),
    _voice("voice_1_day", "a day", DAY),
    _voice("voice_7_days", "7 days", WEEK),
    Measure(
        name="voice_hours",
        label="Hours to a human voice, 7 days at most",
        unit="hours",
        better="lower",
        formula="hours from the decision to the first human voice at any shared service, 168 where "
        "none came within 7 days: a mean restricted to 7 days",
        over=_hours,
        denominator=FOLLOWED,
        among=lambda asked: asked.followed,
        clock=DECIDED,
        window="7 days from the decision",
        most=WEEK / HOUR,
        follows=WEEK,
    ),
)

_BY_NAME = {each.name: each for each in MEASURES}


def measure(name: str) -> Measure:
    """The measure of that name; `KeyError` if there is none."""
    return _BY_NAME[name]
