"""How much of the contexts a search reached, counted: risk shown and request against each axis.

A cell holds all situations with one risk shown, one request and one step of one other axis.
Situations that contradict themselves are counted in no cell: nobody can ever be in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from simenv.columns import B1, I8
from simenv.stress.context import AXES, SITUATIONS, Axis, steps

_NAMED = {axis.name: axis for axis in AXES}
#: What the rows of every panel are, the slower one first.
RISK, REQUEST = _NAMED["risk shown"], _NAMED["asks for"]
#: What the panels are, one each.
OTHERS = tuple(axis for axis in AXES if axis not in {RISK, REQUEST})
#: Why a situation is counted in no cell.
CONTRADICTIONS = (
    "the first turn of a session has no refusal before it in that session",
    "the first turn of a session has no move before it",
    "the refusals before include those of this session, so they are not fewer",
)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The cells of one axis; each array [rows, steps], a row each of risk shown and request.

    Of `possible` situations `reached` were met, `visits` times in all.
    """

    axis: Axis
    reached: I8
    possible: I8
    visits: I8


def panels(visits: Mapping[int, int]) -> tuple[Panel, ...]:
    """A panel for each other axis, from how often each situation was met."""
    met = np.fromiter(visits, np.int64, len(visits))
    times = np.fromiter(visits.values(), np.int64, len(visits))
    coherent = ~_contradicts(met)
    met, times = met[coherent], times[coherent]
    once = np.ones_like(met)
    whole = _coherent()
    return tuple(
        Panel(
            axis=axis,
            reached=_counted(met, axis, once),
            possible=_counted(whole, axis, np.ones_like(whole)),
            visits=_counted(met, axis, times),
        )
        for axis in OTHERS
    )


def coherent_situations() -> int:
    """How many situations do not contradict themselves."""
    return len(_coherent())


@cache
def _coherent() -> I8:
    every = np.arange(SITUATIONS)
    return every[~_contradicts(every)]


def _contradicts(situation: I8) -> B1:
    """Which situations cannot be, whatever people and policies do; see `CONTRADICTIONS`."""
    step = steps(situation)
    session, ever = step["refusals this session"], step["refusals before"]
    found: B1 = (step["turn"] == 0) & ((session > 0) | (step["move before"] > 0))
    return found | (session > ever)


def _counted(situation: I8, axis: Axis, times: I8) -> I8:
    """The sum of `times` in each cell [rows, steps]."""
    step = steps(situation)
    row = step[RISK.name] * len(REQUEST.steps) + step[REQUEST.name]
    found = np.zeros((len(RISK.steps) * len(REQUEST.steps), len(axis.steps)), np.int64)
    np.add.at(found, (row, step[axis.name]), times)
    return found
