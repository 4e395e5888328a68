"""What `import simenv` offers: typed, and the same as the command line."""

from __future__ import annotations

import importlib

import pytest

import simenv


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    policies = ["hotline-boilerplate", "graded-by-risk"]
    return simenv.compare(policies, people=30, days=10, worlds=2, out=out)


def test_outcomes_become_a_data_frame(done):
    frame = done.outcomes.to_pandas()
    assert set(frame["arm"]) == {"hotline-boilerplate", "graded-by-risk"}
    one = frame[(frame["outcome"] == "disengaged") & (frame["arm"] == "graded-by-risk")].iloc[0]
    assert one["low"] <= one["value"] <= one["high"]
    assert one["against"] == "hotline-boilerplate"
    assert one["difference_low"] <= one["difference"] <= one["difference_high"]


def test_a_person_is_told(done):
    told = done.person("author/3")
    assert "author" in told.text()
    assert told.data()


def test_tables_are_there(done):
    for name in ("turns", "sessions", "events", "trajectories"):
        assert done.table(name).num_rows > 0
    assert done.table("trajectories", world=None).num_rows == 3 * 30 * 2 * 3


def test_an_opened_run_says_the_same(done):
    again = simenv.open_run(done.path)
    assert again.sentence == done.sentence
    assert again.hash() == done.hash()


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(simenv.RunFailure):
        simenv.open_run(tmp_path)


def test_every_public_name_is_there():
    for name in simenv.__all__:
        assert getattr(simenv, name) is not None
    with pytest.raises(AttributeError):
        _ = simenv.no_such_name
    assert set(simenv.__all__) <= set(dir(importlib.import_module("simenv")))


def test_a_persona_is_loaded():
    assert simenv.load_persona("author").share == 0.05
    with pytest.raises(simenv.BadInput):
        simenv.load_persona("authr")
