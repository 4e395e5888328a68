"""Where twins part: the first message that two policies answered differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from simenv.replay.finding import Life
from simenv.replay.turn import Turn, turns_of
from simenv.vocabulary import Act, Continuation, Rationale, Referral
from simenv.wording.phrases import ACTS, CONTINUATIONS, REFERRALS, when


@dataclass(frozen=True, kw_only=True)
class Parting:
    """The first turn in which two lives differ; its `place` among the turns of both.

    None for the arm that has no such turn.
    """

    place: int
    first: Turn | None
    second: Turn | None

    @property
    def turn(self) -> Turn:
        """One of the two: the message is the same."""
        found = self.first or self.second
        if found is None:
            raise ValueError("neither life has a turn there")
        return found

    @property
    def at(self) -> int:
        """When it was sent, microseconds since entry."""
        return int(self.turn.row["at"])

    def told(self, first: str, second: str) -> str:
        """`day 4, Thu 21:13, where A refused and B helped`."""
        said = self._difference(first, second)
        return f"{when(self.at)}, where {said}"

    def _difference(self, first: str, second: str) -> str:
        one, other = self.first, self.second
        if one is None or other is None:
            writes, silent = (first, second) if other is None else (second, first)
            return f"under {writes} the person wrote, and not under {silent}"
        if one.failed or other.failed:
            lost = first if one.failed else second
            return f"the call of {lost} failed"
        for name, phrases in _DIFFER:
            mine, theirs = one.row[name], other.row[name]
            if mine != theirs:
                return _apart(name, phrases(mine), phrases(theirs), one, (first, second))
        return f"both {ACTS[Act(one.row['act'])]}, in other words"


def _apart(name: str, mine: str, theirs: str, turn: Turn, arms: tuple[str, str]) -> str:
    if name == "act":
        return f"{arms[0]} {mine} and {arms[1]} {theirs}"
    both = ACTS[Act(turn.row["act"])]
    return f"both {both}, {arms[0]} with {mine} and {arms[1]} with {theirs}"


#: What may differ between two answers, the weightiest first, and how each code is told.
_DIFFER: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("act", lambda code: ACTS[Act(code)]),
    ("referral", lambda code: REFERRALS[Referral(code)]),
    ("rationale", lambda code: f"the reason {Rationale(code).word}"),
    ("continuation", lambda code: f"an answer that {CONTINUATIONS[Continuation(code)]}"),
)


def parting(first: Life, second: Life) -> Parting | None:
    """Where two lives part; None if they are the same to the end."""
    pairs = zip_longest(turns_of(first.turns, first.words), turns_of(second.turns, second.words))
    for place, (one, other) in enumerate(pairs):
        # Words alone part nobody: a person hears what a reply does.
        if one is None or other is None or one.row != other.row:
            return Parting(place=place, first=one, second=other)
    return None


def lived_apart(first: Life, second: Life) -> int | None:
    """When what the person does or meets elsewhere first differs, microseconds since entry.

    None if it never does: two answers may differ and leave no trace.
    """
    pairs = zip_longest(_doings(first), _doings(second))
    differing = [pair for pair in pairs if pair[0] != pair[1]][:1]
    return min((one[0] for pair in differing for one in pair if one is not None), default=None)


def _doings(life: Life) -> list[tuple[int, int, int]]:
    """Moves and events in the order of time; the same time keeps moves first."""
    turns, events = life.turns, life.events
    moves = [
        (at, -1, move) for at, move in zip(turns.at.tolist(), turns.move.tolist(), strict=True)
    ]
    noted = zip(events.at.tolist(), events.kind.tolist(), events.detail.tolist(), strict=True)
    return sorted([*moves, *noted], key=lambda one: one[0])
