"""From tables to what people read: the summary, and the report beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simenv import report
from simenv.api.comparison import REPORT, SUMMARY, Comparison
from simenv.experiment import Resolved
from simenv.records import Run
from simenv.records.files import write_whole
from simenv.stats import Lives, Study, summarise


def finish(run: Run, resolved: Resolved) -> Comparison:
    """Summarise a run whose units are done, and write `summary.json` and `report.html`."""
    summary = summarise(_study(run, resolved), _world(run, 0), _drawn(run)).as_dict()
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
        failed={failure.arm: f"{failure.request}: {failure.reason}" for failure in run.failures},
    )


def _world(run: Run, world: int) -> dict[str, Lives]:
    return {arm: run.trajectories(world, arm) for arm in run.arms}


def _drawn(run: Run) -> Iterator[dict[str, Lives]]:
    """The drawn worlds one after the other, so that only one is held in memory."""
    for world in range(1, run.layout.worlds + 1):
        yield _world(run, world)


def _write(path: Path, summary: dict[str, Any]) -> None:
    text = json.dumps(summary, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(path, text.encode())


def rewrite_report(done: Comparison) -> Path:
    """Write the report of a finished comparison again, from its summary; its path."""
    return report.write(done.summary, asdict(done.run.manifest), done.path / REPORT)
