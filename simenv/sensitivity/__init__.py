"""Which numbers of the model drive the difference between two arms, and what stands behind each.

`screen` lets the same people, with the same luck, live under both arms in some thousand worlds that
differ in their numbers only, and says which numbers the difference between the arms goes with.
"""

from __future__ import annotations

from simenv.sensitivity.found import Driver, Effect, Screen, Screening
from simenv.sensitivity.page import markdown
from simenv.sensitivity.running import Progress, screen
from simenv.sensitivity.told import said, text

__all__ = [
    "Driver",
    "Effect",
    "Progress",
    "Screen",
    "Screening",
    "markdown",
    "said",
    "screen",
    "text",
]
