"""Rules laid out on a grid, so that answering a batch is a few table look-ups a row.

Each tested column is cut where a test of it begins or ends; values between two cuts are alike to
every rule. The cells of all columns make the grid. The first rule that fits a cell owns it: a rule
that owns no cell can never be reached, which is exact, as every value of every column is somewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1
from simenv.exchange import View
from simenv.policy.conditions import Ranges

#: The largest grid that is laid out.
LARGEST = 2**20

_Places = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One tested column: which of its cells a value is in, as a step in the flattened grid.

    `steps[value - low]` is the step; values past the end are in the last cell.
    """

    column: str
    low: int
    steps: _Places


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Who owns each cell, flattened: the position of the owning rule, or their number if none."""

    axes: tuple[Axis, ...]
    owners: NDArray[np.intp]

    def owner(self, view: View) -> NDArray[np.intp]:
        """The position of the rule that answers each row of `view`; their number if none does."""
        return self.owner_by(lambda column: getattr(view, column), len(view))

    def owner_by(self, values_of: Callable[[str], NDArray[Any]], length: int) -> NDArray[np.intp]:
        """The same, where `values_of` gives the values of a column; only tested ones are asked."""
        place = np.zeros(length, np.int32)
        for axis in self.axes:
            values = values_of(axis.column)
            shifted = values - axis.low if axis.low < 0 else values
            place += axis.steps.take(shifted, mode="clip")
        return self.owners.take(place)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A grid and what it shows: for each rule without a cell, the rules before it that own them."""

    grid: Grid
    unreached: Mapping[int, tuple[int, ...]]


def size(rules: Sequence[Mapping[str, Ranges]]) -> int:
    """The number of cells of the grid of these rules."""
    return math.prod(len(_cut(column, rules)[1].T) for column in _columns(rules))


def lay_out(rules: Sequence[Mapping[str, Ranges]]) -> Layout:
    """The grid of these rules, each a test for some columns; at most `LARGEST` cells."""
    columns = _columns(rules)
    cuts = [_cut(column, rules) for column in columns]
    shape = [cells.shape[1] for _, cells in cuts]
    owners = np.full(shape, len(rules), np.intp)
    unreached = {}
    for number in range(len(rules)):
        fits = _fits([cells[number] for _, cells in cuts], shape)
        free = fits & (owners == len(rules))
        if not free.any():
            unreached[number] = tuple(int(owner) for owner in np.unique(owners[fits]))
        owners[free] = number
    axes = []
    step = 1
    for column, (which, cells) in reversed(list(zip(columns, cuts, strict=True))):
        low = min(0, int(View.specs()[column].low))
        axes.append(Axis(column=column, low=low, steps=(which * step).astype(np.int32)))
        step *= cells.shape[1]
    return Layout(grid=Grid(axes=tuple(axes), owners=owners.ravel()), unreached=unreached)


def _columns(rules: Sequence[Mapping[str, Ranges]]) -> list[str]:
    return list(dict.fromkeys(column for rule in rules for column in rule))


def _cut(column: str, rules: Sequence[Mapping[str, Ranges]]) -> tuple[NDArray[np.intp], B1]:
    """The cell of each value of a column, and which rules let which cell through.

    Returns the cells by value from the axis' low up to the last cut, and an array of shape (rules,
    cells).
    """
    low, high = int(View.specs()[column].low), int(View.specs()[column].high)
    ranges = [rule.get(column, ((low, high),)) for rule in rules]
    ends = {end for test in ranges for first, last in test for end in (first, last + 1)}
    starts = np.array(sorted({low} | {end for end in ends if end <= high}))
    through = np.zeros((len(rules), len(starts)), np.bool_)
    for number, test in enumerate(ranges):
        for first, last in test:
            through[number] |= (starts >= first) & (starts <= last)
    cells, which = np.unique(through, axis=1, return_inverse=True)
    values = np.arange(min(0, low), starts[-1] + 1)
    position = np.maximum(np.searchsorted(starts, values, side="right") - 1, 0)
    return which[position], cells


def _fits(through: list[B1], shape: list[int]) -> B1:
    """Which cells of the grid a rule lets through, from what it lets through on each axis."""
    fits = np.ones(shape, np.bool_)
    for axis, cells in enumerate(through):
        fits &= cells.reshape([-1 if other == axis else 1 for other in range(len(shape))])
    return fits
