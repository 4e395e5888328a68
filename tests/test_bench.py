"""The bench measures real lives and says so in words, in numbers and by name."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from simenv.bench import TOP, bench
from simenv.catalogue import Catalogue
from simenv.cli import app


@pytest.fixture(scope="module")
def measured():
    return bench(people=2, days=3, profile=True)


def test_everyone_of_the_catalogue_lives_in_every_arm(measured):
    catalogue = Catalogue()
    assert measured.arms == len(catalogue.names("policies"))
    assert measured.lives == measured.personas * measured.arms * 2
    assert measured.turns > 0


def test_rates_follow_from_what_was_measured(measured):
    data = measured.data()
    rate = data["lockstep_turns_per_second_per_core"]
    assert rate == pytest.approx(measured.turns / measured.seconds, abs=1)
    assert data["lives_per_second_per_core"] == pytest.approx(
        measured.lives / measured.seconds, abs=1
    )


def test_the_profile_names_functions_and_no_path_of_a_machine(measured):
    assert len(measured.profile) == TOP
    assert all(0 < share < 1 and not name.startswith("/") for name, share in measured.profile)
    assert measured.profile[0][0] in measured.text()


def test_the_verb_prints_numbers():
    said = CliRunner().invoke(app, ["bench", "--people", "1", "--days", "1", "--json"])
    assert said.exit_code == 0
    assert json.loads(said.output)["lockstep_turns_per_second_per_core"] > 0
