"""Arms that change their policy, and cohorts that have known another one before entry."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest

from simenv.errors import BadInput
from simenv.experiment.running import run
from simenv.records import Run, open_run, table_hash
from simenv.rows import DAY
from tests.experiment import run_small
from tests.experiment.conftest import Asked

ROOT = Path(__file__).parents[2]


def switch(name: str, first: str, second: str, day: int) -> dict[str, object]:
    """An arm that meets one policy, and from some day on another one."""
    return {"arm": name, "schedule": [{"policy": first}, {"policy": second, "from_day": day}]}


LATE = switch("late", "lenient", "strict", 3)
ESTABLISHED = {"cohort": "established", "baseline": "strict"}


def rows(of: Run, name: str, arm: str, before: int | None = None) -> list[dict[str, object]]:
    """The rows of an arm, without its name; of turns and events, those before some day."""
    table = of.table(name, arm=arm).drop_columns(["arm"])
    if before is not None:
        table = table.filter(pc.less(table["at"], before * DAY))
    return table.to_pylist()


def same_until(of: Run, one: str, other: str, day: int) -> bool:
    """Whether two arms are the same in all that happens before some day.

    A session that runs over midnight ends before the state at the end of that day is noted, so the
    last state is left out.
    """
    told = all(
        rows(of, name, one, day) == rows(of, name, other, day) for name in ("turns", "events")
    )
    first, second = (
        np.array(of.table("trajectories", arm=arm)["standing"].to_pylist())[:, : day - 1]
        for arm in (one, other)
    )
    return told and bool((first == second).all())


# --- laws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cohort", "workers"), [({"cohort": "new"}, 1), (ESTABLISHED | {"worlds": 0}, 2)]
)
def test_workers_chunk_and_order_of_arms_change_no_table(
    asked: Asked, tmp_path: Path, cohort: dict[str, object], workers: int
) -> None:
    usual = run(asked(policies=["strict", LATE], **cohort), tmp_path / "usual")
    again = asked(policies=["strict", LATE], **cohort)
    cut = run(again, tmp_path / "cut", workers=workers, chunk=4)
    turned = run(asked(policies=[LATE, "strict"], **cohort), tmp_path / "turned", chunk=7)
    assert table_hash(usual) == table_hash(cut) == table_hash(turned)
    assert (usual.arms, turned.arms) == (("strict", "late"), ("late", "strict"))


@pytest.mark.parametrize("cohort", [{"cohort": "new"}, ESTABLISHED])
def test_a_schedule_of_one_policy_is_that_policy(
    asked: Asked, tmp_path: Path, cohort: dict[str, str]
) -> None:
    arms = [
        "strict",
        switch("parts", "strict", "strict", 2),
        {"arm": "whole", "schedule": [{"policy": "strict"}]},
        switch("other", "strict", "lenient", 2),
    ]
    done = run(asked(policies=arms, people=20, worlds=0, **cohort), tmp_path / "run")
    for name in ("trajectories", "sessions", "turns", "events"):
        assert rows(done, name, "strict") == rows(done, name, "parts") == rows(done, name, "whole")
        assert rows(done, name, "strict") != rows(done, name, "other")  # what the law would notice


def test_arms_are_the_same_until_the_day_of_the_switch(asked: Asked, tmp_path: Path) -> None:
    early = switch("early", "lenient", "strict", 2)
    done = run(asked(policies=["lenient", LATE, early], people=25, worlds=0), tmp_path / "run")
    assert same_until(done, "lenient", "late", 3)
    assert not same_until(done, "lenient", "late", 6)
    assert same_until(done, "lenient", "early", 2)
    assert not same_until(done, "lenient", "early", 3)  # the law notices a switch a day too early


def test_a_baseline_is_lived_under_before_entry_and_felt_after_it(
    asked: Asked, tmp_path: Path
) -> None:
    arms = {"policies": ["lenient"], "people": 20, "worlds": 0}
    found = [
        rows(
            run(asked(**arms, cohort="established", baseline=one), tmp_path / one),
            "turns",
            "lenient",
        )
        for one in ("strict", "lenient")
    ]
    assert found[0] != found[1]
    assert min(row["at"] for row in found[0]) >= 0


# --- what fails, what goes on -------------------------------------------------------------------


def test_a_schedule_fails_under_its_own_name_and_alone(asked: Asked, tmp_path: Path) -> None:
    arms = ["lenient", switch("broken", "lenient", "raises", 2)]
    done = run(asked(policies=arms, worlds=0), tmp_path / "run", chunk=4)
    alone = run(asked(policies=["lenient"], worlds=0), tmp_path / "alone")
    assert [failure.arm for failure in done.failures] == ["broken"]
    assert "policy raises: it raised ValueError: made up" in done.failures[0].reason
    assert rows(done, "turns", "lenient") == rows(alone, "turns", "lenient")


def test_a_baseline_that_fails_ends_every_arm(asked: Asked, tmp_path: Path) -> None:
    done = run(asked(cohort="established", baseline="raises"), tmp_path / "run")
    assert [failure.arm for failure in done.failures] == ["lenient", "strict"]
    assert all(failure.reason.startswith("policy raises: ") for failure in done.failures)
    assert not done.finished


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.experiment.run_small", str(tmp_path / "run")]
    with subprocess.Popen(command, cwd=ROOT) as process:
        until = time.monotonic() + 60
        while not list((tmp_path / "run").glob("done/*.json")) and time.monotonic() < until:
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
    halted = open_run(tmp_path / "run")
    assert halted.finished
    assert halted.missing
    assert table_hash(run_small.main(tmp_path / "run")) == table_hash(
        run(run_small.small(), tmp_path / "usual")
    )


# --- what a spec resolves to --------------------------------------------------------------------


def test_the_document_says_schedules_with_names_for_paths(asked: Asked, tmp_path: Path) -> None:
    path = str(tmp_path / "policies" / "strict.yaml")
    resolved = asked(policies=["lenient", switch("late", "lenient", path, 3)])
    assert resolved.document["policies"] == ["lenient", LATE]
    assert [one.name for one in resolved.policies] == ["lenient", "strict"]
    assert set(resolved.document["files"]["policies"]) == {"lenient", "strict"}
    assert resolved.sha256 == asked(policies=["lenient", LATE]).sha256


def test_schedule_and_cohort_are_part_of_the_identity(asked: Asked) -> None:
    found = [
        asked(policies=["lenient", "strict"]),
        asked(policies=["lenient", LATE]),
        asked(policies=["lenient", switch("late", "lenient", "strict", 4)]),
        asked(policies=["lenient", switch("late", "strict", "lenient", 3)]),
        asked(policies=["lenient", LATE], **ESTABLISHED),
        asked(policies=["lenient", LATE], cohort="established", baseline="lenient"),
        asked(policies=["lenient", LATE], keep="trajectories"),
    ]
    assert len({one.sha256 for one in found}) == len(found)


def test_a_baseline_matters_only_to_who_has_lived_under_it(asked: Asked, tmp_path: Path) -> None:
    def hashes() -> list[str]:
        arms = {"policies": ["lenient"], "baseline": "strict"}
        return [asked(**arms, cohort=cohort).sha256 for cohort in ("new", "established")]

    new, established = hashes()
    assert asked(policies=["lenient"], baseline="nobody-knows-it").sha256 == new
    policy = tmp_path / "policies" / "strict.yaml"
    policy.write_text(policy.read_text().replace("generic", "localised"))
    assert hashes()[0] == new
    assert hashes()[1] != established
    with pytest.raises(BadInput, match="baseline"):
        asked(policies=["lenient"], cohort="established", baseline="nobody-knows-it")


def test_two_files_of_one_name_are_a_problem_and_one_file_twice_is_none(
    asked: Asked, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere" / "strict.yaml"
    copy.parent.mkdir()
    text = (tmp_path / "policies" / "strict.yaml").read_text()
    copy.write_text(text)
    arms = ["strict", switch("x", "lenient", str(copy), 3)]
    assert [one.name for one in asked(policies=arms).policies] == ["strict", "lenient"]
    copy.write_text(text.replace("generic", "localised"))
    with pytest.raises(BadInput, match="'strict' twice"):
        asked(policies=arms)
