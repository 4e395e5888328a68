"""The check of the model's arithmetic catches each forbidden kind, and only those."""

from pathlib import Path

import pytest
from arithmetic import GUARDED, faults, guarded, main

BROKEN = [
    "loss = weights @ terms",
    "total @= terms",
    "x = np.dot(a, b)",
    "x = a.dot(b)",
    "x = numpy.matmul(a, b)",
    "x = np.einsum('ij,j->i', a, b)",
    "x = np.linalg.norm(a)",
    "x = np.sum(hazards, axis=0)",
    "x = hazards.sum(axis=1)",
    "x = hazards.mean()",
    "x = np.prod(shares)",
    "x = np.cumsum(weights)",
    "x = np.add.reduce(terms)",
    "x = np.multiply.reduce(terms)",
    "x = np.logaddexp.reduce(terms)",
    "x = np.add.accumulate(terms)",
    "np.add.at(total, rows, amounts)",
    "x = np.bincount(rows, weights=amounts)",
    "x = np.quantile(a, 0.5)",
    "x = sum(terms)",
    "add = functools.partial(np.sum, axis=0)",
    "from numpy import dot",
    "import math",
    "from math import exp",
    "x = math.exp(y)",
    "import statistics",
    "x = y ** 2",
    "x = 2 ** y",
    "x **= 0.5",
    "x = pow(y, 2)",
    "x = a[::-1]",
    "x = a[5:1:-2, 0]",
    "x = np.flip(a)",
    "for i in range(len(persons)):\n    pass",
    "x = [f(i) for i in range(persons.size)]",
    "for i in range(0, persons.shape[0], 2):\n    pass",
    "f = np.vectorize(one_person)",
]

SOUND = [
    "if (left & ~back).any() or done.all():\n    pass",
    "rows = np.flatnonzero(due)\nn = np.count_nonzero(due)",
    "first = np.argmin(clocks, axis=1)\nsoonest = clocks.min(axis=1)",
    "x = np.maximum.reduce([a, b, c])\ny = np.logical_or.reduce([p, q])",
    "np.maximum.at(highest, rows, values)",
    "LATEST = 2**62\nUNIT = 2.0**-53",
    "x = np.power(a, 2.0)\ny = a * a\nz = np.exp(-a)",
    "for cause in CAUSES:\n    clock = race(cause)",
    "for day in range(days):\n    pass",
    "for edge in range(weights.shape[1]):\n    pass",
    "a[1:5:2] = 0",
    "mean = parameters.mean_wait\nu = spread.quantile(draw)",
    "x = hazards.sum(axis=1)  # fixed-order: three columns, added left to right",
    "x = total(\n    a,\n    b @ c,  # fixed-order: a vector of one element\n)",
    "text = 'np.sum(x) ** 2 # fixed-order:'",
    "functools.reduce(np.maximum, parts)",
]


@pytest.mark.parametrize("source", BROKEN)
def test_a_forbidden_kind_is_caught(source):
    assert [fault.line for fault in faults("ok = 1\n" + source)] == [2]


@pytest.mark.parametrize("source", SOUND)
def test_what_is_exact_in_any_order_is_allowed(source):
    assert faults(source) == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x = a.sum()  # fixed-order:", "a waiver without a reason"),
        ("x = a + b  # fixed-order: none needed", "a waiver of nothing"),
    ],
)
def test_a_waiver_needs_a_reason_and_something_to_waive(source, reason):
    assert reason in [fault.reason for fault in faults(source)]


def test_a_waiver_covers_its_own_line_only():
    source = "x = a.sum()  # fixed-order: one element\ny = b.sum()"
    assert [fault.line for fault in faults(source)] == [2]


def test_files_are_found_and_named(tmp_path, capsys):
    for name in ("phases/outcome.py", "life.py", "world/react.py", "stats/estimate.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = a.sum()\n")
    found = guarded(tmp_path)
    assert {f.relative_to(tmp_path).parts[0].removesuffix(".py") for f in found} == set(GUARDED)
    assert main([str(file) for file in found]) == 1
    assert capsys.readouterr().out.count(":1: `.sum()`") == 3


def test_the_model_keeps_the_law():
    package = Path(__file__).parents[2] / "simenv"
    assert [(file.name, faults(file.read_text())) for file in guarded(package)] == [
        (file.name, []) for file in guarded(package)
    ]
