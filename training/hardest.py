"""Write `docs/hardest.md`: the ten own replies whose act is read worst without their writer.

    python -m training.hardest --data FOLDER

Each writer's replies are read by weights that were fitted without them. Replies that are kept for
figures are left out, so that nobody tunes by this page. Takes some minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS, UNDETERMINED, Reply
from simenv.coder.rules import shipped
from simenv.coder.weights import shipped as shipped_weights
from simenv.coder.why import Ground, grounds
from training.coded import TEST, Coded, lessons, own
from training.data import OWN, read
from training.fit import Lesson, Taste, fitted, lesson

PAGE = Path(__file__).parent.parent / "docs" / "hardest.md"
MOST = 10
_SHOWN = 700
_HEAD = """# The ten hardest replies

The replies of `training/replies/own.jsonl` whose act the [response coder](coder.md) reads worst
although two coders agree on it, read by weights that have never met their writer. Made by
`python -m training.hardest --data FOLDER`; replies that are kept for figures are left out.
"""


@dataclass(frozen=True, kw_only=True)
class Hard:
    """A reply, the chance that was given to its true act, and the coder that gave it."""

    reply: Coded
    chance: float
    coder: Coder


def hardest(folder: Path) -> list[Hard]:
    """The hardest replies, the hardest first."""
    rows = [one for one in own() if one.part != TEST and _agreed(one)]
    learned = [*read(folder), *lessons(rows)]
    told = lesson(learned, shipped(), Taste())
    found = [
        one
        for writer in sorted({row.key[0] for row in rows})
        for one in _without(writer, rows, told)
    ]
    return sorted(found, key=lambda one: one.chance)[:MOST]


def _without(writer: str, rows: list[Coded], told: Lesson) -> Iterator[Hard]:
    """The replies of a writer that are read wrongly by weights fitted without that writer."""
    act, constant = fitted(told.only(told.model != f"{OWN}/{OWN} {writer}-"), Taste())
    weights = replace(shipped_weights(shipped().all), act=act, constant=constant)
    coder = Coder(shipped(), weights)
    mine = [one for one in rows if one.key[0] == writer]
    readings = coder.read([Reply(text=one.text) for one in mine])
    for place, one in enumerate(mine):
        true = FIELDS["act"].index(one.codes[0]["act"])
        if readings.determined[place] and readings.code("act")[place] != true:
            yield Hard(reply=one, chance=float(readings.chances["act"][place, true]), coder=coder)


def _agreed(one: Coded) -> bool:
    acts = {codes["act"] for codes in one.codes}
    return len(acts) == 1 and UNDETERMINED not in acts and bool(one.text.strip())


def page(found: list[Hard]) -> str:
    """The page as Markdown."""
    parts = [_HEAD]
    for number, one in enumerate(found, 1):
        parts += ["", *_told(number, one)]
    return "\n".join(parts) + "\n"


def _told(number: int, hard: Hard) -> Iterator[str]:
    one, read_as = hard.reply, hard.coder.read([Reply(text=hard.reply.text)])
    true = one.codes[0]["act"]
    yield f"## {number}. {true}, read as {read_as.words('act')[0]}"
    yield ""
    yield f"The chance given to *{true}*: {hard.chance:.2f}. It answers: {_line(one.to or '')}"
    yield ""
    text = one.text if len(one.text) <= _SHOWN else one.text[: _SHOWN - 1] + "…"
    yield from ("> " + line if line else ">" for line in text.splitlines())
    yield ""
    (why,) = grounds(hard.coder, [one.text], read_as)
    yield from (f"- {_ground(each)}" for each in why if each.field == "act")


def _ground(one: Ground) -> str:
    rule = f"rule *{one.rule}*, " if one.rule else ""
    return f"{_line(one.sentence)} ({rule}words *{one.words}*, {one.weight:+.1f})"


def _line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    PAGE.write_text(page(hardest(parser.parse_args().data)), encoding="utf-8")


if __name__ == "__main__":
    main()
