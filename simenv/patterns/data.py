"""What `check-model` found, as maps, lists, words and numbers."""

from __future__ import annotations

from typing import Any

from simenv.patterns.groups import GROUPS, Group
from simenv.patterns.pattern import Pattern, Result
from simenv.patterns.running import Found
from simenv.patterns.shown import Movement, Retention
from simenv.patterns.told import NOTE, grouped, kept_told, numbered
from simenv.patterns.wins import Win


def data(found: Found) -> dict[str, Any]:
    """All that was found, patterns by their group."""
    number = numbered(found.wins)
    return {
        "note": NOTE,
        "people": found.people,
        "worlds": found.worlds,
        "seed": found.seed,
        "versions": {kind: dict(names) for kind, names in found.versions.items()},
        "groups": [_group(group, results) for group, results in grouped(found.results)],
        "movement": [_moved(one) for one in found.movements],
        "retention": [_kept(one) for one in found.retention],
        "retention_told": kept_told(found.retention),
        "wins": [_won(win, number[win.kind, win.why]) for win in found.wins],
        "reasons": [{"number": n, "kind": kind, "why": why} for (kind, why), n in number.items()],
        "shared_luck": [vars(one) for one in found.luck],
    }


def _group(group: Group, results: list[Result]) -> dict[str, Any]:
    return {
        "group": group,
        "title": GROUPS[group].title,
        "reading": GROUPS[group].reading,
        "patterns": [_fact(result) for result in results],
    }


def _kept(one: Retention) -> dict[str, Any]:
    return {
        "persona": one.persona,
        "on_day": one.on_day,
        "from_day": one.from_day,
        "kept": one.kept,
    }


def _moved(one: Movement) -> dict[str, Any]:
    return {"persona": one.persona, "share": one.share, "people": one.people}


def _fact(result: Result) -> dict[str, Any]:
    median = None
    if result.median is not None:
        median = {
            "met": result.median.met,
            "value": result.median.value,
            "told": result.median.told,
        }
    return {
        **_declared(result.pattern),
        "verdict": result.verdict,
        "met": result.met,
        "drawn": [finding.value for finding in result.drawn],
        "median": median,
        "why_not": result.why_not,
    }


def _declared(pattern: Pattern) -> dict[str, str | bool]:
    """All that a pattern declares."""
    names = (
        "id",
        "group",
        "row",
        "claim",
        "personas",
        "arm",
        "cohort",
        "numerator",
        "denominator",
        "window",
        "tolerance",
        "value",
        "wrong_model",
        "suspicious",
        "late",
    )
    return {name: getattr(pattern, name) for name in names}


def _won(win: Win, number: int) -> dict[str, Any]:
    return {
        "outcome": win.outcome.name,
        "better": win.outcome.better,
        "best": list(win.arms),
        "level": win.level,
        "next_best": win.next_best,
        "near": list(win.near),
        "worlds": win.worlds,
        "drawn": win.drawn,
        "reason": number,
    }
