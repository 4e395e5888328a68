"""A small network as plain arrays: from views to the parts of an answer, row by row.

A matrix product gives other last bits for other batch sizes, and other bits on other machines. Here
every sum is taken feature by feature in the order of the file, elementwise in float32, and the only
function between layers is max(0, x). So the scores of a request are the same bits in every batch
and everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simenv.columns import F8, I1, I8
from simenv.exchange import FRAMINGS, Responses, View
from simenv.policy.features import Feature
from simenv.vocabulary import Act, Continuation, Referral

F4 = NDArray[np.float32]

#: The parts of an answer, in the order of the last layer's scores.
PARTS = ("act", "framing", "referral", "continuation")
#: The acts that can be chosen: a provider's filter is none of them.
ACTS = int(Act.BLOCKED)
#: Rows that go through the layers together: as many as stay in a cache. It changes no bit.
_TOGETHER = 2048


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """What a weights file holds.

    `most` (features,) is what each feature saturates at and is divided by. `layers` are weights
    (in, out) and bias (out,) in turn. `framings` are the names of the styles, `scores` (styles, 5)
    how each puts an answer, in the order of `FRAMINGS`, and `rationale` (styles,) the reason given.
    """

    features: tuple[Feature, ...]
    most: F4
    layers: tuple[tuple[F4, F4], ...]
    framings: tuple[str, ...]
    scores: F8
    rationale: I1

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many values each of `PARTS` has."""
        return ACTS, len(self.framings), len(Referral), len(Continuation)

    def inputs(self, view: View) -> F4:
        """The features of each request, scaled into -1 to 1, shape (n, features)."""
        found = np.empty((len(view), len(self.features)), np.float32)
        for place, feature in enumerate(self.features):
            found[:, place] = feature.of(view)
        return scaled(found, self.most)

    def logits(self, view: View) -> F4:
        """The scores of all values of all parts, shape (n, sum of `sizes`)."""
        inputs = self.inputs(view)
        found = np.empty((len(inputs), sum(self.sizes)), np.float32)
        for start in range(0, len(inputs), _TOGETHER):
            part = slice(start, start + _TOGETHER)
            found[part] = through(inputs[part], self.layers)
        return found

    def actions(self, view: View) -> I8:
        """The best value of each part, the first of equals, shape (n, 4), `PARTS` in order."""
        logits, end = self.logits(view), np.cumsum(self.sizes)
        parts = [
            logits[:, last - size : last].argmax(axis=1)
            for last, size in zip(end.tolist(), self.sizes, strict=True)
        ]
        return np.stack(parts, axis=1).astype(np.int64)

    def responses(self, actions: I8) -> Responses:
        """What these actions say."""
        act, style, referral, continuation = actions.T
        scores: F8 = self.scores.take(style, axis=0)
        return Responses(
            act=act.astype(np.int8),
            rationale=self.rationale.take(style),
            referral=referral.astype(np.int8),
            continuation=continuation.astype(np.int8),
            failed=np.zeros(len(actions), np.bool_),
            thread=np.zeros(len(actions), np.int64),
            **{name: scores[:, place].copy() for place, name in enumerate(FRAMINGS)},
        )


def scaled(features: F4, most: F4) -> F4:
    """Features (n, k), each cut off at `most` (k,) and divided by it."""
    found: F4 = np.minimum(features, most)
    found /= most
    return found


def through(inputs: F4, layers: tuple[tuple[F4, F4], ...]) -> F4:
    """The last layer's values, shape (n, out); what is below 0 goes on as 0 between layers."""
    for number, (weights, bias) in enumerate(layers):
        if number:
            inputs = np.where(inputs > 0, inputs, np.float32(0.0))
        inputs = summed(inputs, weights, bias)
    return inputs


def summed(inputs: F4, weights: F4, bias: F4) -> F4:
    """Bias and weighted inputs added one input after the other: the same bits in any batch."""
    found = np.empty((len(inputs), len(bias)), np.float32)
    found[:] = bias
    term = np.empty_like(found)
    for place, row in enumerate(weights):
        np.multiply(inputs[:, place, None], row, out=term)
        found += term
    return found
