"""The personas that are shipped: each whole, each with its own life, all of them a population."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import api, graph, persona
from simenv.catalogue import Catalogue, citations
from simenv.kinds import compile_all
from simenv.persona import Mix, Persona, laid
from simenv.tell.catalogue_page import personas_page
from simenv.tell.departures import departures
from simenv.tell.evidence import ROWS
from simenv.tell.nearest import distance, profile
from simenv.vocabulary import HUMAN, Need, Risk
from tests.broken.catching import LAW
from tests.broken.personas import first_come_shares
from tests.life.scenes import made, shipped_personas

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Catalogue()
PEOPLE = {one.name: one for one in shipped_personas()}
FOURTEEN = [
    "abroad",
    "acute-risk",
    "author",
    "boundary-tester",
    "caregiver",
    "casual",
    "chronic-ideation",
    "clinician",
    "daily-companion",
    "fears-coercion",
    "first-time-discloser",
    "in-therapy",
    "teen",
    "wait-listed",
]
#: Rows kept to fit or to check the model: they may stand behind no number of a persona ...
KEPT = {"B3", "C1", "C5", "C10", "C18", "D6", "C2", "C3", "C11", "C21", "D1b"}
#: ... but for D6, from which the correlation of distress of people at risk is taken.
D6_FIELD = "course.autocorrelation"
#: Below this distance two files would describe the same people twice.
FLOOR = 0.08

each = pytest.mark.parametrize("one", PEOPLE.values(), ids=list(PEOPLE))


def test_there_are_the_fourteen():
    assert sorted(PEOPLE) == FOURTEEN


def test_check_finds_nothing_in_any_of_them():
    checked = api.check([ROOT / "personas"], CATALOGUE)
    assert [one.file for one in checked if one.problems] == []
    assert len(checked) == len(FOURTEEN) + 1


def test_they_sum_to_one():
    mix = Mix.of(PEOPLE.values())
    assert mix.whole
    assert mix.total == pytest.approx(1)
    assert mix.told == "the shares of 14 personas sum to 1"


@each
def test_each_has_what_a_persona_needs_of_its_own(one: Persona):
    own = {edge.from_ + edge.to for edge in one.trajectory.edges}
    assert len(one.trajectory.edges) >= 4
    assert len(own) >= 3, "its own way through the stages"
    assert len(one.rhythm.hours) >= 3, "hours of its own"
    assert len(set(one.rhythm.by_weekday)) >= 3, "a week of its own"
    assert one.course.events_per_month > 0
    assert any(one.barriers.get(channel.word) for channel in HUMAN)
    assert "nothing about" in one.scope, "it says of whom it does not speak"
    assert one.status == "draft"


def test_no_two_are_alike_in_what_each_has_of_its_own():
    for part in ("trajectory", "needs", "rhythm", "course", "risk", "channels", "requests"):
        for one, other in combinations(PEOPLE.values(), 2):
            assert getattr(one, part) != getattr(other, part), (part, one.name, other.name)


@each
def test_each_walks_the_shared_stages_and_can_reach_and_leave_them_all(one: Persona):
    whole = laid(one.trajectory)
    assert whole.stages == graph.shared().stages
    assert graph.problems(whole, one.trajectory.start) == []


def test_every_two_are_far_from_each_other():
    profiles = [profile(one) for one in PEOPLE.values()]
    near = {
        (one.name, other.name): float(distance(one, other).mean())
        for one, other in combinations(profiles, 2)
    }
    assert min(near.values()) > FLOOR, min(near, key=near.__getitem__)


# --- what each of them is -----------------------------------------------------------------------


def test_each_is_who_its_name_says():
    carer, nurse, teen = (PEOPLE[name] for name in ("caregiver", "clinician", "teen"))
    assert min(carer.requests.about_other, nurse.requests.about_other) >= 0.9
    assert nurse.need_weights.index(max(nurse.need_weights)) == Need.PROFESSIONAL_QUESTION
    assert (teen.age, teen.extends) == ("minor", None)
    assert {one.age for one in PEOPLE.values() if one is not teen} == {"adult"}
    away = PEOPLE["abroad"].place
    assert away.region != "US"
    assert away.languages[0] != "en"
    tester = PEOPLE["boundary-tester"].requests
    assert tester.restricted * tester.hidden_intent > 0.5
    assert {one.name for one in PEOPLE.values() if one.requests.hidden_intent} == {
        "boundary-tester",
        "teen",
    }
    starts = {name: one.trajectory.start for name, one in PEOPLE.items()}
    assert (starts["in-therapy"], starts["wait-listed"]) == ("with-professional", "waiting")


def test_extremes_are_where_they_belong():
    def most(number) -> str:
        return max(PEOPLE.values(), key=number).name

    assert most(lambda one: one.course.crises_per_month) == "acute-risk"
    assert most(lambda one: one.traits.attachment.median) == "daily-companion"
    assert most(lambda one: one.rhythm.sessions_per_week.median) == "daily-companion"
    assert most(lambda one: one.barriers["crisis-line"].get("coercion", 0)) == "fears-coercion"
    assert most(lambda one: one.barriers["professional"].get("wait", 0)) == "wait-listed"
    assert most(lambda one: one.sensitive_to.boilerplate.median) == "chronic-ideation"
    assert most(lambda one: one.risk.none) == "casual"
    assert most(lambda one: one.share) == "casual"


def test_nobody_is_a_crisis():
    """A crisis comes and goes: most people at risk enter below plan, and days pass without one."""
    for one in PEOPLE.values():
        assert one.risk.shares[Risk.PLAN] <= 0.07
        assert one.course.crises_per_month <= 1.5


# --- sources ------------------------------------------------------------------------------------


@each
def test_no_number_rests_on_a_row_that_is_kept_for_the_model(one: Persona):
    cited = {**one.sourced(), **one.directed()}
    wrong = {field: row for field, row in cited.items() if row in KEPT and field != D6_FIELD}
    assert wrong == {}


def test_the_correlation_of_d6_is_that_of_people_at_risk():
    for one in PEOPLE.values():
        if one.sources()[D6_FIELD] == "D6":
            assert one.course.autocorrelation == 0.57
            assert one.risk.none <= 0.5, "most of them at risk"


def test_every_row_that_a_persona_names_is_told_on_the_page():
    named = {row for one in PEOPLE.values() for row in (one.sourced() | one.directed()).values()}
    base = persona.load(CATALOGUE, "adult")
    named |= {*base.sourced().values(), *base.directed().values()}
    assert set(ROWS) == named


@each
def test_what_departs_from_the_base_says_where_from(one: Persona):
    """In a section that its file opens, or beside the number; a word of the scales is assumed."""
    parent = None if one.extends is None else CATALOGUE.read("personas", one.extends)
    document = CATALOGUE.read("personas", one.name)
    found = departures(document, parent)
    assert found
    assert {each.source for each in found} >= {"assumed"}
    rows = {each.source for each in found} - {"assumed"}
    assert all(re.fullmatch(r"[A-D]\d{1,2}(; size assumed)?", row) for row in rows)


def test_what_the_rows_give_is_what_the_files_say():
    """The numbers that are cited without `size assumed`, against the list of evidence."""
    given = {"C13": 0.4, "D1": 0.73, "D6": 0.57, "D9": 0.0015, "C20": 67.0}
    for one in PEOPLE.values():
        for field, row in one.sourced().items():
            assert _number(one, field) == given[row], (one.name, field)


def _number(one: Persona, field: str) -> float:
    if field.startswith("trajectory.edges"):
        edge = one.trajectory.edges[int(re.findall(r"\d+", field)[0])]
        return float(edge.after or 0)
    found: object = one
    for part in field.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    assert isinstance(found, float)
    return found


def test_two_in_three_teens_come_monthly_as_in_b5():
    spread = PEOPLE["teen"].rhythm.sessions_per_week.spread
    monthly = (spread.quantile(np.linspace(0.0005, 0.9995, 2001)) >= 7 / 30).mean()
    assert monthly == pytest.approx(0.655, abs=0.01)


def test_the_companion_stays_below_the_anchor_of_b9():
    """11 messages a person and day; three a session are more than the model's people write."""
    often = PEOPLE["daily-companion"].rhythm.sessions_per_week
    assert 3 * often.middle90[1] / 7 < 11


# --- the population -----------------------------------------------------------------------------

shares = st.dictionaries(st.sampled_from(FOURTEEN), st.floats(0.001, 1), min_size=1)


def keeps_proportions(rescale, written: dict[str, float]) -> bool:
    """Whether shares sum to 1 in the proportions written, also once somebody has joined."""
    for said in (written, {**written, "zz-new": 0.05}):
        found = rescale(said)
        factors = [found[name] / said[name] for name in said]
        if not (np.isclose(sum(found.values()), 1) and np.allclose(factors, factors[0])):
            return False
    return True


def rescaled(written: dict[str, float]) -> dict[str, float]:
    return Mix(written=written).rescaled


@LAW
@given(shares)
def test_a_new_persona_rescales_all_others_alike(written):
    assert keeps_proportions(rescaled, written)


def test_shares_that_the_first_come_keep_are_caught():
    assert not keeps_proportions(first_come_shares, {"author": 0.6, "teen": 0.4})


def test_a_mix_says_by_how_much_it_rescales():
    few = Mix.of([PEOPLE["author"], PEOPLE["teen"], made("none", share=None, abstract=True)])
    assert few.written == {"author": 0.06, "teen": 0.05}
    assert few.told == "the shares of 2 personas sum to 0.11; each is multiplied by 9.091"
    assert few.rescaled == pytest.approx({"author": 6 / 11, "teen": 5 / 11})
    assert Mix.of([]).told == ""


def test_the_teen_has_nothing_from_adults():
    said = CATALOGUE.read("personas", "teen")
    assert set(citations(said.data)) == set(said.cited)
    assert not any("cost" in bars for bars in PEOPLE["teen"].barriers.values())


def test_a_crisis_line_is_barred_for_whoever_fears_it():
    kinds = compile_all(list(PEOPLE.values()))
    held = dict(zip(kinds.names, kinds.barriers[:, 4], strict=True))
    assert max(held, key=held.__getitem__) == "fears-coercion"


def test_the_page_is_made_from_the_files():
    told = "write simenv.tell.catalogue_page.personas_page() to docs/personas.md"
    page = (ROOT / "docs" / "personas.md").read_text(encoding="utf-8")
    assert page == personas_page(CATALOGUE), told


@each
def test_the_page_tells_each_whole(one: Persona):
    page = " ".join((ROOT / "docs" / "personas.md").read_text(encoding="utf-8").split())
    section = page.split(f" ## {one.name} ")[1].split(" ## ")[0]
    assert " ".join(one.summary.split()) in section
    assert " ".join(one.scope.split()) in section
    assert section.count("→") == len(one.trajectory.edges)
    assert f"{len(one.assumed())} of {len(one.sources())} are assumed" in section
    rows = set(one.directed().values()) | set(one.sourced().values())
    assert all(row in section for row in rows)
