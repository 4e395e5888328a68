"""A detector reads as its table says, and never reads a graver signal as milder."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from simenv import detector
from simenv.catalogue import Catalogue
from simenv.catalogue.schemas import schema_text
from simenv.detector import Detector
from simenv.errors import BadInput

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "docs" / "schema" / "detector.schema.json"
SHIPPED = ("lax", "over-cautious", "perfect", "typical-2025")

#: Rows with zeros anywhere, in tenths, so that their sums round.
rows = st.lists(st.integers(0, 10), min_size=4, max_size=4).filter(any)
tables = st.lists(rows, min_size=4, max_size=4)


def made(table: list[list[int]]) -> Detector:
    shares = np.array(table, np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    return Detector(name="made", version="1.0.0", sha256="", source="assumed", table=shares)


def never_milder(seen: Detector, level: int, luck: list[float]) -> bool:
    """The law: within a level shown, more signal is never read as less."""
    read = seen.read(level + np.sort(np.array(luck)))
    return bool((np.diff(read) >= 0).all())


luck = st.lists(st.floats(2**-53, 1 - 2**-50), min_size=1, max_size=50)


@given(tables, st.integers(0, 3), luck)
def test_a_graver_signal_is_never_read_as_milder(table, level, luck):
    assert never_milder(made(table), level, luck)


def test_that_law_catches_a_detector_that_breaks_it():
    class Contrary(Detector):
        def read(self, signal):
            return (3 - super().read(signal)).astype(np.int8)

    sound = made([[1, 1, 1, 1]] * 4)
    contrary = Contrary(name="contrary", version="1.0.0", sha256="", source="", table=sound.table)
    assert never_milder(sound, 1, [0.1, 0.9])
    assert not never_milder(contrary, 1, [0.1, 0.9])


@given(tables)
def test_readings_come_as_often_as_the_table_says(table):
    seen = made(table)
    places = 2000
    grid = (np.arange(places) + 0.5) / places
    for level in range(4):
        counts = np.bincount(seen.read(level + grid), minlength=4)
        assert np.abs(counts / places - seen.table[level]).max() <= 1.5 / places


@given(tables, luck)
def test_what_has_no_share_is_never_read(table, luck):
    seen = made(table)
    edges = [*luck, 2.0**-53, 1 - 2.0**-50]
    for level in range(4):
        assert (seen.table[level, seen.read(level + np.array(edges))] > 0).all()


@given(tables, st.lists(st.floats(0, 4), min_size=1, max_size=30))
def test_each_signal_is_read_by_itself(table, signals):
    seen = made(table)
    batch = np.array(signals)
    one_by_one = [int(seen.read(batch[row : row + 1])[0]) for row in range(len(batch))]
    assert seen.read(batch).tolist() == one_by_one
    assert seen.read(batch[::-1].copy()).tolist() == one_by_one[::-1]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_detectors_load_and_validate(name):
    seen = detector.load(Catalogue(), name)
    assert seen.table.shape == (4, 4)
    assert np.allclose(seen.table.sum(axis=1), 1)
    assert not seen.table.flags.writeable
    data = YAML(typ="safe").load(ROOT / "simenv" / "model" / "detectors" / f"{name}.yaml")
    jsonschema.validate(data, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_no_other_detectors_are_shipped():
    assert Catalogue().names("detectors") == SHIPPED


def test_the_perfect_detector_reads_what_is_shown():
    seen = detector.load(Catalogue(), "perfect")
    assert seen.read(np.array([0.0, 0.99, 1.0, 1.5, 2.5, 3.999, 4.0])).tolist() == [
        0, 0, 1, 1, 2, 3, 3,
    ]  # fmt: skip


def never_less_alarmed(one: Detector, other: Detector) -> bool:
    """The law: whatever is shown, `one` reads at least what `other` reads."""
    signal = (np.arange(40_000) + 0.5) / 10_000
    return bool((one.read(signal) >= other.read(signal)).all())


@pytest.mark.parametrize(
    ("one", "other"),
    [("typical-2025", "lax"), ("over-cautious", "typical-2025"), ("over-cautious", "lax")],
)
def test_the_made_up_ones_stand_on_either_side_of_the_typical(one, other):
    one, other = (detector.load(Catalogue(), name) for name in (one, other))
    assert never_less_alarmed(one, other)
    assert not never_less_alarmed(other, one)


@given(st.floats(0, 4))
def test_the_perfect_detector_is_the_identity(signal):
    seen = detector.load(Catalogue(), "perfect")
    assert (seen.table == np.eye(4)).all()
    assert seen.read(np.array([signal])) == min(int(signal), 3)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_says_what_it_stands_on(name):
    path = Catalogue().path("detectors", name)
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert (detector.load(Catalogue(), name).source == "assumed") == (name != "typical-2025")


def test_typical_is_clear_at_the_ends_and_blurred_between():
    table = detector.load(Catalogue(), "typical-2025").table
    assert table[0, 0] >= 0.9
    assert table[3, 3] >= 0.9
    apart = np.abs(table[1] - table[2]).sum() / 2
    assert apart == pytest.approx(0.15)  # as its file says


def test_all_problems_come_in_one_report(tmp_path):
    path = tmp_path / "blind.yaml"
    path.write_text(
        "detector: blind\nversion: one\nsummary: Sees little.\nsources: assumed\nreads:\n"
        "  none: {none: 0.5, passive: 0.4}\n  passive: {pasive: 1}\n"
        "  plan: {plan: 1.2, none: -0.2}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput) as caught:
        detector.load(Catalogue(), path)
    told = {(problem.line, problem.field) for problem in caught.value.problems}
    assert told == {
        (2, "version"),
        (1, "source"),
        (4, "sources"),
        (6, "reads.none"),
        (7, "reads.passive.pasive"),
        (5, "reads.active"),
        (8, "reads.plan.plan"),
        (8, "reads.plan.none"),
    }


def test_the_published_schema_is_the_current_one():
    told = "write simenv.detector.schema() to docs/schema/detector.schema.json with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(detector.schema()), told
