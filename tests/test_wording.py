"""Words and lines: nothing is wider than the page, every code has a word, a life is told whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import graph
from simenv.rows import DAY, HOUR, EventRows, SessionRows
from simenv.vocabulary import (
    Act,
    Asks,
    Cause,
    Channel,
    Continuation,
    Event,
    Move,
    Need,
    Referral,
    Risk,
    Trigger,
)
from simenv.wording import phrases
from simenv.wording.layout import WIDTH, grid, half, points, side_by_side, wrapped
from simenv.wording.life import by_day, moments

_text = st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=400)
_words = st.lists(st.text("abc", min_size=1, max_size=20), min_size=1, max_size=60).map(" ".join)
_STAGES = ("holding-on", "talking")


# --- lines --------------------------------------------------------------------------------------


@given(_words, st.integers(0, 30), st.integers(0, 10))
def test_no_line_is_wider_than_the_page(text, indent, hang):
    lines = [*wrapped(text, indent, hang), *points([text, text], indent)]
    assert max(map(len, lines)) <= WIDTH


@given(_text)
def test_wrapping_changes_nothing_but_white_space(text):
    assert "".join("".join(wrapped(text, 2, 4)).split()) == "".join(text.split())


@given(st.lists(st.tuples(st.text("ab", max_size=9), st.text("cd", max_size=9), _words)))
def test_a_table_stays_on_the_page_and_keeps_every_word(rows):
    lines = grid(rows)
    assert all(len(line) <= WIDTH for line in lines)
    told = sorted("".join(lines).replace(" ", ""))
    assert told == sorted("".join(cell for row in rows for cell in row).replace(" ", ""))


def test_a_cell_may_hold_several_lines():
    assert grid([("a\nb", "c"), ("d", "e")], ("x", "y")) == [
        "  x  y",
        "  a  c",
        "  b",
        "  d  e",
    ]


@given(st.lists(_words, max_size=5), st.lists(_words, max_size=5))
def test_two_halves_fit_beside_each_other(left, right):
    halves = [
        [line for text in side for line in wrapped(text, 0, 2, half())] for side in (left, right)
    ]
    lines = side_by_side(*halves)
    assert len(lines) == max(map(len, halves))
    assert all(len(line) <= WIDTH for line in lines)


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (phrases.RISKS, Risk),
        (phrases.NEEDS, Need),
        (phrases.ASKED, Asks),
        (phrases.ACTS, Act),
        (phrases.REFERRALS, Referral),
        (phrases.CONTINUATIONS, Continuation),
        (phrases.MOVES, Move),
        (phrases.CHANNELS, Channel),
        (phrases.CAUSES, Cause),
        (phrases.TRIGGERS, Trigger),
    ],
)
def test_every_code_has_a_phrase_of_its_own(table, kind):
    assert list(table) == list(kind)
    assert len(set(table.values())) == len(kind)


@given(st.integers(0, 400 * DAY))
def test_a_time_is_told_to_the_minute(at):
    number, weekday, clock = phrases.when(at).removeprefix("day ").replace(",", "").split()
    hours, minutes = clock.split(":")
    assert int(number) == at // DAY
    assert phrases.WEEKDAYS.index(weekday) == at // DAY % 7
    assert (int(hours) * 60 + int(minutes)) * HOUR // 60 <= at % DAY
    assert at % DAY < (int(hours) * 60 + int(minutes) + 1) * HOUR // 60


def test_day_0_is_a_monday():
    assert phrases.when(0) == "day 0, Mon 00:00"
    assert phrases.when(4 * DAY + 21 * HOUR + 13 * HOUR // 60) == "day 4, Fri 21:13"


@given(st.floats(0, 1))
def test_a_share_out_of_100_is_near_the_share(share):
    assert abs(float(phrases.of_100(share)) - 100 * share) <= max(0.5, 0.05 * share)


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, "0"), (0.0015, "0.15"), (0.0085, "0.85"), (0.04, "4"), (0.0955, "9.6"), (0.105, "10")],
)
def test_small_shares_keep_their_digits(share, told):
    assert phrases.of_100(share) == told


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((22, 23, 0, 1), "22 to 02 h"),
        ((20, 21, 22, 23), "20 to 24 h"),
        ((0, 5, 6), "00 to 01 h and 05 to 07 h"),
        (range(24), "all day"),
        ((), "never"),
    ],
)
def test_hours_are_told_as_spans(hours, told):
    assert phrases.spans(hours) == told


# --- a life -------------------------------------------------------------------------------------


def _events(*rows: tuple[int, Event, int]) -> EventRows:
    table = EventRows.blank(len(rows))
    for place, (at, kind, detail) in enumerate(rows):
        table.at[place], table.kind[place], table.detail[place] = at, kind, detail
    return table


def _session(started: int, ended: int, **said: int) -> SessionRows:
    table = SessionRows.blank(1)
    columns = {"session": 1, "started": started, "ended": ended, "turns": 2, **said}
    for name, value in columns.items():
        getattr(table, name)[:] = value
    return table


def test_what_a_session_leads_to_is_told_with_it():
    noon = 12 * HOUR
    events = _events(
        (noon, Event.NEED_AROSE, Need.COPING),
        (noon + 9, Event.STAGE_CHANGED, 1),
        (noon + 9, Event.LEFT, Cause.REFUSED),
    )
    rows = _session(noon, noon + 9, need=Need.COPING, refused=1, last_move=Move.LEAVE_UNMET)
    (told,) = moments(rows, events, _STAGES)
    assert told.session == 1
    assert told.text == (
        "coping, brought to the assistant: 2 messages, 1 refused, leaves with the need unmet; "
        "stage is now talking; stops using the assistant after a refusal"
    )


def test_a_need_taken_elsewhere_is_told_with_how_it_went():
    events = _events(
        (5, Event.NEED_AROSE, Need.VENTING),
        (5, Event.CHANNEL_USED, Channel.PEERS),
        (5, Event.TREATED_BADLY, Channel.PEERS),
        (6, Event.NEED_AROSE, Need.VENTING),
        (6, Event.CHANNEL_USED, Channel.CRISIS_LINE),
        (7, Event.NEED_AROSE, Need.VENTING),
        (7, Event.CHANNEL_USED, Channel.NOBODY),
    )
    told = moments(SessionRows.blank(0), events, _STAGES)
    assert [one.text for one in told] == [
        "venting, taken to peers online, treated badly",
        "venting, taken to a crisis line, no answer",
        "venting, kept to themselves",
    ]
    assert all(one.quiet for one in told)


def test_what_a_night_brings_stands_apart_from_a_session_that_it_falls_into():
    night = DAY
    events = _events(
        (night - 9, Event.NEED_AROSE, Need.COPING),
        (night, Event.RISK_ESCALATED, Risk.ACTIVE),
        (night, Event.LEFT, Cause.DRIFTED),
    )
    rows = _session(night - 9, night, last_move=Move.LEAVE_SATISFIED)
    told = moments(rows, events, _STAGES)
    assert [one.session for one in told] == [1, 0]
    assert "stops using the assistant by drifting away" in told[1].text


def test_to_be_ready_again_is_no_visit():
    (told,) = moments(SessionRows.blank(0), _events((DAY, Event.RETURNED, 0)), _STAGES)
    assert told.text == "is ready to use the assistant again"


def test_who_is_left_without_help_is_not_said_to_have_been_turned_away_alone():
    noon = 12 * HOUR
    rows = _session(noon, noon + 9, need=Need.COPING, last_move=Move.LEAVE_UNMET)
    (told,) = moments(rows, _events((noon + 9, Event.STAGE_CHANGED, 0)), ("rebuffed",))
    assert told.text.endswith("stage is now rebuffed (turned away, or left without help)")


def test_every_stage_that_is_told_with_more_than_its_name_is_one_of_the_graph():
    assert [
        name for name in graph.shared().stages if phrases.stage(name) != phrases.named(name)
    ] == ["rebuffed"]


@pytest.mark.parametrize("need", Need)
def test_the_end_of_a_talk_about_a_crisis_is_not_told_as_the_end_of_the_crisis(need):
    noon = 12 * HOUR
    rows = _session(noon, noon + 9, need=need, last_move=Move.LEAVE_SATISFIED)
    (told,) = moments(rows, EventRows.blank(0), _STAGES)
    talked = "by their own choice, the wish to talk met" in told.text
    assert talked == (need == Need.CRISIS_DISCLOSURE)
    assert talked != ("leaves with the need met" in told.text)


@pytest.mark.parametrize(
    ("number", "minutes", "told"),
    [
        (0, 0, "none"),
        (1, 35, "1, which lasted 35 min"),
        (3, 125, "3, which lasted 2 h 05 min in all"),
        (1, 0.5, "1, which lasted under a minute"),
    ],
)
def test_crises_are_told_with_how_long_they_lasted(number, minutes, told):
    assert phrases.crises(number, int(minutes * HOUR / 60)) == told


def test_a_session_that_was_cut_off_says_so():
    events = _events((5, Event.NEED_AROSE, Need.COPING), (7, Event.CENSORED, Risk.NONE))
    (told,) = moments(_session(5, 7), events, _STAGES)
    assert "it was cut off; a call failed" in told.text


@given(st.sets(st.integers(0, 9)), st.integers(1, 10))
def test_every_day_is_told_once(busy, days):
    noted = [(number * DAY + 1, Event.RETURNED, 0) for number in sorted(busy)]
    noted += [(days * DAY, Event.RETURNED, 0)]
    lived = moments(SessionRows.blank(0), _events(*noted), _STAGES)
    told = by_day([one for one in lived if one.at <= days * DAY], days)
    numbers = [number for one in told for number in range(one.first, one.last + 1)]
    assert numbers == [*range(days), days]
    assert told[-1].label == "at the end"


def test_calm_days_are_put_together():
    lived = moments(
        SessionRows.blank(0),
        _events((DAY, Event.NEED_AROSE, 0), (DAY, Event.CHANNEL_USED, Channel.NOBODY)),
        _STAGES,
    )
    (told,) = by_day(lived, 3)
    assert (told.label, told.lines()) == ("days 0 to 2", ["1 need, none brought to the assistant"])


def test_a_life_without_events_is_calm():
    assert moments(SessionRows.blank(0), EventRows.blank(0), _STAGES) == []
    assert [one.lines() for one in by_day([], 5)] == [["no need arose"]]
