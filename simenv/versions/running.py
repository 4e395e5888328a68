"""Let people live under both versions, block by block, and say where those decide otherwise.

Memory is bounded by a block: its traffic is counted and let go. Contexts are found in the first
block, which holds people of every persona, and counted in all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simenv.catalogue import Catalogue
from simenv.columns import I8
from simenv.experiment.work import world_of
from simenv.lockstep import Lives
from simenv.parameters import MEDIAN_WORLD
from simenv.population import Panel
from simenv.rows import TrajectoryRows
from simenv.stats.lived import World
from simenv.stats.outcome import Lives as Told
from simenv.versions.counting import Counts
from simenv.versions.estimating import ALL, Estimates
from simenv.versions.fixed import Fixed
from simenv.versions.found import Versions
from simenv.versions.looking import Kept, Look
from simenv.versions.question import Question, question
from simenv.versions.rules import rules_apart
from simenv.versions.traffic import Traffic, live

#: People of all personas together who are lived at a time.
AT_ONCE = 4096

Progress = Callable[[int, int], None]
"""Called with the people who are done and those in all."""


def versions(
    first: str,
    second: str,
    *,
    catalogue: Catalogue | None = None,
    at_once: int = AT_ONCE,
    progress: Progress | None = None,
    **fields: Any,
) -> Versions:
    """Where two policies decide otherwise, how often traffic meets it, and what follows.

    Policies are catalogue names or files. `fields` are those of an experiment file that say whose
    traffic: `personas`, `cohort`, `baseline`, `standard`, `days`, `people`, `seed`. `at_once`
    bounds the people of a block, so memory; contexts are looked for among that many. `BadInput`
    with every problem; `PolicyFailure` if one of the two misbehaves.
    """
    asked = question(first, second, catalogue or Catalogue(), fields)
    blocks = _blocks(asked, at_once, progress or _quiet)
    sample, lives = next(blocks)
    look = Look.into(asked, sample)
    kept = [Kept.of(look, sample, lives), *(Kept.of(look, *block) for block in blocks)]
    return _found(look, kept, Fixed.of(asked))


def _quiet(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def _blocks(
    asked: Question, at_once: int, progress: Progress
) -> Iterator[tuple[Traffic, tuple[Lives, Lives]]]:
    """The traffic and lives of some people of every persona after the other."""
    resolved, people = asked.resolved, asked.resolved.spec.people
    world = replace(world_of(resolved, MEDIAN_WORLD), spoken=True)  # requests name the person
    personas = len(resolved.personas)
    size = max(1, at_once // personas)
    for start in range(0, people, size):
        end = min(start + size, people)
        yield live(world, _panel(personas, start, end), asked.pair, resolved.baseline)
        progress(end * personas, people * personas)


def _panel(personas: int, start: int, end: int) -> Panel:
    """The persons of these numbers of every persona, in key order."""
    number = end - start
    return Panel(
        persona=np.repeat(np.arange(personas, dtype=np.int32), number),
        person=np.tile(np.arange(start, end, dtype=np.int64), personas),
    )


def _found(look: Look, kept: Sequence[Kept], fixed: Fixed) -> Versions:
    asked, estimates = look.asked, _estimates(look, kept, fixed)
    parted = estimates.parted(ALL)
    return Versions(
        names=asked.names,
        files=asked.files,
        asked=asked.told,
        people=len(parted),
        messages=sum(one.messages for one in kept),
        often=estimates.often(ALL),
        battery=fixed.told(),
        held=look.held,
        places=look.places(estimates),
        parted=int(parted.sum()),
        among=estimates.among(parted),
        everyone=estimates.everyone(),
        rules=rules_apart(asked.pair, asked.documents),
        worded=asked.worded,
        lost=estimates.world.censored_share,
    )


def _estimates(look: Look, kept: Sequence[Kept], fixed: Fixed) -> Estimates:
    """Everything that was lived and counted, people in key order."""
    asked = look.asked
    lives = {name: _joined([one.lives[at] for one in kept]) for at, name in enumerate(asked.names)}
    people = lives[asked.names[0]][0]
    order: I8 = np.lexsort((people.person, people.persona))
    return Estimates(
        world=World.of(lives, asked.shares),
        names=tuple(one.name for one in asked.resolved.personas),
        days=asked.resolved.spec.days,
        counts=Counts.joined([one.counts for one in kept], order),
        battery=look.counts(fixed.traffic),
        asked=fixed.strata,
    )


def _joined(blocks: Sequence[Told]) -> Told:
    rows = TrajectoryRows.joined([trajectories for trajectories, _ in blocks])
    return rows, np.concatenate([standing for _, standing in blocks])
