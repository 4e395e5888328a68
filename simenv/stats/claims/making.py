"""From the panels of all outcomes to claims, one a pair of arms and outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from simenv.stats.censoring import LIMIT
from simenv.stats.claims.claim import Claim, Label, Part, Split, Spread
from simenv.stats.claims.label import (
    ENOUGH_OF,
    Cut,
    Tally,
    Verdict,
    between_variance,
    labelled,
    people_needed,
    settled,
    tally,
    withheld,
)
from simenv.stats.claims.numbers import Numbers
from simenv.stats.claims.origin import assumed_share
from simenv.stats.claims.views import Field, Judged, View, Ways, field_of
from simenv.stats.claims.words import Said, told, told_lost, told_withheld, winner
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes.second import by_second
from simenv.stats.worlds import Panel

Pair = tuple[str, str]
"""Two arms: the first is compared with the second."""


@dataclass(frozen=True, kw_only=True)
class Board:
    """What all claims of a comparison are read from.

    `panels` by the name of an outcome, their arms in the order of `arms`; `people` is how many of
    each persona were lived; `lost` is the share of people out of sight in the median world;
    `parted` tells whether anybody lived differently under two arms there; `standards` are the
    names of both.
    """

    arms: tuple[str, ...]
    panels: Mapping[str, Panel]
    ways: Ways
    numbers: Numbers
    margin: Callable[[str], tuple[float, str]]
    people: int
    standards: tuple[str, str] = ("", "")
    lost: float = 0.0
    parted: Callable[[str, str], bool] = field(default=lambda _, __: True)

    def at(self, pair: Pair) -> tuple[int, int]:
        """The positions of two arms."""
        return self.arms.index(pair[0]), self.arms.index(pair[1])

    def field(self, each: Outcome, pair: Pair) -> Field:
        """The differences of a pair in one outcome."""
        second = self.panels.get(by_second(each).name) if each.by_standard else None
        judged = Judged(first=self.panels[each.name], second=second, standard=self.standards[1])
        return field_of(judged, self.at(pair), self.ways, self.numbers)

    def same(self, pair: Pair) -> bool:
        """Whether two arms decided alike, in every world and for every person.

        Of the drawn worlds that is read off the means: in all outcomes, persona by persona, they
        are equal to the last bit.
        """
        one, other = self.at(pair)
        equal = all(
            np.array_equal(panel.means[:, one], panel.means[:, other], equal_nan=True)
            for panel in self.panels.values()
        )
        return equal and not self.parted(*pair)


def claims_of(board: Board, asked: Mapping[Pair, tuple[Outcome, ...]]) -> tuple[Claim, ...]:
    """Claims for the outcomes that are asked for of each pair of arms."""
    found = []
    for pair, outcomes in asked.items():
        same = board.same(pair)
        found += [claim(board, each, pair, same) for each in outcomes]
    return tuple(found)


def claim(board: Board, each: Outcome, pair: Pair, same: bool) -> Claim:
    """One claim; `same` says that the two arms never decided otherwise."""
    known, margin = board.field(each, pair), board.margin(each.name)[0]
    found = _Found.of(known, margin, same)
    said = _said(found, each, pair, board.standards[0])
    kept = None if same else _kept_back(board, known, said)
    split = None if found.cut is None else _split(found.cut, known.numbers, (pair, each))
    return Claim(
        outcome=each.name,
        arm=pair[0],
        against=pair[1],
        margin=margin,
        label=found.label if kept is None else "withheld",
        winner=winner(found.verdict, pair, each.better) if kept is None else None,
        words=told(found.label, said, found.verdict, split) if kept is None else kept.words,
        would_be=found.label if kept is not None and found.spread is not None else None,
        spread=found.spread,
        parts=found.parts,
        depends_on=split if kept is None else None,
        assumed=assumed_share(known.apart, known.noise, known.numbers),
        people=None if kept is None else kept.people,
    )


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the worlds say of a field, were they enough."""

    margin: float
    label: Label
    verdict: Verdict
    cut: Cut | None
    counts: Tally
    spread: Spread | None
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, known: Field, margin: float, same: bool) -> _Found:
        """`same` says that the two arms never decided otherwise."""
        label, cut = ("same decisions", None) if same else labelled(known, margin)
        counts = tally(known.apart, margin)
        return cls(
            margin=margin,
            label=label,
            verdict=settled(known, margin) if label == "robust" else None,
            cut=cut,
            counts=counts,
            spread=_spread(known, counts),
            parts=tuple(_part(view, counts, margin) for view in known.views if counts.worlds),
        )


@dataclass(frozen=True, kw_only=True)
class _KeptBack:
    """Why a label is withheld, and how many people of each persona would do, where they would."""

    words: str
    people: int | None = None


def _kept_back(board: Board, known: Field, said: Said) -> _KeptBack | None:
    """Whether a label is withheld: people out of sight first, then too few worlds, then luck."""
    drawn = known.missing + len(known.apart)
    if board.lost > LIMIT or known.missing > (1 - ENOUGH_OF) * drawn:
        return _KeptBack(words=told_lost(board.lost, known.missing))
    reason = withheld(known)
    if reason is None:
        return None
    needed = None
    if reason.why == "luck":
        between = between_variance(known.apart, known.noise)
        needed = people_needed(board.people, known.noise, between)
    return _KeptBack(words=told_withheld(reason, said, needed), people=needed)


def _spread(known: Field, counts: Tally) -> Spread | None:
    """The differences over the worlds; None without any."""
    if not counts.worlds:
        return None
    low, high = np.quantile(known.apart, (0.05, 0.95))
    noise = known.noise if np.isfinite(known.noise) else 0.0
    above, inside, below = counts.shares
    return Spread(
        worlds=counts.worlds,
        mean=float(known.apart.mean()),
        low=float(low),
        high=float(high),
        between=between_variance(known.apart, noise) ** 0.5,
        within=float(noise**0.5),
        above=above,
        inside=inside,
        below=below,
    )


def _part(view: View, whole: Tally, margin: float) -> Part:
    own = tally(view.apart, margin)
    above, inside, below = own.shares
    return Part(
        condition=view.condition,
        name=view.name,
        worlds=own.worlds,
        median=view.median,
        above=above,
        inside=inside,
        below=below,
        holds=own.verdict == whole.verdict,
    )


def _said(found: _Found, each: Outcome, pair: Pair, standard: str) -> Said:
    return Said(
        arm=pair[0],
        against=pair[1],
        kind=each.kind,
        better=each.better,
        by_standard=any(part.condition == "standard" for part in found.parts),
        standard=standard,
        margin=found.margin,
        counts=found.counts,
        spread=found.spread,
        parts=found.parts,
    )


def _split(cut: Cut, numbers: Numbers, whose: tuple[Pair, Outcome]) -> Split:
    """A cut with its winners, in the direction of the outcome."""
    pair, each = whose
    low, high = (winner(side, pair, each.better) or "" for side in (cut.low, cut.high))
    if cut.parameter is None:
        return Split(
            condition=cut.condition, name=cut.name, what="", at=None, source="", low=low, high=high
        )
    one = numbers.parameters[cut.parameter]
    return Split(
        condition=cut.condition,
        name=one.name,
        what=one.what,
        at=float(numbers.cuts[cut.parameter]),
        source=one.source,
        low=low,
        high=high,
    )
