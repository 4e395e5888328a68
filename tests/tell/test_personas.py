"""A persona's page says what its file says, and what a month makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from simenv import parameters, persona, tell
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.persona import Persona
from simenv.tell.drawn import DAYS, SHOWN, month_of, policy_for
from simenv.tell.nearest import PARTS, distance, nearest, others, profile
from simenv.tell.paths import paths
from simenv.tell.persona_file import risk
from simenv.tell.scaled import amount, nearest_words
from simenv.tell.sources import sources
from simenv.vocabulary import Channel
from tests.tell.pages import CATALOGUE, ELSEWHERE, told, written


def _load(name: str) -> Persona:
    return persona.load(CATALOGUE, name)


REAL = [_load(name) for name in CATALOGUE.names("personas") if not _load(name).abstract]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    return tell.about(CATALOGUE, written(tmp_path_factory.mktemp("own"), "elsewhere", ELSEWHERE))


def test_a_file_outside_every_catalogue_is_told_whole(elsewhere):
    keys = [section.key for section in elsewhere.sections]
    assert keys == [
        "who",
        "rhythm",
        "needs",
        "risk",
        "course",
        "channels",
        "sensitive_to",
        "voice",
        "graph",
        "persons",
        "month",
        "sources",
        "nearest",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Reviewed on 2026-01-01 by: clinical psychologist.",
        "Built on adult",
        "They are adults. They live in BR (America/Sao_Paulo) and write pt-BR, else en.",
        "the median person brings the assistant 3 needs a week, and takes about",
        "Of 100 needs, 38 arise from 22 to 02 h and 62 arise from 02 to 22 h (local time).",
        "By day of the week, of 100 needs: mon 12, tue 11, wed 11, thu 11, fri 10, sat 22, sun 22.",
        "25 of 100 needs are about someone else",
        "20 of 100 ask for restricted content, 15 of 100 of these hide what it is for",
        "happens to a person about 0.8 times a month",
        "An acute crisis begins about once in 2 months",
        "sum to 1.01, so that it weighs 0.99 of 100",
        "They write short messages. They hardly disclose what they feel",
        "waiting (start)",
        "with professional: half of them within 30 days, by time alone (its own; C20)",
        "of 100 times that a session ends unmet after a refusal (2 times the shared odds; assumed)",
        "talking: 40 of 100 times that a need is met (its own; assumed)",
    ],
)
def test_the_page_says_what_the_file_says(elsewhere, sentence):
    assert sentence in told(elsewhere)


def test_who_asks_about_others_is_told_their_risk_and_that_it_is_one_assumption(elsewhere):
    said = told(elsewhere)
    assert "The 25 of 100 needs that are about someone else have that person's risk instead" in said
    assert "50 with no risk" in said
    assert "`life.other-at-risk`" in said
    assert "the same for a patient and for a friend" in said
    assert sum(elsewhere.data()["risk"]["of_others"].values()) == pytest.approx(1, abs=1e-3)


def test_who_asks_about_nobody_else_is_told_no_other_risk(tmp_path):
    alone = ELSEWHERE.replace("about_other: {value: 0.25, source: C16}", "about_other: 0")
    one = persona.load(CATALOGUE, written(tmp_path, "elsewhere", alone))
    section = risk(one, parameters.shipped().median())
    assert "of_others" not in section.facts
    assert not any("someone else" in line for line in section.lines)


def test_that_risk_goes_with_no_trait_is_said_unless_the_file_says_otherwise(tmp_path):
    def said(ties):
        one = persona.load(CATALOGUE, written(tmp_path, "elsewhere", ELSEWHERE + ties))
        return " ".join(risk(one, parameters.shipped().median()).lines)

    assert "drawn apart from distress" in said("together: null\n")
    assert "drawn apart" not in said("together: {distress & risk: 0.4}\n")
    assert "drawn apart" not in said("")  # as in the base


def test_shares_are_shares(elsewhere):
    data = elsewhere.data()
    assert sum(data["rhythm"]["by_hour"]) == pytest.approx(1, abs=0.002)
    assert sum(data["needs"]["needs"].values()) == pytest.approx(1, abs=0.002)
    assert sum(one["share"] for one in data["channels"].values()) == pytest.approx(1, abs=0.002)
    month = data["month"]
    assert sum(month["states_at_the_end"].values()) == pytest.approx(1, abs=1e-4)
    assert sum(month["left_by_cause"].values()) == pytest.approx(month["left"], abs=1e-4)


def test_the_month_is_told_to_its_end(elsewhere):
    month = elsewhere.data()["month"]
    assert (month["policy"], month["people"], month["days"]) == ("never-refuses", 200, DAYS)
    assert month["refused_of_messages"] == 0
    assert month["day_by_day"][-1]["days"].startswith(("day 29", "days", "at the end"))


def test_the_month_may_be_told_under_another_policy(tmp_path):
    path = written(tmp_path, "elsewhere", ELSEWHERE)
    under = tell.about(CATALOGUE, path, policy="always-refuses")
    assert under.data()["month"]["refused_of_messages"] == 1
    assert "ONE MONTH UNDER ALWAYS-REFUSES" in under.text()


def test_the_five_persons_are_those_of_every_run(elsewhere):
    persons = elsewhere.data()["persons"]
    assert [one["person"] for one in persons] == list(range(SHOWN))
    assert len({tuple(one["traits"].values()) for one in persons}) == SHOWN


def test_a_base_is_told_without_persons_month_and_distance():
    data = tell.about(CATALOGUE, "adult").data()
    assert data["abstract"]
    assert not {"persons", "month", "nearest"} & data.keys()
    assert "never simulated itself" in told(tell.about(CATALOGUE, "adult"))


def test_an_edge_to_a_stage_that_does_not_exist_is_a_problem(tmp_path):
    path = written(tmp_path, "elsewhere", ELSEWHERE.replace("to: talking", "to: talked"))
    with pytest.raises(BadInput, match="talked"):
        tell.about(CATALOGUE, path)


def test_every_stage_within_reach_is_told_once():
    for one in REAL:
        facts = paths(one).facts
        assert facts["reached"][0] == one.trajectory.start
        assert len(set(facts["reached"])) == len(facts["reached"])
        ends = {edge["to"] for edge in facts["edges"] if edge["chance"] > 0}
        assert ends <= set(facts["reached"])
        own = [edge for edge in facts["edges"] if edge["own"]]
        assert len(own) == len(one.trajectory.edges)


def test_every_number_is_either_assumed_or_sourced():
    for one in REAL:
        facts = sources(one).facts
        assert not set(facts["assumed"]) & facts["sourced"].keys()
        assert facts["assumed"] == one.assumed()
        lines = " ".join(sources(one).lines)
        assert all(row in lines for row in set(facts["sourced"].values()))


def test_the_first_day_goes_where_the_weights_point():
    found = month_of(_load("author"), CATALOGUE).entry_channels()
    assert sum(found) == pytest.approx(1)
    assert int(np.argmax(found)) == Channel.ASSISTANT


# --- the distance -------------------------------------------------------------------------------


def test_the_distance_is_a_distance():
    profiles = [profile(one) for one in REAL]
    for one in profiles:
        assert distance(one, one).tolist() == [0.0] * len(PARTS)
        for other in profiles:
            there = distance(one, other)
            assert (there >= 0).all()
            assert (there <= 1).all()
            assert np.allclose(there, distance(other, one))
            assert one.name == other.name or there.mean() > 0
            for third in profiles:
                detour = there.mean() + distance(other, third).mean()
                assert distance(one, third).mean() <= detour + 1e-9


def test_a_copy_lies_at_its_original_and_a_changed_copy_beside_it(tmp_path):
    original = CATALOGUE.path("personas", "author").read_text()
    copy = written(tmp_path, "author", original.replace("persona: author", "persona: scribe"))
    renamed = copy.rename(tmp_path / "scribe.yaml")
    near = _nearest(renamed)
    assert (near["persona"], near["distance"]) == ("author", 0)
    changed = renamed.read_text().replace("creative: 6", "creative: 1")
    written(tmp_path, "scribe", changed)
    assert _nearest(renamed)["parts"]["needs"] > 0
    assert _nearest(renamed)["parts"]["risk"] == 0


def _nearest(path) -> dict:
    one = persona.load(CATALOGUE, path)
    return nearest(one, others(one, CATALOGUE)).facts["distances"][0]


def test_a_persona_that_cannot_be_read_is_named_and_not_compared(tmp_path):
    written(tmp_path / "personas", "broken", "persona: broken\n")
    one = _load("author")
    section = nearest(one, others(one, Catalogue([tmp_path])))
    assert section.facts["not_compared"] == ["broken"]
    assert any("broken" in line for line in section.lines)


# --- words for numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.0, ("none",)),
        (0.03, ("none",)),
        (0.2, ("low",)),
        (0.35, ("low", "some")),
        (0.55, ("some",)),
        (0.65, ("some", "high")),
        (0.75, ("high",)),
        (1.0, ("full",)),
    ],
)
def test_a_number_is_called_by_the_nearest_word_or_by_two(number, words):
    assert nearest_words(number) == words


def test_a_trait_is_told_with_an_example():
    numbers, like = amount("hope", _load("chronic-ideation").traits.hope)
    assert numbers == "low, 0.30 (0.10 to 0.55)"
    assert like == "“tries because somebody asked”"


def test_the_usual_policy_is_taken_and_else_any():
    assert policy_for(CATALOGUE, None).name == "never-refuses"
    assert policy_for(CATALOGUE, "graded-by-risk").name == "graded-by-risk"
