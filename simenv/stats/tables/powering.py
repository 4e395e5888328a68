"""How many people each difference takes, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

from simenv.stats.power import Needed
from simenv.stats.tables.numbers import number
from simenv.stats.tables.sheet import Sheet

_TOO_FEW = "too few"


def power_table(
    lines: Sequence[tuple[Needed, int | None]], kinds: Mapping[str, str], width: int = 100
) -> str:
    """One block a pair of arms, one line an outcome; `kinds` are the outcomes' kinds by name.

    Beside each difference stands what its label over the worlds takes, None where the pilot does.
    """
    header = ("", "margin", "moved", "precise", "beyond", "equivalent", "worlds")
    pairs = list(dict.fromkeys((each.arm, each.against) for each, _ in lines))
    told = []
    for arm, against in pairs:
        rows = tuple(
            _row(each, worlds, kinds[each.outcome])
            for each, worlds in lines
            if (each.arm, each.against) == (arm, against)
        )
        told.append(Sheet(title=f"{arm} minus {against}", header=header, rows=rows).text(width))
    return "\n\n".join([*told, *(fill(note, width) for note in _notes([one for one, _ in lines]))])


def _row(each: Needed, worlds: int | None, kind: str) -> tuple[str, ...]:
    counts = (each.precise, each.beyond, each.equivalent)
    wanted = ("-" if each.too_few else _people(count) for count in counts)
    label = "" if worlds is None else _people(worlds)
    moved = f"{each.moved} {_TOO_FEW}" if each.too_few else str(each.moved)
    return (each.label, number(each.margin, kind), moved, *wanted, label)


def _people(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _notes(lines: Sequence[Needed]) -> list[str]:
    if not lines:
        return ["Nothing is compared: a single arm."]
    first = lines[0]
    return [
        f"People of each persona that a difference takes; the pilot had {first.pilot}. margin: the "
        f"difference that counts, of 100 people for a share. precise: "
        f"the 95 % interval reaches half the margin to each side. beyond: a true difference of "
        f"twice the margin is found beyond it in {100 * first.power:g} of 100 runs. equivalent: "
        f"arms without a difference are found within the margin as often. worlds: the error within "
        f"worlds no longer withholds the label; empty where the pilot's people do.",
        f"moved: people whose outcome differs between the arms. {_TOO_FEW}: under 20 of them, or "
        f"under 20 who met the outcome in both arms together; a larger pilot is needed to say. The "
        f"spread is taken as the pilot saw it, so each number is itself uncertain.",
    ]
