"""The summary of populations as tables and as a page."""

import re

import pytest

from simenv.report import populations as page_of
from simenv.stats.populations import reading, summarise
from simenv.stats.populations.estimate import Apart, Level
from simenv.stats.populations.lines import outcomes_in
from simenv.stats.populations.places import places
from simenv.stats.populations.reading import CHANGES, lived, notes, scenarios
from simenv.stats.populations.sentence import _digits
from simenv.stats.populations.strain import warnings
from simenv.stats.populations.tables import as_markdown, sheets, short_table, text_table
from simenv.stats.populations.words import at_risk
from simenv.stats.tables.numbers import number
from tests.made_populations import SCENARIOS, SERVICES, StudiedScenario, read, study
from tests.report_reader import read as read_page

EVIL = '<script>alert("x")</script>&\'" id="a'
MANIFEST = {"spec": {"seed": 7}, "software": {EVIL: EVIL}, "git": EVIL}


@pytest.fixture(scope="module")
def summary():
    spec = {"question": "Which referral keeps people reachable?"}
    return summarise(study(worlds=2, spec=spec), read).as_dict()


@pytest.fixture(scope="module")
def page(summary):
    return page_of.render(summary, MANIFEST)


# Tables


@pytest.mark.parametrize("width", [100, 200])
def test_nothing_is_wider_than_the_terminal(summary, width):
    for told in (short_table(summary, width), text_table(summary, width)):
        rows = [line for line in told.splitlines() if not line.startswith("-")]
        wide = [line for line in rows if len(line) > width]
        assert not wide, wide[:1]


def test_the_short_table_says_what_changes_and_what_the_unit_is(summary):
    told = short_table(summary)
    assert "Orders that change with capacity: 7 of 27 (14 kept, 6 undecided)" in told
    assert "20 populations" in told
    assert "persons who share services are not independent" in told
    assert "chosen after the result" in told
    for scenario in SCENARIOS:
        assert scenario in told


def test_levels_in_tables_are_those_of_the_summary(summary):
    line = next(each for each in summary["outcomes"] if each["name"] == "human")
    told = next(sheet for sheet in sheets(summary) if sheet.title.startswith("Entry to day"))
    rows = told.rows[told.rows.index(("Reached a human, of 100, higher is better",)) + 1 :]
    for arm, row in zip(lived(summary), rows, strict=False):
        assert row[0].strip() == arm
        for scenario, cell in zip(scenarios(summary), row[1:], strict=True):
            assert cell.startswith(number(line["scenarios"][scenario][arm]["value"], "share"))


def test_markdown_holds_every_table(summary):
    told = as_markdown(summary)
    assert told.startswith("**Of 100 people like these")
    assert told.count("### ") == len(sheets(summary))
    for service in SERVICES:
        assert f"rural-nights: {service}" in told


def test_nothing_changing_is_said(summary):
    kept = [{**one, "change": "undecided"} for one in summary["orders"]]
    told = short_table({**summary, "orders": kept})
    assert "Does the order of two arms change with capacity?" in told
    assert CHANGES["undecided"][:30] in told
    page = page_of.render({**summary, "orders": kept}, MANIFEST)
    assert "No order surely changes with capacity." in page


def test_many_changes_are_counted_by_outcome(summary):
    many = [{**one, "change": "changes"} for one in summary["orders"]]
    told = short_table({**summary, "orders": many})
    assert "Orders of each outcome, by verdict" in told
    assert "graded minus hotline" not in told
    page = page_of.render({**summary, "orders": many}, MANIFEST)
    assert "The 27 orders that change, scenario by scenario" in page


def test_what_was_lost_is_told(summary):
    lost = [{**each, "people": 40, "share": 0.05, "claim": False} for each in summary["censoring"]]
    told = notes({**summary, "censoring": lost})
    assert any("took 40 people (5.00 %) out of sight" in each for each in told)
    assert any("no claim is made" in each for each in told)


def test_the_terminal_begins_with_people_at_risk(summary):
    told = " ".join(short_table(summary).split())
    assert told.startswith("Of 100 requests of lines by people at risk with hotline, answered were")
    assert "(change -" in told
    assert "are two questions" in told
    assert "At risk: the need was about somebody" in told
    assert "friends and family" in told
    assert "reached a shared service, answered or not:" in told
    assert "Share of the services' numbers that is assumed: uncapacitated 50 %" in told


def test_the_terminal_keeps_to_about_two_screens(summary):
    assert len(short_table(summary).splitlines()) < 120


def test_risk_tables_hold_levels_and_changes_of_the_summary(summary):
    sheet = next(one for one in sheets(summary) if one.title.startswith("People at risk"))
    assert len(sheet.rows) == len(SCENARIOS) * (1 + 3)
    line = reading.queue_of(summary, "rural-nights", "answered_share", "lines, at risk")
    row = sheet.rows[sheet.rows.index(("rural-nights",)) + 1]
    assert row[1].startswith(f"{100 * line['arms']['hotline']['value']:.1f} ±")
    assert row[4].startswith(f"{100 * line['moved']['hotline']['value']:.1f} ±")


def test_what_shortage_moves_is_told_by_arm(summary):
    up = {"value": 0.4, "low": 0.2, "high": 0.6, "same": False}
    moved = [
        {**one, "moved": up} if one["outcome"] == "risk_hours_alone" else one
        for one in summary["capacity"]
    ]
    told = short_table({**summary, "capacity": moved})
    assert "Risk hours without human contact" in told
    assert "+0.4 ± 0.2" in told


def test_shares_of_few_are_withheld(summary):
    few = [{**one, "units": dict.fromkeys(one["units"], 19)} for one in summary["queues"]]
    told = {**summary, "queues": few}
    of = ("rural-nights", "voice_1_day", "everyone")
    assert reading.queue_cell(told, of, "hotline") == (reading.TOO_FEW, None)
    assert reading.queue_cell(summary, of, "hotline")[0] != reading.TOO_FEW
    assert at_risk(told) == ""
    assert "too few" in page_of.render(told, MANIFEST)


def test_a_place_is_no_finer_than_the_signs_that_hold(summary):
    arms = {"a": "b", "b": "c", "c": "a"}
    orders = [
        {
            "outcome": "o",
            "arm": arm,
            "against": against,
            "scenarios": [{"scenario": "s", "winner": None if "a" not in (arm, against) else "a"}],
        }
        for arm, against in arms.items()
    ]
    rankings = [{"outcome": "o", "scenario": "s", "order": ["a", "c", "b"]}]
    told = {"orders": orders, "rankings": rankings}
    assert places(told, "o", "s") == {"a": "1", "b": "2=", "c": "2="}
    for one in orders:
        one["scenarios"][0]["winner"] = None
    assert set(places(told, "o", "s").values()) == {""}


@pytest.mark.parametrize(
    ("used", "words"), [(0.05, "below 10 of 100"), (0.99, "above 95 of 100"), (0.5, None)]
)
def test_services_that_idle_or_are_full_are_named(summary, used, words):
    level = {"value": used}
    loads = [
        {**one, "arms": dict.fromkeys(one["arms"], level)} if one["measure"] == "used" else one
        for one in summary["loads"]
    ]
    told = warnings({**summary, "loads": loads})
    assert len(told) == (words is not None)
    assert words is None or f"{words} at line-988:" in told[0]


def test_a_short_run_has_no_lapse_of_two_weeks():
    names = {each.name for each in outcomes_in(13)}
    assert {each.name for each in outcomes_in(14)} - names == {"lapsed"}


def test_levels_in_the_sentence_differ_by_the_difference():
    against, arm = (
        Level(value=value, low=None, high=None, error=None, populations=1)
        for value in (0.12449, 0.05651)
    )
    digits = _digits(against, arm, Apart(value=arm.value - against.value))
    assert digits == 2
    shown = round(100 * arm.value, digits) - round(100 * against.value, digits)
    assert shown == pytest.approx(round(100 * (arm.value - against.value), digits))


# The page


def test_the_page_loads_and_runs_nothing(page):
    assert "http" not in page.replace("http-equiv", "")
    reader = read_page(page)
    for name, attrs in reader.tags:
        assert name not in {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
        assert not {"src", "srcset", "data", "action"} & set(attrs)
        assert not [key for key in attrs if key.startswith("on")]
    assert not re.search(r"@import|url\(|<script|javascript:", page)


def test_ids_are_unique_and_sections_have_headings(page):
    reader = read_page(page)
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {a["aria-labelledby"] for a in reader.named("section")} <= set(ids)
    assert {"rankings", "orders", "capacity", "queues", "loads", "method", "provenance"} <= set(ids)


def test_the_page_names_the_unit_and_what_it_does_not_claim(page):
    assert "The unit is the population, not the person" in page
    assert "19 degrees of freedom" in page
    assert "Not what real services would do" in page


def test_arms_stand_best_first_in_each_scenario(page, summary):
    first = page.index("<figure", page.index('id="rankings"'))
    drawn = page[first : page.index("</figure>", first)]
    names = [name for name, _ in re.findall(r">(hotline|graded|never)( [↑↓])?<", drawn)]
    wanted = [each["order"] for each in summary["rankings"] if each["outcome"] == "disengaged"]
    assert names == [arm for order in wanted for arm in order]


def test_what_users_wrote_is_text():
    arms = {EVIL: "hotline", "B": "graded"}
    told = study(
        arms=(*arms, "C"),
        failed={"C": EVIL},
        spec={"question": EVIL},
        standard=EVIL,
        scenarios=tuple(StudiedScenario(name=name, summary=EVIL) for name in SCENARIOS[:2]),
    )
    found = summarise(told, lambda scenario, world, arm: read(scenario, world, arms[arm]))
    page = page_of.render(found.as_dict(), MANIFEST)
    assert "<script" not in page
    assert "alert" in page


def test_the_page_of_nobody_and_of_one_arm_can_be_read():
    for failed in (("graded", "never"), ("hotline", "graded", "never")):
        told = study(failed=dict.fromkeys(failed, "no answer"))
        found = summarise(told, read).as_dict()
        assert "no answer" in page_of.render(found, MANIFEST)
        assert "no answer" in short_table(found)
        assert as_markdown(found)


def test_it_is_written_whole(tmp_path, summary, page):
    path = page_of.write(summary, MANIFEST, tmp_path / "report.html")
    assert path.read_text(encoding="utf-8") == page
