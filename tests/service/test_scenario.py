"""A scenario is a list of services and what is different about them; its mistakes come at once."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import pytest

from simenv import api, cli, service, tell
from simenv.catalogue import Catalogue
from simenv.catalogue.schemas import schema_text
from simenv.draws import Luck
from simenv.vocabulary import Channel
from tests.broken.services import scenario_before_services
from tests.service.made import BOOK_TEXT, LINE_TEXT, fields, problems

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "scenario.schema.json"
MISTAKES = Path(__file__).resolve().parents[1] / "broken" / "files" / "scenario-of-mistakes.yaml"
HEAD = "scenario: made\nversion: 1.0.0\nsummary: A scenario, for tests.\nquestion: Does it work?\n"
CALM = LINE_TEXT.replace("surge: {", "# {")
DESKS = ("desk", "desk-two")
DESK = CALM.replace("channel: crisis-line", "channel: desk")


@pytest.fixture
def folder(tmp_path) -> Path:
    inside = tmp_path / "experiments" / "services"
    inside.mkdir(parents=True)
    texts = {"line": CALM, "book": BOOK_TEXT.replace("2026-11-20", "'2026-11-20'")}
    texts |= {"busy": LINE_TEXT.replace("service: line", "service: busy")}
    texts |= {name: DESK.replace("service: line", f"service: {name}") for name in DESKS}
    for name, text in texts.items():
        (inside / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _load(folder: Path, text: str) -> service.Scenario:
    inside = folder / "experiments" / "scenarios"
    inside.mkdir(exist_ok=True)
    (inside / "made.yaml").write_text(HEAD + text, encoding="utf-8")
    return service.load_scenario(Catalogue([folder]), "made")


def test_a_scenario_is_what_its_file_says(folder):
    made = _load(
        folder,
        "services: [line, book, desk]\n"
        "surge: {from_day: 2, days: 3, times: {median: 2, middle90: [1.5, 3]}}\n"
        "changes:\n  line:\n    servers: {answering: 0.64, source: C10}\n    no_show: 0.1\n",
    )
    assert (made.name, made.version) == ("made", "1.0.0")
    assert made.shared == {Channel.CRISIS_LINE, Channel.PROFESSIONAL}
    assert made.desk
    line, book, desk = made.facilities(Luck(1, 0), 0)
    assert [line.name, book.name, desk.name] == ["line", "book", "desk"]
    assert (line.answering, line.servers, line.no_show, line.patience_minutes) == (
        0.64,
        None,
        0.1,
        3,
    )
    assert {one.surge for one in (line, book, desk)} == {service.Surge(from_day=2, days=3, times=2)}
    assert made.services[0].sourced()["servers.answering"] == "C10"
    assert "no_show" in made.services[0].assumed()
    assert 0 < made.share_assumed < 1
    again = pickle.loads(pickle.dumps(made))  # noqa: S301 (made above)
    assert (again.sha256, again.services) == (made.sha256, made.services)


def test_without_a_desk_nobody_is_handed_over_to_one(folder):
    made = _load(folder, "services: [line]\n")
    assert not made.desk
    assert made.shared == {Channel.CRISIS_LINE}
    assert made.facilities(Luck(1, 0), 0)[0].surge is None


def test_a_change_replaces_a_whole_field_and_the_hash_with_it(folder):
    plain = _load(folder, "services: [line]\n")
    other = _load(folder, "services: [line]\nchanges: {line: {staff: {weekdays: {sun: 0.5}}}}\n")
    assert other.facilities(Luck(1, 0), 0)[0].staffing[0] == 1.0, "not the 0.5 of the file's nights"
    assert other.services[0].sha256 != plain.services[0].sha256
    assert other.sha256 != plain.sha256


def test_the_hash_follows_the_services_too(folder):
    before = _load(folder, "services: [line]\n").sha256
    path = folder / "experiments" / "services" / "line.yaml"
    path.write_text(path.read_text("utf-8").replace("no_show: 0.25", "no_show: 0.26"), "utf-8")
    assert _load(folder, "services: [line]\n").sha256 != before


def test_a_surge_has_the_same_luck_in_every_scenario(folder):
    surge = "surge: {from_day: 2, days: 3, times: {median: 2, middle90: [1.5, 3]}}\n"
    one = _load(folder, f"services: [line]\n{surge}").facilities(Luck(1, 4), 4)[0].surge
    text = HEAD.replace("made", "other") + f"services: [book]\n{surge}"
    (folder / "experiments" / "scenarios" / "other.yaml").write_text(text, "utf-8")
    other = service.load_scenario(Catalogue([folder]), "other").facilities(Luck(1, 4), 4)[0].surge
    assert one == other
    assert one is not None
    assert one.times != 2


def test_a_service_may_be_a_file_beside_the_scenario(folder):
    path = folder / "made.yaml"
    path.write_text(HEAD + "services: [./mine.yaml]\nchanges: {mine: {cost: 0}}\n", "utf-8")
    (folder / "mine.yaml").write_text(CALM.replace("service: line", "service: mine"), "utf-8")
    made = service.load_scenario(Catalogue([folder]), path)
    assert [one.name for one in made.services] == ["mine"]
    assert made.services[0].cost.median == 0


def test_a_scenario_extends_another(folder):
    _load(folder, "services: [line, book]\nchanges: {line: {no_show: 0.1}}\n")
    text = "scenario: child\nversion: 1.0.0\nsummary: A child.\nextends: made\n"
    path = folder / "experiments" / "scenarios" / "child.yaml"
    path.write_text(text + "changes: {book: {takes_new: 1}}\n", "utf-8")
    line, book = service.load_scenario(Catalogue([folder]), "child").facilities(Luck(1, 0), 0)
    assert (line.no_show, book.takes_new) == (0.1, 1)


def test_a_change_replaces_that_of_the_scenario_above(folder):
    _load(
        folder,
        "services: [line, book]\n"
        "changes: {line: {no_show: 0.1, servers: {answering: 0.64, source: C10}, staff: {}}}\n"
        "surge: {from_day: 2, days: 3, times: {median: 2, middle90: [1, 3]}}\n",
    )
    head = "scenario: child\nversion: 1.0.0\nsummary: A child.\nextends: made\n"
    path = folder / "experiments" / "scenarios" / "child.yaml"
    servers = "servers: {median: 5, middle90: [4, 6]}"
    path.write_text(f"{head}changes: {{line: {{{servers}, staff: {{weekdays: {{sun: 0}}}}}}}}\n")
    line = service.load_scenario(Catalogue([folder]), "child").facilities(Luck(1, 0), 0)[0]
    assert (line.servers, line.answering, line.no_show) == (5, None, 0.1)
    path.write_text(f"{head}surge: {{from_day: 9, days: 3}}\n")
    found = fields(service.load_scenario, Catalogue([folder]), "child")
    assert found == ["surge.times"], "a surge is one thing"


def test_a_service_beside_is_found_before_the_folder_is_a_catalogue(folder):
    inside = folder / "experiments" / "scenarios"
    inside.mkdir()
    path = inside / "made.yaml"
    path.write_text(HEAD + "services: [line, near, therapist]\n", "utf-8")
    (inside / "near.yaml").write_text(CALM.replace("service: line", "service: near"), "utf-8")
    made = service.load_scenario(Catalogue(), path)
    assert [one.name for one in made.services] == ["line", "near", "therapist"]
    path.write_text(HEAD + "services: [line, crisis-line-text, far]\n", "utf-8")
    assert fields(service.load_scenario, Catalogue(), path) == ["services[2]"]


def test_a_name_of_the_catalogue_is_the_catalogues(folder):
    path = folder / "made.yaml"
    path.write_text(HEAD + "services: [therapist]\n", "utf-8")
    (folder / "therapist.yaml").write_text("service: therapist\n", "utf-8")
    (made,) = service.load_scenario(Catalogue(), path).services
    assert made == service.load(Catalogue(), "therapist")


def test_a_page_tells_each_change_from_what_to_what(folder):
    text = (
        "services: [line, book]\nchanges:\n"
        "  line:\n    servers: {answering: 0.64, source: C10}\n"
        "    service_time: {mean: 20 minutes}\n    no_show: 0.25\n"
        '    staff: {hours: {"00-07": 0, "07-24": 1}}\n    place: {regions: [US]}\n'
        "    surge: {from_day: 1, days: 2, times: 3}\n"
        "    demand: {share_of_demand: 0.5}\n"
        "  book: {takes_new: 1}\n"
    )
    _load(folder, text)
    page = tell.about(Catalogue([folder]), "made", "scenarios")
    told = " ".join(page.text().split())
    for each in (
        "servers: 4 (2 to 8) -> as many as answer 64 of 100",
        "service_time.mean: 15 minutes -> 20 minutes",
        "service_time.spread: 0.8 (0.5 to 1.2) -> not said",
        "no_show: 25 of 100 as in its own file",
        "place.languages: en or es-419 -> not said",
        "surge.times: not said -> 3",
        "demand.share_of_demand: 10 (2 to 40) of 100 -> 50 of 100",
        "takes_new: 18 of 100 -> 100 of 100",
        "-> 00 03 06 09 12 15 18 21 Mon-Sun " + "·" * 14 + "█" * 34,
    ):
        assert each in told
    assert all(len(line) <= 100 for line in page.text().splitlines())
    facts = {(one["service"], one["field"]): one for one in page.data()["changes"]}
    staff = facts["line", "staff"]
    assert (staff["before"][:8], staff["after"][:8]) == ([0.5] * 8, [0.0] * 7 + [1.0])
    assert facts["line", "servers"]["after"] == {
        "answering": {"median": 0.64, "middle90": [0.64, 0.64]}
    }
    assert facts["line", "surge.times"]["before"] is None
    assert json.loads(json.dumps(page.data()))["changes"]


def test_a_scenario_that_completes_a_file_is_told_without_what_was_there(folder):
    path = folder / "experiments" / "services" / "line.yaml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(one for one in lines if one[:7] != "servers"), "utf-8")
    _load(folder, "services: [line]\nchanges: {line: {servers: 4}}\n")
    told = tell.about(Catalogue([folder]), "made", "scenarios").text()
    assert "servers: not said -> 4" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("services: []\n", ["services"]),
        ("", ["services"]),
        ("services: line\n", ["services"]),
        ("services: [line, line]\n", ["services"]),
        ("services: [line, liine]\n", ["services[1]"]),
        ("services: [line, 3]\n", ["services[1]"]),
        ("services: [desk, line, desk-two]\n", ["services[2]"]),
        ("services: [line]\nsurge: {from_day: 2, days: 3}\n", ["surge.times"]),
        ("services: [busy]\nsurge: {from_day: 2, days: 3, times: 2}\n", ["services[0]"]),
        ("services: [line]\nchanges: {book: {cost: 0}}\n", ["changes.book"]),
        ("services: [line]\nchanges: {line: {way: book}}\n", ["changes.line.way"]),
        ("services: [line]\nchanges: {line: {servers: lots}}\n", ["changes.line.servers"]),
        ("services: [line]\nchanges: {line: {pateince: 3}}\n", ["changes.line.pateince"]),
        ("services: [line]\nchanges: {line: {wait: 3 days}}\n", ["changes.line.wait"]),
        (
            "services: [line]\nchanges: {line: {staff: {hours: {00-24: 0}}}}\n",
            ["changes.line.staff"],
        ),
        ("services: [line]\nchanges: {line: 3}\n", ["changes.line"]),
    ],
)
def test_one_mistake_is_one_problem(folder, text, told):
    assert fields(_load, folder, text) == told


def test_a_wrong_change_is_told_at_its_own_line(folder):
    text = "services: [line]\nchanges:\n  line:\n    cost: 0.1\n    servers: lots\n"
    (problem,) = problems(_load, folder, text)
    assert problem.file.endswith("made.yaml")
    assert problem.line == len((HEAD + text).splitlines())


def test_a_wrong_change_that_is_inherited_is_told_where_it_stands(folder):
    inside = folder / "experiments" / "scenarios"
    inside.mkdir()
    text = HEAD + "services: [line]\nchanges: {line: {servers: lots}}\n"
    (inside / "made.yaml").write_text(text, "utf-8")
    child = "scenario: child\nversion: 1.0.0\nsummary: A child.\nextends: made\n"
    (inside / "child.yaml").write_text(child, "utf-8")
    (problem,) = problems(service.load_scenario, Catalogue([folder]), "child")
    assert (problem.field, problem.line) == ("changes.line.servers", 6)
    assert problem.file.endswith("made.yaml")


def test_the_command_line_lists_checks_and_shows(folder, capsys):
    def ends(*said: object) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(one) for one in said])
        return int(ended.value.code or 0)

    assert ends("list", "services", "--catalogue", folder, "--json") == 0
    assert {"busy", "desk"} <= {one["name"] for one in json.loads(capsys.readouterr().out)}
    assert ends("check", folder / "experiments") == 0
    assert "5 files, no problem" in capsys.readouterr().out
    assert ends("check", MISTAKES) == 2
    assert capsys.readouterr().err.count("    expected  ") == 7
    assert ends("show", "busy", "--catalogue", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["after"]["no_show"]["median"] == 0.25
    assert ends("show", MISTAKES) == 2


def test_a_mistake_in_a_service_is_told_in_its_file(folder):
    path = folder / "experiments" / "services" / "line.yaml"
    path.write_text(path.read_text("utf-8").replace("triage: by-risk", "triage: yes"), "utf-8")
    (problem,) = problems(_load, folder, "services: [line, book]\n")
    assert problem.file.endswith("line.yaml")
    assert problem.field == "triage"


def all_told(found: set[str]) -> bool:
    """Whether every mistake of the file was reported: one in each marked line."""
    return found == {
        "services[1]",
        "services[2]",
        "question",
        "surge.days",
        "changes.therapist.wait",
        "changes.primary-care",
        "changes.crisis-line-calls.servers.answering",
    }


def test_all_mistakes_come_in_one_pass():
    found = problems(service.load_scenario, Catalogue(), MISTAKES)
    assert all_told({problem.field for problem in found})
    assert len(found) == 7
    lines = MISTAKES.read_text(encoding="utf-8").splitlines()
    marked = {number for number, line in enumerate(lines, start=1) if "     # " in line}
    assert {problem.line for problem in found if problem.field != "question"} == marked
    assert "write 0.91 if you mean 91 of 100" in {problem.remedy for problem in found}


def test_a_reader_that_looks_at_services_later_is_caught():
    assert not all_told(scenario_before_services(MISTAKES))


def test_the_committed_schema_is_the_models():
    told = "write simenv.service.scenario_schema() to docs/schema with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(service.scenario_schema()), told
    assert api.schemas()["scenario"] is service.scenario_schema


def test_shipped_scenarios_fit_the_schema():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    catalogue = Catalogue()
    for name in catalogue.names("scenarios"):
        assert valid(catalogue.read("scenarios", name).data), name
    assert not valid({"scenario": "a", "version": "1.0.0", "summary": "b", "services": []})
