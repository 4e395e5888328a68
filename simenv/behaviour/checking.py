"""A persona's behaviour beside that of the others, under the same policies and in the same world.

Nothing here is a verdict on a persona: a range of a dozen personas is narrow, and the odd one out
may be right. What cannot be is told apart from what is only unusual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simenv import kinds, parameters
from simenv import persona as persona_files
from simenv import policy as policies
from simenv import world as worlds
from simenv.behaviour.living import lived, norm_of, people_of
from simenv.behaviour.measures import BUSIEST, MEASURES, Measure, Own, messages_a_day
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.lockstep import Lives
from simenv.persona import Persona
from simenv.population import Panel
from simenv.vocabulary import Move

#: Under which policies behaviour is looked at.
POLICIES = ("never-refuses", "status-quo-2026", "always-refuses")
#: People of the persona, people of each of the others, days, seed.
PEOPLE, OTHERS, HORIZON, SEED = 300, 100, 30, 1


@dataclass(frozen=True, kw_only=True)
class Value:
    """One measure under one policy; `low` and `high` are the others' range, None without any."""

    measure: Measure
    policy: str
    value: float | None
    low: float | None
    high: float | None

    @property
    def outside(self) -> bool:
        """Whether the value lies out of the range of the others."""
        if self.value is None or self.low is None or self.high is None:
            return False
        return not self.low <= self.value <= self.high


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A hard bound that was looked at: what it is, and what broke it ("" if nothing did).

    `impossible` says that the persona cannot be used as it is; otherwise it is to be thought over.
    """

    name: str
    about: str
    broken: str = ""
    impossible: bool = False


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What was found; `values` are by measure, then by policy, in the order of both."""

    persona: Persona
    people: int
    days: int
    seed: int
    policies: tuple[str, ...]
    panel: tuple[str, ...]
    panel_people: int
    unread: tuple[str, ...]
    values: tuple[Value, ...]
    bounds: tuple[Bound, ...]

    @property
    def outside(self) -> tuple[Value, ...]:
        """The values out of the others' range."""
        return tuple(one for one in self.values if one.outside)

    @property
    def impossible(self) -> bool:
        """Whether a bound is broken that no persona may break."""
        return any(one.broken and one.impossible for one in self.bounds)


def check(
    catalogue: Catalogue,
    name_or_path: str | Path,
    *,
    people: int = PEOPLE,
    days: int = HORIZON,
    seed: int = SEED,
) -> Behaviour:
    """Let people of a persona, and of all others, live in the median world under three policies.

    `BadInput` with every problem of the file, a rate beyond the thinning ceiling included, or for a
    base that is never simulated; `PolicyFailure` if a policy misbehaves.
    """
    one = _sound(catalogue, name_or_path)
    others = people_of(catalogue).without(one.name)
    arms = [policies.load(catalogue, name) for name in POLICIES]
    everyone = sorted((one, *others.personas), key=lambda each: each.name)
    here = worlds.build(everyone, norm_of(catalogue), days, seed, parameters.MEDIAN_WORLD)
    place = everyone.index(one)
    lives = lived(here, _panel(len(everyone), place, people), arms)
    mine = {name: Own.of(each, place, days) for name, each in lives.items()}
    theirs = {name: _others(each, place, len(everyone), days) for name, each in lives.items()}
    return Behaviour(
        persona=one,
        people=people,
        days=days,
        seed=seed,
        policies=tuple(lives),
        panel=tuple(each.name for each in others.personas),
        panel_people=OTHERS,
        unread=others.unread,
        values=tuple(_values(mine, theirs, days)),
        bounds=bounds(mine),
    )


def _sound(catalogue: Catalogue, name_or_path: str | Path) -> Persona:
    """The persona, if it can be simulated at all."""
    document = catalogue.read("personas", name_or_path)
    one = persona_files.check(document)
    faults = kinds.faults(one, parameters.shipped().median())
    problems = [document.problem(*fault) for fault in faults]
    if one.abstract:
        told = (
            "a persona that is simulated",
            "a base for others",
            f"name one that extends {one.name}",
        )
        problems.append(document.problem(("abstract",), *told))
    if problems:
        raise BadInput(problems)
    return one


def _panel(personas: int, place: int, people: int) -> Panel:
    """`people` persons of the persona at `place`, and fewer of each of the others, in key order."""
    sizes = np.full(personas, OTHERS)
    sizes[place] = people
    persona = np.repeat(np.arange(personas, dtype=np.int32), sizes)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return Panel(persona=persona, person=np.arange(len(persona), dtype=np.int64) - first)


def _others(lives: Lives, place: int, personas: int, days: int) -> list[Own]:
    return [Own.of(lives, other, days) for other in range(personas) if other != place]


def _values(mine: dict[str, Own], theirs: dict[str, list[Own]], days: int) -> list[Value]:
    measures = [one for one in MEASURES if one.least <= days]
    return [
        _value(measure, policy, own, theirs[policy])
        for measure in measures
        for policy, own in mine.items()
    ]


def _value(measure: Measure, policy: str, own: Own, others: Sequence[Own]) -> Value:
    found = [each for each in map(measure.value, others) if each is not None]
    return Value(
        measure=measure,
        policy=policy,
        value=measure.value(own),
        low=min(found, default=None),
        high=max(found, default=None),
    )


def bounds(mine: dict[str, Own]) -> tuple[Bound, ...]:
    """The hard bounds, for one persona's people under each policy."""
    ceiling = "no hour holds more than one need, at the ceiling of the rate"  # else: no Behaviour
    return (
        Bound(name="ceiling", about=ceiling, impossible=True),
        _somebody_talks(mine),
        _not_too_busy(mine),
        _all_moves(mine),
    )


def _somebody_talks(mine: dict[str, Own]) -> Bound:
    silent = not any(len(own.sessions) for own in mine.values())
    return Bound(
        name="sessions",
        about="somebody has a session with the assistant",
        broken="nobody has one under any of the policies" if silent else "",
        impossible=True,
    )


def _not_too_busy(mine: dict[str, Own]) -> Bound:
    busy = {policy: messages_a_day(own) or 0.0 for policy, own in mine.items()}
    most = max(busy, key=lambda policy: busy[policy])
    return Bound(
        name="messages",
        about=f"at most about {BUSIEST:g} messages a day and person (B9: heavy use)",
        broken=f"{busy[most]:.1f} under {most}" if busy[most] > BUSIEST else "",
    )


def _all_moves(mine: dict[str, Own]) -> Bound:
    unseen = [
        move.word
        for move in Move
        if not any((own.turns.move == move).any() for own in mine.values())
    ]
    return Bound(
        name="moves",
        about="each move is made by somebody, under some policy",
        broken=f"never made: {', '.join(unseen)}" if unseen else "",
    )
