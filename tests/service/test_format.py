"""A service says what it means; a wrong one is told everything that is wrong with it at once."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simenv import api, service
from simenv.catalogue import Catalogue
from simenv.catalogue.extending import OWN, merged
from simenv.catalogue.schemas import schema_text
from simenv.draws import Luck
from simenv.errors import BadInput
from simenv.service import Way
from simenv.vocabulary import Age, Channel, language_code, region_code
from tests.broken.services import merged_deeply
from tests.service.made import (
    BOOK,
    GONE,
    LINE,
    LINE_TEXT,
    changed,
    checked,
    document,
    fields,
    problems,
)

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "service.schema.json"
#: What a child never takes from its parent.
HEAD = {"version": "1.0.0", "status": "draft", "summary": "A child."}
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

_junk = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)
_places = st.sampled_from(
    [*LINE, "servers.answering", "staff.hours", "service_time.mean", "place.regions", "wait"]
)


# Laws


@quick
@given(whole=st.sampled_from([LINE, BOOK]), place=_places, junk=_junk)
def test_whatever_a_field_holds_it_is_a_service_or_problems(whole, place, junk):
    if not isinstance(whole.get(place.split(".")[0], {}), dict) and "." in place:
        return
    try:
        one = checked(changed(whole, place, junk))
    except BadInput as error:
        assert all(problem.remedy for problem in error.problems)  # noqa: PT017 (both are right)
    else:
        assert one.facility(Luck(1, 0), 0).staffing.shape == (168,)


@quick
@given(low=st.floats(0.01, 99), middle=st.floats(0.01, 99), high=st.floats(0.01, 99))
def test_a_median_stands_inside_its_middle_90(low, middle, high):
    data = changed(LINE, "servers", {"median": middle, "middle90": [low, high]})
    if low <= middle <= high:
        assert checked(data).facility(Luck(1, 0), 0).servers == middle
    else:
        assert fields(checked, data) == ["servers"]


_weights = st.lists(st.floats(0, 1), min_size=4, max_size=4)


@quick
@given(staff=_weights, demand=_weights, saturday=st.floats(0, 1))
def test_staff_is_as_written_and_demand_has_a_mean_of_one(staff, demand, saturday):
    spans = ["00-07", "7-12", "12-18", "18-24"]
    data = changed(LINE, "staff", {"hours": dict(zip(spans, staff, strict=True))})
    data["staff"]["weekdays"] = {"sat": saturday}
    data["demand"]["hours"] = dict(zip(spans, demand, strict=True))
    if not any(staff) or not any(demand):
        assert fields(checked, data)
        return
    made = checked(data).facility(Luck(1, 0), 0)
    assert made.staffing[7] == staff[1]
    assert made.staffing[5 * 24 + 20] == saturday * staff[3]
    assert np.isclose(made.demand.mean(), 1.0)
    assert not made.staffing.flags.writeable


@quick
@given(number=st.integers(1, 999), unit=st.sampled_from(["second", "minute", "hour", "day"]))
def test_a_time_is_its_number_of_units(number, unit):
    minutes = {"second": 1 / 60, "minute": 1, "hour": 60, "day": 1440}[unit]
    made = checked(changed(LINE, "patience", f"{number} {unit}s")).facility(Luck(1, 0), 0)
    assert np.isclose(made.patience_minutes, number * minutes)


_SECTIONS = ("place", "staff", "service_time", "demand", "follow_up")
_sayings = st.fixed_dictionaries(
    {},
    optional={
        "servers": st.sampled_from([3, "unlimited", {"answering": 0.8}, LINE["servers"]]),
        "no_show": st.sampled_from([0.1, {"median": 0.5, "middle90": [0.4, 0.6]}]),
        "surge": st.just({"from_day": 1, "days": 2, "times": 2}),
        "place": st.sampled_from([{"regions": ["IN"]}, {"ages": ["minor"], "languages": ["en"]}]),
        "staff": st.sampled_from(
            [{"hours": {"22-06": 0.1, "06-22": 1}}, {"weekdays": {"mon": 0.5}, "source": "C9"}]
        ),
        "demand": st.sampled_from(
            [{"hours": {"00-24": 2}}, {"share_of_demand": {"value": 0.3, "source": "C9"}}]
        ),
        "follow_up": st.just({"chance": {"median": 0.2, "middle90": [0.1, 0.3]}}),
    },
)


def _as_written(merge, above: dict, below: dict) -> bool:
    """Whether a child has each thing as it, or else its parent, wrote it, and no mixture."""
    found = merge(document(below), document(above), frozenset()).data
    for field in above.keys() | below.keys():
        said = below.get(field, above.get(field))
        if field in _SECTIONS and field in above and field in below:
            kept = {key: value for key, value in above[field].items() if key != "source"}
            said = kept | said
        if found[field] != said:
            return False
    return True


@given(above=_sayings, below=_sayings)
def test_one_thing_is_the_childs_or_the_parents_and_sections_merge(above, below):
    assert _as_written(merged, above, below)
    once = checked(merged(document(below), document(LINE), OWN).data | {"service": "child"} | HEAD)
    assert (
        once.facility(Luck(1, 0), 0).servers
        == checked(changed(LINE, "servers", below.get("servers", LINE["servers"])))
        .facility(Luck(1, 0), 0)
        .servers
    )


def test_half_a_table_of_each_is_caught():
    hours = [{"staff": {"hours": {span: 1}}} for span in ("00-24", "22-06")]
    assert not _as_written(merged_deeply, *hours)


# Examples


def test_a_line_is_what_its_file_says():
    made = checked(LINE).facility(Luck(1, 0), 0)
    assert (made.name, made.way, made.channel) == ("line", Way.LINE, Channel.CRISIS_LINE)
    assert (made.handoffs, made.weight, made.triage) == (False, 2, True)
    assert made.regions == (region_code("US"), region_code("GB"))
    assert made.languages == (language_code("en"), language_code("es"))
    assert made.ages == (int(Age.ADULT),)
    assert (made.servers, made.answering) == (4, None)
    assert (made.service_minutes, made.service_sigma, made.patience_minutes) == (15, 0.8, 3)
    assert (made.share_of_demand, made.follow_up, made.follow_up_days) == (0.1, 0.3, 1.5)
    assert np.isclose(made.turned_back, 1 - 0.8 * 0.5)
    assert (made.no_show, made.surge.from_day, made.surge.days, made.surge.times) == (0.25, 3, 4, 2)
    assert made.staffing[0] == 0.5
    assert made.staffing[5 * 24 + 12] == 0.5
    assert not made.staffing[6 * 24 :].any()
    assert made.demand[12] / made.demand[0] == 3
    assert made.demand[0] / made.demand[24] == 2


def test_a_book_is_what_its_file_says():
    made = checked(BOOK).facility(Luck(1, 0), 0)
    assert (made.way, made.channel) == (Way.BOOK, Channel.PROFESSIONAL)
    assert (made.servers, made.answering) == (None, 0.95)
    assert (made.wait_days, made.takes_new, made.no_show) == (67, 0.185, 0.2)
    assert (made.regions, made.languages, made.ages) == ((), (), ())
    assert (made.follow_up, made.turned_back, made.surge) == (0, 0, None)


def test_unlimited_is_neither_a_number_nor_a_share():
    made = checked(changed(LINE, "servers", "unlimited")).facility(Luck(1, 3), 3)
    assert (made.servers, made.answering) == (None, None)


def test_a_desk_takes_hand_overs():
    desk = checked(changed(LINE, "channel", "desk"))
    assert desk.is_desk
    assert desk.facility(Luck(1, 0), 0).handoffs


def test_every_number_is_sourced_or_assumed():
    book = checked(BOOK)
    assert book.sourced() == {"wait.median": "C20", "takes_new": "C20"}
    assert {"wait.middle90", "appointments.answering", "service_time.mean"} <= set(book.assumed())
    assert not {"way", "channel", "status"} & set(book.sources())
    line = checked(LINE)
    assert line.directed() == {"fear_of_coercion": "C13"}
    parts = (line.assumed(), line.directed(), line.sourced())
    assert sum(map(len, parts)) == len(line.sources())


def test_a_service_crosses_processes_whole():
    line = checked(LINE)
    again = pickle.loads(pickle.dumps(line))  # noqa: S301 (made on the line itself)
    assert (again, again.sha256, again.sources()) == (line, line.sha256, line.sources())
    assert checked(changed(LINE, "no_show", 0.3)).sha256 != line.sha256


def _written(folder: Path, name: str, text: str) -> Path:
    path = folder / "experiments" / "services" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_child_takes_what_it_does_not_say(tmp_path):
    _written(tmp_path, "line", LINE_TEXT)
    head = "service: child\nversion: 0.1.0\nstatus: draft\nsummary: A child.\nextends: line\n"
    _written(tmp_path, "child", head + "cost: 0\nsurge: null\nservers: {answering: 0.8}\n")
    child = service.load(Catalogue([tmp_path]), "child")
    made = child.facility(Luck(1, 0), 0)
    assert (made.answering, made.surge, made.patience_minutes) == (0.8, None, 3)
    assert (child.name, child.version) == ("child", "0.1.0")
    _written(tmp_path, "child", head.replace("extends: line", "extends: lien") + "way: line\n")
    assert "extends" in fields(service.load, Catalogue([tmp_path]), "child")
    assert "servers" not in fields(service.load, Catalogue([tmp_path]), "child")


def test_a_child_says_its_servers_as_the_page_does(tmp_path):
    said = "servers: {median: 5, middle90: [4, 6], source: assumed}\n"
    head = "service: child\nversion: 0.1.0\nstatus: draft\nsummary: A child.\n"
    _written(tmp_path, "child", head + "extends: crisis-line-calls\n" + said)
    made = service.load(Catalogue([tmp_path]), "child").facility(Luck(1, 0), 0)
    assert (made.servers, made.answering) == (5, None)


def test_a_child_has_its_own_hours_and_nothing_of_its_parents(tmp_path):
    head = "service: child\nversion: 0.1.0\nstatus: draft\nsummary: A child.\n"
    head += "extends: crisis-line-calls\n"
    _written(tmp_path, "child", head + 'staff: {hours: {"00-07": 0, "07-24": 1}}\n')
    made = service.load(Catalogue([tmp_path]), "child").facility(Luck(1, 0), 0)
    assert list(made.staffing[:24]) == 7 * [0.0] + 17 * [1.0]
    assert made.staffing[5 * 24 + 12] == 0.9, "weekdays are another field of the section"
    _written(tmp_path, "child", head + "no_show: {median: 0.5}\n")
    (lacking,) = problems(service.load, Catalogue([tmp_path]), "child")
    assert (lacking.field, lacking.found) == ("no_show.middle90", "nothing")


@pytest.mark.parametrize("hours", ["{22-06: 0.5, 06-22: 1}", '{"06-22": 1, "22-06": 0.5}'])
def test_a_night_is_one_range(tmp_path, hours):
    head = "service: child\nversion: 0.1.0\nstatus: draft\nsummary: A child.\n"
    _written(tmp_path, "child", f"{head}extends: crisis-line-calls\nstaff: {{hours: {hours}}}\n")
    made = service.load(Catalogue([tmp_path]), "child").facility(Luck(1, 0), 0)
    assert list(made.staffing[:24]) == 6 * [0.5] + 16 * [1.0] + 2 * [0.5]


@pytest.mark.parametrize(
    ("whole", "field", "value", "told"),
    [
        (LINE, "version", 1.0, "version"),
        (LINE, "status", "reviewed", "status"),
        (LINE, "channel", "hotline", "channel"),
        (LINE, "channel", "friends-or-family", "channel"),
        (LINE, "way", "queue", "way"),
        (LINE, "weight", 0, "weight"),
        (LINE, "weight", "low", "weight"),
        (LINE, "place.regions", ["UK"], "place.regions[0]"),
        (LINE, "place.regions", [], "place.regions"),
        (LINE, "place.languages", [], "place.languages"),
        (LINE, "place.languages", ["english"], "place.languages[0]"),
        (LINE, "place.ages", [], "place.ages"),
        (LINE, "place.ages", ["teen"], "place.ages[0]"),
        (LINE, "staff.hours", {"00-08": 1}, "staff.hours"),
        (LINE, "staff.hours", {"00-08": 1, "07-24": 1}, "staff.hours"),
        (LINE, "staff.hours", {"00-24": 1.5}, "staff.hours.00-24"),
        (LINE, "staff.hours", {"00-24": 0}, "staff"),
        (LINE, "staff.hours", {"noon": 1}, "staff.hours.noon"),
        (LINE, "staff.weekdays", {"saturday": 0}, "staff.weekdays.saturday"),
        (LINE, "servers", GONE, "servers"),
        (LINE, "servers", 0, "servers"),
        (LINE, "servers", -3, "servers"),
        (LINE, "servers", "lots", "servers"),
        (LINE, "servers", True, "servers"),
        (LINE, "servers", {"answering": 1}, "servers.answering"),
        (LINE, "servers", {"answering": 91}, "servers.answering"),
        (LINE, "servers", {"answering": 0.91, "source": "press"}, "servers.source"),
        (LINE, "servers", {"median": 4}, "servers.middle90"),
        (LINE, "servers", {"answering": 0.8, "median": 4, "middle90": [2, 8]}, "servers"),
        (LINE, "servers", {"answering": 0.8, "of": 9}, "servers.of"),
        (LINE, "staff.weekdays", {"sat": 60}, "staff.weekdays.sat"),
        (LINE, "servers", {"median": 4, "middle90": [0, 8]}, "servers.middle90[0]"),
        (LINE, "service_time", "15 minutes", "service_time"),
        (LINE, "service_time.mean", 15, "service_time.mean"),
        (LINE, "service_time.mean", "0 minutes", "service_time.mean"),
        (LINE, "service_time.spread", 9, "service_time.spread"),
        (LINE, "patience", GONE, "patience"),
        (LINE, "patience", "a while", "patience"),
        (LINE, "patience.middle90", [1, "9 minutes"], "patience.middle90[0]"),
        (LINE, "triage", "yes", "triage"),
        (LINE, "demand", GONE, "demand"),
        (LINE, "demand.share_of_demand", 0, "demand.share_of_demand"),
        (LINE, "demand.share_of_demand", 1, "demand.share_of_demand"),
        (LINE, "demand.share_of_demand", GONE, "demand.share_of_demand"),
        (
            LINE,
            "demand.share_of_demand",
            {"median": 0.5, "middle90": [0.1, 1]},
            "demand.share_of_demand",
        ),
        (LINE, "demand.hours", {"00-24": 0}, "demand.hours"),
        (LINE, "fear_of_coercion", 1.5, "fear_of_coercion"),
        (LINE, "fear_of_coercion", {"value": 0.2, "source": "press"}, "fear_of_coercion"),
        (LINE, "cost", "high", "cost"),
        (LINE, "follow_up.chance", GONE, "follow_up.chance"),
        (LINE, "follow_up", GONE, "no_show"),
        (LINE, "wait", "3 days", "wait"),
        (LINE, "takes_new", 1, "takes_new"),
        (LINE, "appointments", 4, "appointments"),
        (LINE, "surge.days", 0, "surge.days"),
        (LINE, "surge.times", 0, "surge.times"),
        (LINE, "pateince", "3 minutes", "pateince"),
        (BOOK, "channel", "desk", "way"),
        (BOOK, "appointments", GONE, "appointments"),
        (BOOK, "wait", GONE, "wait"),
        (BOOK, "wait", "ten weeks", "wait"),
        (BOOK, "takes_new", GONE, "takes_new"),
        (BOOK, "servers", 3, "servers"),
        (BOOK, "patience", "3 minutes", "patience"),
        (BOOK, "triage", "none", "triage"),
        (BOOK, "follow_up", {"chance": 0.5, "after": "1 day"}, "follow_up"),
        (BOOK, "reviewed_by", GONE, "status"),
        (BOOK, "reviewed_by.date", "20.11.2026", "reviewed_by.date"),
    ],
)
def test_one_mistake_is_one_problem(whole, field, value, told):
    assert fields(checked, changed(whole, field, value)) == [told]


def test_many_mistakes_come_in_one_pass():
    data = changed(LINE, "patience", GONE)
    data |= {"servers": "lots", "triage": "yes", "status": "reviewed", "wait": "3 days"}
    data["place"]["ages"] = []
    found = fields(checked, data)
    assert sorted(found) == ["patience", "place.ages", "servers", "status", "triage", "wait"]


def test_remedies_say_what_to_write():
    (lacking,) = problems(checked, changed(BOOK, "appointments", GONE))
    assert "appointments: 6" in lacking.remedy
    (slip,) = problems(checked, changed(LINE, "pateince", "3 minutes"))
    assert slip.remedy == "did you mean 'patience'?"
    (closed,) = problems(checked, changed(LINE, "staff.hours", {"00-24": 0}))
    assert closed.found == "closed all week"
    (people,) = problems(checked, changed(LINE, "staff.hours", {"00-24": 7}))
    assert "of 100" not in people.remedy
    assert "servers" in people.remedy
    two = changed(LINE, "servers", {"answering": 0.8, "median": 4, "middle90": [2, 8]})
    (both,) = problems(checked, two)
    assert both.found == "median and middle90 beside answering"
    (day,) = problems(checked, changed(LINE, "staff.hours", {"00-08": 1}))
    assert "22-06" in day.remedy


def test_the_committed_schema_is_the_models():
    told = "write simenv.service.schema() to docs/schema/service.schema.json with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(service.schema()), told
    assert api.schemas()["service"] is service.schema


def test_the_schema_takes_what_the_model_takes():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    for whole in (LINE, BOOK, changed(LINE, "servers", "unlimited")):
        assert valid(whole)
    for field, value in [("servers", "lots"), ("patience", 3), ("cost", 2), ("triage", "yes")]:
        assert not valid(changed(LINE, field, value)), field
