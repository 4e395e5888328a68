"""Twins: one person under two policies, told once up to where they part and twice from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from simenv.replay.counts import counts, entry
from simenv.replay.finding import Life
from simenv.replay.page import sessions_of, told
from simenv.replay.parting import Parting, lived_apart
from simenv.replay.turn import Turn
from simenv.rows import DAY
from simenv.wording.layout import grid, half, section, side_by_side, wrapped
from simenv.wording.life import Moment, by_day, line, moments
from simenv.wording.phrases import counted, day, when

_Dated = dict[int, list[Moment]]

#: What twins can show and what they cannot (DESIGN, estimands).
CAVEAT = (
    "Twins illustrate: one person, with the same luck, under two policies. What would have become "
    "of one person under both depends on how luck is shared between the two and cannot be known, "
    "so no share of people harmed or helped by the switch can be read off twins; differences of "
    "averages can."
)


@dataclass(frozen=True, kw_only=True)
class Twins:
    """Two lives of one person, and where they part (None: nowhere)."""

    first: Life
    second: Life
    parted: Parting | None
    days: int
    stages: Sequence[str]

    @property
    def sentence(self) -> str:
        """How long they are the same, what parts them, and when it is felt."""
        if self.parted is None:
            return "The same to the end: both policies answered this person alike."
        apart = lived_apart(self.first, self.second)
        follows = (
            "What the person does never differs."
            if apart is None
            else f"What the person does differs from {when(apart)} on."
        )
        return f"The same up to {self.parted.told(self.first.arm, self.second.arm)}. {follows}"

    def lines(self) -> list[str]:
        """The page below its head."""
        lines = section("At entry", [f"  {entry(self.first.trajectory)}"])
        lived = moments(self.first.sessions, self.first.events, self.stages)
        turns = sessions_of(self.first)
        if self.parted is None:
            days = by_day(lived, self.days)
            lines += section("The same under both", list(told(days, turns, self.stages)))
        else:
            lines += self._apart(self.parted, lived)
        return lines + section("In all", self._counts())

    def _apart(self, parted: Parting, lived: Sequence[Moment]) -> list[str]:
        number = parted.turn.row["session"]
        start = next((one.at for one in lived if one.session == number), parted.at)
        before = [one for one in lived if one.at < start and one.session != number]
        days = by_day(before, start // DAY + 1)
        if days and days[-1].calm and not days[-1].moments:
            days.pop()
        same = list(told(days, sessions_of(self.first), self.stages))
        return [
            *(section("Up to there, both", same) if same else []),
            *section("Where they part", self._parting(parted)),
            *section("From there", self._both(start)),
        ]

    def _parting(self, parted: Parting) -> list[str]:
        """The message, what both did before it in that session, and the two answers."""
        turn = parted.turn
        inside = sessions_of(self.first).get(turn.row["session"], ())
        lines = wrapped(f"{day(turn.row['at'] // DAY)}: {turn.asked()}", 2, 2)
        lines += [told for one in inside if one.number < turn.number for told in one.lines(4)]
        answers = [_answer(one) for one in (parted.first, parted.second)]
        head = wrapped(f"turn {turn.number}", 4)
        return [*lines, *head, *self._columns(*answers)]

    def _columns(self, left: Sequence[str], right: Sequence[str]) -> list[str]:
        names = [self.first.arm, self.second.arm]
        return side_by_side([_fit(names[0]), *left], [_fit(names[1]), *right])

    def _both(self, start: int) -> list[str]:
        """Day by day, the two lives beside each other, from the session in which they part."""
        left, right = (self._from(life, start) for life in (self.first, self.second))
        lines = self._columns([], [])
        for label, mine, theirs in _aligned(left, right, range(start // DAY, self.days + 1)):
            lines += [label, *side_by_side(mine, theirs)]
        return lines

    def _from(self, life: Life, start: int) -> _Dated:
        """The moments of a life from some time on, by day."""
        lived = moments(life.sessions, life.events, self.stages)
        late = (one for one in lived if one.at >= start)
        return {number: list(group) for number, group in groupby(late, lambda one: one.at // DAY)}

    def _counts(self) -> list[str]:
        theirs = dict(counts(self.second.trajectory))
        rows = [
            (label, mine, theirs.get(label, "")) for label, mine in counts(self.first.trajectory)
        ]
        return grid(rows, ("", self.first.arm, self.second.arm))


def _answer(turn: Turn | None) -> list[str]:
    if turn is None:
        return ["no message"]
    if turn.failed:
        return ["no answer: the call failed"]
    return turn.told(0, half())


def _fit(name: str) -> str:
    """A policy's name, cut where it is longer than half a page."""
    return name if len(name) <= half() else f"{name[: half() - 1]}…"


def _aligned(
    left: _Dated, right: _Dated, numbers: range
) -> Iterator[tuple[str, list[str], list[str]]]:
    """The days of two lives under one label; those that are calm in both are put together.

    The last number is that of the end, which holds only what the last midnight brought.
    """
    for calm, group in groupby(numbers, lambda n: n != numbers[-1] and _calm(n, left, right)):
        found = list(group)
        if calm:
            yield _label(found), _needs(found, left), _needs(found, right)
            continue
        for number in found:
            label = "at the end" if number == numbers[-1] else day(number)
            mine, theirs = _told(left, number), _told(right, number)
            if mine or theirs:
                yield label, mine, theirs


def _calm(number: int, *lives: _Dated) -> bool:
    return all(one.quiet for life in lives for one in life.get(number, []))


def _label(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    return day(first) if first == last else f"days {first} to {last}"


def _needs(numbers: Sequence[int], life: _Dated) -> list[str]:
    needs = sum(len(life.get(number, [])) for number in numbers)
    told = f"{counted(needs, 'need')}, none brought to the assistant"
    return wrapped(told if needs else "no need arose", 2, 2, half())


def _told(life: _Dated, number: int) -> list[str]:
    return [said for one in life.get(number, []) for said in wrapped(line(one), 2, 2, half())]
