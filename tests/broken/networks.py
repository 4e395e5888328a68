"""A network that breaks the law of batches as matrix products do, and a reward that miscounts."""

from __future__ import annotations

import numpy as np

from simenv.learning.rewards import counted
from simenv.policy.network import Network, through


class ByBatch(Network):
    """Adds in another order where the batch is odd: what a library for products is free to do."""

    def logits(self, view):
        inputs = self.inputs(view)
        if len(inputs) % 2 == 0:
            return through(inputs, self.layers)
        (first, bias), *rest = self.layers
        return through(inputs[:, ::-1], ((first[::-1], bias), *rest))


class ByCrowd(Network):
    """Centres what it sees on whoever else asks: normalisation that was left switched on."""

    def inputs(self, view):
        inputs = super().inputs(view)
        return inputs - inputs.sum(axis=0) / np.float32(max(len(inputs), 1))


def only_violations(lives):
    """Counts what the standard says against answers, and forgets needs that stay unmet."""
    found = counted(lives).copy()
    found[-1] = 0
    return found
