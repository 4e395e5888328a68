"""Units are carried out alike by one process and by several; who fails ends what they should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simenv.errors import RunFailure
from simenv.experiment.workers import Outcome, batches, carried_out
from simenv.records import Store, Unit, open_run, table_hash
from tests.experiment.tasks import MadeUpWork
from tests.made_up import SMALL, manifest, written

LAYOUT = replace(SMALL, worlds=1)
BOTH = pytest.mark.parametrize("workers", [1, 2])


@pytest.fixture
def task(tmp_path: Path) -> MadeUpWork:
    manifest(LAYOUT).write(tmp_path)
    Store(folder=tmp_path, layout=LAYOUT).prepare()
    return MadeUpWork(folder=tmp_path, layout=LAYOUT)


def carry_out(task: MadeUpWork, workers: int) -> list[Outcome]:
    return list(carried_out(batches(LAYOUT.units()), task, workers))


def stems(arm: str) -> frozenset[str]:
    return frozenset(unit.stem for unit in LAYOUT.units() if unit.arm == arm)


@BOTH
def test_every_unit_is_done_once_and_tables_are_the_same(
    task: MadeUpWork, workers: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outcomes = carry_out(task, workers)
    assert sorted(outcome.unit for outcome in outcomes) == sorted(LAYOUT.units())
    by_one = written(tmp_path_factory.mktemp("one") / "run", LAYOUT)
    assert table_hash(open_run(task.folder)) == table_hash(by_one)


@BOTH
def test_a_failing_policy_ends_its_arm_and_no_other(task: MadeUpWork, workers: int) -> None:
    late = Unit(world=0, block=2, arm="graded").stem
    outcomes = carry_out(replace(task, fails=frozenset({late})), workers)
    failed = [outcome for outcome in outcomes if outcome.failure]
    assert [outcome.unit.stem for outcome in failed] == [late]
    assert failed[0].failure is not None
    assert (failed[0].failure.arm, failed[0].failure.reason) == ("graded", "made up")
    finished = {unit.stem for unit in Store(folder=task.folder, layout=LAYOUT).finished()}
    assert stems("always") <= finished
    assert not stems("graded") <= finished


def test_an_arm_that_always_fails_is_not_tried_to_the_end(task: MadeUpWork) -> None:
    outcomes = carry_out(replace(task, fails=stems("graded")), workers=2)
    failed = [outcome for outcome in outcomes if outcome.failure]
    assert 1 <= len(failed) <= 4
    assert min(outcome.unit.block for outcome in failed) == 0
    assert {outcome.unit.stem for outcome in outcomes} >= stems("always")


def test_any_other_failure_ends_the_run_and_keeps_what_is_done(task: MadeUpWork) -> None:
    broken = frozenset({Unit(world=0, block=3, arm="always").stem})
    with pytest.raises(RunFailure, match="made up"):
        carry_out(replace(task, breaks=broken), workers=2)
    store = Store(folder=task.folder, layout=LAYOUT)
    finished = store.finished()
    assert {unit.block for unit in finished if unit.world == 0} >= {0, 1}
    store.verify(finished)


def test_a_worker_that_dies_is_a_run_failure_with_advice(task: MadeUpWork) -> None:
    dies = frozenset({Unit(world=0, block=2, arm="always").stem})
    with pytest.raises(RunFailure, match="fewer workers"):
        carry_out(replace(task, dies=dies), workers=2)
    store = Store(folder=task.folder, layout=LAYOUT)
    store.verify(store.finished())
