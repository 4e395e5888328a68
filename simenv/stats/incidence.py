"""Cumulative incidence of first events with their competing events (Aalen & Johansen 1978)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The share of people who have met one first event by the end of each day, 0 to the horizon.

    `event` and `cause` name it (`disengaged`, `refused`; the cause is empty for any); `low` and
    `high` are pointwise 95 % limits.
    """

    event: str
    cause: str
    label: str
    arm: str
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
