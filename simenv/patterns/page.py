"""What `check-model` found, as a page for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from simenv.patterns.groups import GROUPS
from simenv.patterns.pattern import Result
from simenv.patterns.running import Found
from simenv.patterns.told import (
    NOTE,
    cut,
    grouped,
    how,
    kept_intro,
    kept_told,
    moved_intro,
    near,
    number,
    numbered,
    retention_head,
    retention_rows,
    sentence,
    winner,
    withheld,
    worlds,
)
from simenv.patterns.wins import Win
from simenv.wording.layout import grid, section, wrapped
from simenv.wording.phrases import listed, of_100


def text(found: Found) -> str:
    """The page, at most 100 columns wide."""
    lines = [NOTE, *wrapped(how(found))]
    for group, results in grouped(found.results):
        heading = GROUPS[group]
        body = [line for result in results for line in ("", *_result(result))]
        lines += section(heading.title, [*wrapped(heading.reading, 2), *body])
    lines += section("Shown, not checked", _shown(found))
    lines += section("Who wins, and why", _wins(found.wins))
    lines += section("What shared luck is worth", _luck(found))
    return "\n".join(lines)


def _result(result: Result) -> list[str]:
    pattern = result.pattern
    told = [f"{pattern.id}: {_verdict(result)}", *wrapped(sentence(pattern.claim), 2)]
    if result.median is None:
        return told + wrapped(sentence(result.why_not), 2)
    told += wrapped(f"Median world: {result.median.told}.{_spread(result)}", 2)
    told += wrapped(f"{GROUPS[pattern.group].asked}: {pattern.tolerance}.", 2)
    suspicious = f"Suspicious would be: {pattern.suspicious}." if pattern.suspicious else ""
    return told + wrapped(suspicious, 2)


def _verdict(result: Result) -> str:
    """The verdict in capitals and the count; of too few worlds the count comes first."""
    few, count = withheld(result), worlds(result)
    if few:
        return f"{count or 'no drawn worlds'}; {few}"
    return ", ".join(filter(None, (result.verdict.upper(), count)))


def _spread(result: Result) -> str:
    if result.spread is None:
        return ""
    low, high = (number(value) for value in result.spread)
    return f" Drawn worlds: {low} to {high} ({result.pattern.value})."


def _shown(found: Found) -> list[str]:
    lines = wrapped(moved_intro(), 2)
    lines += grid([(one.persona, of_100(one.share)) for one in found.movements], indent=4)
    lines += ["", *wrapped(kept_intro(), 2)]
    lines += grid(retention_rows(found.retention), retention_head(found.retention), indent=4)
    return lines + wrapped(kept_told(found.retention), 2)


def _wins(wins: Sequence[Win]) -> list[str]:
    kinds, reasons = [win.kind for win in wins], numbered(wins)
    counts = listed(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    lines = wrapped(
        "The best policy on each outcome with a better direction, in the median world; in "
        "brackets the next best level, and in how many drawn worlds it is best again; then from "
        f"what it follows, by the number of a reason below. {counts}.",
        2,
    )
    for name, some in groupby(wins, key=lambda win: win.outcome.label):
        lines.append(f"  {name}")
        for win in some:
            told = f"{winner(win)}: {win.kind}, reason {reasons[win.kind, win.why]}.{near(win)}"
            lines += wrapped(f"- {told}", 4, 2)
    lines.append("  Reasons")
    for (kind, why), place in reasons.items():
        lines += wrapped(f"{place}. {kind}: {sentence(why)}", 4, 4)
    return lines


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
