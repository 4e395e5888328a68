"""Luck as it must not be: each breaks one law of `simenv.draws`, and its check must say so."""

from __future__ import annotations

import numpy as np

from simenv.draws import Stream, uniform_of


def race_by_inverse_cdf(at: np.ndarray, causes: np.ndarray, hazards: np.ndarray) -> np.ndarray:
    """Right frequencies, but raising one hazard also moves people between the other causes."""
    total = np.cumsum(hazards, axis=0)
    return (uniform_of(at) * total[-1] >= total).sum(axis=0)


class CountedStream(Stream):
    """Draws in the order of asking: who else is asked decides what one gets."""

    def bits(self, person: np.ndarray, place: np.ndarray) -> np.ndarray:
        shape = np.broadcast(person, place).shape
        return np.random.default_rng(int(self.key)).integers(0, 2**64, shape, np.uint64)


class ClosedStream(Stream):
    """Uniforms on the grid of 53 bits with 0 among them."""

    def uniform(self, person: np.ndarray, place: np.ndarray) -> np.ndarray:
        return (self.bits(person, place) >> np.uint64(56)).astype(float) * 2.0**-8
