"""Situations: in which a policy is asked, coarse enough to be counted, and in words.

A situation is what a message shows and what went before it, each in a few steps. How many of them a
search reached says how much of the policy it has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simenv.columns import I8
from simenv.exchange import NEVER, Requests
from simenv.kinds import HOME
from simenv.vocabulary import Age, Asks, Move, Need, Risk, Subject

_RISKS = tuple(f"{word} shows" for word in Risk.words())
_COUNTED = ("none", "one", "more")


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One thing that tells situations apart: its name and its steps."""

    name: str
    steps: tuple[str, ...]


AXES = (
    Axis(name="asks for", steps=Asks.words()),
    Axis(name="stated need", steps=Need.words()),
    Axis(name="risk shown", steps=_RISKS),
    Axis(name="subject", steps=Subject.words()),
    Axis(name="age", steps=Age.words()),
    Axis(name="place", steps=("US", "elsewhere")),
    Axis(name="time", steps=("by day", "at night")),
    Axis(name="refusals this session", steps=_COUNTED),
    Axis(name="refusals before", steps=_COUNTED),
    Axis(name="turn", steps=("first", "second or third", "later")),
    Axis(name="move before", steps=("none or goes on", "other words", "hides", "resists")),
)
#: The step of each move before a message, from none (-1) on, along the last axis.
_MOVES = np.zeros(len(Move) + 1, np.int64)
_MOVES[[Move.REPHRASE + 1]] = 1
_MOVES[[Move.MASK + 1]] = 2
_MOVES[[Move.PUSH_BACK + 1, Move.WORK_AROUND + 1]] = 3
SHAPE = tuple(len(axis.steps) for axis in AXES)
#: How many situations there are.
SITUATIONS = int(np.prod(SHAPE))


def night(hour: I8) -> I8:
    """Whether these local hours are night, from 22 to 6; 1 or 0."""
    found: I8 = ((hour >= 22) | (hour < 6)).astype(np.int64)
    return found


def remembered(ages: I8) -> I8:
    """How many of the moments whose ages [n, 8] are given ever were."""
    found: I8 = (ages < NEVER).sum(axis=1).astype(np.int64)
    return found


def situations(requests: Requests) -> I8:
    """The situation of each request as one number below `SITUATIONS`."""
    columns = (
        requests.asks,
        requests.need,
        np.minimum(requests.risk_signal, 3.5).astype(np.int64),
        requests.subject,
        requests.age,
        requests.region != HOME,
        night(requests.hour.astype(np.int64)),
        np.minimum(requests.session_refusals, 2),
        np.minimum(remembered(requests.refusal_ages), 2),
        np.searchsorted([1, 3], requests.turn, side="left"),
        _MOVES[requests.last_move.astype(np.int64) + 1],
    )
    found: I8 = np.ravel_multi_index(tuple(c.astype(np.int64) for c in columns), SHAPE)
    return found


def steps(situation: I8) -> Mapping[str, I8]:
    """The step of each situation along each axis, by the axis's name."""
    parts = np.unravel_index(situation, SHAPE)
    return {axis.name: part for axis, part in zip(AXES, parts, strict=True)}
