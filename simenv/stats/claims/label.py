"""The rule by which a difference over the plausible worlds gets its label.

A label needs 95 % of worlds: of all of them, of those on either side of each unknown sign, under
every weighting of the personas and by both standards. It is withheld where worlds are too few or
too noisy to give one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.claims.claim import Label
from simenv.stats.claims.numbers import Numbers
from simenv.stats.claims.views import Field

#: Of worlds: what is so in so many of them holds.
ENOUGH_OF = 0.95
#: Fewer worlds than this give no label: 95 of 100 must leave room for one that differs.
ENOUGH = 20
#: Nor do fewer on one side of an unknown sign. Of 20 worlds so many mostly lie on every side.
ENOUGH_OF_SIGN = 5
#: The error within worlds may be this part of the standard deviation between them.
TOLERATED = 1 / 3

#: What so many of some worlds agree on, None if on nothing: the first arm is above by more than the
#: margin, below by more than it, or within it.
Verdict = Literal["above", "below", "inside"] | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts of worlds above the margin, within it, and below minus the margin."""

    above: int
    inside: int
    below: int

    @property
    def worlds(self) -> int:
        """All of them."""
        return self.above + self.inside + self.below

    @property
    def shares(self) -> tuple[float, float, float]:
        """Above, inside, below, as shares; zeros of no world."""
        worlds = max(1, self.worlds)
        return self.above / worlds, self.inside / worlds, self.below / worlds

    @property
    def verdict(self) -> Verdict:
        """On what so many of the worlds agree."""
        above, inside, below = (share >= ENOUGH_OF for share in self.shares)
        if above:
            return "above"
        if below:
            return "below"
        return "inside" if inside else None


@dataclass(frozen=True, kw_only=True)
class Cut:
    """On what a claim depends: what is so on its low side, and on its high side.

    `parameter` is a position among the numbers, None for the view of that `condition` and `name`.
    """

    condition: Literal["parameter", "weighting", "standard"]
    name: str
    parameter: int | None
    low: Verdict
    high: Verdict


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a label is withheld; `name` is a side of an unknown sign with `worlds` on it."""

    why: Literal["worlds", "sign", "error unknown", "luck"]
    worlds: int = 0
    name: str = ""


def tally(apart: F8, margin: float) -> Tally:
    """Count worlds; on the margin itself is within it."""
    above, below = int((apart > margin).sum()), int((apart < -margin).sum())
    return Tally(above=above, inside=len(apart) - above - below, below=below)


def settled(field: Field, margin: float) -> Verdict:
    """On what the worlds agree under all conditions; None if they do not."""
    whole = tally(field.apart, margin).verdict
    agreed = all(tally(view.apart, margin).verdict == whole for view in field.binding)
    return whole if agreed else None


def labelled(field: Field, margin: float) -> tuple[Label, Cut | None]:
    """What the worlds say, were they enough, and on what it depends."""
    verdict = settled(field, margin)
    if verdict is not None:
        return ("equivalent" if verdict == "inside" else "robust"), None
    cut = next(_cuts(field, margin), None)
    return ("undecided", None) if cut is None else ("depends", cut)


def withheld(field: Field) -> Reason | None:
    """Why the worlds are not enough for a label, None if they are."""
    if len(field.apart) < ENOUGH:
        return Reason(why="worlds", worlds=len(field.apart))
    for view in field.views:
        if view.condition == "sign" and len(view.apart) < ENOUGH_OF_SIGN:
            return Reason(why="sign", worlds=len(view.apart), name=view.name)
    if not np.isfinite(field.noise):
        return Reason(why="error unknown")
    if field.noise > TOLERATED**2 * between_variance(field.apart, field.noise):
        return Reason(why="luck")
    return None


def between_variance(apart: F8, noise: float) -> float:
    """The variance of differences [worlds] between worlds: less what the luck of people adds.

    Unbiased where `noise` is the mean of unbiased squared standard errors, but for being kept at 0
    or above. 0 of fewer than two worlds.
    """
    if len(apart) < 2:
        return 0.0
    return max(0.0, float(np.var(apart, ddof=1)) - noise)


def people_needed(people: int, noise: float, between: float) -> int | None:
    """How many people of each persona bring the error within worlds down to what is tolerated.

    `noise` and `between` are variances, the first with `people` of each. None where nothing is
    left between worlds that luck could be compared with. Rounded up to two digits.
    """
    if between <= 0 or not np.isfinite(noise):
        return None
    needed = people * noise / (TOLERATED**2 * between)
    step = 10.0 ** max(0, int(np.floor(np.log10(max(needed, 1.0)))) - 1)
    return int(np.ceil(needed / step) * step)


def _cuts(field: Field, margin: float) -> Iterator[Cut]:
    """The sides on which different arms win: of a standard, a weighting, a number of the model."""
    yield from _of_views(field, margin, "standard")
    yield from _of_views(field, margin, "weighting")
    yield from _of_numbers(field, margin)


def _of_views(
    field: Field, margin: float, condition: Literal["weighting", "standard"]
) -> Iterator[Cut]:
    """Views under which another arm wins than as declared, or than under another such view."""
    sides = [("", tally(field.apart, margin).verdict)]
    views = [view for view in field.views if view.condition == condition]
    sides += [(view.name, tally(view.apart, margin).verdict) for view in views]
    for (first, low), (second, high) in combinations(sides, 2):
        if {low, high} == {"above", "below"}:
            name = f"{first} or {second}" if first else second
            yield Cut(condition=condition, name=name, parameter=None, low=low, high=high)


def _of_numbers(field: Field, margin: float) -> list[Cut]:
    """The number whose cut parts the winners best, if any does.

    A side holds under every weighting and by both standards, and has as many worlds as a label
    needs; unknown signs are not fixed besides, as no worlds would be left.
    """
    columns = _columns(field)
    above, below = (columns > margin).astype(float), (columns < -margin).astype(float)
    if min(above[:, 0].sum(), below[:, 0].sum()) < ENOUGH_OF * ENOUGH:
        return []
    low, high = field.numbers.low, field.numbers.high
    rising = np.minimum(_least(low, below), _least(high, above))
    falling = np.minimum(_least(low, above), _least(high, below))
    best = np.maximum(rising, falling)
    found = [int(k) for k in np.argsort(-best, kind="stable") if best[k] >= ENOUGH_OF]
    return [_cut(field.numbers, k, bool(rising[k] >= falling[k])) for k in found]


def _columns(field: Field) -> F8:
    """Differences [worlds, ways] as declared, under every weighting and by the other standard."""
    views = [view.apart for view in field.views if view.condition in {"weighting", "standard"}]
    whole = [each for each in views if len(each) == len(field.apart)]
    return np.column_stack([field.apart, *whole])


def _least(side: B1, so: F8) -> F8:
    """For each number the share of worlds on a side that are so, under the way with the least."""
    sizes = side.sum(axis=0)
    shares = (side.T.astype(float) @ so).min(axis=1) / np.maximum(sizes, 1)
    return np.where(sizes >= ENOUGH, shares, 0.0)


def _cut(numbers: Numbers, k: int, rises: bool) -> Cut:
    name = numbers.parameters[k].name
    rising = Cut(condition="parameter", name=name, parameter=k, low="below", high="above")
    return rising if rises else replace(rising, low="above", high="below")
