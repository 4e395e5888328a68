"""`simenv power`: a finished run as a pilot."""

import json

import pytest

from simenv import api
from simenv.api.powering import people_needed, power_text
from simenv.errors import BadInput

ARMS = ["never-refuses", "hotline-boilerplate"]


@pytest.fixture(scope="module")
def pilot(tmp_path_factory):
    out = tmp_path_factory.mktemp("pilot") / "run"
    return api.compare(ARMS, personas=["author", "teen"], people=40, worlds=0, days=10, out=out)


def test_every_outcome_of_the_family_has_its_numbers(pilot):
    found = people_needed(pilot)
    assert {each.needed.outcome for each in found} == set(pilot.summary["family"]["outcomes"])
    for each in found:
        assert (each.needed.arm, each.needed.against) == (ARMS[1], ARMS[0])
        assert each.needed.pilot == 40
        assert (each.needed.beyond is None) == each.needed.too_few
        assert each.worlds is None  # no worlds were drawn


def test_all_outcomes_and_those_that_are_named(pilot):
    everything = people_needed(pilot, outcomes=["all"])
    margins = [line["name"] for line in pilot.summary["outcomes"] if line["margin"] is not None]
    assert {each.needed.outcome for each in everything} == set(margins)
    (one,) = people_needed(pilot, outcomes=["refused"], power=0.9)
    assert one.needed.power == 0.9
    assert f"{one.needed.beyond:,}" in power_text([one])
    assert json.loads(json.dumps(one.data()))["beyond"] == one.needed.beyond


def test_outcomes_that_nobody_compares_are_all_told(pilot):
    with pytest.raises(BadInput) as caught:
        people_needed(pilot, outcomes=["nix", "crises", "refused"])
    assert {one.found for one in caught.value.problems} == {"nix", "crises"}
    with pytest.raises(BadInput):
        people_needed(pilot, outcomes=[])


def test_a_single_arm_takes_nobody(tmp_path):
    alone = api.compare(
        ARMS[:1], personas=["author"], people=5, worlds=0, days=3, out=tmp_path / "r"
    )
    assert people_needed(alone) == ()
    assert power_text(people_needed(alone)).startswith("Nothing is compared")


def test_the_verb_prints_a_table_or_json(pilot, capsys):
    from simenv.cli import main  # noqa: PLC0415 - the rest needs no command line

    for options in ([], ["--json"]):
        with pytest.raises(SystemExit) as ended:
            main(["power", str(pilot.path), "--outcomes", "refused,taken", *options])
        assert not ended.value.code
    table, plain = capsys.readouterr().out.split("[\n", 1)
    assert "hotline-boilerplate minus never-refuses" in table
    assert [one["outcome"] for one in json.loads("[" + plain)] == ["refused", "taken"]
