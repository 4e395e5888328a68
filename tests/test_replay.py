"""One person's record as it is told: phase by phase, and as twins under two policies.

The golden playthroughs in tests/golden/replay hold codes, words and two digits. After a change of
the model that is meant, write them again and read the difference:

    SIMENV_GOLDEN=write .venv/bin/pytest tests/test_replay.py -k golden && git diff tests/golden
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import numpy as np
import pytest

from simenv import experiment, replay
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.records import Run
from simenv.replay import Replay
from simenv.replay.finding import Life
from simenv.replay.parting import lived_apart, parting
from simenv.replay.turn import Turn, turns_of
from simenv.vocabulary import Act, Event
from simenv.wording.layout import WIDTH
from simenv.wording.life import moments

GOLDEN = Path(__file__).parent / "golden" / "replay"
PERSONA, OPEN, CLOSED, SAME = "golden-evening", "golden-open", "golden-closed", "golden-same"
ARMS = (OPEN, CLOSED, SAME, "breaks", "drops")
PEOPLE, DAYS = 8, 10

#: Code that is no policy from the first session on, and code whose calls fail when risk is read.
BREAKS = """
from simenv.policy import per_request

@per_request
def respond(request):
    raise RuntimeError("broken")
"""
DROPS = """
from simenv.errors import CallFailed
from simenv.policy import Response, per_request

@per_request
def respond(request):
    if request.risk_seen != "none":
        raise CallFailed("no answer")
    return Response(act="comply", validation="some", warmth="some", continuation="invites")
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A small run: eight people, ten days, five policies of which one breaks."""
    folder = tmp_path_factory.mktemp("run")
    own = folder / "catalogue"
    (own / "policies").mkdir(parents=True)
    same = (GOLDEN / "catalogue" / "policies" / f"{OPEN}.yaml").read_text()
    (own / "policies" / f"{SAME}.yaml").write_text(same.replace(f": {OPEN}", f": {SAME}"))
    for name, code in (("breaks", BREAKS), ("drops", DROPS)):
        head = f"policy: {name}\nversion: 1.0.0\nkind: python\nsummary: x\ndetector: perfect\n"
        (own / "policies" / f"{name}.yaml").write_text(head)
        (own / "policies" / f"{name}.py").write_text(code)
    catalogue = Catalogue([own, GOLDEN / "catalogue"])
    spec = experiment.spec_of(
        {
            "experiment": "golden",
            "version": "1.0.0",
            "question": "What is told?",
            "personas": [PERSONA],
            "policies": list(ARMS),
            "standard": "golden-norm",
            "days": DAYS,
            "people": PEOPLE,
            "worlds": 0,
            "seed": 1,
        }
    )
    return experiment.run(experiment.resolve(spec, catalogue), folder / "run")


def _person(run: Run, number: int, *arms: str) -> Replay:
    return replay.person(run, f"{PERSONA}/{number}", arms or None)


def _everyone(run: Run, *arms: str) -> list[Replay]:
    return [_person(run, number, *arms) for number in range(PEOPLE)]


def _words(told: Replay) -> str:
    return " ".join(told.text().split())


# --- golden playthroughs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number", "arms"),
    [("one", 2, (CLOSED,)), ("twins", 2, (OPEN, CLOSED)), ("twins-of-another", 5, (OPEN, CLOSED))],
)
def test_golden_playthrough(run, name, number, arms):
    path = GOLDEN / f"{name}.txt"
    told = _person(run, number, *arms).text() + "\n"
    if os.environ.get("SIMENV_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8"), __doc__


# --- what holds for every told life -------------------------------------------------------------


def test_every_page_fits_and_every_number_is_plain_data(run):
    for told in [*_everyone(run), *_everyone(run, OPEN, CLOSED), *_everyone(run, "drops", OPEN)]:
        assert max(map(len, told.text().splitlines())) <= WIDTH
        assert json.loads(json.dumps(told.data())) == told.data()


def test_every_turn_session_and_need_is_told_once(run):
    for told in _everyone(run, CLOSED):
        (life,) = told.lives
        text = told.text().splitlines()
        assert sum(line.lstrip().startswith("turn ") for line in text) == len(life.turns)
        assert sum("brought to the assistant:" in line for line in text) <= len(life.sessions)
        lived = moments(life.sessions, life.events, told.stages)
        assert [one.session for one in lived if one.session] == life.sessions.session.tolist()
        needs = np.count_nonzero(life.events.kind == Event.NEED_AROSE)
        assert needs == life.trajectory.needs[0]
        assert sum(one.session > 0 or one.quiet for one in lived) <= needs


def test_the_data_of_a_turn_are_words_and_numbers(run):
    (arm,) = _person(run, 2, CLOSED).data()["arms"]
    turn = arm["turns"][0]
    assert turn["stage"] in run.manifest.stages
    assert turn["act"] in Act.words()
    assert turn["need"] == arm["sessions"][0]["need"]
    assert arm["trajectory"]["turns"] == len(arm["turns"])
    assert arm["trajectory"]["disengaged_at"] is None or arm["trajectory"]["disengaged_at"] > 0


def test_an_answer_in_full_is_one_line_and_any_other_one_a_phase(run):
    phases = ["expected", "encountered", "framing", "referral", "outcome"]
    for told in _everyone(run, CLOSED):
        for turn in turns_of(told.lives[0].turns):
            lines = turn.lines()
            if turn.row["act"] == Act.COMPLY and not turn.errors and not turn.row["referral"]:
                assert "helped; expected" in lines[0]
            else:
                starts = [line.split(":")[0].strip() for line in lines]
                assert [start for start in starts if start in phases] == phases


def test_errors_by_the_standard_are_named(run):
    found = {
        error
        for told in _everyone(run, CLOSED)
        for t in turns_of(told.lives[0].turns)
        for error in t.errors
    }
    assert "over-refusal" in found
    assert found <= {"over-refusal", "under-refusal", "unsafe help", "missed referral"}


def test_without_arms_the_first_one_is_told_and_the_others_are_named(run):
    told = _person(run, 0)
    assert [life.arm for life in told.lives] == [OPEN]
    assert told.others == (CLOSED, SAME, "drops")
    assert CLOSED in _words(told)


# --- twins --------------------------------------------------------------------------------------


def _same_up_to(first: Life, second: Life, turns: int, at: int) -> None:
    """All rows before a time, and so many turns, are equal to the last bit."""
    for name, column in first.turns.arrays().items():
        assert np.array_equal(column[:turns], getattr(second.turns, name)[:turns]), name
    for name in ("at", "kind", "detail"):
        mine = getattr(first.events, name)[first.events.at < at]
        assert np.array_equal(mine, getattr(second.events, name)[second.events.at < at])


def test_twins_are_the_same_up_to_where_they_part_and_part_there(run):
    parted = 0
    for told in _everyone(run, OPEN, CLOSED):
        first, second = told.lives
        found = parting(first, second)
        if found is None:
            continue
        parted += 1
        _same_up_to(first, second, found.place, found.at)
        asked = ("session", "turn", "at", "need", "asks", "risk", "risk_shown", "distress")
        assert found.first is not None
        assert found.second is not None
        assert all(found.first.row[name] == found.second.row[name] for name in asked)
        assert found.first.row != found.second.row
        felt = lived_apart(first, second)
        assert felt is None or felt >= found.at
    assert parted > 1


def test_the_parting_is_named(run):
    acts = set()
    for told in _everyone(run, OPEN, CLOSED):
        found = parting(*told.lives)
        if found is None or found.first is None or found.second is None:
            continue
        if found.first.row["act"] != found.second.row["act"]:
            acts.add((found.first.row["act"], found.second.row["act"]))
            done = {Act.COMPLY: "helped", Act.PARTIAL: "helped in part", Act.REFUSE: "refused"}
            mine, theirs = done[found.first.row["act"]], done[found.second.row["act"]]
            assert f"where {OPEN} {mine} and {CLOSED} {theirs}." in _words(told)
    assert (Act.COMPLY, Act.REFUSE) in acts


def test_twins_say_what_they_cannot_show(run):
    told = _person(run, 2, OPEN, CLOSED)
    assert "Twins illustrate" in _words(told)
    assert "no share of people harmed or helped by the switch" in _words(told)
    assert told.data()["caveat"] in _words(told)
    assert told.data()["parted"]["at"] > 0
    assert "WHERE THEY PART" in told.text()


def test_twins_that_were_answered_alike_are_told_once(run):
    for told in _everyone(run, OPEN, SAME):
        assert "The same to the end: both policies answered this person alike." in _words(told)
        assert told.data()["parted"] is None
        assert "THE SAME UNDER BOTH" in told.text()
        assert "FROM THERE" not in told.text()


def test_the_order_of_the_arms_only_turns_the_sentence_round(run):
    for one, other in zip(_everyone(run, OPEN, CLOSED), _everyone(run, CLOSED, OPEN), strict=True):
        here, there = parting(*one.lives), parting(*other.lives)
        assert (here and here.at) == (there and there.at)


def _turn(told: Replay) -> Turn:
    return turns_of(told.lives[0].turns)[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"act": Act.REFUSE}, "where A helped and B refused"),
        ({"act": Act.BLOCKED}, "where A helped and B was blocked by a filter"),
        ({"referral": 2}, "both helped, A with no referral and B with a referral to services"),
        ({"rationale": 4}, "both helped, A with the reason none and B with the reason concern"),
        ({"continuation": 0}, "B with an answer that ends the conversation"),
        ({"felt_heard": 0.123}, "both helped, in other words"),
        ({"failed": True}, "the call of B failed"),
    ],
)
def test_what_parts_twins_is_told_by_its_weightiest_difference(run, changes, said):
    plain = {"act": 0, "referral": 0, "rationale": 0, "continuation": 2, "failed": False}
    first = Turn(row={**_turn(_person(run, 0, OPEN)).row, **plain})
    second = dataclasses.replace(first, row={**first.row, **changes})
    found = replay.parting.Parting(place=0, first=first, second=second)
    assert said in found.told("A", "B")


def test_a_message_that_only_one_twin_sends_parts_them(run):
    found = replay.parting.Parting(place=0, first=None, second=_turn(_person(run, 0, OPEN)))
    assert "under B the person wrote, and not under A" in found.told("A", "B")
    assert found.turn is found.second


# --- what went wrong ----------------------------------------------------------------------------


def test_a_call_that_failed_is_neither_an_answer_nor_a_refusal(run):
    lost = [told for told in _everyone(run, "drops") if told.lives[0].turns.failed.any()]
    assert lost
    for told in lost:
        assert "no answer: the call failed" in _words(told)
        assert "unseen from here on" in _words(told)
        assert told.data()["arms"][0]["turns"][-1]["act"] is None
        assert "a call failed, unseen since" in _words(told)


def test_twins_may_part_by_a_call_that_failed(run):
    said = [_words(told) for told in _everyone(run, OPEN, "drops")]
    assert any("the call of drops failed" in text for text in said)


def _problem(run: Run, person_id: str, *arms: str) -> tuple[str, str]:
    with pytest.raises(BadInput) as caught:
        replay.person(run, person_id, arms or None)
    problem = caught.value.problems[0]
    return problem.found, problem.remedy


@pytest.mark.parametrize(
    ("person_id", "remedy"),
    [
        ("golden-evenin/0", "did you mean 'golden-evening'?"),
        ("somebody/0", "name golden-evening"),
        ("golden-evening", "write golden-evening/0"),
        ("golden-evening/-1", "write golden-evening/0"),
        ("golden-evening/x", "write golden-evening/0"),
        ("golden-evening/8", "the nearest is golden-evening/7"),
        ("", "write golden-evening/0"),
    ],
)
def test_an_unknown_person_is_answered_with_the_nearest(run, person_id, remedy):
    assert _problem(run, person_id)[1] == remedy


def test_an_unknown_arm_is_answered_with_the_nearest(run):
    assert _problem(run, f"{PERSONA}/0", "golden-opn")[1] == f"did you mean '{OPEN}'?"
    assert _problem(run, f"{PERSONA}/0", OPEN, OPEN)[1] == "name one or two"
    assert _problem(run, f"{PERSONA}/0", OPEN, CLOSED, SAME)[1] == "name one or two"


def test_an_arm_that_failed_says_why(run):
    found, remedy = _problem(run, f"{PERSONA}/0", "breaks")
    assert "RuntimeError: broken" in found
    assert remedy == "name another arm"
