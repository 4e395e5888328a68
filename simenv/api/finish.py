"""From tables to what people read: the summary, and the report beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from simenv import battery, report
from simenv.api.comparison import REPORT, SEAL, SUMMARY, Comparison
from simenv.experiment import Resolved
from simenv.records import Run
from simenv.records.files import write_whole
from simenv.records.reading import AnyTable
from simenv.rows import EventRows, TurnRows
from simenv.stats import Crowd, Decisions, Flows, Lives, Study, flows, summarise


def finish(run: Run, resolved: Resolved) -> Comparison:
    """Summarise a run whose units are done, and write `summary.json` and `report.html`."""
    found = summarise(
        _study(run, resolved),
        _world(run, 0),
        _drawn(run),
        decisions=_decisions(run, resolved),
        flows=_flows(run, resolved),
    )
    summary = found.as_dict() | {SEAL: run.seal}
    _write(run.path / SUMMARY, summary)
    report.write(summary, asdict(run.manifest), run.path / REPORT)
    return Comparison(run=run, summary=summary)


def _study(run: Run, resolved: Resolved) -> Study:
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
    )


def _decisions(run: Run, resolved: Resolved) -> Decisions:
    """The errors of each arm; on the battery a schedule answers by the policy that it ends with.

    A run that keeps no turns has none on path.
    """
    policies = {arm: resolved.arm(arm).policies[-1] for arm in run.arms}
    turns = partial(_told, run, TurnRows) if run.keeping("turns") else None
    return battery.decisions(resolved.personas, resolved.standard, policies, turns)


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
    return report.write(done.summary, asdict(done.run.manifest), done.path / REPORT)
