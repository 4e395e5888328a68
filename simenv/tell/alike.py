"""How far policies lie apart: a question of its own, or one that is there already.

Two policies are put the same battery in the same situations. What is compared is what they answer,
not how their files are written, and how they read risk is left out: each sees the level that it is
shown to read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv import policy as policies
from simenv.catalogue import Catalogue
from simenv.columns import B1
from simenv.errors import BadInput, PolicyFailure
from simenv.exchange import FRAMINGS, Responses
from simenv.policy import Policy
from simenv.tell.battery import CELLS, SITUATIONS, moments_of, readable, responses
from simenv.tell.telling import Section
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import listed, of_100

#: The five things that are compared, and the columns of an answer that make each.
ASPECTS = {
    "act": ("act",),
    "reason": ("rationale",),
    "words": FRAMINGS,
    "referral": ("referral",),
    "what then": ("continuation",),
}
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a policy answers: for each situation the answers, moments by readable cells."""

    name: str
    places: tuple[int, ...]
    said: tuple[Responses, ...]

    def column(self, situation: int, name: str, places: Sequence[int]) -> NDArray[Any]:
        """One column in one situation, shape (moments, places); one moment where all are alike."""
        laid = getattr(self.said[situation], name).reshape(-1, len(self.places))
        found: NDArray[Any] = laid[:, [self.places.index(place) for place in places]]
        return found


def record(policy: Policy) -> Record:
    """Everything that a policy answers on the battery; `PolicyFailure` if it misbehaves."""
    moments = moments_of(policy)
    said = tuple(responses(policy, situation, moments) for situation in SITUATIONS)
    return Record(name=policy.name, places=tuple(readable(policy)), said=said)


def differing(one: Record, other: Record) -> dict[str, B1]:
    """For each of `ASPECTS` where two policies differ: shape (situations, moments, cells).

    Cells are those that both can read; moments are one if neither hangs on the hour.
    """
    both = [place for place in one.places if place in other.places]
    found = {}
    for aspect, names in ASPECTS.items():
        apart = [
            np.any(
                [one.column(at, n, both) != other.column(at, n, both) for n in names],
                axis=0,
            )
            for at in range(len(SITUATIONS))
        ]
        found[aspect] = np.array(apart)
    return found


def distance(one: Record, other: Record) -> dict[str, float]:
    """The share of requests of the battery that are answered otherwise, by aspect."""
    return {aspect: float(np.mean(apart)) for aspect, apart in differing(one, other).items()}


def far(apart: Mapping[str, float]) -> float:
    """How far two policies are apart, 0-1: the mean over the aspects."""
    return sum(apart.values()) / len(apart)


def ranked(one: Record, others: Sequence[Record]) -> list[tuple[str, dict[str, float]]]:
    """The others with their distances, nearest first."""
    apart = [(other.name, distance(one, other)) for other in others]
    return sorted(apart, key=lambda found: (far(found[1]), found[0]))


def nearest(policy: Policy, catalogue: Catalogue) -> Section:
    """The policies of the catalogue, nearest first."""
    others, unread = _others(policy, catalogue)
    apart = ranked(record(policy), others)
    lines = _told(apart)
    if unread:
        said = f"Not compared, as they cannot be read, or fail when asked: {listed(unread)}."
        lines += wrapped(said, 2)
    facts = {
        "distances": [
            {"policy": name, "distance": round(far(parts), 4), "parts": _rounded(parts)}
            for name, parts in apart
        ],
        "not_compared": unread,
    }
    heading = "How far from the others"
    return Section(key="nearest", heading=heading, lines=tuple(lines), facts=facts)


def _others(policy: Policy, catalogue: Catalogue) -> tuple[list[Record], list[str]]:
    """The other policies of the catalogue, and the names of those that cannot be asked."""
    found, unread = [], []
    for name in catalogue.names("policies"):
        if name == policy.name:
            continue
        try:
            found.append(record(policies.load(catalogue, name)))
        except (BadInput, PolicyFailure):
            unread.append(name)
    return found, unread


def _rounded(parts: Mapping[str, float]) -> dict[str, float]:
    return {aspect: round(share, 4) for aspect, share in parts.items()}


def _told(apart: Sequence[tuple[str, Mapping[str, float]]]) -> list[str]:
    if not apart:
        return wrapped("The catalogue holds no other policy.", 2)
    name, parts = apart[0]
    if not far(parts):
        lines = wrapped(f"It answers the whole battery as {name} does: what does it ask?", 2)
    else:
        lines = wrapped(f"The nearest policy is {name}. {sentence(parts)}", 2)
    rows = [(other, *map(of_100, found.values())) for other, found in apart[:_SHOWN]]
    lines += grid(rows, ("of 100 requests, otherwise in", *ASPECTS))
    situations = listed(one.told for one in SITUATIONS)
    return lines + wrapped(
        f"The battery: {len(CELLS)} requests (what is asked for, stated need, risk read), each as "
        f"{situations}. How risk is read is left out.",
        2,
    )


def sentence(parts: Mapping[str, float]) -> str:
    """In which aspects a policy differs from another, the largest share first."""
    order = sorted((aspect for aspect in parts if parts[aspect]), key=lambda a: -parts[a])
    told = [f"{of_100(parts[aspect])} {_SAID[aspect]}" for aspect in order]
    return f"Of 100 requests it answers otherwise: {listed(told)}."


_SAID = {
    "act": "in what it does",
    "reason": "in the reason that it gives",
    "words": "in how it puts it",
    "referral": "in where it points",
    "what then": "in what it says of going on",
}
