"""A policy's page says what it answers in which case; so do those of standards and detectors."""

from __future__ import annotations

import textwrap
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import detector, experiment, policy, standard, tell
from simenv.catalogue import Catalogue
from simenv.errors import PolicyFailure
from simenv.policy.conditions import When
from simenv.tell.battery import CELLS, FIRST, NOON, SITUATIONS, answers, moments_of
from simenv.tell.conditions import condition
from simenv.tell.merged import merged
from simenv.tell.standards import cell
from simenv.vocabulary import Act, Asks, Continuation, Need, Referral, Risk
from tests.tell.pages import CATALOGUE, page, told, written

NAMES = CATALOGUE.names("policies")


# --- policies -----------------------------------------------------------------------------------


def test_the_rules_are_told_from_the_top():
    text = told(page("graded-by-risk"))
    assert (
        "1. If the message asks for restricted content and the detector reads active ideation or "
        "plan or intent: stop"
    ) in text
    assert "the refusals that it remembers are 2 or more: stay-close" in text
    assert "4. Otherwise: help" in text


def test_the_answers_are_told_with_their_words_and_what_they_extend():
    stop = page("graded-by-risk").data()["answers"]["stop"]
    assert (stop["act"], stop["referral"], stop["continuation"]) == (
        "refuse",
        "localised",
        "invites",
    )
    assert stop["framing"]["validation"] == 0.8
    text = told(page("graded-by-risk"))
    assert (
        "a referral to services in the person's region, invites to go on; high validation" in text
    )
    assert "“I won't go into that, because I'm concerned about you." in text


def test_detector_and_memory_are_told():
    text = told(page("graded-by-risk"))
    assert "It reads risk by the detector typical-2025" in text
    assert "It remembers refusals for 30 days, at most eight." in text
    assert "It reads no risk off messages" in told(page("never-refuses"))
    assert "It remembers nothing" in told(page("hotline-boilerplate"))


def _battery(name: str, key: str = "first") -> dict:
    """The one answer in each cell of the battery; None where none is read."""
    situation = next(one for one in SITUATIONS if one.key == key)
    found = answers(policy.load(CATALOGUE, name), situation, NOON)
    return {place: cell and next(iter(cell)) for place, cell in found.items()}


@pytest.mark.parametrize(
    ("name", "act"), [("never-refuses", Act.COMPLY), ("always-refuses", Act.REFUSE)]
)
def test_the_battery_of_the_two_ends_has_one_answer(name, act):
    assert {answer.act for answer in _battery(name).values()} == {act}


def test_the_battery_follows_the_rules():
    found = _battery("graded-by-risk")
    for asks, need, risk in CELLS:
        grave = risk >= Risk.ACTIVE
        expected = Act.COMPLY
        if grave:
            expected = Act.REFUSE if asks == Asks.RESTRICTED else Act.PARTIAL
        assert found[asks, need, risk].act == expected


def test_the_battery_after_refusals_remembers_them():
    first, later = _battery("graded-by-risk"), _battery("graded-by-risk", "after_refusals")
    place = (Asks.SUPPORT, Need.COPING, Risk.PLAN)
    assert first[place].continuation == Continuation.INVITES
    assert later[place].continuation == Continuation.CHECKS_IN
    assert "At the message after two refusals in the session:" in told(page("graded-by-risk"))
    assert "It does the same at the message after a partial answer" in told(page("never-refuses"))


def test_the_battery_knows_who_writes_and_what_was_offered():
    place = (Asks.SUPPORT, Need.COPING, Risk.ACTIVE)
    name = "age-and-region-aware"
    kinds = [_battery(name, key)[place].referral for key in ("first", "minor", "elsewhere")]
    assert kinds == [Referral.LOCALISED, Referral.TAILORED, Referral.GENERIC]
    later = _battery("remembers", "after_referral")[place]
    assert (later.referral, later.continuation) == (Referral.NONE, Continuation.CHECKS_IN)


def test_what_hangs_on_the_hour_is_told_in_brackets_and_as_shares():
    text = told(page("status-quo-2026"))
    assert "(invites)" in text
    assert "(invites)" not in told(page("graded-by-risk"))
    over = page("status-quo-2026").data()["over_a_week"]
    assert over["act"] == {"refuse": 1.0}
    assert over["rationale"]["ethics"] == pytest.approx(0.70, abs=0.02)
    assert all(sum(part.values()) == pytest.approx(1, abs=0.001) for part in over.values())
    assert "over_a_week" not in page("graded-by-risk").data()


def test_rules_on_the_hour_are_asked_all_week(tmp_path):
    text = CATALOGUE.path("policies", "always-refuses").read_text().replace("always-", "nightly-")
    text = text.replace("responses:\n", "responses:\n  help: {act: comply}\n")
    text = text.replace(
        "rules:\n", 'rules:\n  - {when: {hour: "06-22", weekday: sun}, answer: help}\n'
    )
    one = policy.load(CATALOGUE, written(tmp_path, "nightly-refuses", text))
    for found in answers(one, FIRST, moments_of(one)).values():
        times = {answer.act: times for answer, times in found.items()}
        assert times == {Act.COMPLY: 16, Act.REFUSE: 168 - 16}


def test_a_level_that_its_detector_never_reads_is_said_so(tmp_path):
    reads = "{none: {none: 1}, passive: {none: 1}, active: {active: 1}, plan: {plan: 1}}"
    text = f"detector: blind\nversion: 1.0.0\nsummary: x\nsource: assumed\nreads: {reads}\n"
    written(tmp_path / "detectors", "blind", text)
    rules = CATALOGUE.path("policies", "graded-by-risk").read_text()
    rules = rules.replace("typical-2025", "blind").replace("graded-by-risk", "blinded")
    path = written(tmp_path / "policies", "blinded", rules)
    shown = tell.about(Catalogue([tmp_path]), path)
    assert "never read" in shown.text()
    passive = [fact for fact in shown.data()["battery"] if fact["risk_seen"] == "passive"]
    assert {fact["first"] for fact in passive} == {None}


CODE = textwrap.dedent(
    """
    from simenv.policy import Request, Response, per_request

    @per_request
    def respond(request: Request) -> Response:
        if request.need == "creative" and {broken}:
            raise RuntimeError("broken")
        return Response(act="refuse" if request.risk_seen == "plan" else "comply")
    """
)
YAML = "policy: coded\nversion: 1.0.0\nkind: python\nsummary: x\ndetector: perfect\n"


def test_a_policy_that_is_code_is_told_by_what_it_does(tmp_path):
    path = written(tmp_path, "coded", YAML)
    path.with_suffix(".py").write_text(CODE.format(broken=False))
    shown = tell.about(CATALOGUE, path)
    assert "It is code: the function respond of" in told(shown)
    plan = [fact for fact in shown.data()["battery"] if fact["risk_seen"] == "plan"]
    assert {fact["first"]["act"] for fact in plan} == {"refuse"}


def test_code_that_fails_is_the_policy_s_failure(tmp_path):
    path = written(tmp_path, "coded", YAML)
    path.with_suffix(".py").write_text(CODE.format(broken=True))
    with pytest.raises(PolicyFailure, match="broken"):
        tell.about(CATALOGUE, path)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"risk_seen": {"at_least": "passive"}}, "the detector reads passive ideation or more"),
        ({"turn": {"at_most": 3}}, "the turn of the session is 3 or less"),
        ({"refusals": {"at_least": 1, "at_most": 3}}, "the refusals that it remembers are 1 to 3"),
        ({"last_act": "none"}, "just before it nothing yet"),
        ({"last_move": ["rephrase", "none"]}, "says it in other words or nothing yet"),
        ({"hour": "22-06"}, "the local hour is 22-06"),
        ({"age": "minor"}, "by the account the person is a minor"),
        ({"need": [need for need in Need.words() if need != "venting"]}, "is anything but venting"),
        ({"subject": "other", "weekday": ["sat", "sun"]}, "someone else and the day is sat or sun"),
    ],
)
def test_conditions_read_as_sentences(when, words):
    assert When.model_validate(when)
    assert condition(when).endswith(words)


@pytest.mark.parametrize("column", When.model_fields)
def test_every_column_that_a_rule_may_test_has_words(column):
    assert column in tell.conditions._TOLD


# --- standards and detectors --------------------------------------------------------------------


def test_every_cell_of_a_standard_stands_in_its_data():
    one = standard.load(CATALOGUE, "cautious")
    facts = page("cautious").data()["cells"]
    assert len(facts) == one.least_act.size
    for fact in facts:
        place = (
            Need.of(fact["need"]),
            Asks.of(fact["asks_for"]),
            int(fact["hidden_intent"]),
            Risk.of(fact["risk"]),
        )
        assert Act.of(fact["least_act"]) == one.least_act[place]
        assert Act.of(fact["most_act"]) == one.most_act[place]
        assert (fact["human"] is not None) == one.human_due[place]


def test_a_cell_is_told_in_words():
    one = standard.load(CATALOGUE, "listening-first")
    assert cell(one, (Need.COPING, Asks.SUPPORT, 0, Risk.ACTIVE)) == "must help\n+ generic"
    assert cell(one, (Need.COPING, Asks.RESTRICTED, 0, Risk.PLAN)) == "must refuse\n+ localised"


def test_two_standards_differ_by_the_same_cells_from_either_side():
    here = page("cautious").data()["against_listening-first"]
    there = page("listening-first").data()["against_cautious"]
    assert here["cells"] == there["cells"] > 0


def test_a_standard_that_says_the_same_differs_nowhere(tmp_path):
    text = CATALOGUE.path("standards", "cautious").read_text()
    written(tmp_path / "policies" / "standards", "twin", text.replace(": cautious", ": twin"))
    shown = tell.about(Catalogue([tmp_path]), "twin")
    assert shown.data()["against_cautious"]["cells"] == 0


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.sampled_from(Need)), st.integers(0, 1)))
def test_merged_rows_say_of_every_need_what_was_said(said):
    keys = tuple(range(4))
    rows = merged(keys, lambda key, need: (str(said.get((key, need), 0)),), str)
    blocks = [tuple(said.get((key, need), 0) for need in Need) for key in keys]
    labels = {str([k for k in keys if blocks[k] == block]) for block in blocks}
    assert {row[0] for row in rows} == labels
    assert len(rows) == sum(len(set(block)) for block in set(blocks))


def test_a_detector_is_told_by_its_table():
    one = detector.load(CATALOGUE, "typical-2025")
    reads = page("typical-2025").data()["reads"]
    for shown, read in product(Risk, Risk):
        assert reads[shown.word][read.word] == one.table[shown, read]
    text = told(page("typical-2025"))
    assert "27 of 100 that show passive ideation" in text
    assert "graded-by-risk" in text
    assert "Its shape follows evidence row A12 (docs/evidence.md); its numbers are assumed." in text
    assert "It never reads less risk than a message shows." in told(page("perfect"))


def test_an_experiment_is_told_with_its_size():
    size = page("quickstart").data()["size"]
    real = page("quickstart").data()["people"]
    assert size["people"] == experiment.load(CATALOGUE, "quickstart").people * len(real)
    assert size["lives"] == size["people"] * 4 * 4
    assert sum(one["weight"] for one in real) == pytest.approx(1, abs=0.001)
    assert f"{size['lives']:,} lives" in told(page("quickstart"))
