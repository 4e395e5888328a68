"""A persona says what it means; a wrong one is told everything that is wrong with it at once."""

from __future__ import annotations

import copy
import json
import math
import pickle
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from simenv import api, persona
from simenv.catalogue import Catalogue, Document, levels
from simenv.catalogue.schemas import schema_text
from simenv.errors import BadInput, Problem
from simenv.persona import BARRIERS, Persona
from simenv.persona.rhythm import hours_in
from simenv.vocabulary import Channel, Need
from tests.broken.personas import one_kind_at_a_time

HERE = Path(__file__).resolve().parent
ELEVEN = HERE / "broken" / "files" / "eleven-mistakes.yaml"
SCHEMA = HERE.parent / "docs" / "schema" / "persona.schema.json"

WHOLE = """
persona: grown
version: 1.0.0
status: draft
authors: [a maintainer]
summary: Somebody, for tests.
scope: Nobody in particular.
share: {value: 0.06, source: B7}
place: {region: US, languages: [en, es-419], timezone: America/Chicago}
traits:
  distress: {median: 0.55, middle90: [0.35, 0.80], source: assumed}
  expectation: {median: 0.70, middle90: [0.50, 0.90], source: B5}
  trust: high
  openness: some
  hope: low
  attachment: none
  persistence: some
  reactance: full
sensitive_to: {boilerplate: high, abruptness: high, judgement: some, rejection: low}
course: {swing: 0.6, autocorrelation: {value: 0.57, source: D6}}
requests: {about_other: {value: 0.25, source: C16}, restricted: 0.02, hidden_intent: 0.1}
risk: {none: 0.55, passive: 0.35, active: 0.09, plan: 0.01}
needs: {coping: 5, venting: 3, information: 2}
rhythm: {sessions_per_week: 3, hours: {"22-02": 3, "07-22": 1}, weekdays: {sat: 1.2}}
channels: {assistant: 5, friends-or-family: 2, source: D1}
barriers: {professional: {cost: high, wait: 0.7}, crisis-line: {coercion: low}}
trajectory:
  start: waiting
  edges:
    - {from: waiting, to: with-professional, after: 67 days, source: C20}
    - {from: waiting, to: gave-up, on: refused, times: 1.5, source: assumed}
voice: {length: short, discloses: indirectly}
"""
DATA = YAML(typ="safe", pure=True).load(WHOLE)
#: Two that are nearly one with a third, and nearly opposite to each other.
IMPOSSIBLE = {"distress & hope": 0.9, "distress & trust": 0.9, "hope & trust": -0.9}
RISK_IMPOSSIBLE = {"distress & risk": 0.9, "hope & risk": 0.9, "distress & hope": -0.9}
GONE = object()
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def _checked(data: dict) -> Persona:
    return persona.check(_document(data))


def _document(data: dict) -> Document:
    lines = {(): ("grown.yaml", 1)}
    return Document(kind="personas", name="grown", path=Path("grown.yaml"), data=data, lines=lines)


def _with(field: str, value: object) -> dict:
    """The whole persona with one field, named by dots, changed or (GONE) removed."""
    data = copy.deepcopy(DATA)
    *way, last = field.split(".")
    inner = data
    for part in way:
        inner = inner[int(part)] if part.isdigit() else inner.setdefault(part, {})
    if value is GONE:
        del inner[last]
    else:
        inner[int(last) if last.isdigit() else last] = value
    return data


def _problems(data: dict) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        _checked(data)
    return caught.value.problems


def _fields(call, *arguments) -> list[str]:
    with pytest.raises(BadInput) as caught:
        call(*arguments)
    for problem in caught.value.problems:
        assert all((problem.file, problem.line, problem.expected, problem.found, problem.remedy))
    return [problem.field for problem in caught.value.problems]


# Laws

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
    [
        *DATA,
        "traits.trust",
        "traits.distress.median",
        "rhythm.hours",
        "rhythm.sessions_per_week",
        "trajectory.edges",
        "trajectory.edges.1",
        "trajectory.edges.0.after",
        "risk.none",
        "needs.coping",
        "barriers.nobody",
        "course.swing",
        "place.timezone",
        "place.languages",
    ]
)


@quick
@given(place=_places, junk=_junk)
def test_whatever_a_field_holds_it_is_a_persona_or_problems(place, junk):
    data = _with(place, junk)
    try:
        filled = _checked(data)
    except BadInput as error:
        told = [problem for problem in error.problems if problem.field.split("[")[0]]
        assert len(told) == len(error.problems) > 0  # noqa: PT017 (both outcomes are right)
    else:
        assert set(filled.assumed()).isdisjoint(filled.sourced())


@given(start=st.integers(0, 23), length=st.integers(1, 24))
def test_a_range_of_hours_has_its_length_and_wraps(start, length):
    end = (start + length) % 24 or 24
    found = hours_in(f"{start:02}-{end:02}") if start != end % 24 else hours_in("0-24")
    assert len(found) == length
    assert sorted(set(found)) == sorted(found)
    assert all(0 <= hour < 24 for hour in found)


@quick
@given(weights=st.lists(st.floats(0, 100), min_size=7, max_size=7).filter(lambda w: sum(w) > 1e-3))
def test_weights_of_hours_and_days_have_a_mean_of_one(weights):
    spans = ["00-03", "03-06", "6-9", "09-12", "12-15", "15-18", "18-24"]
    rhythm = {
        "sessions_per_week": 1,
        "hours": dict(zip(spans, weights, strict=True)),
        "weekdays": dict(zip(persona.WEEKDAYS, weights, strict=True)),
    }
    filled = _checked(_with("rhythm", rhythm)).rhythm
    assert math.isclose(sum(filled.by_hour), 24)
    assert math.isclose(sum(filled.by_weekday), 7)
    assert math.isclose(filled.by_weekday[2] * sum(weights), 7 * weights[2], abs_tol=1e-6)


@quick
@given(low=st.floats(0.01, 0.99), middle=st.floats(0.01, 0.99), high=st.floats(0.01, 0.99))
def test_a_median_stands_inside_its_middle_90(low, middle, high):
    data = _with("traits.hope", {"median": middle, "middle90": [low, high]})
    if low <= middle <= high:
        spread = _checked(data).traits.hope.spread
        assert (spread.low, spread.median, spread.high) == (low, middle, high)
    else:
        assert _fields(_checked, data) == ["traits.hope"]


# Examples


def test_a_persona_is_what_its_file_says():
    grown = _checked(DATA)
    assert grown.name == "grown"
    assert grown.share == 0.06
    assert grown.traits.trust.spread.median == levels()["high"].median
    assert grown.traits.distress.spread.high == 0.80
    assert grown.rhythm.sessions_per_week.spread.fixed
    assert grown.need_weights == (3, 5, 2, 0, 0, 0)
    assert grown.need_weights[Need.COPING] == 5
    assert grown.channel_weights[Channel.FRIENDS_OR_FAMILY] == 2
    assert grown.risk.shares == (0.55, 0.35, 0.09, 0.01)
    assert grown.barrier(Channel.PROFESSIONAL, "cost") == levels()["high"].point
    assert grown.barrier(Channel.PROFESSIONAL, "wait") == 0.7
    assert grown.barrier(Channel.EMERGENCY_CARE, "cost") == 0
    first, second = grown.trajectory.edges
    assert first.model_dump(by_alias=True)["from"] == "waiting"
    assert (first.after, first.on, second.on, second.times) == (67, None, "refused", 1.5)


def test_hours_are_local_and_wrap():
    by_hour = _checked(DATA).rhythm.by_hour
    assert by_hour[23] == by_hour[0] == by_hour[1] == 3 * by_hour[2]  # 2 to 7 is not named: 1
    assert by_hour[7] == by_hour[21] == by_hour[3]


def test_every_number_is_sourced_or_assumed():
    grown = _checked(DATA)
    assert grown.sourced() == {
        "share": "B7",
        "traits.expectation.median": "B5",
        "traits.expectation.middle90": "B5",
        "course.autocorrelation": "D6",
        "requests.about_other": "C16",
        "channels.assistant": "D1",
        "channels.friends-or-family": "D1",
        "trajectory.edges[0].after": "C20",
    }
    assumed = grown.assumed()
    assert {"traits.trust", "risk.plan", "barriers.professional.cost"} <= set(assumed)
    assert {"rhythm.hours.22-02", "trajectory.edges[1].times"} <= set(assumed)
    assert not any(field.startswith(("voice", "place", "summary")) for field in assumed)


def test_a_row_may_give_the_direction_only():
    hope = {"median": 0.4, "middle90": [0.2, 0.6], "source": "D4; size assumed"}
    hopeful = _checked(_with("traits.hope", hope))
    assert hopeful.directed() == {"traits.hope.median": "D4", "traits.hope.middle90": "D4"}
    assert not {"traits.hope.median", "traits.hope"} & {*hopeful.sourced(), *hopeful.assumed()}
    assert hopeful.sources()["traits.hope.median"] == "D4; size assumed"
    parts = (hopeful.assumed(), hopeful.directed(), hopeful.sourced())
    assert sum(map(len, parts)) == len(hopeful.sources())
    assert _fields(_checked, _with("traits.hope", hope | {"source": "D4; assumed"})) == [
        "traits.hope.source"
    ]


def test_traits_go_together_only_where_a_file_says_so():
    assert _checked(DATA).together == {}
    said = {"distress & hope": {"value": -0.4, "source": "D4"}, "abruptness & rejection": 0.5}
    joined = _checked({**DATA, "together": said})
    assert joined.together == {"distress & hope": -0.4, "abruptness & rejection": 0.5}
    assert joined.sourced()["together.distress & hope"] == "D4"
    assert "together.abruptness & rejection" in joined.assumed()
    assert joined.sha256 != _checked(DATA).sha256


def test_risk_goes_together_with_traits_and_a_slip_in_its_name_is_told():
    joined = _checked({**DATA, "together": {"distress & risk": 0.4, "risk & rejection": -0.2}})
    assert joined.together == {"distress & risk": 0.4, "risk & rejection": -0.2}
    assert {"together.distress & risk", "together.risk & rejection"} <= set(joined.assumed())
    (slip,) = _problems({**DATA, "together": {"distress & rsik": 0.4}})
    assert slip.remedy == "did you mean 'risk'?"
    assert "risk" in slip.expected
    (impossible,) = _problems({**DATA, "together": RISK_IMPOSSIBLE})
    assert impossible.found == "risk cannot go with the others in this way"


def test_a_persona_crosses_processes_whole():
    grown = _checked(DATA)
    again = pickle.loads(pickle.dumps(grown))  # noqa: S301 (made on the line itself)
    assert again == grown
    assert (again.sha256, again.sourced()) == (grown.sha256, grown.sourced())
    assert _checked(_with("share", 0.07)).sha256 != grown.sha256


def test_a_child_takes_what_it_does_not_say(tmp_path):
    people = tmp_path / "personas"
    people.mkdir()
    base = WHOLE.replace("share: {value: 0.06, source: B7}", "abstract: true")
    (people / "grown.yaml").write_text(base, encoding="utf-8")
    child = "persona: child\nversion: 0.1.0\nstatus: draft\nsummary: A child.\nextends: grown\n"
    path = people / "child.yaml"
    path.write_text(child + "share: 0.1\nbarriers: {professional: {cost: null}}\n", "utf-8")
    catalogue = Catalogue([tmp_path])
    assert persona.load(catalogue, "grown").abstract
    loaded = persona.load(catalogue, "child")
    assert (loaded.abstract, loaded.share, loaded.authors) == (False, 0.1, ())
    assert loaded.barriers["professional"] == {"wait": 0.7}
    assert loaded.sourced()["traits.expectation.median"] == "B5"
    path.write_text(child + "share: 0.1\ntraits: {expectation: {median: 0.6}}\n", "utf-8")
    loaded = persona.load(catalogue, "child")
    assert "traits.expectation.median" in loaded.assumed(), "B5 vouched for the parent's 0.7"
    assert loaded.sourced()["traits.expectation.middle90"] == "B5"
    path.write_text(child + "barriers: {professional: {cost: wobbly}}\n", "utf-8")
    assert _fields(persona.load, catalogue, "child") == ["share", "barriers.professional.cost"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("version", 1.0, "version"),
        ("status", "final", "status"),
        ("status", "reviewed", "status"),
        ("reviewed_by", {"role": "nurse", "date": "23.11.2026"}, "reviewed_by.date"),
        ("summary", "  ", "summary"),
        ("abstract", True, "share"),
        ("abstract", "yes", "abstract"),
        ("share", GONE, "share"),
        ("share", 0, "share"),
        ("share", "0.06", "share"),
        ("share", {"value": 0.06, "source": "press"}, "share"),
        ("place.region", "us", "place.region"),
        ("place.region", "XX", "place.region"),
        ("place.languages", ["english"], "place.languages[0]"),
        ("place.languages", [], "place.languages"),
        ("place.timezone", "Chicago", "place.timezone"),
        ("place.timezone", "America", "place.timezone"),
        ("place.timezone", "../../etc/passwd", "place.timezone"),
        ("traits.trust", "hgih", "traits.trust"),
        ("traits.trust", 0.5, "traits.trust"),
        ("traits.trust", {"median": 0.5}, "traits.trust.middle90"),
        ("traits.trust", {"median": 0.5, "middle90": [0.2]}, "traits.trust.middle90[1]"),
        ("traits.trust", {"median": 5, "middle90": [0.2, 0.6]}, "traits.trust.median"),
        ("traits.trust", {"median": 0.4, "middle90": [0.6, 0.2]}, "traits.trust"),
        ("traits.trust", GONE, "traits.trust"),
        ("traits.charm", "high", "traits.charm"),
        ("sensitive_to.boilerplate", 3, "sensitive_to.boilerplate"),
        ("together", {"distress and hope": -0.4}, "together.distress and hope"),
        ("together", {"distress & charm": -0.4}, "together.distress & charm"),
        ("together", {"hope & hope": 0.4}, "together.hope & hope"),
        ("together", {"distress & hope": -0.96}, "together.distress & hope"),
        ("together", {"distress & hope": "high"}, "together.distress & hope"),
        ("together", {"distress & hope": -0.4, "hope & distress": -0.4}, "together"),
        ("together", IMPOSSIBLE, "together"),
        ("together", RISK_IMPOSSIBLE, "together"),
        ("together", {"distress & rsik": 0.4}, "together.distress & rsik"),
        ("together", {"risk & risk": 0.4}, "together.risk & risk"),
        ("course.autocorrelation", 1, "course.autocorrelation"),
        ("course.swing", 0, "course.swing"),
        ("requests.restricted", 1.5, "requests.restricted"),
        ("risk.none", 0.56, "risk"),
        ("risk.grave", 0, "risk.grave"),
        ("needs", {"coping": 0, "venting": 0}, "needs"),
        ("needs", {}, "needs"),
        ("needs.coping", -1, "needs.coping"),
        ("needs.crisis_disclosure", 1, "needs.crisis_disclosure"),
        ("needs.source", "hearsay", "needs"),
        ("channels.hotline", 1, "channels.hotline"),
        ("channels", {"nobody": 0}, "channels"),
        ("rhythm.sessions_per_week", 0, "rhythm.sessions_per_week"),
        ("rhythm.sessions_per_week", True, "rhythm.sessions_per_week"),
        ("rhythm.sessions_per_week", "often", "rhythm.sessions_per_week"),
        ("rhythm.hours", {"22-02": 3, "01-05": 1}, "rhythm.hours"),
        ("rhythm.hours", {"7-7": 1}, "rhythm.hours.7-7"),
        ("rhythm.hours", {"7 to 9": 1}, "rhythm.hours.7 to 9"),
        ("rhythm.hours", {"0-24": 0}, "rhythm.hours"),
        ("rhythm.weekdays", {"saturday": 2}, "rhythm.weekdays.saturday"),
        ("rhythm.weekdays", dict.fromkeys(persona.WEEKDAYS, 0), "rhythm.weekdays"),
        ("barriers.professional.price", "high", "barriers.professional.price"),
        ("barriers.professional.cost", "higher", "barriers.professional.cost"),
        ("barriers.hotline", {"cost": "low"}, "barriers.hotline"),
        ("trajectory.start", "With Professional", "trajectory.start"),
        ("trajectory.edges.0.after", "two months", "trajectory.edges[0].after"),
        ("trajectory.edges.0.after", 67, "trajectory.edges[0].after"),
        ("trajectory.edges.0.after", "0 days", "trajectory.edges[0].after"),
        ("trajectory.edges.0.after", GONE, "trajectory.edges[0]"),
        ("trajectory.edges.1.on", "refuse", "trajectory.edges[1].on"),
        ("trajectory.edges.1.times", -1, "trajectory.edges[1].times"),
        ("trajectory.edges.1.chance", 2, "trajectory.edges[1].chance"),
        ("trajectory.edges.1.from", GONE, "trajectory.edges[1].from"),
        ("voice.length", "shortish", "voice.length"),
        ("traits", "high", "traits"),
        ("trajectory.edges", {"from": "a"}, "trajectory.edges"),
        ("extends", "Grown Up", "extends"),
    ],
)
def test_one_mistake_is_one_problem(field, value, told):
    assert _fields(_checked, _with(field, value)) == [told]


def test_eleven_mistakes_come_in_one_pass():
    with pytest.raises(BadInput) as caught:
        persona.load(Catalogue(), ELEVEN)
    problems = caught.value.problems
    assert caught.value.exit_code == 2
    lines = ELEVEN.read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, start=1) if "     # 1" in line]
    assert len(problems) == len({problem.field for problem in problems}) == 11
    assert [problem.field for problem in problems] == [
        "persona",
        "status",
        "extends",
        "place.region",
        "traits.distress",
        "risk",
        "needs.vnting",
        "channels.crisis-line",
        "rhythm.hours.07-25",
        "trajectory.edges[0].after",
        "vioce",
    ]
    for number, problem in enumerate(problems, start=1):
        assert problem.file.endswith("eleven-mistakes.yaml")
        assert f" # {number} " in lines[problem.line - 1], "each problem stands on its own line"
        assert all((problem.expected, problem.found, problem.remedy))
    assert marked
    assert [p.remedy for p in problems if p.field in {"place.region", "needs.vnting", "vioce"}] == [
        "did you mean 'GB'?",
        "did you mean 'venting'?",
        "did you mean 'voice'?",
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "field"),
    [
        ("elevn-mistakes", "eleven-mistakes", "persona"),
        ("reviewed ", "draft ", "status"),
        ("region: UK", "region: GB", "place.region"),
        ("median: 0.90", "median: 0.70", "traits.distress"),
        ("active: 0.19", "active: 0.09", "risk"),
        ("vnting", "venting", "needs.vnting"),
        ("crisis-line: -1", "crisis-line: 1", "channels.crisis-line"),
        ("07-25", "07-22", "rhythm.hours.07-25"),
        ("after: soon", "after: 2 weeks", "trajectory.edges[0].after"),
        ("vioce", "voice", "vioce"),
    ],
)
def test_each_correction_takes_one_problem_away(tmp_path, wrong, right, field):
    text = ELEVEN.read_text(encoding="utf-8")
    before = set(_fields(persona.load, Catalogue(), ELEVEN))
    path = tmp_path / ELEVEN.name
    path.write_text(text.replace(wrong, right), encoding="utf-8")
    assert before - set(_fields(persona.load, Catalogue(), path)) == {field}


# Ways through the stages

LOST = [
    {"from": here, "to": "gave-up", "on": on, "times": 0}
    for here, on in (
        ("rebuffed", "refused"),
        ("rebuffed", "unmet"),
        ("waiting", "refused"),
        ("waiting", "unmet"),
    )
]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("trajectory.edges.1.to", "given-up", "trajectory.edges[1]"),
        ("trajectory.edges.1.on", "helped", "trajectory.edges[1]"),  # no shared edge to multiply
        ("trajectory.start", "nowhere", "trajectory.start"),
    ],
)
def test_a_way_that_fits_no_stage_is_a_problem_at_its_place(field, value, told):
    assert _fields(_checked, _with(field, value)) == [told]


def fields_of_check(path: Path) -> set[str]:
    (checked,) = api.check([path], Catalogue())
    return {problem.field for problem in checked.problems}


def tells_all(check, folder: Path) -> bool:
    """Whether faults of a graph are told together with all others."""
    wrong = _with("risk.none", 0.7)
    wrong["trajectory"] = {"start": "holding-on", "edges": LOST}
    both = _written(folder / "both", wrong)
    wrong["trajectory"]["edges"] = [{**LOST[0], "to": "nowhere"}]
    misplaced = _written(folder / "misplaced", wrong)
    return check(both) == {"risk", "trajectory"} and check(misplaced) == {
        "risk",
        "trajectory.edges[0]",
    }


def _written(folder: Path, data: dict) -> Path:
    folder.mkdir()
    path = folder / "grown.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(data, file)
    return path


def test_faults_of_the_graph_are_told_with_all_others(tmp_path):
    assert tells_all(fields_of_check, tmp_path)


def test_a_reader_that_tells_one_kind_at_a_time_is_caught(tmp_path):
    assert not tells_all(one_kind_at_a_time, tmp_path)


def test_a_parent_that_extends_its_child_is_told_in_both(tmp_path):
    people = tmp_path / "personas"
    people.mkdir()
    for name, parent in (("hen", "egg"), ("egg", "hen")):
        head = f"persona: {name}\nversion: 1.0.0\nstatus: draft\nsummary: One.\n"
        (people / f"{name}.yaml").write_text(f"{head}share: 0.1\nextends: {parent}\n", "utf-8")
    checked = api.check([people], Catalogue([tmp_path]))
    assert [[problem.field for problem in one.problems] for one in checked] == [["extends"]] * 2
    assert all("a circle" in one.problems[0].found for one in checked)


# Shares


def test_check_and_list_tell_shares_as_written_and_rescaled(tmp_path):
    people = tmp_path / "personas"
    people.mkdir()
    for name, share in (("one", 0.06), ("two", 0.18)):
        _written(people / name, {**DATA, "persona": name, "share": share})
        (people / name / "grown.yaml").rename(people / f"{name}.yaml")
        (people / name).rmdir()
    catalogue = Catalogue([tmp_path])
    checked = api.check([people], catalogue)
    assert [(one.share, one.rescaled) for one in checked] == [(0.06, 0.25), (0.18, 0.75)]
    (alone,) = api.check([people / "one.yaml"], catalogue)
    assert (alone.share, alone.rescaled) == (0.06, 1.0)
    listed = {one["name"]: one for one in api.listing("personas", catalogue)}
    assert listed["two"]["share"] == 0.18
    assert listed["two"]["rescaled"] == pytest.approx(0.18 / 1.24)
    assert "rescaled" not in listed["adult"]


def test_a_share_that_is_none_does_not_stop_the_list(tmp_path):
    people = tmp_path / "personas"
    people.mkdir()
    (people / "odd.yaml").write_text("persona: odd\nshare: many\nsummary: Odd.\n", "utf-8")
    listed = {one["name"]: one for one in api.listing("personas", Catalogue([tmp_path]))}
    assert "share" not in listed["odd"]


# The schema for editors


def test_the_committed_schema_is_the_models():
    told = "write simenv.persona.schema() to docs/schema/persona.schema.json with schema_text"
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(persona.schema()), told


def test_the_schema_takes_what_the_model_takes():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(DATA)
    child = {"persona": "c", "version": "1.0.0", "status": "draft", "summary": "s"}
    assert valid(child | {"extends": "grown", "traits": {"trust": {"median": 0.5}}})
    assert not valid(child)
    assert valid({**DATA, "together": {"distress & hope": -0.4, "source": "assumed"}})
    assert valid({**DATA, "together": {"distress & risk": 0.4}})
    for pair in ("distress & charm", "distress & rsik", "distress and hope"):
        assert not valid({**DATA, "together": {pair: -0.4}}), pair
    for field in (
        "needs.vnting",
        "traits.trust",
        "vioce",
        "trajectory.edges.0.after",
        "barriers.x",
    ):
        assert not valid(_with(field, "hgih")), field
    broken = YAML(typ="safe", pure=True).load(ELEVEN)
    assert not valid(broken)


def test_every_barrier_and_trait_has_its_examples():
    page = (HERE.parent / "docs" / "scales.md").read_text(encoding="utf-8")
    for name in (*BARRIERS, *DATA["traits"], *DATA["sensitive_to"]):
        assert f"\n### {name}\n" in page


# --- remedies -----------------------------------------------------------------------------------


def _remedy(field: str, value: object) -> str:
    (problem,) = _problems(_with(field, value))
    return problem.remedy


def test_shares_of_risk_are_offered_in_the_same_proportions_with_the_right_sum():
    said = {"none": 0.5, "passive": 0.2, "active": 0.1, "plan": 0.0}
    assert "{none: 0.625, passive: 0.25, active: 0.125, plan: 0}" in _remedy("risk", said)
    assert "give the share" in _remedy("risk", dict.fromkeys(said, 0.0))


def test_correlations_are_possible_once_the_remedy_is_taken():
    said = {"distress & hope": -0.9, "hope & trust": 0.9, "distress & trust": 0.9}
    factor = float(_remedy("together", said).removeprefix("multiply all of them by "))
    assert _checked(_with("together", {pair: rank * factor for pair, rank in said.items()}))
    assert _problems(
        _with("together", {pair: rank * (factor + 0.02) for pair, rank in said.items()})
    )


def test_the_pair_that_has_to_change_least_is_named():
    said = {"distress & hope": 0.8, "hope & trust": 0.8, "distress & trust": 0.1}
    told = _remedy("together", said)
    pair, rank = told.split("`")[1].split(": ")
    assert _checked(_with("together", said | {pair: float(rank)}))
    assert "or multiply all of them by 0." in told


def test_a_broken_edge_hides_no_fault_of_another():
    edges = [
        {"from": "holding-on", "on": "refused"},
        {"from": "holding-on", "to": "rebuffd", "on": "refused", "times": 2},
    ]
    found = _problems(_with("trajectory", {"start": "holding-on", "edges": edges}))
    assert [one.field for one in found] == ["trajectory.edges[0].to", "trajectory.edges[1]"]
