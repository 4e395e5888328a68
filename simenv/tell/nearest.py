"""How far a persona lies from the others: a new kind of person, or one that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simenv.catalogue import Catalogue
from simenv.columns import F8
from simenv.errors import BadInput
from simenv.kinds import compile_all
from simenv.persona import Persona, load
from simenv.tell.telling import Section
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import listed, plain

#: The five things that are compared: traits and sensitivities, risk at entry, kinds of need,
#: channels at entry, hours of the day.
PARTS = ("traits", "risk", "needs", "channels", "hours")
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What of a persona is compared: 12 medians 0-1, and four lists of shares that sum to 1."""

    name: str
    medians: F8
    shares: tuple[F8, ...]


def profile(one: Persona) -> Profile:
    """The profile of a persona; `BadInput` if its graph is none."""
    kinds = compile_all([one])
    opens = kinds.graph.opens[kinds.start[0]]
    weights = (
        np.array(one.risk.shares),
        kinds.needs[0],
        kinds.channels[0] * opens,
        np.array(one.rhythm.by_hour),
    )
    sections = (one.traits, one.sensitive_to)
    medians = [getattr(part, name).median for part in sections for name in type(part).model_fields]
    return Profile(
        name=one.name,
        medians=np.array(medians),
        shares=tuple(part / part.sum() for part in weights),
    )


def distance(one: Profile, other: Profile) -> F8:
    """How far two personas are apart in each of `PARTS`, 0-1; their distance is the mean.

    The first is the mean absolute difference of the medians of the 8 traits and 4 sensitivities;
    each of the others is half the sum of absolute differences of shares, which is the share that
    would have to move from one place to another to make the two alike. Channels are compared at
    entry, barriers included.
    """
    apart = [float(np.mean(np.abs(one.medians - other.medians)))]
    pairs = zip(one.shares, other.shares, strict=True)
    apart += [float(np.sum(np.abs(mine - theirs))) / 2.0 for mine, theirs in pairs]
    return np.array(apart)


def nearest(one: Persona, catalogue: Catalogue) -> Section:
    """The personas of the catalogue, nearest first."""
    others, unread = _others(one, catalogue)
    mine = profile(one)
    apart = sorted(
        ((other.name, distance(mine, other)) for other in others),
        key=lambda found: (float(found[1].mean()), found[0]),
    )
    among = [float(distance(*pair).mean()) for pair in combinations(others, 2)]
    lines = _told(apart, among)
    if unread:
        said = f"Not compared, as `simenv check` has something to say about them: {listed(unread)}."
        lines += wrapped(said, 2)
    facts = {
        "distances": [_fact(name, parts) for name, parts in apart],
        "between_others": [round(min(among), 4), round(max(among), 4)] if among else [],
        "not_compared": unread,
    }
    heading = "How far from the others"
    return Section(key="nearest", heading=heading, lines=tuple(lines), facts=facts)


def _fact(name: str, parts: F8) -> dict[str, object]:
    by_part = {part: round(float(far), 4) for part, far in zip(PARTS, parts, strict=True)}
    return {"persona": name, "distance": round(float(parts.mean()), 4), "parts": by_part}


def _told(apart: Sequence[tuple[str, F8]], among: Sequence[float]) -> list[str]:
    if not apart:
        return wrapped("The catalogue holds no other persona.", 2)
    name, parts = apart[0]
    lines = wrapped(f"The nearest persona is {name}, at {plain(float(parts.mean()))}.", 2)
    rows = [
        (other, plain(float(far.mean())), *(plain(float(part)) for part in far))
        for other, far in apart[:_SHOWN]
    ]
    lines += grid(rows, ("", "distance", *PARTS))
    if among:
        spread = f"{plain(min(among))} to {plain(max(among))}"
        lines += wrapped(f"The other personas lie {spread} from each other.", 2)
    return lines + wrapped(
        "Distance: the mean of five numbers 0-1, the mean absolute difference of the medians of "
        "12 traits and sensitivities, and for risk, needs, channels and hours the share that would "
        "have to move to make the two alike. 0 is the same persona.",
        2,
    )


def _others(one: Persona, catalogue: Catalogue) -> tuple[list[Profile], list[str]]:
    """The personas that are simulated, without this one, and those that cannot be read."""
    found, unread = [], []
    for name in catalogue.names("personas"):
        try:
            other = load(catalogue, name)
            if not other.abstract and other.name != one.name:
                found.append(profile(other))
        except BadInput:
            unread.append(name)
    return found, unread
