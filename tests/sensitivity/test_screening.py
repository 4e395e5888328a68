"""The whole screening on made functions: it keeps what matters, and says how much of it."""

import numpy as np
import pytest

from simenv.errors import SimulatorFailure
from simenv.sensitivity.inputs import HIGH, LOW, MEDIAN
from simenv.sensitivity.screening import Design, screened
from tests.sensitivity.functions import evaluator, ishigami, known_ishigami, linear

#: Fourteen inputs, ten of which matter more than the rest, in an order of their own.
SLOPES = (0.1, 3.0, 0.0, -5.0, 1.0, 2.0, -4.0, 0.05, 6.0, 1.5, -2.5, 0.02, 0.8, 0.6)


def design(inputs, **changes):
    said = {"trajectories": 4, "samples": 128, "seed": 1}
    return Design(inputs=inputs + 1, **(said | changes))


def found(**changes):
    return screened(design(len(SLOPES), **changes), evaluator(linear(SLOPES), luck=0.1))


def test_the_ten_largest_are_kept_in_order():
    order = np.argsort(-np.abs(SLOPES))[:10]
    assert found().kept == tuple(order)


def test_low_and_high_move_one_number_from_the_medians():
    screen = found()
    rest = MEDIAN * sum(SLOPES)
    assert screen.corners.median[0] == pytest.approx(rest)
    for place, kept in enumerate(screen.kept):
        assert screen.corners.low[0, place] == pytest.approx(rest + SLOPES[kept] * (LOW - MEDIAN))
        assert screen.corners.high[0, place] == pytest.approx(rest + SLOPES[kept] * (HIGH - MEDIAN))
    assert np.allclose(screen.corners.error, 0, atol=1e-9)
    assert screen.corners.median_error[0] > 0


def test_shares_are_those_of_the_variance_over_the_kept():
    screen = found(samples=512)
    kept = np.square([SLOPES[place] for place in screen.kept])
    assert np.allclose(screen.indices.total[0], kept / kept.sum(), atol=0.06)
    assert screen.spread[0] == pytest.approx(np.sqrt(kept.sum() / 12), rel=0.05)
    assert screen.covered[0] == pytest.approx(kept.sum() / np.square(SLOPES).sum(), abs=0.02)


def test_what_the_kept_leave_out_is_not_covered():
    equal = [1.0] * 40
    screen = screened(design(40, samples=512), evaluator(linear(equal)))
    assert screen.covered[0] == pytest.approx(0.25, abs=0.08)


def test_fewer_inputs_than_ten_are_all_kept():
    screen = screened(design(3, samples=1024), evaluator(ishigami))
    assert sorted(screen.kept) == [0, 1, 2]
    known = [known_ishigami().total[place] for place in screen.kept]
    assert np.allclose(screen.indices.total[0], known, atol=0.06)


def test_a_function_of_nothing_is_screened_too():
    screen = screened(design(12, samples=8), evaluator(lambda rows: np.zeros(len(rows))))
    assert screen.covered[0] == screen.spread[0] == screen.luck[0] == 0
    assert np.all(screen.indices.total == 0)


def test_as_many_rows_are_evaluated_as_the_design_says():
    asked = []

    def counting(rows):
        asked.append(len(rows))
        return evaluator(linear(SLOPES))(rows)

    said = design(len(SLOPES))
    screened(said, counting)
    assert sum(asked) == said.evaluations


def test_luck_of_its_own_in_each_row_is_caught():
    def own_luck(rows):
        noise = np.random.default_rng(len(rows)).normal(size=len(rows))
        return evaluator(linear(SLOPES))(rows) + noise[:, None, None]

    with pytest.raises(SimulatorFailure, match="nothing reads"):
        screened(design(len(SLOPES)), own_luck)


def test_shared_luck_raises_the_share_that_may_be_luck():
    quiet = found()
    loud = screened(design(len(SLOPES)), evaluator(linear(SLOPES), luck=5.0))
    assert loud.luck[0] > quiet.luck[0] > 0
    assert loud.kept == quiet.kept
