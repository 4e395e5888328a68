"""Who is picked by the options of a reset: only who may come up at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simenv.envs.asked import whole
from simenv.envs.drawing import WORDS, Draw
from simenv.envs.setting import Setting

_KEYS = ("persona", "person", "world", "episode_seed")


@dataclass(frozen=True, kw_only=True)
class Picked:
    """What was picked; None for what is drawn as ever.

    `persona` is a place in the setting's, the others are numbers, `seed` that of the episode.
    """

    persona: int | None = None
    person: int | None = None
    world: int | None = None
    seed: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, object] | None, setting: Setting) -> Picked:
        """The options of a reset, held against who may come up in this setting.

        `ValueError` for other options, for what is no whole number, and for a persona, a person or
        a world that is not among them: whoever was set apart for a test stays apart.
        """
        given = {} if options is None else options
        if not isinstance(given, Mapping) or not set(given) <= set(_KEYS):
            raise ValueError(f"options: expected {', '.join(_KEYS)}, found {given!r}")
        return cls(
            persona=_persona(given["persona"], setting.names) if "persona" in given else None,
            person=_person(given["person"], setting.draw) if "person" in given else None,
            world=_world(given["world"], setting.draw) if "world" in given else None,
            seed=_seed(given["episode_seed"]) if "episode_seed" in given else None,
        )

    def narrowed(self, draw: Draw) -> Draw:
        """Whom this episode may be about: the persona that was picked, or all as ever."""
        if self.persona is None:
            return draw
        alone = np.zeros(len(draw.shares))
        alone[self.persona] = 1.0
        return replace(draw, shares=alone)


def _persona(found: object, names: tuple[str, ...]) -> int:
    if not isinstance(found, str) or found not in names:
        raise ValueError(f"options: no persona {found!r}, there are {', '.join(names)}")
    return names.index(found)


def _person(found: object, draw: Draw) -> int:
    return whole("options: person", found, least=draw.first, below=draw.first + draw.people)


def _world(found: object, draw: Draw) -> int:
    number, last = whole("options: world", found), draw.worlds[-1]
    if number not in draw.worlds:
        there = str(last) if len(draw.worlds) == 1 else f"{draw.worlds[0]} to {last}"
        raise ValueError(f"options: world: expected {there}, found {found!r}")
    return number


def _seed(found: object) -> int:
    return whole("options: episode_seed", found, below=WORDS)
