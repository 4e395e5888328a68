"""`simenv check --behaviour`: a persona beside the others, and what cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from simenv import behaviour, cli
from simenv.behaviour import POLICIES, Behaviour, Bound
from simenv.behaviour.checking import bounds
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from tests.behaviour.lives import own

HEAD = """
persona: {name}
version: 1.0.0
status: draft
extends: adult
summary: A persona for tests.
scope: Nobody in particular.
share: 0.01
"""
#: Takes everything anywhere but to the assistant.
ELSEWHERE = """
channels: {assistant: 0}
rhythm: {sessions_per_week: {median: 0.002, middle90: [0.001, 0.003]}}
"""


@cache
def author() -> Behaviour:
    return behaviour.check(Catalogue(), "author", people=40, days=16)


def written(folder: Path, name: str, text: str = "") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + text, encoding="utf-8")
    return path


def broken(found: Behaviour) -> dict[str, Bound]:
    return {bound.name: bound for bound in found.bounds if bound.broken}


def test_the_panel_is_everybody_else():
    names = set(Catalogue().names("personas")) - {"adult", "author"}
    assert set(author().panel) == names
    assert author().policies == POLICIES


def test_every_measure_that_the_days_can_show_is_taken_under_each_policy():
    found = {(value.measure.name, value.policy) for value in author().values}
    names = {one.name for one in behaviour.MEASURES if one.least <= 16}
    assert found == {(name, policy) for name in names for policy in POLICIES}
    assert {"from-day-15", "on-day-15"} <= names
    assert "from-day-30" not in names


@pytest.mark.parametrize(("days", "shown"), [(15, False), (16, True), (30, True)])
def test_or_later_is_shown_only_of_days_that_have_a_later_one(days, shown):
    """On the last day it would be that day itself."""
    found = behaviour.check(OnlyAuthor(), "author", people=3, days=days)
    names = {one.measure.name for one in found.values}
    assert ("from-day-15" in names) == shown
    assert "on-day-15" in names
    assert "from-day-30" not in names


def back(**days: float) -> Behaviour:
    """As found, with these shares of people back on a day, whatever the policy."""
    found = author()
    values = [
        replace(one, value=days.get(one.measure.name.replace("-", "_"), one.value))
        for one in found.values
    ]
    return replace(found, values=tuple(values))


def test_b3_is_told_in_words_and_is_no_bound():
    page = " ".join(behaviour.text(back(on_day_15=0.39)).split())
    assert "Beside B3, by policy: 10 times its 3.9 of 100 on day 15." in page
    assert "nothing was fitted to it" in page
    below = " ".join(behaviour.text(back(on_day_15=0.0195)).split())
    assert "Beside B3, by policy: 0.5 times its 3.9" in below
    for told in (page, below):
        bounds_told = told.split("HARD BOUNDS")[1]
        assert "B3 is neither met nor broken" in bounds_told
        assert "kept:" not in bounds_told
        assert "not broken: somebody has a session" in bounds_told


def test_without_a_day_of_b3_nothing_is_said_beside_it():
    early = [one for one in author().values if not one.measure.name.startswith("on-day")]
    assert "Beside B3" not in behaviour.text(replace(author(), values=tuple(early)))


def test_the_persona_is_measured_by_itself():
    """Its people are the same whoever else is there, and the range is that of the others."""
    alone = behaviour.check(OnlyAuthor(), "author", people=40, days=16)
    assert alone.panel == ()
    assert [one.value for one in alone.values] == [one.value for one in author().values]
    assert all(one.low is None and not one.outside for one in alone.values)
    assert "no other persona" in behaviour.text(alone)


class OnlyAuthor(Catalogue):
    """A catalogue in which only one persona is seen."""

    def names(self, kind):
        return ["author"] if kind == "personas" else super().names(kind)


def test_values_out_of_the_range_are_marked_and_told():
    found = author()
    value = next(one for one in found.values if one.measure.name == "need-creative")
    assert value.outside  # who writes dark stories brings more of that than anybody
    assert value.high < value.value
    page = behaviour.text(found)
    assert "needs, creative or research work" in page
    assert f"{len(found.outside)} of " in page
    assert max(map(len, page.splitlines())) <= 100
    inside = [one for one in found.values if not one.outside and one.low is not None]
    assert inside
    assert all(one.value is None or one.low <= one.value <= one.high for one in inside)


def test_the_data_are_json():
    told = json.loads(json.dumps(behaviour.data(author()), allow_nan=False))
    assert told["persona"] == "author"
    assert told["outside"] == sum(one["outside"] for one in told["values"])
    assert told["panel"]["people"] == author().panel_people
    assert told["impossible"] is False


# ---- hard bounds ---------------------------------------------------------------------------------


def test_a_shipped_persona_breaks_no_bound_that_none_may_break():
    assert not author().impossible


def test_nobody_who_ever_has_a_session_is_impossible(tmp_path):
    path = written(tmp_path, "elsewhere", ELSEWHERE)
    found = behaviour.check(Catalogue(), path, people=20, days=10)
    assert broken(found)["sessions"].impossible
    assert found.impossible
    assert "IMPOSSIBLE" in behaviour.text(found)
    assert "nobody has one" in behaviour.text(found)


@pytest.mark.parametrize(("turns", "told"), [(110, False), (111, True)])
def test_more_messages_than_the_heaviest_users_send_are_told_and_no_error(turns, told):
    calm, busy = (own({"turns": [number] * 4}, days=10) for number in (50, turns))
    found = {bound.name: bound for bound in bounds({"calm": calm, "busy": busy})}["messages"]
    assert bool(found.broken) == told
    assert not found.impossible
    assert not told or found.broken == "11.1 under busy"


def test_moves_that_never_occur_are_told(tmp_path):
    text = "requests: {about_other: 0.0, restricted: 0.0, hidden_intent: 0.0}\n"
    path = written(tmp_path, "harmless", text + "risk: {none: 1, passive: 0, active: 0, plan: 0}\n")
    found = behaviour.check(Catalogue(), path, people=30, days=10)
    assert "work-around" in broken(found)["moves"].broken
    assert not broken(found)["moves"].impossible
    assert "LOOK AT" in behaviour.text(found)


def test_a_rate_beyond_the_ceiling_is_bad_input(tmp_path):
    text = "rhythm: {sessions_per_week: {median: 90, middle90: [80, 95]}, hours: {'22-24': 9}}\n"
    with pytest.raises(BadInput, match="need an hour"):
        behaviour.check(Catalogue(), written(tmp_path, "too-often", text))


def test_a_base_for_others_is_bad_input():
    with pytest.raises(BadInput, match="adult"):
        behaviour.check(Catalogue(), "adult")


def test_only_a_broken_bound_that_none_may_break_is_impossible():
    loose = Bound(name="moves", about="", broken="never made: mask")
    hard = Bound(name="sessions", about="", broken="nobody", impossible=True)
    assert not replace(author(), bounds=(loose, replace(hard, broken=""))).impossible
    assert replace(author(), bounds=(loose, hard)).impossible


# ---- the verb ------------------------------------------------------------------------------------


def ends(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def test_what_is_unusual_is_no_error(capsys):
    assert ends("check", "--behaviour", "casual", "--people", 5, "--days", 3) == 0
    assert capsys.readouterr().out.startswith("casual  (persona")


def test_what_is_impossible_is_an_error_and_still_told(tmp_path, capsys):
    path = written(tmp_path, "elsewhere", ELSEWHERE)
    small = ("--people", 5, "--days", 3)
    assert ends("check", "--behaviour", path, *small, "--json") == 2
    assert json.loads(capsys.readouterr().out)["impossible"] is True


@pytest.mark.parametrize(
    "arguments",
    [(), ("--people", 5), ("personas", "--behaviour", "casual"), ("personas", "--days", 3)],
)
def test_files_or_behaviour_but_not_both_and_not_neither(arguments, capsys):
    assert ends("check", *arguments) == 2
    assert "--behaviour" in capsys.readouterr().err


def test_an_unknown_persona_is_bad_input(capsys):
    assert ends("check", "--behaviour", "nobody-at-all") == 2
    assert "nobody-at-all" in capsys.readouterr().err
