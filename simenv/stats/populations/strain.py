"""Services that a scenario hardly uses, or that are full whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

from simenv.stats.tables.numbers import Plain

#: Staff time in use [0-1] below which a service is idle, above which it is at its limit (assumed).
IDLE, FULL = 0.10, 0.95


def warnings(summary: Plain) -> list[str]:
    """A sentence about idle services, one about full ones; none where there are none."""
    found = []
    idle, full = (list(_outside(summary, low=low)) for low in (True, False))
    if idle:
        found.append(
            f"Staff time in use is below {100 * IDLE:.0f} of 100 at {_named(summary, idle)}: what "
            "goes unanswered there is hardly due to who else calls, and a policy that sends more "
            "or fewer people hardly changes it."
        )
    if full:
        found.append(
            f"Staff time in use is above {100 * FULL:.0f} of 100 at {_named(summary, full)}: full "
            "whatever the policy, so that a policy changes who gets through more than how many."
        )
    return found


def _outside(summary: Plain, *, low: bool) -> Iterator[tuple[str, str]]:
    """Service and scenario in which the reference arm uses too little, or too much."""
    for line in summary["loads"]:
        level = line["arms"].get(summary["reference"]) if line["measure"] == "used" else None
        if level is not None and (level["value"] < IDLE if low else level["value"] > FULL):
            yield line["service"], line["scenario"]


def _named(summary: Plain, found: list[tuple[str, str]]) -> str:
    """Services, each with the scenarios in which it is so unless these are all that limit it."""
    parts = []
    for name in dict.fromkeys(service for service, _ in found):
        own = [scenario for service, scenario in found if service == name]
        limited = sum(
            line["arms"].get(summary["reference"]) is not None
            for line in summary["loads"]
            if (line["service"], line["measure"]) == (name, "used")
        )
        parts.append(name if len(own) == limited else f"{name} (in {', '.join(own)})")
    return "; ".join(parts)
