"""The five words of the 0-1 scales, as `simenv/model/scales.yaml` defines them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simenv.catalogue.document import Document
from simenv.catalogue.reading import read_yaml

SCALES = Path(__file__).resolve().parent.parent / "model" / "scales.yaml"

#: The words themselves, from nothing to all. What they stand for is in the file.
LEVELS = ("none", "low", "some", "high", "full")


@dataclass(frozen=True, kw_only=True)
class Level:
    """What one word stands for: a point, or a median and a middle 90 %, all 0-1."""

    word: str
    point: float
    median: float
    middle90: tuple[float, float]
    means: str


@functools.cache
def levels() -> dict[str, Level]:
    """The words in rising order."""
    words = _file().data["words"]
    return {word: _level(word, words[word]) for word in LEVELS}


def scales_page() -> str:
    """`docs/scales.md`: what each word stands for, and an example of each on every scale."""
    document = _file()
    rows = [
        f"| {level.word} | {level.point:g} | {level.median:g} | {level.middle90[0]:g} to "
        f"{level.middle90[1]:g} | {level.means} |"
        for level in levels().values()
    ]
    told = [_HEAD, "\n".join(rows), _BETWEEN]
    told += [_scale(name, example) for name, example in document.data["examples"].items()]
    return "\n\n".join(told) + "\n"


@functools.cache
def _file() -> Document:
    return read_yaml(SCALES, "scales")


def _level(word: str, said: dict[str, Any]) -> Level:
    low, high = said["middle90"]
    return Level(
        word=word,
        point=float(said["point"]),
        median=float(said["median"]),
        middle90=(float(low), float(high)),
        means=str(said["means"]),
    )


def _scale(name: str, example: dict[str, str]) -> str:
    lines = "\n".join(f"- **{word}**: {example[word]}" for word in LEVELS)
    about = example["about"]
    return f"### {name}\n\n{about[0].upper()}{about[1:]}.\n\n{lines}"


_HEAD = """# Scales

<!-- Generated from simenv/model/scales.yaml; a test keeps the two equal. -->

A trait is a number from 0 to 1 that varies between the persons of one persona. It may be written
as `{median, middle90}` or as one of five words. What the words stand for is assumed, not measured:
they are a convention, so that two writers who mean the same write the same.

| word | as one number | median person | middle 90 % of persons | means |
|---|---|---|---|---|"""

_BETWEEN = """*As one number* is what the word stands for where nothing varies: a barrier, or the
framing of a response. A value replaces the one that it stands over; it is no shift of it.

## Examples

They describe persons, and are there to be disagreed with."""
