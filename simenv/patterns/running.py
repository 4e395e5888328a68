"""Everything that `check-model` says: worlds are lived one by one, looked at, and let go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simenv.catalogue import Catalogue
from simenv.parameters import MEDIAN_WORLD
from simenv.patterns.best import Levels, equals, levels
from simenv.patterns.cast import Cast, Versions, cast_of
from simenv.patterns.every import PATTERNS
from simenv.patterns.luck import SharedLuck, shared_luck
from simenv.patterns.pattern import Finding, Pattern, Result
from simenv.patterns.seen import Seen
from simenv.patterns.shown import Movement, Retention, movements, retention
from simenv.patterns.wins import Board, Facts, Win, facts, wins

#: People of each persona, drawn worlds beside the median one, seed.
PEOPLE, WORLDS, SEED = 100, 20, 1

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Everything that was found, and from what."""

    people: int
    worlds: int
    seed: int
    versions: Versions
    results: tuple[Result, ...]
    movements: tuple[Movement, ...]
    retention: tuple[Retention, ...]
    wins: tuple[Win, ...]
    luck: tuple[SharedLuck, ...]


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What is kept of one world: its findings by the id of their pattern, its levels."""

    findings: Mapping[str, Finding]
    levels: Levels


@dataclass(frozen=True, kw_only=True)
class Closely(Looked):
    """What is kept of the median world besides."""

    equals: Mapping[str, frozenset[str]]
    facts: Mapping[str, Facts]
    movements: tuple[Movement, ...]
    retention: tuple[Retention, ...]
    luck: tuple[SharedLuck, ...]


def check_model(
    catalogue: Catalogue,
    *,
    people: int = PEOPLE,
    worlds: int = WORLDS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Found:
    """Judge every pattern in the median world and in `worlds` drawn ones; explain all wins.

    `people` are those of each persona. `BadInput` with every problem of the policies' files;
    `PolicyFailure` if a policy misbehaves.
    """
    cast = cast_of(catalogue, people, seed)
    told = progress or _quiet
    median = look_closely(cast)
    drawn = []
    for number in range(1, worlds + 1):
        told(number, worlds + 1)
        drawn.append(look(cast.live(cast.world(MEDIAN_WORLD + number))))
    told(worlds + 1, worlds + 1)
    return Found(
        people=people,
        worlds=worlds,
        seed=seed,
        versions=cast.versions,
        results=tuple(_result(pattern, cast, median, drawn) for pattern in PATTERNS),
        movements=median.movements,
        retention=median.retention,
        wins=wins(_board(median, drawn)),
        luck=median.luck,
    )


def _quiet(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def look(seen: Seen) -> Looked:
    """Judge one world."""
    findings = {
        pattern.id: pattern.judge(seen)
        for pattern in PATTERNS
        if pattern.judge is not None and not _missing(pattern, seen.arms)
    }
    return Looked(findings=findings, levels=levels(seen))


def look_closely(cast: Cast) -> Closely:
    """Judge the median world, and see in it what is seen in no other."""
    world = cast.world(MEDIAN_WORLD)
    seen = cast.live(world)
    found = look(seen)
    return Closely(
        findings=found.findings,
        levels=found.levels,
        equals=equals(seen),
        facts=facts(seen),
        movements=movements(world, cast.panel),
        retention=retention(seen),
        luck=shared_luck(seen),
    )


def _board(median: Closely, drawn: Sequence[Looked]) -> Board:
    return Board(
        median=median.levels,
        equals=median.equals,
        did=median.facts,
        drawn=[each.levels for each in drawn],
    )


def _missing(pattern: Pattern, arms: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(arm for arm in pattern.arms if arm not in arms)


def _result(pattern: Pattern, cast: Cast, median: Looked, drawn: Sequence[Looked]) -> Result:
    return Result(
        pattern=pattern,
        median=median.findings.get(pattern.id),
        drawn=tuple(each.findings[pattern.id] for each in drawn if pattern.id in each.findings),
        missing=_missing(pattern, {arm.name: arm for arm in cast.arms}),
    )
