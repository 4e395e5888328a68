"""All patterns, in the order in which they are printed."""

from __future__ import annotations

from simenv.patterns.best import BEST_IN_ALL, BEST_ON_ALL, MORE_ALONE, MORE_HUMANS
from simenv.patterns.pattern import Pattern
from simenv.patterns.referring import C2, C3_CALLS, C3_CLICKS, C11, C21
from simenv.patterns.severity import D1B, UPTAKE, UPTAKE_AT_RISK
from simenv.patterns.styles import FRUSTRATION, LEAVING

PATTERNS: tuple[Pattern, ...] = (
    C2,
    C3_CALLS,
    C3_CLICKS,
    C11,
    C21,
    D1B,
    FRUSTRATION,
    LEAVING,
    UPTAKE,
    UPTAKE_AT_RISK,
    BEST_ON_ALL,
    BEST_IN_ALL,
    MORE_HUMANS,
    MORE_ALONE,
)
