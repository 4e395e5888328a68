"""What `check-model` found, as a page for a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from simenv.patterns.pattern import Pattern, Result
from simenv.patterns.running import Found
from simenv.patterns.severity import USUAL
from simenv.patterns.shown import LAGS, PUBLISHED_MOVES, PUBLISHED_RETENTION, Movement, Retention
from simenv.patterns.wins import Win
from simenv.wording.layout import grid, points, section, wrapped
from simenv.wording.phrases import listed, of_100


def text(found: Found) -> str:
    """The page, at most 100 columns wide."""
    lines = ["What emerges from the model", *wrapped(how(found))]
    for result in found.results:
        lines += ["", *_result(result)]
    lines += section("Shown, not checked", _shown(found))
    lines += section("Who wins, and why", _wins(found.wins))
    lines += section("What shared luck is worth", _luck(found))
    return "\n".join(lines)


def how(found: Found) -> str:
    """From what all of this was found, in one paragraph."""
    personas, policies = found.versions["personas"], found.versions["policies"]
    (standard, version), *_ = found.versions["standard"].items()
    return (
        f"{found.people} people of each of {len(personas)} personas, 30 days, {len(policies)} "
        f"policies, the median world and {found.worlds} drawn ones, seed {found.seed}; simenv "
        f"{found.versions['simenv']['simenv']}, parameters "
        f"{found.versions['parameters']['parameters']}, standard {standard} {version}. Over the "
        "drawn worlds a pattern is met if it is in 95 of 100 or more, not met if in 5 or fewer, "
        "else mixed. Nothing is fitted to any of them, and no number is changed because one fails."
    )


def _result(result: Result) -> list[str]:
    pattern = result.pattern
    told = [f"{pattern.id}: {result.verdict.upper()}{_worlds(result)}"]
    told += wrapped(f"{pattern.claim[0].upper()}{pattern.claim[1:]}.", 2)
    if result.median is None:
        return told + wrapped(f"{result.why_not[0].upper()}{result.why_not[1:]}.", 2)
    told += wrapped(f"Median world: {result.median.told}.{_spread(result)}", 2)
    return told + wrapped(f"Asked for: {pattern.tolerance}.", 2)


def _worlds(result: Result) -> str:
    return f", met in {result.met} of {len(result.drawn)} drawn worlds" if result.drawn else ""


def _spread(result: Result) -> str:
    if result.spread is None:
        return ""
    low, high = (number(value) for value in result.spread)
    return f" Drawn worlds: {low} to {high} ({result.pattern.value})."


def number(value: float) -> str:
    """Three digits that count, whole numbers as they are."""
    return f"{value:.0f}" if value == round(value) else f"{value:.3g}"


def _shown(found: Found) -> list[str]:
    lines = wrapped(moved_intro(), 2)
    lines += grid([(one.persona, of_100(one.share)) for one in found.movements], indent=4)
    lines += ["", *wrapped(kept_intro(), 2)]
    return lines + grid(retention_rows(found.retention), retention_head(), indent=4)


def moved_intro() -> str:
    """What D6 is shown beside."""
    low, high = (f"{100 * share:.0f}" for share in PUBLISHED_MOVES)
    return (
        f"D6: pairs of readings of distress {LAGS[0]} to {LAGS[-1]} h apart, of 100, that differ "
        f"by one within-person standard deviation or more ({low} to {high} in the row), in the "
        "personas that take their memory from it:"
    )


def kept_intro() -> str:
    """What B3 is shown beside."""
    told = listed(f"{100 * s:.1f} on day {day}" for day, s in PUBLISHED_RETENTION.items())
    return (
        f"B3: people, of 100, with a session on that very day ({told} in the row, a lower bound "
        f"from installed apps), on that day or later (the month ends with day 30), and who had not "
        f"given the assistant up by then, which is how we count staying; under {USUAL}:"
    )


def retention_head() -> tuple[str, ...]:
    """The header of the rows of retention."""
    days = tuple(PUBLISHED_RETENTION)
    on, later, kept = "day {}", "{} or later", "kept by {}"
    return ("persona", *(word.format(day) for word in (on, later, kept) for day in days))


def retention_rows(kept: Sequence[Retention]) -> list[tuple[str, ...]]:
    """One row a persona."""
    return [
        (
            one.persona,
            *(
                of_100(share)
                for found in (one.on_day, one.from_day, one.kept)
                for share in found.values()
            ),
        )
        for one in kept
    ]


def _wins(wins: Sequence[Win]) -> list[str]:
    kinds = [win.kind for win in wins]
    counts = listed(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    lines = wrapped(
        "The best policy on each outcome with a better direction, in the median world; in "
        f"brackets the next best level, and in how many drawn worlds it is best again. {counts}.",
        2,
    )
    for name, some in groupby(wins, key=lambda win: win.outcome.label):
        told = [
            f"{winner(win)}: {win.kind}. {win.why[0].upper()}{win.why[1:]}.{near(win)}"
            for win in some
        ]
        lines += [f"  {name}", *points(told, 4)]
    return lines


def winner(win: Win) -> str:
    """The winners of an outcome with their level, the next best and the worlds."""
    scale = 100.0 if win.outcome.kind == "share" else 1.0
    level, after = (number(scale * value) for value in (win.level, win.next_best))
    again = f"; {win.worlds} of {win.drawn}" if win.drawn else ""
    return f"{listed(win.arms)} {level} ({after}{again})"


def near(win: Win) -> str:
    """Who else may be as good, as far as these people can tell."""
    return f" Not told apart by noise: {listed(win.near)}." if win.near else ""


def cut(times: float | None) -> str:
    """How many times a variance was cut."""
    if times is None:
        return ""
    return f"{times:,.0f} times" if times >= 100 else f"{times:.3g} times"


def _luck(found: Found) -> list[str]:
    rows = [
        (
            f"{one.first}, {one.second}",
            f"{of_100(one.parted)} of 100",
            one.outcome,
            "" if one.correlation is None else f"{one.correlation:.3f}",
            cut(one.cut),
        )
        for one in found.luck
    ]
    intro = (
        "The two policies under which the fewest people live differently, and the two with the "
        "most; how the persons' outcomes correlate, and how far that cuts the variance of the "
        "difference."
    )
    return wrapped(intro, 2) + grid(rows, ("", "parted", "outcome", "correlation", "cut"))


def data(found: Found) -> dict[str, Any]:
    """The same as maps, lists, words and numbers."""
    return {
        "people": found.people,
        "worlds": found.worlds,
        "seed": found.seed,
        "versions": {kind: dict(names) for kind, names in found.versions.items()},
        "patterns": [_fact(result) for result in found.results],
        "movement": [_moved(one) for one in found.movements],
        "retention": [
            {
                "persona": one.persona,
                "on_day": one.on_day,
                "from_day": one.from_day,
                "kept": one.kept,
            }
            for one in found.retention
        ],
        "wins": [_won(win) for win in found.wins],
        "shared_luck": [vars(one) for one in found.luck],
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
        **declared(result.pattern),
        "verdict": result.verdict,
        "met": result.met,
        "drawn": [finding.value for finding in result.drawn],
        "median": median,
        "why_not": result.why_not,
    }


def declared(pattern: Pattern) -> dict[str, str]:
    """All that a pattern declares, as words."""
    names = (
        "id",
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
    )
    return {name: getattr(pattern, name) for name in names}


def _won(win: Win) -> dict[str, Any]:
    return {
        "outcome": win.outcome.name,
        "better": win.outcome.better,
        "best": list(win.arms),
        "level": win.level,
        "next_best": win.next_best,
        "near": list(win.near),
        "worlds": win.worlds,
        "drawn": win.drawn,
        "reason": win.kind,
        "why": win.why,
    }
