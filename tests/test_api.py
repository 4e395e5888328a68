"""What `import simenv` offers: typed, and the same as the command line."""

from __future__ import annotations

import importlib
import shutil

import pytest

import simenv
from simenv.api import check
from simenv.catalogue import Catalogue
from simenv.graph import shared

PERSONAS = ("author", "chronic-ideation", "first-time-discloser")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    policies = ["hotline-boilerplate", "graded-by-risk"]
    return simenv.compare(policies, personas=PERSONAS, people=30, days=10, worlds=2, out=out)


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
    assert done.table("trajectories", world=None).num_rows == 3 * 30 * 2 * len(PERSONAS)


def test_an_opened_run_says_the_same(done):
    again = simenv.open_run(done.path)
    assert again.sentence == done.sentence
    assert again.hash() == done.hash()


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(simenv.RunFailure):
        simenv.open_run(tmp_path)


def test_a_summary_of_other_tables_is_refused(done, tmp_path):
    other = tmp_path / "run"
    shutil.copytree(done.path, other)
    assert simenv.open_run(other).sentence == done.sentence
    text = (other / "summary.json").read_text(encoding="utf-8")
    (other / "summary.json").write_text(text.replace(done.run.seal, "0" * 64), encoding="utf-8")
    with pytest.raises(simenv.RunFailure, match="does not belong to the tables"):
        simenv.open_run(other)
    (other / "summary.json").write_text(text, encoding="utf-8")
    next((other / "done").iterdir()).unlink()
    with pytest.raises(simenv.RunFailure, match="does not belong to the tables"):
        simenv.open_run(other)


def test_trajectories_alone_give_the_same_finding(done, tmp_path):
    policies = ["hotline-boilerplate", "graded-by-risk"]
    kept = {"personas": PERSONAS, "people": 30, "days": 10, "worlds": 2, "keep": "trajectories"}
    lean = simenv.compare(policies, out=tmp_path / "run", **kept)
    assert lean.sentence == done.sentence
    assert lean.outcomes == done.outcomes
    assert not list(lean.path.glob("turns/*"))
    with pytest.raises(simenv.RunFailure, match="keeps no turns"):
        lean.person("author/3")


def test_schedules_and_cohorts_are_asked_for_in_words_or_maps(tmp_path):
    said = {"arm": "switch", "schedule": [{"policy": "never-refuses"}]}
    said["schedule"].append({"policy": "always-refuses", "from_day": 2})
    small = {"personas": "author", "people": 5, "days": 4, "worlds": 0}
    known = {"cohort": "established", "baseline": "always-refuses"}
    done = simenv.compare(
        ["never-refuses", said, "never-refuses,always-refuses@3"],
        **small,
        **known,
        out=tmp_path / "run",
    )
    assert done.run.arms == ("never-refuses", "switch", "never-refuses-then-always-refuses-3")
    assert done.summary["spec"] | known == done.summary["spec"] == done.run.spec


def test_every_public_name_is_there():
    for name in simenv.__all__:
        assert getattr(simenv, name) is not None
    with pytest.raises(AttributeError):
        _ = simenv.no_such_name
    assert set(simenv.__all__) <= set(dir(importlib.import_module("simenv")))


def test_a_persona_is_loaded():
    assert simenv.load_persona("author").name == "author"
    with pytest.raises(simenv.BadInput):
        simenv.load_persona("authr")


def test_a_stage_out_of_reach_and_a_rate_over_the_ceiling_come_in_one_report(tmp_path):
    ways = [(e.source, e.trigger.word) for e in shared().edges if e.target == "gave-up"]
    cut = "".join(f"    - {{from: {a}, to: gave-up, on: {on}, times: 0}}\n" for a, on in ways)
    file = tmp_path / "lost.yaml"
    file.write_text(
        "persona: lost\nversion: 1.0.0\nstatus: draft\nextends: adult\nshare: 0.05\n"
        "summary: Cannot give up.\nscope: Nobody.\n"
        'rhythm: {sessions_per_week: 90, hours: {"20-21": 40}}\n'
        f"trajectory:\n  start: holding-on\n  edges:\n{cut}",
        encoding="utf-8",
    )
    (checked,) = check([file], Catalogue())
    fields = {problem.field: problem.found for problem in checked.problems}
    assert fields["trajectory"] == "no path leads from holding-on to gave-up"
    assert "needs an hour" in fields["rhythm.sessions_per_week"]
