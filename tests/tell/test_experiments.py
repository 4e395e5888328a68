"""An experiment is told with its arms, schedules among them, its cohort, its people, its size."""

from __future__ import annotations

from pathlib import Path

import pytest

from simenv import tell
from simenv.catalogue import Catalogue
from simenv.wording import asked

SAID = """experiment: switch
version: 1.0.0
question: What becomes of people when the policy that they know is replaced?
personas: [author]
policies:
  - never-refuses
  - arm: replaced
    schedule:
      - policy: never-refuses
      - {policy: always-refuses, from_day: 7}
      - {policy: graded-by-risk, from_day: 14}
"""
KNOWN = "cohort: established\nbaseline: hotline-boilerplate\n"


def told(folder: Path, text: str) -> tell.Telling:
    path = folder / "switch.yaml"
    path.write_text(text)
    return tell.about(Catalogue(), path)


def test_a_schedule_is_told_policy_by_policy(tmp_path: Path) -> None:
    page = told(tmp_path, SAID)
    text = " ".join(page.text().split())
    policies = Catalogue().read_all("policies")
    for words, name in (
        ("from entry", "never-refuses"),
        ("from day 7", "always-refuses"),
        ("from day 14", "graded-by-risk"),
    ):
        summary = " ".join(policies[name].data["summary"].split())
        assert f"{words} {name}: {summary}" in text
    plain, replaced = page.data()["arms"]
    assert [part["from_day"] for part in replaced["schedule"]] == [0, 7, 14]
    assert [part["policy"] for part in plain["schedule"]] == [plain["arm"]] == ["never-refuses"]


def test_a_cohort_is_told_with_what_it_knows(tmp_path: Path) -> None:
    new = told(tmp_path, SAID)
    assert new.data()["cohort"] == {"cohort": "new", "days_before_entry": 0}
    assert "status-quo-2026" not in new.text()
    page = told(tmp_path, SAID + KNOWN)
    cohort = page.data()["cohort"]
    assert (cohort["cohort"], cohort["days_before_entry"]) == ("established", 28)
    assert cohort["baseline"] == "hotline-boilerplate"
    assert "28 days under hotline-boilerplate" in " ".join(page.text().split())


def test_the_size_counts_arms_not_policies(tmp_path: Path) -> None:
    size = told(tmp_path, SAID + "people: 50\nworlds: 1\nkeep: trajectories\n").data()["size"]
    assert (size["arms"], size["lives"], size["keep"]) == (2, 200, "trajectories")


@pytest.mark.parametrize(
    ("spec", "notes"),
    [
        ({"policies": ["a", "b"], "cohort": "new"}, []),
        (
            {
                "policies": ["a"],
                "cohort": "established",
                "baseline": "b",
                "days_before_entry": 28,
            },
            ["Established cohort: 28 days under b before entry, the same in every arm."],
        ),
        (
            {
                "policies": [
                    {"arm": "x", "schedule": [{"policy": "a"}, {"policy": "b", "from_day": 3}]}
                ]
            },
            ["x: a, from day 3 b."],
        ),
    ],
)
def test_what_names_do_not_say_is_noted(spec: dict[str, object], notes: list[str]) -> None:
    assert list(asked.notes(spec)) == notes
