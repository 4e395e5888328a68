"""Traffic that is made up: views at random, and answers that differ where it was planned."""

from __future__ import annotations

from functools import cache

import numpy as np

from simenv import standard
from simenv.catalogue import Catalogue
from simenv.exchange import Responses, View
from simenv.policy.conditions import When
from simenv.rows import TurnRows
from simenv.versions.features import SHAPES, Feature
from simenv.versions.traffic import Traffic
from simenv.vocabulary import Act, region_code

#: How many values of each column occur, from its least on, unless it is among `PLACES`.
VALUES = {
    "asks": 3,
    "risk_seen": 4,
    "need": 6,
    "subject": 2,
    "age": 2,
    "session_refusals": 5,
    "refusals": 9,
    "last_act": 4,
    "last_move": 10,
    "turn": 12,
    "session_referrals": 4,
    "referrals": 9,
    "hour": 24,
    "weekday": 7,
}
PLACES = {"region": [region_code("US"), region_code("PL"), region_code("IN")]}
FEATURES = tuple(Feature(column=column, whose="both") for column in SHAPES if column != "language")


@cache
def norm():
    return standard.load(Catalogue(), "listening-first")


def column(name, length, luck):
    if name in PLACES:
        return luck.choice(PLACES[name], length)
    least = int(View.specs()[name].low)
    return luck.integers(least, least + VALUES[name], length)


def views(length, seed):
    """A view with every column at random."""
    luck, found = np.random.default_rng(seed), View.blank(length)
    for name in [*VALUES, *PLACES]:
        getattr(found, name)[:] = column(name, length, luck)
    return found


def fits(when, view):
    """Which rows of a view pass a `when` of a policy file, told by the policy's own reading."""
    found = np.ones(len(view), bool)
    for name, ranges in When.model_validate(when).tests().items():
        values = getattr(view, name)
        found &= np.any([(values >= low) & (values <= high) for low, high in ranges], axis=0)
    return found


def traffic(view, refused, people=50, seat=None):
    """The first policy helps everybody, the second refuses where it is said."""
    length = len(view)
    first, second = Responses.blank(length), Responses.blank(length)
    second.act[:] = np.where(refused, Act.REFUSE, Act.COMPLY)
    seats = np.sort(np.arange(length) % people) if seat is None else seat
    truth = TurnRows.blank(length)
    truth.need[:], truth.asks[:] = view.need, view.asks
    return Traffic(truth=truth, seat=seats, people=people, seen=(view, view), said=(first, second))
