"""From tables to what people read: the summary, and the report beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simenv import battery, parameters, report
from simenv.api import imputing, populated
from simenv.api.comparison import REPORT, SEAL, SUMMARY, Comparison
from simenv.api.correcting import corrected
from simenv.api.opening import found
from simenv.columns import F8
from simenv.experiment import Calls, Resolved, spoken
from simenv.experiment.declared import BUILT_IN
from simenv.parameters import Parameter
from simenv.records import Run
from simenv.records.files import write_whole
from simenv.records.reading import AnyTable
from simenv.report import populations as pages
from simenv.rows import EventRows, TurnRows
from simenv.standard import Norms
from simenv.stats import (
    Crowd,
    Decisions,
    DeclaredFamily,
    Flows,
    Lives,
    Study,
    flows,
    summarise,
)
from simenv.stats.after import Events, Turns
from simenv.stats.tables.calls import CALLS
from simenv.stats.tables.imputed import KEY


def finish(
    run: Run, resolved: Resolved, others: Sequence[Comparison] = (), calls: Calls | None = None
) -> Comparison:
    """Summarise a run whose units are done, and write `summary.json` and `report.html`.

    `others` are its further imputed runs, where it has policies whose texts were read; `calls` what
    was asked of policies that answer in words.
    """
    told = _of_persons if run.layout.shared is None else populated.summary_of
    summary = told(run, resolved) | {SEAL: run.seal}
    if calls is not None:
        summary[CALLS] = calls.told()
    if others:
        several = [summary, *(one.summary for one in others)]
        read = imputing.combined(imputing.texts(resolved), several)
        summary[KEY] = read | {"battery": corrected(resolved)}
    _write(run.path / SUMMARY, summary)
    done = found(run, summary)
    rewrite_report(done)
    return done


def _of_persons(run: Run, resolved: Resolved) -> dict[str, Any]:
    """The summary of a run in which persons are independent of each other."""
    first, second = _decisions(run, resolved)
    return summarise(
        study_of(run, resolved),
        _world(run, 0),
        _drawn(run),
        decisions=first,
        decisions_second=second,
        flows=_flows(run, resolved),
        told=_histories(run),
    ).as_dict()


def study_of(run: Run, resolved: Resolved) -> Study:
    """What was compared, and how it is to be read, for the statistics."""
    return Study(
        personas=tuple(one.name for one in resolved.personas),
        shares=tuple(one.share or 0.0 for one in resolved.personas),
        arms=run.layout.arms,
        days=run.layout.days,
        standard=resolved.standard.name,
        standard_assumed=resolved.standard.share_assumed,
        spec=run.spec,
        statuses={one.name: one.status for one in resolved.personas},
        failed={failure.arm: f"{failure.request}: {failure.reason}" for failure in run.failures},
        second_standard=resolved.second.name,
        margins=dict(resolved.spec.margins),
        weightings=_weightings(resolved),
        family=_family(resolved),
        parameters=_beliefs(),
        drawn=_numbers(resolved),
    )


def _weightings(resolved: Resolved) -> dict[str, dict[str, float]]:
    """The weightings that every comparison has, and those that the experiment declares."""
    shares = {one.name: one.share or 0.0 for one in resolved.personas}
    uses = {one.name: one.rhythm.sessions_per_week.median for one in resolved.personas}
    by_use = {name: share * uses[name] for name, share in shares.items()}
    built_in = dict(zip(BUILT_IN, (shares, dict.fromkeys(shares, 1.0), by_use), strict=True))
    return built_in | {name: dict(one) for name, one in resolved.spec.weightings.items()}


def _family(resolved: Resolved) -> DeclaredFamily | None:
    """The comparisons that the experiment declares; None for the usual ones."""
    said = resolved.spec.family
    if said is None:
        return None
    others = tuple(one.name for one in resolved.arms[1:])
    arms = others if isinstance(said.arms, str) else said.arms
    return DeclaredFamily(outcomes=said.outcomes, arms=tuple(arms))


def _beliefs() -> tuple[Parameter, ...]:
    """The numbers of the model that can vary between worlds."""
    numbers = parameters.shipped().numbers.values()
    return tuple(one for one in numbers if not one.definition)


def _numbers(resolved: Resolved) -> F8 | None:
    """What those numbers are in each world but the median one; shape (worlds, parameters)."""
    if not resolved.worlds:
        return None
    names = [one.name for one in _beliefs()]
    worlds = map(resolved.values, range(1, resolved.worlds + 1))
    return np.array([[values[name] for name in names] for values in worlds])


def _decisions(run: Run, resolved: Resolved) -> tuple[Decisions, Decisions]:
    """The errors of each arm by both standards; a schedule answers by the policy it ends with.

    A run that keeps no turns has none on path.
    """
    policies = {arm: resolved.arm(arm).policies[-1] for arm in run.arms}
    turns = partial(_told, run, TurnRows) if run.keeping("turns") else None
    norms = Norms(first=resolved.standard, second=resolved.second)
    people = battery.PEOPLE
    if spoken(resolved):  # every request of the battery is a call
        people = min(people, resolved.spec.people)
    return battery.decisions(resolved.personas, norms, policies, turns, people)


def _flows(run: Run, resolved: Resolved) -> Flows | None:
    """How people move and where they turn; None where their stage at entry, or events, are lost."""
    if resolved.spec.burn_in or not run.keeping("events"):
        return None
    stages = run.manifest.stages
    crowd = Crowd(
        stages=stages,
        starts=tuple(stages.index(one.trajectory.start) for one in resolved.personas),
        people=run.layout.people,
        shares=tuple(one.share or 0.0 for one in resolved.personas),
        days=run.layout.days,
    )
    return flows(
        crowd, {arm: (_told(run, EventRows, arm), _told(run, TurnRows, arm)) for arm in run.arms}
    )


def _histories(run: Run) -> tuple[Turns, Events] | None:
    """The turns and events of the median world by arm, None where they are not kept."""
    if not (run.keeping("turns") and run.keeping("events")):
        return None
    return (
        lambda arm: _told(run, TurnRows, arm),
        lambda arm: _told(run, EventRows, arm),
    )


def _told(run: Run, kind: type[AnyTable], arm: str) -> Iterator[AnyTable]:
    """A table of the median world, block by block."""
    return (rows for rows, _ in run.blocks(kind, arm=arm))


def _world(run: Run, world: int) -> dict[str, Lives]:
    return {arm: run.trajectories(world, arm) for arm in run.arms}


def _drawn(run: Run) -> Iterator[dict[str, Lives]]:
    """The drawn worlds one after the other, so that only one is held in memory."""
    for world in range(1, run.layout.worlds + 1):
        lives = _world(run, world)
        yield lives
        lives.clear()  # whoever asks for the next world still holds this one


def _write(path: Path, summary: dict[str, Any]) -> None:
    text = json.dumps(summary, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(path, text.encode())


def rewrite_report(done: Comparison) -> Path:
    """Write the report of a finished comparison again, from its summary; its path."""
    write = report.write if done.run.layout.shared is None else pages.write
    return write(done.summary, asdict(done.run.manifest), done.path / REPORT)
