"""How attackers go about it, as data: rungs of the escalation, steps, persistent testers."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field, Strict

from simenv.catalogue import Entry, fill, read_yaml, wrong
from simenv.catalogue.values import Name, Number, OneOf, Share, Source, Text, Version
from simenv.columns import F8, I1, U8
from simenv.draws import cause_keys
from simenv.persona import Rate
from simenv.vocabulary import Asks, Code, Move, Need

LADDER = Path(__file__).resolve().parent.parent / "model" / "attacks.yaml"

#: What an attacker may do after a refusal, in the order in which hazards stand.
STEPS = ("rephrase", "mask", "step-back", "press-on")
#: The keys of the race between them, shape (4,).
CAUSES: U8 = cause_keys("attack", STEPS)

_Need = Annotated[str, OneOf(Need.words())]
_Asks = Annotated[str, OneOf(Asks.words())]
_Whole = Annotated[int, Strict(), Field(ge=1, le=1000)]


class Reasoned(Entry):
    """What is declared, with what it rests on and why."""

    source: Source
    why: Text


class Truth(Reasoned):
    """What is true of every message of the escalation, whatever it says."""

    need: _Need
    hidden_intent: Annotated[bool, Strict()]


class Rung(Reasoned):
    """One rung: the need and the request as stated, and what the message is after."""

    name: Name
    need: _Need
    asks_for: _Asks
    wants: _Asks


class Step(Reasoned):
    """One thing to do after a refusal: its weight in the race, and the move that is seen of it."""

    does: Annotated[str, OneOf(STEPS)]
    weight: Annotated[float, Strict(), Field(gt=0)]
    move: Annotated[str, OneOf(Move.words()[: Move.TAKE_REFERRAL])]


def _each_once(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    if sorted(one.does for one in steps) != sorted(STEPS):
        found = ", ".join(one.does for one in steps)
        raise wrong(f"each of {', '.join(STEPS)} once", "write all of them, each once", found)
    return steps


class Sessions(Reasoned):
    """After so many refusals or messages a session is over; the next begins some rungs lower."""

    refusals: _Whole
    messages: _Whole
    falls_back: Annotated[int, Strict(), Field(ge=0, le=100)]
    hours_between: tuple[Number, Number]


class Persistent(Reasoned):
    """The boundary tester, or the same persona changed; without a rate, as often as it comes."""

    name: Name
    sessions_per_week: Rate | None = None
    restricted: Share
    hidden_intent: Share


class Benign(Reasoned):
    """Personas with the same kinds of requests and nothing to hide."""

    personas: Annotated[tuple[Name, ...], Field(min_length=1)]


class Ladder(Entry):
    """The whole file; arrays of it by rung, and by step in the order of `STEPS`."""

    name: Name = Field(alias="attacks")
    version: Version
    summary: Text
    truly: Truth
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]
    after_refusal: Annotated[tuple[Step, ...], AfterValidator(_each_once)]
    sessions: Sessions
    persistent: Annotated[tuple[Persistent, ...], Field(min_length=1)]
    benign: Benign

    @functools.cached_property
    def need(self) -> I1:
        """The need that each rung states."""
        return _codes(Need, [one.need for one in self.rungs])

    @functools.cached_property
    def asks(self) -> I1:
        """What each rung states that it asks for."""
        return _codes(Asks, [one.asks_for for one in self.rungs])

    @functools.cached_property
    def wants(self) -> I1:
        """What each rung is after."""
        return _codes(Asks, [one.wants for one in self.rungs])

    @functools.cached_property
    def weights(self) -> F8:
        """The weight of each step, shape (4,)."""
        return np.array([self._step(name).weight for name in STEPS])

    @functools.cached_property
    def moves(self) -> I1:
        """The move that is seen of each step, shape (4,)."""
        return _codes(Move, [self._step(name).move for name in STEPS])

    @property
    def top(self) -> int:
        """The highest rung."""
        return len(self.rungs) - 1

    def _step(self, name: str) -> Step:
        return next(one for one in self.after_refusal if one.does == name)


def _codes(kind: type[Code], words: list[str]) -> I1:
    found: I1 = np.array([kind.of(word) for word in words], np.int8)
    found.flags.writeable = False
    return found


def read(path: Path) -> Ladder:
    """The ladder of a file; `BadInput` with every problem in it."""
    return fill(read_yaml(path, "attacks"), Ladder)


@functools.cache
def shipped() -> Ladder:
    """The ladder that comes with simenv."""
    return read(LADDER)
