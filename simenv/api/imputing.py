"""Runs of policies that are texts: the same people under several readings, and what they say.

A text was read by the coder, which may have misread it. Each imputed run takes another draw of what
the texts truly do; the run itself is the first, the others lie in its folder `imputed`. They are
combined by Rubin's rules, and the widening of every interval is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simenv.coder.labels import Labels
from simenv.experiment import Resolved
from simenv.policy import Policy, RulesPolicy, SpokenPolicy
from simenv.policy.worded import coder
from simenv.stats.imputed import Single, pooled

FOLDER = "imputed"
_Key = tuple[str, str, str, str]
"""Outcome, arm, against, scenario; empty where there is none."""
BORROWED = "coder error borrowed"


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What was read of one policy: so many `responses`, or every reply (None); by which coder."""

    responses: int | None
    coder: str
    labels: Labels | None


def texts(resolved: Resolved) -> dict[str, tuple[Texts, ...]]:
    """The arms of which texts are read, and what they are; an arm without any is left out."""
    found = {arm.name: tuple(_texts(arm.policies)) for arm in resolved.arms}
    return {arm: parts for arm, parts in found.items() if parts}


def _texts(policies: Sequence[Policy]) -> Iterator[Texts]:
    for one in policies:
        if isinstance(one, SpokenPolicy):
            yield Texts(responses=None, coder=coder().version, labels=one.labels)
        elif isinstance(one, RulesPolicy) and one.worded.answers:
            worded = one.worded
            number = len(worded.answers)
            yield Texts(responses=number, coder=worded.coder, labels=worded.labels)


def combined(
    read: Mapping[str, Sequence[Texts]], summaries: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a summary tells of the readings: by which coder, with whose error, how much wider.

    `summaries` are those of the imputed runs, the first one that of the run itself.
    """
    parts = [one for arm in read.values() for one in arm]
    return {
        "error": _whose(parts),
        "coder": parts[0].coder,
        "runs": len(summaries),
        "arms": {arm: _number(several) for arm, several in read.items()},
        "levels": list(_lines([dict(_levels(one, read)) for one in summaries])),
        "differences": list(_lines([dict(_differences(one, read)) for one in summaries])),
    }


def _number(parts: Sequence[Texts]) -> int | None:
    """How many texts of an arm were read; None where every reply is one."""
    numbers = [one.responses for one in parts]
    return None if None in numbers else sum(number or 0 for number in numbers)


def _whose(parts: Sequence[Texts]) -> str:
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
