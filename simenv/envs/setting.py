"""What an environment is about: personas, worlds, horizon, how the assistant sees, what costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from simenv import detector as detectors
from simenv import persona as personas_of
from simenv import standard as standards
from simenv import world as worlds_of
from simenv.catalogue import Catalogue
from simenv.detector import Detector
from simenv.driving.alone import nothing_shared
from simenv.envs.drawing import Draw
from simenv.envs.framings import Actions, Framings
from simenv.envs.observing import Eyes
from simenv.envs.weights import Weights
from simenv.persona import Mix, Persona
from simenv.policy.view import remembers as memory
from simenv.standard import Standard
from simenv.world import World

#: The norm by which violations are counted, and the detector, where nothing else is asked for.
STANDARD, DETECTOR = "listening-first", "typical-2025"
#: How long refusals and referrals are remembered, in days, where nothing else is asked for.
MEMORY = 30.0


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
        days: int = 30,
        world: int | World | None = 0,
        worlds: int = 10,
        luck: int = 1,
        people: int | Sequence[int] = 1000,
        standard: str = STANDARD,
        detector: str = DETECTOR,
        remembers: Mapping[str, float] | None = None,
        framings: Framings | str | Path | None = None,
        weights: Weights | Mapping[str, float] | None = None,
        catalogue: str | Path | None = None,
    ) -> Setting:
        """What these arguments ask for.

        `personas` are names, all of the catalogue if there are none. `people` is how many persons
        of each may come up, or the first number and the one after the last. `world` is a number (0
        has every parameter at its median), None for one of the drawn worlds 1 to `worlds` an
        episode, or a world, whose own personas, days, standard and luck then hold. `remembers`
        says for how many days `refusals` and `referrals` are remembered. `BadInput` for files,
        `ValueError` for all else.
        """
        shelf = None if catalogue is None else str(catalogue)
        named = _named(personas)
        given = world if isinstance(world, World) else None
        cast = _of_world(given) if given else _of_files(shelf, named, standard, days)
        return cls(
            names=tuple(one.name for one in cast),
            personas=cast,
            days=given.days if given else days,
            build=partial(_built, shelf, named, standard, days, luck),
            draw=_draw(cast, people, _numbers(world, worlds)),
            eyes=_eyes(shelf, detector, remembers),
            actions=Actions(framings=Framings.made(framings)),
            weights=Weights.of(weights),
            given=given,
        )


def _named(personas: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """The names that were given, one or several; None for all."""
    if personas is None:
        return None
    return (personas,) if isinstance(personas, str) else tuple(personas)


def _of_files(
    folder: str | None, names: tuple[str, ...] | None, standard: str, days: int
) -> tuple[Persona, ...]:
    """The personas of these names; what is wrong with the other two is said at once, too."""
    if days < 1:
        raise ValueError(f"days: expected 1 or more, found {days}")
    _standard(folder, standard)
    return _cast(folder, names)


def _of_world(world: World) -> tuple[Persona, ...]:
    """The personas of a world whose people can be lived one by one, from entry on."""
    nothing_shared(world)
    if world.burn_in:
        raise ValueError("an episode begins at entry: a world with days before it is for runs")
    return world.kinds.personas


def _numbers(world: int | World | None, worlds: int) -> tuple[int, ...]:
    """The numbers of the worlds that may come up."""
    if isinstance(world, World):
        return (world.luck.world,)
    if isinstance(world, int):
        if world < 0:
            raise ValueError(f"world: expected 0 or more, or None, found {world}")
        return (world,)
    if worlds < 1:
        raise ValueError(f"worlds: expected 1 or more, found {worlds}")
    return tuple(range(1, worlds + 1))


def _draw(cast: Sequence[Persona], people: int | Sequence[int], worlds: tuple[int, ...]) -> Draw:
    first, end = (0, people) if isinstance(people, int) else people
    if not 0 <= first < end:
        raise ValueError(f"people: expected a number, or a first and an end after it: {people}")
    shares = Mix.of(cast).rescaled
    found = np.array([shares[one.name] for one in cast])
    return Draw(shares=found, first=first, people=end - first, worlds=worlds)


# Files are read once a process: thousands of single environments stand beside each other.


@lru_cache(maxsize=8)
def _catalogue(folder: str | None) -> Catalogue:
    return Catalogue() if folder is None else Catalogue((Path(folder),))


@lru_cache(maxsize=32)
def _cast(folder: str | None, names: tuple[str, ...] | None) -> tuple[Persona, ...]:
    """The personas of these names, sorted by name; all that are no base for others if None."""
    shelf = _catalogue(folder)
    if names is not None and not names:
        raise ValueError("personas: expected at least one name, or None for all")
    found = [personas_of.load(shelf, name) for name in names or shelf.names("personas")]
    bases = [one.name for one in found if one.abstract]
    if names is not None and bases:
        raise ValueError(f"personas: {', '.join(bases)} is a base for others, and lives no life")
    living = {one.name: one for one in found if not one.abstract}
    return tuple(living[name] for name in sorted(living))


@lru_cache(maxsize=32)
def _standard(folder: str | None, name: str) -> Standard:
    return standards.load(_catalogue(folder), name)


@lru_cache(maxsize=32)
def _detector(folder: str | None, name: str) -> Detector:
    return detectors.load(_catalogue(folder), name)


def _eyes(folder: str | None, detector: str, remembers: Mapping[str, float] | None) -> Eyes:
    days = {"refusals": MEMORY, "referrals": MEMORY} if remembers is None else dict(remembers)
    unknown = set(days) - {"refusals", "referrals"}
    if unknown or any(not 0 <= span <= 365_000 for span in days.values()):
        raise ValueError(f"remembers: expected days of refusals and referrals, found {days}")
    seen = memory(days.get("refusals"), days.get("referrals"))
    return Eyes(detector=_detector(folder, detector), remembers=seen)


@lru_cache(maxsize=64)
def _built(
    folder: str | None,
    names: tuple[str, ...] | None,
    standard: str,
    days: int,
    luck: int,
    number: int,
) -> World:
    norm = _standard(folder, standard)
    return worlds_of.build(_cast(folder, names), norm, days=days, seed=luck, world=number)
