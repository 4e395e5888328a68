"""Runs whose people share services: same inputs, same tables, whatever the work is cut into."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simenv
from simenv import api
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, RunFailure
from simenv.experiment.running import run
from simenv.experiment.work import Job
from simenv.experiment.workers import batches
from simenv.records import Run, Store, open_run, table_hash
from simenv.replay import person
from simenv.rows import CallRows, LoadRows
from tests.experiment.conftest import CODE, RAISES
from tests.experiment.run_shared import CHUNK, small
from tests.made_shared import catalogue_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return catalogue_of(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def usual(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run that nothing stopped, all populations of a scenario together."""
    return run(small(folder), tmp_path_factory.mktemp("usual") / "run")


@pytest.fixture(scope="module")
def finished(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> api.PopulationComparison:
    """The same as a comparison in Python, summarised."""
    done = simenv.compare(
        ["status-quo-2026", "always-refuses"],
        shared_services={"scenarios": ["short", "ample"], "people": 50},
        days=2,
        worlds=0,
        out=tmp_path_factory.mktemp("finished") / "run",
        catalogue=Catalogue([folder]),
    )
    assert isinstance(done, api.PopulationComparison)
    return done


# --- law 1 ---------------------------------------------------------------------------------------


def test_workers_and_the_cut_of_the_work_change_no_table(
    folder: Path, usual: Run, tmp_path: Path
) -> None:
    cut = run(small(folder), tmp_path / "cut", workers=2, chunk=CHUNK)
    assert table_hash(cut) == table_hash(usual)
    assert not cut.missing
    assert not cut.failures


def test_neither_order_of_arms_nor_of_populations_changes_a_table(
    folder: Path, usual: Run, tmp_path: Path
) -> None:
    """Populations of the last batch are lived before those of the first."""
    resolved = small(folder, policies=["always-refuses", "status-quo-2026"])
    layout = replace(usual.layout, arms=tuple(one.name for one in resolved.arms), chunk=600)
    shutil.copytree(usual.path, tmp_path / "run")
    store = Store(folder=tmp_path / "run", layout=layout)
    for marker in (tmp_path / "run" / "done").glob("short.*"):
        marker.unlink()
    job = Job(resolved=resolved, store=store)
    due = [unit for unit in layout.units() if unit.scenario == "short"]
    for batch in reversed(list(batches(due, layout.together))):
        assert not any(outcome.failure for outcome in job(batch))
    assert table_hash(open_run(tmp_path / "run")) == table_hash(usual)


def test_another_scenario_beside_it_changes_no_table(
    folder: Path, usual: Run, tmp_path: Path
) -> None:
    shared = {"scenarios": ["short"], "people": 50}
    alone = run(small(folder, shared_services=shared), tmp_path / "alone")
    for kind in (CallRows, LoadRows):
        one = alone.rows(kind, arm="always-refuses", scenario="short").arrays()
        other = usual.rows(kind, arm="always-refuses", scenario="short").arrays()
        assert all(np.array_equal(one[name], other[name]) for name in one)


def test_kill_9_half_way_and_the_same_command_again(
    folder: Path, usual: Run, tmp_path: Path
) -> None:
    program = [sys.executable, "-m", "tests.experiment.run_shared", str(folder)]
    with subprocess.Popen([*program, str(tmp_path / "run")], cwd=ROOT) as process:
        done = tmp_path / "run" / "done"
        until = time.monotonic() + 60
        while not (done.exists() and any(done.glob("*.json"))) and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    kept = len(open_run(tmp_path / "run").finished)
    assert 0 < kept < len(list(usual.layout.units()))
    again = run(small(folder), tmp_path / "run")
    assert table_hash(again) == table_hash(usual)
    assert not list((tmp_path / "run").rglob(".*.tmp"))


# --- what is in it -------------------------------------------------------------------------------


def test_everyone_meets_every_arm_and_scenario_with_the_same_other_callers(usual: Run) -> None:
    """The services of one code are one service in all scenarios; background is keyed by it."""
    entry = [
        usual.trajectories(0, arm, scenario)[0].arrays()
        for scenario in usual.layout.scenarios
        for arm in usual.arms
    ]
    for one in entry[1:]:
        for name in ("persona", "person", "entry_risk", "openness_start", "crises"):
            assert np.array_equal(entry[0][name], one[name])
    shared = usual.layout.shared
    assert shared is not None
    doctor, line = (shared.services.index(name) for name in ("doctor", "line"))
    ample = usual.rows(LoadRows, arm="always-refuses", scenario="ample")
    assert set(ample.service.tolist()) == {doctor}
    for arm in usual.arms:
        short = usual.rows(LoadRows, arm=arm, scenario="short")
        assert set(short.service.tolist()) == {doctor, line}
        mine = short.take(short.service == doctor)
        assert np.array_equal(mine.others_asked, ample.others_asked)


def test_calls_and_loads_tell_of_the_same_requests(usual: Run) -> None:
    for scenario in usual.layout.scenarios:
        for arm in usual.arms:
            calls = usual.rows(CallRows, arm=arm, scenario=scenario)
            loads = usual.rows(LoadRows, arm=arm, scenario=scenario)
            assert int(loads.asked.sum()) > 0
            services = usual.layout.shared.services if usual.layout.shared else ()
            for code in range(len(services)):
                asked = (calls.service == code).sum()
                # Who turned back on the way, or would have asked beyond the horizon, did not ask.
                assert loads.asked[loads.service == code].sum() <= asked


def test_a_policy_that_raises_ends_its_arm_in_all_scenarios(folder: Path, tmp_path: Path) -> None:
    mine = shutil.copytree(folder, tmp_path / "catalogue")
    (mine / "policies").mkdir()
    (mine / "policies" / "raises.yaml").write_text(RAISES.format(name="raises"))
    (mine / "policies" / "raises.py").write_text(CODE)
    shared = {"scenarios": ["short"], "people": 50}
    said = {"policies": ["always-refuses", "raises"], "shared_services": shared}
    done = run(small(mine, **said), tmp_path / "run")
    assert done.arms == ("always-refuses",)
    assert [failure.arm for failure in done.failures] == ["raises"]
    lost = run(small(mine, **said, baseline="raises"), tmp_path / "lost")
    assert {failure.arm for failure in lost.failures} == {"always-refuses", "raises"}
    assert all("made up" in failure.reason for failure in lost.failures)


# --- what it offers, and what it refuses ---------------------------------------------------------


def test_a_finished_run_is_summarised_by_populations(
    finished: api.PopulationComparison, usual: Run
) -> None:
    summary = json.loads((finished.path / "summary.json").read_text())
    assert (summary["kind"], summary["unit"]) == ("populations", "population")
    assert finished.sentence.startswith("Of 100 people like these")
    assert "<html" in (finished.path / "report.html").read_text()
    rows = finished.outcomes.rows
    assert {row["scenario"] for row in rows} == {"short", "ample"}
    level = next(row for row in rows if row["arm"] == "always-refuses" and row["value"])
    assert level["populations"] == 20
    assert {"against", "difference_low"} <= level.keys()
    assert finished.hash() == table_hash(usual)
    assert "short" in finished.text()
    assert "| short" in finished.markdown()
    assert finished.table("calls", scenario="ample").num_rows > 0
    who = " ".join(finished.who())
    assert "20 populations of 50 people" in who


def test_it_opens_as_what_it_is_and_not_before_it_is_finished(
    finished: api.PopulationComparison, tmp_path: Path
) -> None:
    again = simenv.open_run(finished.path)
    assert isinstance(again, api.PopulationComparison)
    assert again.summary["sentence"] == finished.sentence
    assert api.rewrite_report(again) == finished.path / "report.html"
    half = shutil.copytree(finished.path, tmp_path / "half")
    (half / "summary.json").unlink()
    with pytest.raises(RunFailure, match="not finished"):
        simenv.open_run(half)


def test_what_needs_independent_persons_is_refused_with_the_reason(
    finished: api.PopulationComparison,
) -> None:
    asked = (
        lambda: person(finished.run, "casual/0"),
        lambda: finished.person("casual/0"),
        lambda: simenv.diff(finished.path, finished.path),
        lambda: simenv.people_needed(finished),
        finished.latex,
    )
    for ask in asked:
        with pytest.raises(BadInput, match="share no services"):
            ask()
    with pytest.raises(RunFailure, match="several scenarios"):
        finished.run.trajectories(0, "always-refuses")


def test_a_persona_of_whom_nobody_is_there_is_told(finished: api.PopulationComparison) -> None:
    summary = dict(finished.summary)
    first, *others = summary["personas"]
    summary["personas"] = [{**first, "people": 0}, *others]
    told = " ".join(api.PopulationComparison(run=finished.run, summary=summary).who())
    assert f"Nobody of {first['name']} is in them" in told
    assert "Nobody" not in " ".join(finished.who())
