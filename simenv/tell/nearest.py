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
from simenv.persona import Mix, Persona, load
from simenv.tell.telling import Section
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import listed, plain

#: What is compared: traits and sensitivities, risk at entry, kinds of need, what is asked for and
#: about whom, channels at entry, hours of the day, and where and how old they are.
PARTS = ("traits", "risk", "needs", "requests", "channels", "hours", "place")
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Others:
    """The personas of a catalogue that are simulated, all but one, and which cannot be read."""

    personas: tuple[Persona, ...]
    unread: tuple[str, ...]

    def mix(self, one: Persona) -> Mix:
        """All of them as a population, with that one among them."""
        return Mix.of([one, *self.personas])


def others(one: Persona, catalogue: Catalogue) -> Others:
    """All personas of the catalogue but this one."""
    found, unread = [], []
    for name in catalogue.names("personas"):
        try:
            other = load(catalogue, name)
            compile_all([other])
        except BadInput:
            unread.append(name)
            continue
        if not other.abstract and other.name != one.name:
            found.append(other)
    return Others(personas=tuple(found), unread=tuple(unread))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What of a persona is compared.

    12 `medians` 0-1; 3 shares of `requests`; four lists of `shares` that sum to 1; and `place`:
    region, first language and age as words.
    """

    name: str
    medians: F8
    requests: F8
    shares: tuple[F8, ...]
    place: tuple[str, str, str]


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
    ask = one.requests
    return Profile(
        name=one.name,
        medians=np.array(medians),
        requests=np.array([ask.about_other, ask.restricted, ask.hidden_intent]),
        shares=tuple(part / part.sum() for part in weights),
        place=(one.place.region, one.place.languages[0], one.age),
    )


def distance(one: Profile, other: Profile) -> F8:
    """How far two personas are apart in each of `PARTS`, 0-1; their distance is the mean.

    Traits: the mean absolute difference of the medians of the 8 traits and 4 sensitivities.
    Requests: the same of the shares about others, restricted, and hidden. Risk, needs, channels,
    hours: half the sum of absolute differences of shares, which is the share that would have to
    move from one place to another to make the two alike; channels are compared at entry, barriers
    included. Place: how many of region, first language and age differ, of the three.
    """
    risk, needs, channels, hours = (
        float(np.sum(np.abs(mine - theirs))) / 2.0
        for mine, theirs in zip(one.shares, other.shares, strict=True)
    )
    return np.array(
        [
            float(np.mean(np.abs(one.medians - other.medians))),
            risk,
            needs,
            float(np.mean(np.abs(one.requests - other.requests))),
            channels,
            hours,
            sum(a != b for a, b in zip(one.place, other.place, strict=True)) / 3.0,
        ]
    )


def nearest(one: Persona, beside: Others) -> Section:
    """The others, nearest first."""
    profiles = [profile(other) for other in beside.personas]
    mine = profile(one)
    apart = sorted(
        ((other.name, distance(mine, other)) for other in profiles),
        key=lambda found: (float(found[1].mean()), found[0]),
    )
    among = [float(distance(*pair).mean()) for pair in combinations(profiles, 2)]
    lines = _told(apart, among)
    if beside.unread:
        names = listed(beside.unread)
        said = f"Not compared, as `simenv check` has something to say about them: {names}."
        lines += wrapped(said, 2)
    facts = {
        "distances": [_fact(name, parts) for name, parts in apart],
        "between_others": [round(min(among), 4), round(max(among), 4)] if among else [],
        "not_compared": list(beside.unread),
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
        "Distance: the mean of seven numbers 0-1. Traits: the mean absolute difference of the "
        "medians of 12 traits and sensitivities; requests: the same of the shares about others, "
        "restricted and hidden; risk, needs, channels and hours: the share that would have to move "
        "to make the two alike; place: how many of region, first language and age differ. 0 is the "
        "same persona.",
        2,
    )
