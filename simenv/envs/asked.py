"""Arguments as they were asked for: what is of no use is a `ValueError` that says so.

Numbers that are whole count whatever their type, those of NumPy too; True and False, 2.0 and '2' do
not: a world that was meant and another that comes up look alike.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import SupportsIndex

import numpy as np

#: Numbers of a run and of its worlds are 64 bits, with a sign.
_WORD = 2**63
#: The longest memory, in days.
_LONGEST = 365_000
_MEMORIES = ("refusals", "referrals")


def whole(name: str, found: object, *, least: int = 0, below: int = _WORD) -> int:
    """A whole number from `least` and under `below`."""
    number = _index(found)
    if number is None or not least <= number < below:
        span = f"{least} or more" if below == _WORD else f"{least} to {below - 1}"
        raise ValueError(f"{name}: expected {span}, a whole number, found {found!r}")
    return number


def _index(found: object) -> int | None:
    if isinstance(found, bool | np.bool_) or not isinstance(found, SupportsIndex):
        return None
    try:
        return operator.index(found)
    except TypeError:  # arrays have the method, and refuse unless they are one whole number
        return None


def real(name: str, found: object, *, most: float = math.inf) -> float:
    """A finite number from 0 to `most`."""
    value = float(found) if isinstance(found, Real) and not isinstance(found, bool) else math.nan
    if not math.isfinite(value) or not 0 <= value <= most:
        span = "0 or more" if most == math.inf else f"0 to {most:,}"
        raise ValueError(f"{name}: expected {span}, found {found!r}")
    return value


def file(name: str, found: object) -> str | Path:
    """The name or the path of a file."""
    if not isinstance(found, str | Path):
        raise ValueError(f"{name}: expected a name or a path, found {found!r}")
    return found


def names(found: object) -> tuple[str | Path, ...] | None:
    """The names of personas that were given, one or several; None for all."""
    if found is None:
        return None
    if isinstance(found, str | Path):
        return (found,)
    if not isinstance(found, Iterable):
        raise ValueError(f"personas: expected names, or None for all, found {found!r}")
    several = tuple(file("personas", one) for one in found)
    if not several:
        raise ValueError("personas: expected at least one name, or None for all")
    return several


def people(found: object, *, below: int) -> tuple[int, int]:
    """The first person number and the one after the last, at most `below`."""
    pair = found.tolist() if isinstance(found, np.ndarray) else found
    ends = [_index(one) for one in pair] if isinstance(pair, Sequence) else [0, _index(pair)]
    match ends:
        case [int(first), int(end)] if 0 <= first < end <= below:
            return first, end
    raise ValueError(
        f"people: expected a number, or a first and an end after it, at most 2**40: found {found!r}"
    )


def memory(found: object) -> Mapping[str, float]:
    """For how many days refusals and referrals are remembered, by name; 0 or left out: not."""
    if not isinstance(found, Mapping) or not set(found) <= set(_MEMORIES):
        raise ValueError(f"remembers: expected days of refusals and referrals, found {found!r}")
    return {name: real(f"remembers: {name}", days, most=_LONGEST) for name, days in found.items()}


def known(kind: str, found: Mapping[str, object], there: Sequence[str]) -> None:
    """Refuse arguments of other names with the `TypeError` that Python has for them."""
    unknown = sorted(set(found) - set(there))
    if unknown:
        raise TypeError(
            f"{kind} has no argument {', '.join(unknown)}: there are {', '.join(there)}"
        )
