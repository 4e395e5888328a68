"""Coded replies as people read them: a row a reply, then how often each value was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from simenv.coder.codes import FIELDS, UNDETERMINED, YES_NO
from simenv.coder.labelling import Result
from simenv.coder.lines import shown

_TEXT = 44
_SENTENCE = 90
_GROUNDS = 3
"""So many sentences are shown of a field; all are in the JSON."""
_HEAD = f"{'line':>6}  {'act':<17}  {'referral':<9}  {'validation':<10}  says, and text"


class Counts:
    """How often each value of each field was read, and how many lines failed."""

    def __init__(self) -> None:
        self.coded = self.failed = 0
        self.fields: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}

    def add(self, results: Sequence[Result]) -> None:
        """Count the results of some lines."""
        for one in results:
            self.failed += one.failed
            self.coded += not one.failed
            if not one.failed:
                for field, counts in self.fields.items():
                    counts[_word(one.data[field])] += 1

    def data(self) -> dict[str, Any]:
        """As JSON."""
        counts = {field: dict(counts) for field, counts in self.fields.items()}
        return {"replies": self.coded, "failed": self.failed, "counts": counts}

    def text(self) -> str:
        """A line a field; for yes and no how many are yes."""
        ended = f"{_number(self.coded, 'reply', 'replies')} coded"
        if self.failed:
            ended += f", {_number(self.failed, 'line', 'lines')} failed"
        lines = [f"  {field:<13}  {self._told(field)}" for field in FIELDS if self.coded]
        return "\n".join([ended, *lines])

    def _told(self, field: str) -> str:
        counts = self.fields[field]
        if field in YES_NO:
            return f"{counts['yes']:,} yes"
        words = (*FIELDS[field], UNDETERMINED)
        return ", ".join(f"{counts[word]:,} {word}" for word in words if counts[word])


def rows(results: Sequence[Result], *, head: bool) -> Iterator[str]:
    """The rows of coded replies, with a head above them where it is asked for."""
    if head:
        yield _HEAD
    for one in results:
        if not one.failed:
            yield _row(one)
            yield from _why(one.data.get("why", ()))


def fault(one: Result) -> str:
    """What is said of a line that failed."""
    return f"line {one.number}: {shown(str(one.data['error']), 300)}"


def _row(one: Result) -> str:
    data = one.data
    chance = data["probabilities"]["act"].get(data["act"])
    act = data["act"] if chance is None else f"{data['act']} {chance:.2f}"
    flags = ", ".join(field for field in FIELDS if field in YES_NO and data[field])
    said = f"{flags}; " if flags else ""
    text = data["text"]
    return (
        f"{one.number:>6}  {act:<17}  {data['referral']:<9}  {data['validation']:<10}  "
        f"{said}\u201c{shown(text, _TEXT)}\u201d"
    )


def _why(grounds: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The first sentences that decided each field, and how many more did."""
    for field, group in groupby(grounds, key=itemgetter("field")):
        told = list(group)
        for one in told[:_GROUNDS]:
            yield f"{'':>8}{field} {one['code']}: {_ground(one)}"
        if len(told) > _GROUNDS:
            yield f"{'':>8}{field}: and {len(told) - _GROUNDS:,} more"


def _ground(one: dict[str, Any]) -> str:
    because = [f"rule: {one['rule']}"] if one["rule"] else []
    if one.get("words"):
        because.append(f"words: {shown(one['words'])}")
    if "weight" in one:
        because.append(f"weighs {one['weight']:+.2f}")
    return f"\u201c{shown(one['sentence'], _SENTENCE)}\u201d ({'; '.join(because)})"


def _word(code: str | bool) -> str:
    if isinstance(code, str):
        return code
    return "yes" if code else "no"


def _number(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
