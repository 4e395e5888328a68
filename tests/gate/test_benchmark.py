"""Whole gates of policies whose truth is known, a few of them; `benchmarks/gate.py` runs 200."""

import pytest

from benchmarks import gate as benchmark


@pytest.mark.parametrize(
    ("kind", "verdicts"), [("equal", {"pass"}), ("same average", {"undecided"})]
)
def test_a_policy_that_is_no_worse_is_not_failed(kind, verdicts, tmp_path):
    criteria = benchmark.limits(tmp_path, "ordinary", benchmark.ORDINARY)
    found = benchmark.gates(tmp_path, criteria, benchmark.pairs(tmp_path, kind), 3)
    assert set(found) == verdicts


def test_a_policy_that_is_worse_by_the_margin_is_hardly_ever_passed(tmp_path):
    found, world = benchmark.many(tmp_path, 4000)
    truth = benchmark.margins(found)
    assert all(margin > 0.05 for margin in truth.values()), "refusing more is worse"
    verdicts = [benchmark.judged(one, truth) for one in benchmark.cut(world)]
    assert len(verdicts) == 40
    # 5 % of 40, and three standard errors of as many.
    assert verdicts.count("pass") <= 6
