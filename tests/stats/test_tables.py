"""The printed tables: numbers, alignment, Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats import OUTCOMES, as_markdown, summarise, text_table
from simenv.stats.tables import apart, interval, number, pick
from tests.made_lives import censored, lives, study

ARMS = {"never-refuses": 0.0, "hotline-boilerplate": 0.6, "graded-by-risk": 0.3}


@pytest.fixture(scope="module")
def summary():
    worlds = [{arm: lives(harsh, seed=5) for arm, harsh in ARMS.items()}]
    found = {arm: lives(harsh) for arm, harsh in ARMS.items()}
    return summarise(study(tuple(ARMS)), found, worlds).as_dict()


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
    assert apart(said(0.25, None, None), "share") == "+25.0 (too few people)"
    assert interval(said(0.25, None, None), "share") == ""


@given(st.floats(-1, 1), st.floats(0, 0.5), st.sampled_from(["share", "count", "mean"]))
def test_nothing_is_printed_as_minus_nothing(value, half, kind):
    for told in (
        number(value, kind),
        *apart(said(value, value - half, value + half), kind).replace("(", "").split(),
    ):
        assert not (told.startswith("-") and float(told.rstrip(")")) == 0)


def test_every_outcome_stands_in_the_text_with_its_levels(summary):
    text = text_table(summary)
    for each in OUTCOMES:
        assert each.label in text
    assert "uncalibrated" in text
    assert "standard listening-first, 82 % of it assumed" in text


@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_tables_fit_their_width(summary, width):
    tables, _, _ = text_table(summary, width).partition("Parameters are")
    assert max(map(len, tables.splitlines())) <= width


def test_a_narrow_terminal_loses_no_column(summary):
    wide, narrow = text_table(summary, 300), text_table(summary, 40)
    line = pick(summary, "met", "graded-by-risk", "never-refuses")
    assert apart(line["all"], "count") in wide
    assert apart(line["all"], "count") in narrow


def test_markdown_tables_have_as_many_cells_as_headers(summary):
    blocks = [b for b in as_markdown(summary).split("\n\n") if b.startswith("|")]
    assert len(blocks) == 4
    for block in blocks:
        assert len({line.count(" | ") for line in block.splitlines()}) == 1
    assert as_markdown(summary).startswith("**Of 100 people like these")


def test_names_cannot_break_markdown():
    odd = "a|b<script>"
    found = summarise(study((odd, "B")), {odd: lives(0.1), "B": lives(0.5)}).as_dict()
    text = as_markdown(found)
    assert "<script>" not in text
    assert "a\\|b&lt;script>" in text


def test_failures_twins_and_losses_are_told():
    some = {arm: censored(lives(0.3), [3]) for arm in "AB"}
    found = summarise(study(("A", "B", "C"), failed={"C": "no answer"}), some).as_dict()
    text = text_table(found)
    assert "Arm C failed: no answer" in text
    assert "Arm B decided as A did, every time." in text
    assert "Failed calls took 1 person (1.37 %) out of sight" in text


def test_without_a_lived_arm_there_is_no_table():
    found = summarise(study(failed={"A": "x", "B": "y"}), {}).as_dict()
    assert "Arm A failed: x" in text_table(found)
    assert "|" not in as_markdown(found)


def test_a_pair_that_was_not_compared_is_no_line(summary):
    with pytest.raises(KeyError):
        pick(summary, "met", "never-refuses", "graded-by-risk")
