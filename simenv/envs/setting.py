"""What an environment is about: personas, worlds, horizon, how the assistant sees, what costs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simenv.envs import given as worlds_given
from simenv.envs.asked import known, memory, whole
from simenv.envs.asked import people as people_of
from simenv.envs.drawing import Draw
from simenv.envs.framings import Actions, Framings
from simenv.envs.observing import Eyes
from simenv.envs.pool import WIDE
from simenv.envs.sources import Source
from simenv.envs.weights import Weights
from simenv.persona import Mix, Persona
from simenv.policy.view import remembers as memory_of
from simenv.world import World

#: The detector that reads messages, where nothing else is asked for.
DETECTOR = "typical-2025"
#: How long refusals and referrals are remembered, in days, where nothing else is asked for.
MEMORY = 30.0
#: How many drawn worlds there are where nothing else is asked for.
WORLDS = 10


@dataclass(frozen=True, kw_only=True)
class Setting:
    """All that episodes have in common.

    `build` makes the world of a number; `given` is one that was handed in, then the only one.
    """

    names: tuple[str, ...]
    personas: tuple[Persona, ...]
    days: int
    build: Callable[[int], World]
    draw: Draw
    eyes: Eyes
    actions: Actions
    weights: Weights
    given: World | None = None

    def world(self, number: int) -> World:
        """World `number` of the run's seed; `ValueError` for another one than was handed in."""
        if self.given is None:
            return self.build(number)
        if number != self.given.luck.world:
            raise ValueError(
                f"world {number}: this environment was given world {self.given.luck.world}"
            )
        return self.given

    @classmethod
    def of(
        cls,
        *,
        personas: str | Sequence[str] | None = None,
        days: int | None = None,
        world: int | World | None = 0,
        worlds: int | None = None,
        luck: int | None = None,
        people: int | Sequence[int] = 1000,
        standard: str | Path | None = None,
        detector: str | Path = DETECTOR,
        remembers: Mapping[str, float] | None = None,
        framings: Framings | str | Path | None = None,
        weights: Weights | Mapping[str, float] | None = None,
        catalogue: str | Path | None = None,
    ) -> Setting:
        """What these arguments ask for; None where one may be is as shipped.

        `personas` are names, all of the catalogue if there are none. `people` is how many persons
        of each may come up, or the first number and the one after the last. `world` is a number (0
        has every parameter at its median), None for one of the drawn worlds 1 to `worlds` an
        episode, or a world, whose own personas, days, luck and standard then hold: others may not
        be asked for. `remembers` says for how many days `refusals` and `referrals` are remembered.
        `BadInput` for files, `ValueError` for all else.
        """
        source = Source.of(
            catalogue=catalogue, personas=personas, standard=standard, days=days, luck=luck
        )
        numbers, given = _numbers(world, worlds), world if isinstance(world, World) else None
        if given:
            worlds_given.fits(given)
            worlds_given.agrees(given, source, worlds)
        cast = given.kinds.personas if given else source.read()
        return cls(
            names=tuple(one.name for one in cast),
            personas=cast,
            days=given.days if given else source.horizon,
            build=source.world,
            draw=_draw(cast, people, numbers),
            eyes=_eyes(source, detector, remembers),
            actions=Actions(framings=Framings.made(framings)),
            weights=Weights.of(weights),
            given=given,
        )

    @classmethod
    def asked(cls, kind: str, about: Mapping[str, Any]) -> Setting:
        """`of` these arguments; `TypeError` for one that a `kind` of environment has not."""
        known(kind, about, [*inspect.signature(cls.of).parameters])
        return cls.of(**about)


def _numbers(world: object, worlds: object) -> tuple[int, ...]:
    """The numbers of the worlds that may come up."""
    if isinstance(world, World):
        return (world.luck.world,)
    if world is None:
        many = whole("worlds", WORLDS if worlds is None else worlds, least=1)
        return tuple(range(1, many + 1))
    number = whole("world", world)
    if worlds is not None:
        raise ValueError(
            f"worlds: of use for world=None alone, found {worlds!r} and world {number}"
        )
    return (number,)


def _draw(cast: Sequence[Persona], people: object, worlds: tuple[int, ...]) -> Draw:
    first, end = people_of(people, below=WIDE)
    shares = Mix.of(cast).rescaled
    found = np.array([shares[one.name] for one in cast])
    return Draw(shares=found, first=first, people=end - first, worlds=worlds)


def _eyes(source: Source, detector: object, remembers: object) -> Eyes:
    shipped = {"refusals": MEMORY, "referrals": MEMORY}
    days = shipped if remembers is None else memory(remembers)
    seen = memory_of(days.get("refusals"), days.get("referrals"))
    return Eyes(detector=source.detector(detector), remembers=seen)
