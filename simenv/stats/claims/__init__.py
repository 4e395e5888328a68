"""Which differences hold over the plausible worlds, and in what they hang.

A claim is one difference between two arms in one outcome, read against a margin that was declared
beforehand, in every drawn world, under every weighting of the personas and by both standards.
"""

from __future__ import annotations

from simenv.stats.claims.claim import Claim, Driver, Part, Ranking, Split, Spread, Weighting

__all__ = ["Claim", "Driver", "Part", "Ranking", "Split", "Spread", "Weighting"]
