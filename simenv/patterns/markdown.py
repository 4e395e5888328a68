"""What `check-model` found, as the block that `docs/model.md` publishes between two markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simenv.patterns.groups import GROUPS, Group
from simenv.patterns.luck import SharedLuck
from simenv.patterns.pattern import Pattern, Result
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
)
from simenv.patterns.wins import Win
from simenv.wording.phrases import listed, of_100

#: What stands before and after the block in a page.
BEGIN, END = "<!-- patterns: begin -->\n", "<!-- patterns: end -->"


def markdown(found: Found) -> str:
    """The block, ending in a newline."""
    parts = [
        f"**{NOTE}** Written by `simenv check-model "
        f"--people {found.people} --worlds {found.worlds} --seed {found.seed} --into "
        "docs/model.md`; a test keeps it from naming other patterns or parameters than there are.",
        how(found),
        _files(found),
        *(_group(group, results) for group, results in grouped(found.results)),
        _when(found.results),
        _table(
            (
                "pattern",
                "who, under what",
                "counted, of what",
                "window",
                "asked for",
                "denied by a model in which",
            ),
            map(_declared, (result.pattern for result in found.results)),
        ),
        "**Shown, not checked.** " + moved_intro(),
        _table(("persona", "of 100"), ((m.persona, of_100(m.share)) for m in found.movements)),
        kept_intro(),
        _table(retention_head(found.retention), retention_rows(found.retention)),
        kept_told(found.retention),
        "**Who wins, and why**, in the median world; in brackets the next best level, and in how "
        "many drawn worlds it is best again. " + _counts(found.wins),
        _table(("outcome", "best", "follows from", "reason"), _wins(found.wins)),
        "Reasons, by number:",
        _reasons(found.wins),
        "**What shared luck is worth**, for the two policies under which the fewest people live "
        "differently and the two with the most.",
        _table(
            ("policies", "people who part", "outcome", "correlation", "variance cut"),
            map(_luck, found.luck),
        ),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


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


def _group(group: Group, results: Sequence[Result]) -> str:
    """The heading of a group, how it is read, and its table."""
    heading = GROUPS[group]
    head: tuple[str, ...] = (
        "pattern",
        "claim",
        "median world",
        "drawn worlds",
        f"{heading.yes} in",
        "verdict",
    )
    if group == "not built in":
        head += ("suspicious would be",)
    rows = [_row(result)[: len(head)] for result in results]
    return f"**{heading.title}.** {heading.reading}\n\n{_table(head, rows)}"


def _row(result: Result) -> tuple[str, ...]:
    pattern = result.pattern
    if result.median is None:
        why = result.why_not
        return pattern.id, pattern.claim, why, "", "", "not testable", pattern.suspicious
    spread = "" if result.spread is None else " to ".join(map(number, result.spread))
    drawn = f"{spread} ({pattern.value})" if spread else ""
    worlds = f"{result.met} of {len(result.drawn)}" if result.drawn else ""
    verdict = withheld(result) or f"**{result.verdict}**"
    return (
        pattern.id,
        pattern.claim,
        result.median.told,
        drawn,
        worlds,
        verdict,
        pattern.suspicious,
    )


def _when(results: Sequence[Result]) -> str:
    late = [result.pattern.id for result in results if result.pattern.late]
    return (
        "What each of them declares, before its own figures were looked at; but "
        f"{listed(late)}, and the groups, were added when a table of the others had been seen:"
    )


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


def _wins(wins: Sequence[Win]) -> Iterable[tuple[str, ...]]:
    reasons = numbered(wins)
    for win in wins:
        reason = f"{reasons[win.kind, win.why]}.{near(win)}"
        yield win.outcome.label, winner(win), win.kind, reason


def _reasons(wins: Sequence[Win]) -> str:
    told = numbered(wins).items()
    return "\n".join(f"{place}. {kind}: {sentence(why)}" for (kind, why), place in told)


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
