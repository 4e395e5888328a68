"""Runs of policies that are texts: the same people under several readings, and what they say.

A text was read by the coder, which may have misread it. Each imputed run takes another draw of what
the texts truly do; the run itself is the first, the others lie in its folder `imputed`. They are
combined by Rubin's rules, and the widening of every interval is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from simenv.experiment import Resolved
from simenv.policy import RulesPolicy
from simenv.policy.worded import Worded
from simenv.stats.imputed import Single, pooled

FOLDER = "imputed"
_Key = tuple[str, str, str, str]
"""Outcome, arm, against, scenario; empty where there is none."""
BORROWED = "coder error borrowed"


def worded(resolved: Resolved) -> dict[str, tuple[Worded, ...]]:
    """The arms that have responses which are texts only, and those responses."""
    found = {
        arm.name: tuple(
            one.worded
            for one in arm.policies
            if isinstance(one, RulesPolicy) and one.worded.answers
        )
        for arm in resolved.arms
    }
    return {arm: parts for arm, parts in found.items() if parts}


def combined(
    read: Mapping[str, Sequence[Worded]], summaries: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a summary tells of the readings: by which coder, with whose error, how much wider.

    `summaries` are those of the imputed runs, the first one that of the run itself.
    """
    parts = [one for arm in read.values() for one in arm]
    return {
        "error": _whose(parts),
        "coder": parts[0].coder,
        "runs": len(summaries),
        "arms": {arm: sum(len(one.answers) for one in several) for arm, several in read.items()},
        "levels": list(_lines([dict(_levels(one, read)) for one in summaries])),
        "differences": list(_lines([dict(_differences(one, read)) for one in summaries])),
    }


def _whose(parts: Sequence[Worded]) -> str:
    """Whose labels the error of the coder was counted on."""
    own = [one.labels.labels for one in parts if one.labels is not None]
    if len(own) < len(parts):
        return BORROWED
    return f"coder error by {min(own)} labels of your own"


def _levels(summary: Mapping[str, Any], read: Mapping[str, Any]) -> Iterator[tuple[_Key, Single]]:
    for line in summary.get("outcomes", ()):
        for arm, level in line["arms"].items():
            if arm in read and level.get("error") is not None:
                freedom = max(1.0, float(level["people"] - 1))
                one = Single(value=level["value"], error=level["error"], freedom=freedom)
                yield (line["name"], arm, "", ""), one


def _differences(
    summary: Mapping[str, Any], read: Mapping[str, Any]
) -> Iterator[tuple[_Key, Single]]:
    for line in summary.get("differences", ()):
        apart = line["all"]
        key = line["outcome"], line["arm"], line["against"], line.get("scenario", "")
        if not {line["arm"], line["against"]} & set(read):
            continue
        if apart["error"] is not None:
            freedom = max(1.0, float(apart["freedom"]))
            yield key, Single(value=apart["value"], error=apart["error"], freedom=freedom)
        elif apart["same"]:
            yield key, Single(value=0.0, error=0.0)


def _lines(runs: Sequence[Mapping[_Key, Single]]) -> Iterator[dict[str, Any]]:
    """Every estimate that all imputed runs have, combined."""
    for key in runs[0]:
        several = [run[key] for run in runs if key in run]
        if len(several) == len(runs):
            outcome, arm, against, scenario = key
            where = {"against": against or None, "scenario": scenario or None}
            yield {"outcome": outcome, "arm": arm, **where, **asdict(pooled(several))}
