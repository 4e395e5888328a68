"""Learning of channels as it must not be: each part breaks the law of its sign."""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, I8
from simenv.life import channels
from simenv.life.scene import Scene


def learn_by_contrast(scene: Scene, rows: I8, channel: I8, well: B1) -> None:
    """A sign error: whoever treats badly is sought more."""
    channels._learn(scene, rows, channel, ~well)


def learn_of_all(scene: Scene, rows: I8, channel: I8, well: B1) -> None:
    """One visit teaches of every channel."""
    for other in range(8):
        channels._learn(scene, rows, np.full(len(rows), other), well)
