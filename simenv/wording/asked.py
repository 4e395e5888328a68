"""What a run was asked for, as far as the names of its arms do not say it: cohort and schedules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def known(spec: Mapping[str, Any]) -> str:
    """What the people of a resolved spec know at entry: nothing yet, or the baseline."""
    if spec.get("cohort", "new") == "new":
        return "new to the assistant"
    return f"{spec['days_before_entry']} days under {spec['baseline']} before entry"


def schedules(spec: Mapping[str, Any]) -> dict[str, str]:
    """The arms of a resolved spec whose policy changes, and how: `a, from day 14 b`."""
    arms = [arm for arm in spec.get("policies", ()) if isinstance(arm, Mapping)]
    return {str(arm["arm"]): ", ".join(_parts(arm["schedule"])) for arm in arms}


def _parts(schedule: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for part in schedule:
        start = f"from day {part['from_day']} " if "from_day" in part else ""
        yield f"{start}{part['policy']}"


def notes(spec: Mapping[str, Any]) -> Iterator[str]:
    """A sentence on the cohort, unless it is new, and one on each schedule."""
    if spec.get("cohort", "new") != "new":
        yield f"Established cohort: {known(spec)}, the same in every arm."
    for arm, told in schedules(spec).items():
        yield f"{arm}: {told}."
