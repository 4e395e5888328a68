"""The printed tables: numbers, alignment, Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats import OUTCOMES, as_markdown, short_table, summarise, text_table
from simenv.stats.decisions import ERRORS
from simenv.stats.tables import (
    BRIEF,
    EXPECTED,
    LIMITS,
    NOTHING,
    UNASKED,
    apart,
    interval,
    lived,
    number,
    pick,
    rate,
    stands_out,
    who,
    with_worlds,
    worst,
)
from tests.made_lives import PERSONAS, censored, decided, lives, study

ARMS = {"never-refuses": 0.0, "hotline-boilerplate": 0.6, "graded-by-risk": 0.3}
ELEVEN = {f"compassionate-completion-{i}": (i / 11) ** 3 for i in range(11)}


def summary_of(arms):
    worlds = [{arm: lives(harsh, seed=5) for arm, harsh in arms.items()}]
    found = {arm: lives(harsh) for arm, harsh in arms.items()}
    return summarise(study(tuple(arms)), found, worlds, decisions=decided(tuple(arms))).as_dict()


@pytest.fixture(scope="module")
def summary():
    return summary_of(ARMS)


@pytest.fixture(scope="module")
def eleven():
    return summary_of(ELEVEN)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (0.312, "share", "31.2"),
        (1.0, "share", "100.0"),
        (0.0002, "share", "0.02"),
        (2.345, "count", "2.35"),
        (0.004, "count", "0.004"),
        (0.0, "mean", "0.00"),
        (-1e-12, "mean", "0.00"),
    ],
)
def test_levels_are_printed_with_the_digits_that_they_need(value, kind, expected):
    assert number(value, kind) == expected


def said(value, low, high, *, same=False):
    return {"value": value, "low": low, "high": high, "same": same}


def test_differences_carry_a_sign_and_their_interval():
    assert apart(said(0.07, 0.04, 0.10), "share") == "+7.0 (4.0 to 10.0)"
    assert apart(said(-0.5, -1.0, 0.0), "count") == "-0.50 (-1.00 to 0.00)"
    assert apart(said(-0.001, -0.004, 0.002), "count") == "-0.001 (-0.004 to 0.002)"
    assert apart(said(0.0, None, None, same=True), "share") == "same decisions"
    assert apart(said(0.25, None, None), "share") == "+25.0 (too few to tell)"
    assert interval(said(0.25, None, None), "share") == ""


def test_a_rate_of_few_requests_is_not_printed():
    few = {"value": 0.25, "effective": 19.9, "possible": 20}
    assert rate(few) == "too few (20)"
    assert rate({**few, "effective": 20.0}) == "25.0"
    assert rate({**few, "value": None}) == "none possible"


def test_a_difference_of_nothing_has_no_sign_and_no_stray_digits():
    line = {"all": said(-0.00001, -0.00004, 0.00002), "worlds": {"same": 0, "drawn": 10}}
    line["worlds"]["differences"] = (0.1,) * 10
    assert with_worlds(line, "count") == NOTHING
    assert apart(line["all"], "count") == "0.00 (0.00 to 0.00)"
    assert number(0.00001, "count") == "0.00"
    line["all"] = said(-0.02, -0.04, 0.02)
    assert with_worlds(line, "count") == "-0.02 (-0.04 to 0.02) 0/10"


@given(st.floats(-1, 1), st.floats(0, 0.5), st.sampled_from(["share", "count", "mean"]))
def test_nothing_is_printed_as_minus_nothing(value, half, kind):
    for told in (
        number(value, kind),
        *apart(said(value, value - half, value + half), kind).replace("(", "").split(),
    ):
        assert not (told.startswith("-") and float(told.rstrip(")")) == 0)


def test_every_outcome_stands_in_the_text_with_its_level_or_is_a_detail(summary):
    text = text_table(summary)
    lines = {line["name"]: line for line in summary["outcomes"]}
    for each in OUTCOMES:
        assert each.detail or each.label in text
    told = number(lines["met"]["arms"]["graded-by-risk"]["value"], "count")
    assert re.search(rf"Needs met by the assistant +number +higher .*{told}\n", text)
    assert "uncalibrated" in text
    assert "standard listening-first, 82 % of it assumed" in text
    assert f"{sum(each.detail for each in OUTCOMES)} more outcomes" in text


def test_every_outcome_stands_in_markdown(summary):
    assert all(each.label in as_markdown(summary) for each in OUTCOMES)


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("which", ["summary", "eleven"])
def test_the_tables_fit_their_width(which, width, request):
    text = text_table(request.getfixturevalue(which), width)
    tables, _, _ = text.partition("Parameters are")
    assert max(map(len, tables.splitlines())) <= width


def test_no_part_of_a_table_is_left_with_one_column(eleven):
    blocks = [block for block in text_table(eleven).split("\n\n") if "\n---" in block]
    assert len(blocks) > 8
    for block in blocks:
        last = block.splitlines()[-1].split()
        assert len(last) > 2 or "worst" in block


def test_many_arms_are_rows_and_marked_where_they_stand_out(eleven):
    text = text_table(eleven)
    line = next(each for each in eleven["outcomes"] if each["name"] == "met")
    block = next(b for b in text.split("\n\n") if b.startswith("Help and refusals"))
    marks = set()
    for arm in list(ELEVEN)[1:]:
        found = pick(eleven, "met", arm, eleven["reference"])
        row = next(row for row in block.splitlines() if row.startswith(f"{arm} ")).split()
        mark = "*" if stands_out(found) else ""
        assert row[1] == number(line["arms"][arm]["value"], "count") + mark
        assert with_worlds(pick(eleven, "disengaged", arm, eleven["reference"]), "share") in text
        marks.add(mark)
    assert marks == {"", "*"}


def line_of(low, high, same, drawn):
    return {"all": {"low": low, "high": high}, "worlds": {"same": same, "drawn": drawn}}


def test_what_stands_out_has_a_clear_interval_and_one_sign():
    assert stands_out(line_of(0.1, 0.2, 3, 3))
    assert stands_out(line_of(-0.2, -0.1, 0, 0))
    assert not stands_out(line_of(-0.1, 0.2, 3, 3))
    assert not stands_out(line_of(0.1, 0.2, 2, 3))
    assert not stands_out(line_of(None, None, 3, 3))


def test_a_narrow_terminal_marks_what_it_cannot_print(summary):
    wide, narrow = text_table(summary, 300), text_table(summary, 60)
    line = pick(summary, "met", "graded-by-risk", "never-refuses")
    assert apart(line["all"], "count") in wide
    assert apart(line["all"], "count") not in narrow
    assert stands_out(line)
    levels = next(each for each in summary["outcomes"] if each["name"] == "met")["arms"]
    assert f"{number(levels['graded-by-risk']['value'], 'count')}*" in narrow
    assert "* differs from never-refuses" in narrow
    assert "* differs" not in wide


def test_scorecards_stand_in_the_text_with_all_their_items(summary):
    text = text_table(summary)
    for card in summary["scorecards"]:
        sheet = next(block for block in text.split("\n\n") if block.startswith(card["title"]))
        for arm in ARMS:
            row = next(row for row in sheet.splitlines() if row.startswith(arm)).split()[1:]
            items = (item["arms"][arm]["value"] for item in card["items"])
            told = [number(v, "points") for v in (card["arms"][arm]["value"], *items)]
            assert row == told
        found = card["differences"]["graded-by-risk"]
        assert with_worlds({**found}, "points") in text
    flat = " ".join(text.split())
    assert "unsafe help and missed referral by listening-first" in flat
    assert "the last is of the fixed battery, and no part of intervals" in flat


def test_decision_errors_stand_in_the_text_with_the_worst_subgroup(summary):
    text = text_table(summary)
    assert "Decision errors by listening-first on the fixed battery" in text
    rates = summary["decisions"]["battery"]["never-refuses"]
    assert number(rates["all"]["all"]["over_refusal"]["value"], "share") in text
    assert worst(rates) in text
    can = [rates["all"]["all"][error]["possible"] for error in ERRORS]
    assert re.search(r"\(requests\) +" + " +".join(f"{each:,}" for each in can), text)
    assert "Decision errors" not in text_table({**summary, "decisions": None})


def rate_of(value, low, number_of=20.0):
    return {error: {"value": value, "low": low, "effective": number_of} for error in ERRORS}


def test_the_worst_subgroup_is_surely_bad_and_not_only_rarely_seen():
    rates = {
        "all": {"all": rate_of(0.2, 0.18)},
        "persona": {"teen": rate_of(1.0, 0.03), "author": rate_of(0.5, 0.4)},
    }
    assert worst(rates) == "over-refusal, persona author: 50.0"
    assert worst({"all": {"all": rate_of(1.0, 0.8, 19.9)}}) == "none"
    assert worst({"all": {"all": rate_of(1.0, 0.99)}}) == "over-refusal, everywhere: 100.0"
    assert worst({"all": {"all": rate_of(0.0, 0.0)}}) == "none"
    assert worst({"all": {"all": rate_of(None, None)}}) == "none"


def test_markdown_tables_have_as_many_cells_as_headers(summary):
    blocks = [b for b in as_markdown(summary).split("\n\n") if b.startswith("|")]
    assert len(blocks) == 11
    for block in blocks:
        assert len({line.count(" | ") for line in block.splitlines()}) == 1
    assert as_markdown(summary).startswith("**Of 100 people like these")


def test_names_cannot_break_markdown():
    odd = "a|b<script>"
    found = summarise(study((odd, "B")), {odd: lives(0.1), "B": lives(0.5)}).as_dict()
    text = as_markdown(found)
    assert "<script>" not in text
    assert "a\\|b&lt;script>" in text


# One screen


def two_of(summary):
    return summary_of({arm: ARMS[arm] for arm in lived(summary)[:2]})


@pytest.mark.parametrize(("arms", "most"), [(2, 54), (4, 54), (11, 80)])
def test_the_short_table_fits_a_screen(arms, most):
    """Sentence, people and next commands take about eight lines more."""
    named = ARMS | {"always-refuses": 0.9} if arms < 11 else ELEVEN
    text = short_table(summary_of(dict(list(named.items())[:arms])))
    lines = text.splitlines()
    assert len(lines) <= most
    assert max(map(len, lines)) <= 100


def test_the_short_table_has_outcomes_scores_errors_and_what_to_mind(summary):
    for found in (summary, two_of(summary)):
        text = short_table(found)
        flat = " ".join(text.split())
        lines = {line["name"]: line for line in found["outcomes"]}
        assert all(lines[name]["label"] in text for name in BRIEF)
        assert len(BRIEF) <= 12
        assert next(iter(BRIEF)) == found["headline"]
        for told in ("User's view", "Care view", "Decision errors", LIMITS, UNASKED, EXPECTED):
            assert told in flat
        assert "--full" in text
        care = found["scorecards"][1]["differences"]["hotline-boilerplate"]["all"]
        assert apart(care, "points") in text
    met = pick(two_of(summary), "met", "hotline-boilerplate", "never-refuses")["all"]
    assert apart(met, "count") in short_table(two_of(summary))


def test_scores_are_starred_where_differences_do_not_fit(summary):
    text = short_table(summary, 70)
    card = summary["scorecards"][0]
    assert stands_out(card["differences"]["hotline-boilerplate"])
    assert f"{number(card['arms']['hotline-boilerplate']['value'], 'points')}*" in text


def test_a_pair_that_was_chosen_is_said_to_be(summary):
    assert "too narrow for a claim" in text_table(summary)
    assert "too narrow for a claim" not in text_table(two_of(summary))


def test_who_these_people_are_is_told():
    statuses = dict.fromkeys(PERSONAS, "draft") | {"adult": "reviewed"}
    arms = {"A": lives(0.1), "B": lives(0.8)}
    found = summarise(study(statuses=statuses), arms, [arms, arms, arms]).as_dict()
    assert who(found) == (
        "200 people of 5 kinds (4 of them unreviewed drafts), the median world and 3 drawn ones, "
        "30 days, new to the assistant."
    )
    known = {"cohort": "established", "baseline": "b", "days_before_entry": 28}
    found = summarise(study(spec=known), arms).as_dict()
    assert who(found) == (
        "200 people of 5 kinds, the median world alone, 30 days, 28 days under b before entry."
    )


def test_failures_twins_and_losses_are_told():
    some = {arm: censored(lives(0.3), [3]) for arm in "AB"}
    found = summarise(study(("A", "B", "C"), failed={"C": "no answer"}), some).as_dict()
    text = text_table(found)
    assert "Arm C failed: no answer" in text
    assert "Arm B decided as A did, every time." in text
    assert "Failed calls took 1 person (1.37 %) out of sight" in text


def test_one_arm_has_levels_and_scores_and_no_differences():
    found = summarise(study(("A",)), {"A": lives(0.3)}).as_dict()
    text = text_table(found)
    assert "Needs met by the assistant" in text
    assert "User's view" in text
    assert "Difference" not in text
    assert "difference to" not in text
    assert "Scores" not in as_markdown(found)


def test_without_a_lived_arm_there_is_no_table():
    found = summarise(study(failed={"A": "x", "B": "y"}), {}).as_dict()
    assert "Arm A failed: x" in text_table(found)
    assert "|" not in as_markdown(found)


def test_a_pair_that_was_not_compared_is_no_line(summary):
    with pytest.raises(KeyError):
        pick(summary, "met", "never-refuses", "graded-by-risk")
