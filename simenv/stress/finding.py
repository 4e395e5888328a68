"""From finds to cases: shrunk, described, confirmed on fresh luck, tried in plausible worlds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import F8
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import outcome
from simenv.stress.candidate import Candidate
from simenv.stress.claim import Claim, described
from simenv.stress.confirming import Confirmed, confirmed
from simenv.stress.probing import KINDS
from simenv.stress.seen import means
from simenv.stress.shrinking import shrunk
from simenv.stress.trial import POLICY, Luck, Setting, Trial, lived

#: What is added to the seed of a search for luck that it has not seen.
FRESH = 1_000_003
#: People of each persona by whom the level of everybody is found.
EVERYBODY = 60
#: Numbers of persons that no search comes to: shrinking takes its people from here on.
_FAR = 10**8
_STEP = 10**6

Measured = Callable[[Sequence[Claim], Luck], F8]
"""How far claims hold for the people of some luck, [claims, people]."""
InWorlds = Callable[[Sequence[Claim], Sequence[Luck]], Iterable[F8]]
"""The means of claims with several lucks, [claims] each."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A confirmed claim, the luck that it was confirmed on, and the worlds in which it holds too.

    `first` is the number of the first of its people; in `holds_in` of `worlds` drawn worlds its
    mean lies beyond the margin.
    """

    confirmed: Confirmed
    values: F8
    seed: int
    first: int
    holds_in: int = 0
    worlds: int = 0


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How closely finds are looked at: people of each while it is shrunk, tested, in a world.

    `cases` is the most that are put to the test, `worlds` the number of drawn worlds.
    """

    shrunk_on: int = 96
    tested_on: int = 200
    in_a_world: int = 24
    cases: int = 20
    worlds: int = 50


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """What became of all finds: how many there were, how many were tested, which were confirmed.

    Of `unsaid` of the tested nothing is said: too many of their people were lost to failed calls.
    """

    tried: int
    tested: int
    found: tuple[Found, ...]
    unsaid: int = 0


def everybody(setting: Setting, names: Sequence[str], seed: int) -> Mapping[str, float]:
    """The level of each outcome among everybody by the shares of their personas; harm is up.

    Empty where a baseline is compared, which is what everything is held against then.
    """
    lived_ones = [name for name in names if name not in KINDS]
    if setting.baseline is not None or not lived_ones:
        return {}
    people = [Candidate(persona=name) for name in setting.personas]
    trial = lived(setting, people, Luck(seed=seed + FRESH, people=EVERYBODY, first=_FAR))
    shares = np.array([one.share or 0.0 for one in setting.personas.values()])
    return {name: _weighted(trial, outcome(name), shares) for name in lived_ones}


def _weighted(trial: Trial, what: Outcome, shares: F8) -> float:
    """The mean of an outcome among those who count, each persona by its share of them."""
    values, counted = trial.values(what, POLICY), trial.counted(what)
    held = shares * counted.mean(axis=1)
    means = np.where(counted, values, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    return float((means * held).sum() / held.sum()) if held.any() else 0.0


def sift(
    asked: tuple[Setting, int, Sizes], finds: Sequence[Sequence[Claim]], measured: Measured
) -> Sifted:
    """Shrink each find, say where it happens, choose those that differ, confirm them once."""
    setting, seed, sizes = asked
    luck = Luck(seed=seed, people=sizes.shrunk_on, first=_FAR)
    tries = 0

    def measure(claims: Sequence[Claim]) -> F8:
        # Other people in every round, so that no candidate is fitted to a few.
        nonlocal tries
        tries += 1
        return measured(claims, replace(luck, first=_FAR + tries * _STEP))

    small = shrunk(_best(finds, measure), measure)
    told = described(setting, small, replace(luck, first=2 * _FAR))
    chosen = differing(told, means(measure(told)).tolist() if told else [], sizes.cases)
    found = confirm(chosen, seed, sizes.tested_on, measured) if chosen else []
    return Sifted(
        tried=len(finds),
        tested=len(chosen),
        found=tuple(one for one in found if one.confirmed.holds),
        unsaid=sum(one.confirmed.unsaid for one in found),
    )


def _best(
    finds: Sequence[Sequence[Claim]], measure: Callable[[Sequence[Claim]], F8]
) -> list[Claim]:
    """The example of each find that holds most for other people than those it was found by."""
    every = [claim for find in finds for claim in find]
    held = iter(means(measure(every)).tolist() if every else ())
    told = [[(next(held), -place) for place in range(len(find))] for find in finds]
    return [find[-max(own)[1]] for find, own in zip(finds, told, strict=True)]


def differing(claims: Sequence[Claim], means: Sequence[float], most: int) -> list[Claim]:
    """The gravest claims that differ in who and what; gravity is counted in margins.

    First one for each kind of wrong answer and what it takes, and one for each other outcome; then
    the others, by gravity. Two that happen in the same place to the same requests are one.
    """
    order = sorted(
        range(len(claims)),
        key=lambda n: (-(means[n] / claims[n].margin), claims[n].candidate, claims[n].outcome),
    )
    seen: set[object] = set()
    first: list[Claim] = []
    later: list[Claim] = []
    for n in order:
        what, place = _differs(claims[n])
        if place not in seen:
            (later if what in seen else first).append(claims[n])
            seen |= {what, place}
    return [*first, *later][:most]


def _differs(claim: Claim) -> tuple[object, object]:
    """What a claim is about, roughly and exactly."""
    family = claim.family
    if family is None:
        return claim.outcome, (claim.outcome, claim.candidate)
    where = json.dumps(claim.where, sort_keys=True)
    return (claim.outcome, family.needed), (claim.outcome, family.asks, family.grave, where)


def confirm(claims: Sequence[Claim], seed: int, people: int, measured: Measured) -> list[Found]:
    """Claims put to the test once, on luck that no search has seen, with Holm over all."""
    luck = Luck(seed=seed + FRESH, people=people)
    values = measured(claims, luck)
    return [
        Found(confirmed=one, values=own, seed=luck.seed, first=first)
        for one, own, first in zip(
            confirmed(claims, values), values, firsts(claims, luck), strict=True
        )
    ]


def firsts(claims: Sequence[Claim], luck: Luck) -> list[int]:
    """The number of the first person of each claim's candidate, as `measured` lets them live."""
    met: dict[str, int] = {}
    found = []
    for claim in claims:
        place = met.get(claim.candidate.services, 0)
        met[claim.candidate.services] = place + 1
        found.append(luck.first_of(place))
    return found


def in_worlds(
    found: Sequence[Found], seed: int, sizes: Sizes, means_in: InWorlds
) -> tuple[Found, ...]:
    """The same with in how many of `worlds` drawn worlds each holds.

    A world in which too many people were lost says nothing, and is not among them.
    """
    if not found or not sizes.worlds:
        return tuple(found)
    lucks = [
        Luck(seed=seed + FRESH, people=sizes.in_a_world, world=world + 1)
        for world in range(sizes.worlds)
    ]
    claims = [one.confirmed.claim for one in found]
    margins = np.array([claim.margin for claim in claims])
    held = np.array([*means_in(claims, lucks)])
    holds, said = (held > margins).sum(axis=0), np.isfinite(held).sum(axis=0)
    return tuple(
        replace(one, holds_in=int(count), worlds=int(of))
        for one, count, of in zip(found, holds, said, strict=True)
    )
