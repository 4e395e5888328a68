"""What `check-model` found, as the block that `docs/model.md` publishes between two markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simenv.patterns.luck import SharedLuck
from simenv.patterns.page import (
    cut,
    how,
    kept_intro,
    moved_intro,
    near,
    number,
    retention_head,
    retention_rows,
    winner,
)
from simenv.patterns.pattern import Pattern, Result
from simenv.patterns.running import Found
from simenv.patterns.wins import Win
from simenv.wording.phrases import listed, of_100

#: What stands before and after the block in a page.
BEGIN, END = "<!-- patterns: begin -->\n", "<!-- patterns: end -->"


def markdown(found: Found) -> str:
    """The block, ending in a newline."""
    parts = [
        "Written by `simenv check-model "
        f"--people {found.people} --worlds {found.worlds} --seed {found.seed} --into "
        "docs/model.md`; a test keeps it from naming other patterns or parameters than there are.",
        how(found),
        _files(found),
        _table(("pattern", "claim", "median world", "drawn worlds", "met in", ""), _rows(found)),
        "Each was declared before it was looked at:",
        _table(
            ("pattern", "who, under what", "counted, of what", "window", "asked for", "rejects"),
            map(_declared, (result.pattern for result in found.results)),
        ),
        "**Shown, not checked.** " + moved_intro(),
        _table(("persona", "of 100"), ((m.persona, of_100(m.share)) for m in found.movements)),
        kept_intro(),
        _table(retention_head(), retention_rows(found.retention)),
        "**Who wins, and why**, in the median world; in brackets the next best level, and in how "
        "many drawn worlds it is best again. " + _counts(found.wins),
        _table(("outcome", "best", "follows from", "as"), map(_win, found.wins)),
        "**What shared luck is worth**, for the two policies under which the fewest people live "
        "differently and the two with the most.",
        _table(
            ("policies", "people who part", "outcome", "correlation", "variance cut"),
            map(_luck, found.luck),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def published(page: str, block: str) -> str:
    """A page with the block between its markers; `ValueError` if it has not one pair of them."""
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError(f"expected one line {BEGIN.strip()} and one line {END}")
    before, rest = page.split(BEGIN)
    return before + BEGIN + block + END + rest.split(END)[1]


def _files(found: Found) -> str:
    told = [
        f"{kind.capitalize()}: "
        + ", ".join(f"{name} {version}" for name, version in found.versions[kind].items())
        + "."
        for kind in ("personas", "policies")
    ]
    return " ".join(told)


def _rows(found: Found) -> Iterable[tuple[str, ...]]:
    return map(_row, found.results)


def _row(result: Result) -> tuple[str, ...]:
    pattern = result.pattern
    if result.median is None:
        return pattern.id, pattern.claim, result.why_not, "", "", "not testable"
    spread = "" if result.spread is None else " to ".join(map(number, result.spread))
    drawn = f"{spread} ({pattern.value})" if spread else ""
    worlds = f"{result.met} of {len(result.drawn)}" if result.drawn else ""
    return pattern.id, pattern.claim, result.median.told, drawn, worlds, f"**{result.verdict}**"


def _declared(pattern: Pattern) -> tuple[str, ...]:
    return (
        pattern.id,
        f"{pattern.personas}; under {pattern.arm}; cohort {pattern.cohort}",
        f"{pattern.numerator}, of {pattern.denominator}",
        pattern.window,
        pattern.tolerance,
        pattern.wrong_model,
    )


def _counts(wins: Sequence[Win]) -> str:
    kinds = [win.kind for win in wins]
    counts = listed(f"{kinds.count(kind)} by {kind}" for kind in dict.fromkeys(kinds))
    return f"Of {len(wins)} wins: {counts}.".replace("by not classified", "not classified")


def _win(win: Win) -> tuple[str, ...]:
    return win.outcome.label, winner(win), win.kind, f"{win.why}.{near(win)}"


def _luck(one: SharedLuck) -> tuple[str, ...]:
    return (
        f"{one.first}, {one.second}",
        f"{of_100(one.parted)} of 100",
        one.outcome,
        "" if one.correlation is None else f"{one.correlation:.3f}",
        cut(one.cut),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_plain, line)) + " |" for line in lines)


def _plain(cell: str) -> str:
    """Text that Markdown takes as text, but for the bold of a verdict."""
    return cell.replace("|", "\\|").replace("<", "&lt;")
