"""Where personas, norms, detectors and worlds of a number come from: files, read once a process.

Thousands of single environments stand beside each other and share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from simenv import detector as detectors
from simenv import persona as personas_of
from simenv import standard as standards
from simenv import world as worlds_of
from simenv.catalogue import Catalogue
from simenv.detector import Detector
from simenv.envs.asked import file, names, whole
from simenv.persona import Persona
from simenv.standard import Standard
from simenv.world import World

#: The norm by which violations are counted, where nothing else is asked for.
STANDARD = "listening-first"
#: The horizon in days, and the seed of the run, where nothing else is asked for.
DAYS, LUCK = 30, 1


@dataclass(frozen=True, kw_only=True)
class Source:
    """What makes the world of a number; None where nothing was asked for."""

    folder: str | None
    personas: tuple[str | Path, ...] | None
    standard: str | Path | None
    days: int | None
    luck: int | None

    @classmethod
    def of(
        cls, *, catalogue: object, personas: object, standard: object, days: object, luck: object
    ) -> Source:
        """What these arguments ask for; `ValueError` for what is of no use."""
        return cls(
            folder=None if catalogue is None else str(file("catalogue", catalogue)),
            personas=names(personas),
            standard=None if standard is None else file("standard", standard),
            days=None if days is None else whole("days", days, least=1),
            luck=None if luck is None else whole("luck", luck),
        )

    @property
    def cast(self) -> tuple[Persona, ...]:
        """The personas, sorted by name."""
        return _cast(self.folder, self.personas)

    def read(self) -> tuple[Persona, ...]:
        """The personas; what is wrong with the standard is said now, not by the first world."""
        _standard(self.folder, self._standard)
        return self.cast

    @property
    def _standard(self) -> str | Path:
        return STANDARD if self.standard is None else self.standard

    @property
    def norm(self) -> Standard:
        """The norm by which violations are counted."""
        return _standard(self.folder, self._standard)

    @property
    def horizon(self) -> int:
        """The horizon in days."""
        return DAYS if self.days is None else self.days

    def detector(self, name: object) -> Detector:
        """The detector of that name."""
        return _detector(self.folder, file("detector", name))

    def world(self, number: int) -> World:
        """World `number` of the run's seed."""
        return _world(self, whole("world", number))


@lru_cache(maxsize=8)
def _catalogue(folder: str | None) -> Catalogue:
    return Catalogue() if folder is None else Catalogue((Path(folder),))


@lru_cache(maxsize=32)
def _cast(folder: str | None, asked: tuple[str | Path, ...] | None) -> tuple[Persona, ...]:
    """The personas of these names, sorted by name; all that are no base for others if None."""
    shelf = _catalogue(folder)
    found = [personas_of.load(shelf, name) for name in asked or shelf.names("personas")]
    bases = [one.name for one in found if one.abstract]
    if asked is not None and bases:
        raise ValueError(f"personas: {', '.join(bases)} is a base for others, and lives no life")
    living = {one.name: one for one in found if not one.abstract}
    return tuple(living[name] for name in sorted(living))


@lru_cache(maxsize=32)
def _standard(folder: str | None, name: str | Path) -> Standard:
    return standards.load(_catalogue(folder), name)


@lru_cache(maxsize=32)
def _detector(folder: str | None, name: str | Path) -> Detector:
    return detectors.load(_catalogue(folder), name)


@lru_cache(maxsize=64)
def _world(source: Source, number: int) -> World:
    seed = LUCK if source.luck is None else source.luck
    return worlds_of.build(source.cast, source.norm, source.horizon, seed, number)
