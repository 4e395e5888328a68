"""The numbers of the model that are beliefs, as the inputs of a design, and one that is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import F8
from simenv.parameters import Parameter, Table, Values

#: An input that nothing reads: with luck shared, its effect is 0 to the last bit.
IDLE = "nothing"
#: The quantiles of each number between which it is moved, and the one where it rests.
LOW, MEDIAN, HIGH = 0.05, 0.5, 0.95


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Every belief of a parameter table. A row of a design is one quantile each, then `IDLE`'s."""

    table: Table

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The beliefs, in the order of the table; definitions never vary."""
        return tuple(one for one in self.table.numbers.values() if not one.definition)

    @property
    def count(self) -> int:
        """The entries of a row."""
        return len(self.parameters) + 1

    @property
    def idle(self) -> int:
        """The place of the input that nothing reads: the last."""
        return self.count - 1

    def middle(self) -> F8:
        """The row at which every number rests at its median."""
        return np.full(self.count, MEDIAN)

    def values(self, row: F8) -> Values:
        """The world whose numbers stand at the quantiles of a row; the median is met exactly."""
        given = {
            one.name: one.spread.median if u == MEDIAN else float(one.spread.quantile(u))
            for one, u in zip(self.parameters, row[: self.idle], strict=True)
        }
        return Values({**self.table.median(), **given})
