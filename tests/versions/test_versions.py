"""Two policies beside each other: the whole of it, held against a comparison of the same people."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import simenv
from simenv import cli
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, PolicyFailure
from simenv.stats.tables.brief import BRIEF
from simenv.versions import looking, versions
from tests.broken.versions import Everybody

PAIR = ("hotline-boilerplate", "graded-by-risk")
ASKED = {"personas": ["author", "chronic-ideation", "in-therapy"], "people": 40, "days": 10}


@pytest.fixture(scope="module")
def found():
    return versions(*PAIR, **ASKED)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "same"
    return simenv.compare(PAIR, **ASKED, worlds=0, out=out)


def written(folder: Path, name: str, change) -> str:
    """A copy of a shipped policy, changed; its path."""
    text = (Catalogue().path("policies", name)).read_text(encoding="utf-8")
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(change(text), encoding="utf-8")
    return str(path)


def flat(found) -> str:
    """The page without its line breaks."""
    return " ".join(found.text().split())


def stricter(text):
    return text.replace("version: 1.0.1", "version: 1.1.0").replace(
        "{when: {risk_seen: [active, plan]}, answer: narrow}",
        "{when: {risk_seen: [active, plan]}, answer: stop}",
    )


def test_over_everybody_it_is_the_policy_effect_of_a_comparison(found, compared):
    lines = {
        line["outcome"]: line["all"]
        for line in compared.summary["differences"]
        if (line["arm"], line["against"]) == (PAIR[1], PAIR[0])
    }
    assert [one.outcome for one in found.everyone] == list(BRIEF)
    for one in found.everyone:
        assert one.difference.value == lines[one.outcome]["value"]
        assert one.difference.low == lines[one.outcome]["low"]
        assert one.difference.high == lines[one.outcome]["high"]


def test_errors_on_the_battery_are_those_of_a_comparison(found, compared):
    theirs = {one["error"]: one for one in compared.summary["decisions"]["apart"]}
    for one in found.battery.errors:
        line = theirs[one.error]
        sign = 1 if (line["arm"], line["against"]) == (PAIR[1], PAIR[0]) else -1
        assert one.difference.value == sign * line["difference"]["value"]


def test_messages_are_those_of_the_first_policy(found, compared):
    assert found.messages == len(compared.run.table("turns", arm=PAIR[0]))


def test_whoever_never_parts_adds_nothing_to_an_effect(found):
    """The effect on everybody is that among those who part, times their share."""
    share = found.often.people.value
    among = {one.outcome: one for one in found.among}
    for one in found.everyone:
        if one.outcome in {"disengaged", "met", "refused", "taken"}:
            part = among[one.outcome].difference.value * share
            assert np.isclose(one.difference.value, part)


def test_a_part_of_people_that_holds_others_is_caught(monkeypatch):
    monkeypatch.setattr(looking, "Counts", Everybody)
    with pytest.raises(AssertionError):
        test_whoever_never_parts_adds_nothing_to_an_effect(versions(*PAIR, **ASKED))


def test_the_other_way_round_the_same_people_part_and_differences_turn(found):
    back = versions(*reversed(PAIR), **ASKED)
    assert back.parted == found.parted
    assert back.often.people == found.often.people
    for here, there in zip(
        (*found.everyone, *found.among), (*back.everyone, *back.among), strict=True
    ):
        assert (there.first, there.second) == (here.second, here.first)
        assert there.difference.value == -here.difference.value


def test_each_context_says_what_both_do_there_and_how_often(found):
    first = found.places[0]
    assert [(one.field, one.whose, one.said) for one in first.when] == [
        ("risk_seen", "both", "passive")
    ]
    assert [(one.rule, one.answer, one.act) for one in first.does] == [
        (1, "hotline", "refuse"),
        (4, "help", "comply"),
    ]
    assert first.often.within == 1
    assert 0 < first.often.messages.low < first.often.messages.value < found.often.messages.value
    assert first.often.people.value <= found.often.people.value
    assert 0.9 < found.held < 1, "some contexts are too rare to be told"
    worst = [met.people.value for met in first.often.personas]
    assert worst == sorted(worst, reverse=True)
    assert {met.persona for met in first.often.personas} == set(ASKED["personas"])


def test_smaller_blocks_change_no_number_but_where_contexts_are_looked_for(found):
    again = versions(*PAIR, **ASKED, at_once=60)
    assert again.messages == found.messages
    assert again.everyone == found.everyone
    assert again.among == found.among
    assert again.often == found.often
    told = [place.often for place in found.places if place.when == again.places[0].when]
    assert told == [again.places[0].often]


def test_progress_is_told_block_by_block():
    told = []
    versions(*PAIR, **ASKED | {"days": 1}, at_once=60, progress=lambda *done: told.append(done))
    assert told == [(60, 120), (120, 120)]


# The same decisions


def test_a_policy_and_itself_make_the_same_decisions():
    found = versions("graded-by-risk", "graded-by-risk", **ASKED)
    assert found.same
    assert found.places == found.among == ()
    assert found.parted == 0
    assert {one.difference.value for one in found.everyone} == {0.0}
    assert all(one.difference.same for one in found.everyone)
    assert "same decisions" in found.text()
    assert "What follows" not in found.text()


def test_other_words_in_a_transcript_are_the_same_decisions(tmp_path):
    path = written(
        tmp_path, "graded-by-risk", lambda text: text.replace("Thank you for telling me.", "Yes.")
    )
    found = versions("graded-by-risk", path, **ASKED)
    assert found.same
    assert found.names == ("graded-by-risk (first)", "graded-by-risk (second)")
    assert "two files that go by one name and version" in found.text()
    assert found.rules.answers == ()


def test_another_tone_is_another_decision_though_nothing_may_follow(tmp_path):
    change = lambda text: text.replace("judgement: none, warmth: some", "judgement: none")  # noqa: E731
    found = versions("graded-by-risk", written(tmp_path, "graded-by-risk", change), **ASKED)
    assert not found.same
    assert found.often.by_act.value == 0 < found.often.messages.value
    assert found.rules.answers == ("help",)
    assert "warmth" in found.text()


# Two versions of one file


def test_two_versions_of_a_file_are_told_by_their_versions_and_rules(tmp_path):
    found = versions("graded-by-risk", written(tmp_path, "graded-by-risk", stricter), **ASKED)
    assert found.names == ("graded-by-risk 1.0.1", "graded-by-risk 1.1.0")
    assert [one.number for one in found.rules.only_first] == [3]
    assert [one.answer for one in found.rules.only_second] == ["stop"]
    assert not found.rules.moved
    (place,) = found.places
    assert {one.field: one.said for one in place.when} == {"risk_seen": ["active", "plan"]}
    assert 0.9 < place.often.within < 1, "restricted content is answered as before"
    assert [one.rule for one in place.does] == [3, 3]
    assert "Only B has rule 3" in flat(found)


def test_rules_in_another_order_are_told(tmp_path):
    def swapped(text):
        rules = text[text.index("rules:\n") :].splitlines()
        return text[: text.index("rules:\n")] + "\n".join(
            [rules[0], rules[2], rules[1], *rules[3:], ""]
        )

    found = versions("graded-by-risk", written(tmp_path, "graded-by-risk", swapped), **ASKED)
    assert found.rules.moved
    assert found.rules.only_first == found.rules.only_second == ()


def test_code_has_no_rules_and_is_told_by_what_it_sees():
    found = versions("status-quo-2026", "never-refuses", **ASKED | {"people": 20})
    assert found.rules is None
    assert all(one.does[0].rule is None for one in found.places)
    assert "asks_for" in {one.field for place in found.places for one in place.when}


def test_an_established_cohort_has_lived_under_the_baseline(found):
    known = {"cohort": "established", "baseline": "never-refuses"}
    other = versions(*PAIR, **ASKED, **known)
    assert other.asked["baseline"] == "never-refuses"
    assert other.messages != found.messages
    assert "after 28 days under never-refuses" in other.text()


def test_what_is_read_off_a_text_and_what_was_lost_is_told(tmp_path):
    def worded(text):
        start = text.index("  stop:\n")
        end = text.index("  stay-close:\n")
        return f"{text[:start]}  stop: {{text: I will not go into that.}}\n{text[end:]}"

    (tmp_path / "loses.yaml").write_text(
        "policy: loses\nversion: 1.0.0\nkind: python\nsummary: Loses calls.\n"
        "detector: typical-2025\n",
        encoding="utf-8",
    )
    (tmp_path / "loses.py").write_text(
        "from simenv import Responses\n\n\ndef respond(view):\n"
        "    said = Responses.blank(len(view))\n    said.failed[:] = view.hour == 13\n"
        "    return said\n",
        encoding="utf-8",
    )
    path = written(tmp_path, "graded-by-risk", worded)
    found = versions(path, str(tmp_path / "loses.yaml"), **ASKED)
    assert found.worded == ("graded-by-risk",)
    assert 0 < found.lost < 1
    assert "Texts of graded-by-risk are read by the coder" in flat(found)
    assert "no claim is made" in flat(found)
    assert found.everyone[0].difference.people < found.people


@pytest.mark.parametrize(
    ("line", "other", "told"),
    [
        ("detector: typical-2025", "detector: perfect", "read risk"),
        ("refusals: 30 days", "refusals: 7 days", "remember"),
    ],
)
def test_another_way_to_see_or_remember_is_told(tmp_path, line, other, told):
    path = written(tmp_path, "graded-by-risk", lambda text: text.replace(line, other))
    found = versions("graded-by-risk", path, **ASKED)
    assert (found.rules.detector, found.rules.remembers) == (
        told == "read risk",
        told != "read risk",
    )
    assert told in flat(found).split("Uncalibrated")[0]


# What cannot be asked


def problems(*pair, **fields):
    with pytest.raises(BadInput) as refused:
        versions(*pair, **ASKED | fields)
    return {one.field: one for one in refused.value.problems}


def test_every_problem_is_told_at_once():
    found = problems("no-such", "nor-this", personas=["nobody"], standard="none", days=0)
    assert found.keys() >= {"policies[0]", "policies[1]", "personas[0]", "standard", "days"}
    assert {one.file for one in found.values()} == {"(arguments)"}


def test_a_baseline_that_nobody_has_lived_under_is_refused():
    assert problems(*PAIR, baseline="never-refuses").keys() == {"baseline"}


def test_policies_that_answer_in_words_are_refused_with_the_reason(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ends("new", "chat", "talks", capsys=capsys)
    found = problems("never-refuses", "policies/talks.yaml")
    assert "simenv compare" in found["kind"].remedy
    assert "conversation" in found["kind"].found


def test_a_policy_that_misbehaves_is_named(tmp_path):
    text = "policy: odd\nversion: 1.0.0\nkind: python\nsummary: Breaks.\ndetector: typical-2025\n"
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "odd.py").write_text("def respond(view):\n    raise ValueError('odd')\n")
    for pair in (("never-refuses", "odd.yaml"), ("odd.yaml", "never-refuses")):
        named = [str(tmp_path / one) if one.endswith("yaml") else one for one in pair]
        with pytest.raises(PolicyFailure) as failed:
            versions(*named, **ASKED)
        assert "odd" in str(failed.value)


# On the command line


def ends(*said, capsys):
    try:
        cli.main([str(one) for one in said])
    except SystemExit as ended:
        return int(ended.code or 0), capsys.readouterr()
    return 0, capsys.readouterr()


WHO = ("--personas", ",".join(ASKED["personas"]), "--people", "40", "--days", "10")


def test_the_command_tells_all_as_text_and_as_data(found, capsys):
    code, told = ends("diff", *PAIR, *WHO, capsys=capsys)
    assert code == 0
    assert told.out == found.text() + "\n"
    assert max(map(len, told.out.splitlines())) <= 100
    code, told = ends("diff", *PAIR, *WHO, "--json", capsys=capsys)
    assert code == 0
    assert json.loads(told.out) == json.loads(json.dumps(found.data()))


def test_contexts_beyond_a_screen_are_told_in_full(capsys):
    found = versions(*PAIR, **ASKED | {"days": 30, "people": 80})
    assert len(found.places) > 3
    assert "with --full" in found.text()
    _, told = ends("diff", *PAIR, *WHO[:2], "--people", "80", "--full", capsys=capsys)
    assert f"{len(found.places)}. {{" in told.out
    assert "with --full" not in told.out


def test_a_run_and_a_policy_are_no_pair(compared, capsys):
    for pair in ((compared.path, PAIR[0]), (PAIR[0], compared.path)):
        code, told = ends("diff", *pair, capsys=capsys)
        assert code == 2
        assert "two run directories, or two policies" in told.err


def test_options_for_the_other_kind_are_refused_together(compared, capsys):
    code, told = ends(
        "diff", compared.path, compared.path, "--people", "3", "--full", "--json", capsys=capsys
    )
    assert code == 2
    assert {one["field"] for one in json.loads(told.out)["problems"]} == {"--people", "--full"}
    code, told = ends("diff", *PAIR, "--anyway", capsys=capsys)
    assert code == 2
    assert "--anyway" in told.err
