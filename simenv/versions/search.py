"""The best test by one feature: which of its values to let through, by the weight on either side.

What is wanted weighs `whole` in all; a set of values that holds `held` of it, and `spoilt` of what
is not wanted, scores F1 = 2 held / (whole + held + spoilt).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simenv.columns import F8, I8
from simenv.policy.conditions import Ranges
from simenv.versions.features import Feature, Shape, as_ranges

#: Scores that are so near are equal: what rounding leaves.
SAME = 1e-12
#: By how much one more test has to raise a score.
LEAST_GAIN = 0.01
_HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The values of a feature that occur, sorted, and what weighs on either side of each."""

    codes: I8
    wanted: F8
    others: F8


def best(feature: Feature, tally: Tally, whole: float) -> tuple[float, Ranges]:
    """The score of the best test by a feature, and the values that it lets through."""
    return _SEARCH[feature.shape](feature, tally, whole)


def weighed(places: I8, weights: F8, length: int) -> F8:
    """What weighs on each of `length` places."""
    return np.bincount(places, weights, length).astype(np.float64, copy=False)


def _any(feature: Feature, tally: Tally, whole: float) -> tuple[float, Ranges]:
    """Any values: the purest first, as many as do best."""
    share = tally.wanted / np.maximum(tally.wanted + tally.others, np.finfo(np.float64).tiny)
    order = np.argsort(-share, kind="stable")
    held, spoilt = np.cumsum(tally.wanted[order]), np.cumsum(tally.others[order])
    scores = 2 * held / (whole + held + spoilt)
    last = int(np.argmax(scores > scores.max() - SAME))
    return float(scores[last]), as_ranges(np.sort(tally.codes[order[: last + 1]]))


def _range(feature: Feature, tally: Tally, whole: float) -> tuple[float, Ranges]:
    """All values from one on, or up to one; with both ends where that is worth a test of its own.

    Beyond the last value that occurs there is nothing to keep out.
    """
    codes, number = tally.codes, len(tally.codes)
    starts, ends = np.arange(number)[:, None], np.arange(number)[:, None] + np.arange(1, number + 1)
    scores = np.where(ends <= number, _scores(tally.wanted, tally.others, whole, ends), 0.0)
    open_ended = (starts == 0) | (ends == number)
    score, start, length = _longest(np.where(open_ended, scores, 0.0))
    if scores.max() >= score + LEAST_GAIN:
        score, start, length = _longest(scores)
    (least, most), end = feature.bounds, start + length
    low = least if start == 0 else int(codes[start])
    return score, ((low, most if end == number else int(codes[end - 1])),)


def _span(feature: Feature, tally: Tally, whole: float) -> tuple[float, Ranges]:
    """Hours that follow each other, past midnight too."""
    wanted, others = (
        np.tile(weighed(tally.codes, one, _HOURS), 2) for one in (tally.wanted, tally.others)
    )
    ends = np.arange(_HOURS)[:, None] + np.arange(1, _HOURS)[None, :]
    score, start, length = _longest(_scores(wanted, others, whole, ends))
    end = start + length - 1
    past = ((start, _HOURS - 1), (0, end - _HOURS))
    return score, past if end >= _HOURS else ((start, end),)


def _scores(wanted: F8, others: F8, whole: float, ends: I8) -> F8:
    """The score of each stretch that starts at the row's place and ends before `ends`."""
    starts = np.arange(len(ends))[:, None]
    held, spoilt = (_between(one, starts, ends) for one in (wanted, others))
    found: F8 = 2 * held / (whole + held + spoilt)
    return found


def _between(weights: F8, starts: I8, ends: I8) -> F8:
    summed = np.append(0.0, np.cumsum(weights))
    found: F8 = summed[np.minimum(ends, len(weights))] - summed[starts]
    return found


def _longest(scores: F8) -> tuple[float, int, int]:
    """The best score, its start and length; of equals the longest, then the earliest."""
    rows, columns = np.nonzero(scores > scores.max() - SAME)
    place = int(np.argmax(columns))
    start, column = int(rows[place]), int(columns[place])
    return float(scores[start, column]), start, column + 1


_SEARCH: dict[Shape, Callable[[Feature, Tally, float], tuple[float, Ranges]]] = {
    "any": _any,
    "range": _range,
    "span": _span,
}
