"""A service as it is in one world: the plain numbers that the clock runs on."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.columns import F8
from simenv.vocabulary import Channel, Code


class Way(Code):
    """How a service takes people."""

    LINE = 0  # answered while one waits: calls, chats, texts, a hand-off desk, a peer community
    BOOK = 1  # by appointment: a therapist, primary care


@dataclass(frozen=True, kw_only=True)
class Surge:
    """Background demand that is higher for a while: `times` as much, from a day on, for `days`."""

    from_day: int
    days: int
    times: float


@dataclass(frozen=True, kw_only=True)
class Facility:
    """One service, drawn for one world; shares are 0–1, times in minutes or days as named.

    `channel` is the one that it stands for; a desk (`handoffs`) takes people that the assistant
    hands over, whatever channel the hand-off leads to. Of several services of one channel that are
    for a person, each is asked with its `weight`. Empty `regions`, `languages` (codes of
    `vocabulary`) and `ages` are for everyone.

    `service_minutes` is the mean time with one caller, log-normal with `service_sigma`, exponential
    where that is None; patience is exponential. With `triage` the graver risk is answered first.

    `staffing` (168,) is how much of the full staff is on duty in each hour of the week, Monday
    first, 0 where it is closed; `demand` (168,) weighs the background demand, mean 1.
    `servers` is the full staff; None is unlimited, unless `answering` says to have as many as
    answer that share of the reference demand. Of a book they are the appointments of a full day; a
    day is as full as its best-staffed hour, and `answering` has as many as keep step with that
    share of those whom it takes at the reference. A book has no patience.

    `share_of_demand` is the share of all demand that simulated persons make up at the reference.
    `turned_back` is the share of those about to ask who do not, for fear of coercion or the cost.
    `follow_up` is the share of answered callers who are called back after `follow_up_days`.
    Of a book, `wait_days` is the wait when the run begins and `takes_new` the share of requests
    that are taken at all; `no_show` is the share who miss an appointment, or a call back.
    """

    name: str
    way: Way
    channel: Channel
    handoffs: bool
    weight: float
    regions: tuple[int, ...]
    languages: tuple[int, ...]
    ages: tuple[int, ...]
    staffing: F8
    demand: F8
    servers: float | None
    answering: float | None
    service_minutes: float
    service_sigma: float | None
    patience_minutes: float
    triage: bool
    share_of_demand: float
    turned_back: float
    follow_up: float
    follow_up_days: float
    no_show: float
    wait_days: float
    takes_new: float
    surge: Surge | None = None
