"""What comes with simenv: whole, sourced, and used as the issue of a service demands."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from simenv import api, service
from simenv.api.files import listing
from simenv.catalogue import Catalogue
from simenv.draws import Luck
from simenv.vocabulary import Channel
from tests.tell.pages import page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "experiments"
CATALOGUE = Catalogue()
SERVICES = CATALOGUE.names("services")
SCENARIOS = CATALOGUE.names("scenarios")
#: What a service says in its file, its parents' included, so that a reader need not know defaults.
DUE = {"channel", "way", "staff", "service_time", "demand", "fear_of_coercion", "cost", "no_show"}
DUE_OF = {
    "line": {"servers", "patience", "triage", "follow_up"},
    "book": {"appointments", "wait", "takes_new"},
}
#: Rows that the model is fitted to or judged by: none may stand behind a number.
NOT_PRIORS = re.compile(r"^(B3|C1|C2|C3|C5|C10|C11|C18|C21|D1b|D6)\b")


def test_they_are_all_there():
    assert set(SERVICES) >= {
        "crisis-line-calls",
        "crisis-line-chat",
        "crisis-line-text",
        "handoff-desk",
        "therapist",
        "primary-care",
        "peer-community",
    }
    assert set(SCENARIOS) == {
        "uncapacitated",
        "988-december-2021",
        "988-december-2022",
        "rural-nights",
        "surge",
        "volunteers-too",
    }


def test_all_files_check_clean():
    checked = api.check([FOLDER / "services", FOLDER / "scenarios"], CATALOGUE)
    assert len(checked) == len(SERVICES) + len(SCENARIOS)
    assert [one.problems for one in checked if one.problems] == []
    assert {one.kind for one in checked} == {"services", "scenarios"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_all_that_is_asked_of_one(name):
    said = CATALOGUE.read("services", name).data
    assert said.keys() >= DUE | DUE_OF[said["way"]]
    assert "weekdays" in said["staff"] or name == "peer-community"
    low, high = said["demand"]["share_of_demand"]["middle90"]
    assert low < high, "the share of simulated callers is not known, so it is swept"
    schema = json.loads((ROOT / "docs/schema/service.schema.json").read_text("utf-8"))
    jsonschema.validate(said, schema)


@pytest.mark.parametrize("name", SERVICES)
def test_no_row_that_is_fitted_or_checked_stands_behind_a_service(name):
    rows = set(service.load(CATALOGUE, name).sources().values())
    assert not [row for row in rows if NOT_PRIORS.match(row)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_only_the_servers_of_988_are_fitted(name):
    fitted = {
        f"{one.name}.{field}": row
        for one in service.load_scenario(CATALOGUE, name).services
        for field, row in one.sources().items()
        if NOT_PRIORS.match(row)
    }
    assert set(fitted.values()) <= {"C10", "C10; size assumed"}
    given = [field for field, row in fitted.items() if row == "C10"]
    assert given in ([], ["crisis-line-calls.servers.answering"]), "the row is of calls"
    assert all(field.endswith("servers.answering") for field in fitted)
    assert bool(fitted) == (name not in {"uncapacitated", "rural-nights"})


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_becomes_facilities_in_every_world(name):
    scenario = service.load_scenario(CATALOGUE, name)
    peers = {Channel.PEERS} if name == "volunteers-too" else set()
    assert scenario.shared == {Channel.CRISIS_LINE, Channel.PROFESSIONAL} | peers
    assert scenario.desk
    for world in range(4):
        for made in scenario.facilities(Luck(1, world), world):
            assert made.staffing.max() <= 1.0
            assert made.staffing.max() > 0.0
            assert np.isclose(made.demand.mean(), 1.0)
            assert 0 < made.share_of_demand < 1
            assert 0 <= made.turned_back < 1
            assert made.patience_minutes > 0


def test_988_differs_in_nothing_but_what_the_line_answers():
    good, poor = (
        {one.name: one for one in service.load_scenario(CATALOGUE, name).facilities(Luck(1, 0), 0)}
        for name in ("988-december-2022", "988-december-2021")
    )
    for name in ("crisis-line-calls", "crisis-line-chat", "crisis-line-text"):
        assert (good[name].answering, poor[name].answering) == (0.91, 0.64)
        assert good[name].patience_minutes == poor[name].patience_minutes
    others = [name for name in good if not name.startswith("crisis-line") and name in poor]
    assert all(good[name].answering == poor[name].answering for name in others)


def test_nothing_is_short_where_nothing_shall_be():
    for made in service.load_scenario(CATALOGUE, "uncapacitated").facilities(Luck(1, 2), 2):
        assert (made.servers, made.answering, made.wait_days, made.takes_new) == (None, None, 0, 1)


def test_only_the_surge_surges():
    for name in SCENARIOS:
        made = service.load_scenario(CATALOGUE, name).facilities(Luck(1, 0), 0)
        assert all((one.surge is not None) == (name == "surge") for one in made), name


def test_rural_nights_are_short_of_people():
    made = service.load_scenario(CATALOGUE, "rural-nights").facilities(Luck(1, 0), 0)
    line = next(one for one in made if one.name == "crisis-line-calls")
    desk = next(one for one in made if one.handoffs)
    assert line.staffing[2] < 0.2 < line.staffing[12]
    assert desk.staffing[2] == 0


@pytest.mark.parametrize("kind", ["services", "scenarios"])
def test_they_are_listed(kind):
    assert [one["name"] for one in listing(kind, CATALOGUE)] == list(CATALOGUE.names(kind))
    assert all(one["about"] for one in listing(kind, CATALOGUE))


def test_a_page_says_what_a_manager_looks_for():
    told = page("crisis-line-calls", "services").text()
    assert "Mon-Fri" in told
    assert "5 minutes (2 to 15)" in told
    assert "assumed" in told
    told = page("therapist", "services").text()
    assert "67 days (25 to 150)" in told
    assert "Sat-Sun  " + "·" * 48 in told
    told = page("surge", "scenarios").text()
    assert "for 7 days" in told
    assert "C10" in told
    assert page("uncapacitated", "scenarios").text().count("everybody") == 7


def test_the_page_of_services_names_every_file():
    told = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
    assert [name for name in (*SERVICES, *SCENARIOS) if f"`{name}`" not in told] == []


def _on_the_page() -> dict[str, str]:
    """The files of the page of services by their names."""
    told = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
    found = re.findall(r"```yaml\n(.*?)```", told, re.S)
    return {re.search(r"^\w+: (\S+)", text).group(1): text for text in found}


def test_the_files_on_the_page_of_services_work(tmp_path):
    files = _on_the_page()
    assert list(files) == ["crisis-line-calls", "our-line", "our-now", "our-cut"]
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    checked = api.check([tmp_path], CATALOGUE)
    assert [one.problems for one in checked] == [(), (), (), ()]


def test_the_two_scenarios_of_the_page_differ_in_the_night_alone(tmp_path):
    files = _on_the_page()
    for kind, names in {"services": ["our-line"], "scenarios": ["our-now", "our-cut"]}.items():
        inside = tmp_path / "experiments" / kind
        inside.mkdir(parents=True)
        for name in names:
            (inside / f"{name}.yaml").write_text(files[name], encoding="utf-8")
    catalogue = Catalogue([tmp_path])
    now, cut = (service.load_scenario(catalogue, name) for name in ("our-now", "our-cut"))
    for world in range(3):
        made = (one.facilities(Luck(1, world), world) for one in (now, cut))
        for before, after in zip(*made, strict=True):
            night = np.arange(168) % 24 < 7
            same = before.staffing == after.staffing
            assert same.all() == (before.name != "our-line")
            assert same[~night].all()
            assert same[night].any() == (before.name != "our-line")
            assert _plain(before) == _plain(after)


def _plain(made: service.Facility) -> dict[str, object]:
    """All of a facility but the staff on duty."""
    said = {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
    return said | {"staffing": None, "demand": made.demand.tolist()}
