"""The worst-off persona under each arm: which it is, and what it meets there."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.stats.tables.numbers import Plain
from simenv.stats.tables.reading import lived, pick

#: The outcomes by which the worst-off are told, where they are there.
WORST_BY = ("disengaged", "met")


@dataclass(frozen=True, kw_only=True)
class Worst:
    """One persona that fares worst under an arm in an outcome.

    `against` says whether the arm has a reference to lose against. `level` is the level of the
    worst-off; `lost` is the persona that the arm worsens most against the reference and `apart`
    that difference, both None where no persona is worse off.
    """

    arm: str
    against: bool
    line: Plain
    persona: str
    level: Plain
    lost: str | None
    apart: Plain | None


def worst_off(summary: Plain) -> list[Worst]:
    """The worst-off persona by each of the outcomes under each arm."""
    lines = {line["name"]: line for line in summary["outcomes"]}
    return [
        _worst(summary, lines[name], arm)
        for name in WORST_BY
        if name in lines and lines[name]["personas"]
        for arm in lived(summary)
    ]


def _worst(summary: Plain, line: Plain, arm: str) -> Worst:
    bad = 1.0 if line["better"] == "lower" else -1.0
    levels = {persona: found[arm] for persona, found in line["personas"].items()}
    worst = max(levels, key=lambda persona: bad * levels[persona]["value"])
    lost, apart = _loss(summary, line, arm, bad)
    return Worst(
        arm=arm,
        against=arm != summary["reference"],
        line=line,
        persona=worst,
        level=levels[worst],
        lost=lost,
        apart=apart,
    )


def _loss(summary: Plain, line: Plain, arm: str, bad: float) -> tuple[str | None, Plain | None]:
    """The persona with the largest loss against the reference, if any loses."""
    if arm == summary["reference"]:
        return None, None
    apart = pick(summary, line["name"], arm, summary["reference"])["personas"]
    losing = {name: each for name, each in apart.items() if bad * each["value"] > 0}
    if not losing:
        return None, None
    most = max(losing, key=lambda name: bad * losing[name]["value"])
    return most, losing[most]
