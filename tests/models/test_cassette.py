"""The record: what was answered is there ever after, whatever ended the process."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.errors import RunFailure
from simenv.models import (
    Answer,
    Asked,
    BadReply,
    Caller,
    Cassette,
    Conversation,
    Finish,
    Message,
    NotRecorded,
    Patience,
    Purpose,
    RateLimited,
    Role,
    Scripted,
)
from tests.broken.cassettes import BROKEN
from tests.broken.catching import CATCH, LAW
from tests.models.server import said, serving

ROOT = Path(__file__).parents[2]

texts = st.text(max_size=20) | st.sampled_from(["a", "b", "half \ud83d", "\n", '"}\n{"'])
tokens = st.none() | st.integers(0, 10**6)
answers = st.builds(
    Answer,
    text=st.text(st.characters(codec="utf-8"), max_size=30),
    finish=st.sampled_from(Finish),
    prompt_tokens=tokens,
    completion_tokens=tokens,
    cost=st.none() | st.floats(0, 10),
)
questions = st.builds(
    Asked,
    model=texts,
    conversation=st.builds(
        Conversation,
        messages=st.lists(
            st.builds(Message, role=st.sampled_from(Role), content=texts), max_size=3
        ).map(tuple),
        max_tokens=st.integers(1, 3),
        temperature=st.none() | st.sampled_from([0.0, 0.5]),
    ),
    slot=texts,
)
few = st.sampled_from([
    Asked(model="m", conversation=Conversation.of(words), slot=slot)
    for words in ("hi", "ho")
    for slot in ("person 1", "person 2")
])  # fmt: skip
kept = st.lists(st.tuples(few | questions, answers | st.just(BadReply("no words"))), max_size=6)


def folder_of(base):
    """A new folder for each example."""
    return base / str(len(list(base.iterdir())))


def law_what_was_kept_is_found(kind, base, pairs):
    """By the same process and by the next, the latest answer of each question and no other's."""
    folder = folder_of(base)
    folder.mkdir()
    latest = dict(pairs)
    with kind(folder) as first:
        for asked, outcome in pairs:
            first.keep(asked, outcome)
        found = {asked: first.find(asked) for asked in latest}
    with kind(folder, replay=True) as second:
        again = {asked: second.find(asked) for asked in latest}
    for asked, outcome in latest.items():
        if isinstance(outcome, Answer):
            assert found[asked] == again[asked] == outcome
        else:
            assert found[asked] is None
            assert isinstance(again[asked], BadReply)
            assert str(again[asked]) == "no words"


def law_a_cut_loses_the_last_line_alone(kind, base, pairs, cut):
    """Wherever the death of the writer cut its file, whole lines count and a piece does not."""
    folder = folder_of(base)
    folder.mkdir()
    with kind(folder) as first:
        for asked, outcome in pairs:
            first.keep(asked, outcome)
    for path in folder.glob("*"):
        whole = path.read_bytes()
        left = whole[: int(cut * len(whole))]
        path.write_bytes(left)
        with kind(folder, replay=True) as second:
            lines = dict(pairs[: left.count(b"\n")])
            for asked, outcome in lines.items():
                if isinstance(outcome, Answer):
                    assert second.find(asked) == outcome
            assert len(second) == len(lines)


LAWS = {
    "found": (law_what_was_kept_is_found, (kept,)),
    "cut": (law_a_cut_loses_the_last_line_alone, (kept, st.floats(0, 1))),
}


def run_law(name, kind, base, how):
    law, drawn = LAWS[name]

    @how
    @given(st.tuples(*drawn))
    def run(drawn):
        law(kind, base, *drawn)

    run()


@pytest.mark.parametrize("name", LAWS)
def test_the_law_holds(name, tmp_path):
    run_law(name, Cassette, tmp_path, LAW)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name in BROKEN.items()])
def test_a_broken_record_is_caught(kind, name, tmp_path):
    with pytest.raises(AssertionError):
        run_law(name, kind, tmp_path, CATCH)


def asker(folder, reply, *, replay=False, **more):
    cassette = Cassette(folder, replay=replay)
    model = Scripted(name="scripted", reply=reply)
    return Caller(model, Purpose.POLICY, cassette=cassette, **more), cassette


def said_in_turn():
    count = iter(range(100))
    return lambda _: f"answer {next(count)}"


HI = Conversation.of("hi")


def test_each_slot_has_an_answer_of_its_own_and_keeps_it(tmp_path):
    caller, cassette = asker(tmp_path, said_in_turn())
    talks = [(HI, "person 1"), (HI, "person 2"), (HI, "person 1")]
    first = [one.text for one in caller.ask_all(talks)]
    assert first == ["answer 0", "answer 1", "answer 0"]
    line = caller.ledger.line(Purpose.POLICY)
    assert (line.answers, line.kept) == (2, 1)
    cassette.close()
    again, cassette = asker(tmp_path, said_in_turn(), replay=True)
    assert [one.text for one in again.ask_all(talks)] == first
    assert again.ledger.line(Purpose.POLICY).tries == 0
    cassette.close()


@pytest.mark.parametrize(
    "other",
    [
        Conversation.of("hi "),
        Conversation.of("hi", max_tokens=7),
        Conversation.of("hi", temperature=None),
        Conversation.of("hi", system="be kind"),
    ],
)
def test_a_miss_in_a_replay_is_an_error_and_nothing_is_asked(other, tmp_path):
    caller, cassette = asker(tmp_path, said_in_turn())
    caller.ask_all([(HI, "person 1")])
    cassette.close()
    again, cassette = asker(tmp_path, said_in_turn(), replay=True)
    outcomes = again.ask_all([(HI, "person 1"), (other, "person 1"), (HI, "person 2")])
    assert outcomes[0].text == "answer 0"
    assert isinstance(outcomes[1], NotRecorded)
    assert "person 1" in str(outcomes[1])
    assert outcomes[2] is outcomes[1]
    assert again.ledger.line(Purpose.POLICY).tries == 0
    cassette.close()


def test_a_failed_call_is_made_again_but_told_again_in_a_replay(tmp_path):
    def busy(_):
        raise RateLimited("busy")

    one_try = Patience(tries=1)
    caller, cassette = asker(tmp_path, busy, patience=one_try)
    caller.ask_all([(HI, "a"), (HI, "b")])
    cassette.close()
    caller, cassette = asker(tmp_path, busy, replay=True)
    (told,) = caller.ask_all([(HI, "b")])
    assert isinstance(told, RateLimited)
    assert str(told) == "busy"
    cassette.close()
    caller, cassette = asker(tmp_path, said_in_turn())
    assert [one.text for one in caller.ask_all([(HI, "a")])] == ["answer 0"]
    cassette.close()


def test_what_it_paid_is_known_to_the_next(tmp_path):
    prices = iter([0.25, None, 0.5])
    caller, cassette = asker(tmp_path, lambda _: Answer(text="x", cost=next(prices)))
    caller.ask_all([(HI, slot) for slot in "abc"])
    cassette.close()
    with Cassette(tmp_path) as again:
        assert again.paid == 0.75


def test_two_processes_may_share_a_folder(tmp_path):
    one, other = Cassette(tmp_path), Cassette(tmp_path)
    asked = [Asked(model="m", conversation=HI, slot=slot) for slot in "ab"]
    for cassette, question in zip((one, other), asked, strict=True):
        cassette.keep(question, Answer(text=question.slot))
        cassette.close()
    assert len(list(tmp_path.iterdir())) == 2
    with Cassette(tmp_path, replay=True) as both:
        assert [both.find(question).text for question in asked] == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [b"what\n", b"{}\n", b"[]\n", b'{"key": "zz", "answer": {}}\n', b"\xff\n", b"7\n",
     b'{"key": "00", "failed": {"kind": "Other", "told": ""}}\n'],
)  # fmt: skip
def test_a_corrupt_line_is_told_with_its_number(line, tmp_path):
    with Cassette(tmp_path) as cassette:
        cassette.keep(Asked(model="m", conversation=HI, slot=""), Answer(text="x"))
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes() + line)
    with pytest.raises(RunFailure, match=f"{path.name}:2 is corrupt"):
        Cassette(tmp_path)


def test_a_folder_that_is_not_there_is_no_record(tmp_path):
    with pytest.raises(RunFailure, match="no such folder"):
        Cassette(tmp_path / "none", replay=True)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    cassette = Cassette(tmp_path / "file")
    with pytest.raises(RunFailure, match="cannot write"):
        cassette.keep(Asked(model="m", conversation=HI, slot=""), Answer(text="x"))


def test_memory_holds_places_and_no_words(tmp_path):
    with Cassette(tmp_path) as cassette:
        for number in range(50):
            asked = Asked(model="m", conversation=HI, slot=str(number))
            cassette.keep(asked, Answer(text="x" * 10_000))
        held = sum(sys.getsizeof(one) for one in (*cassette._places, *cassette._places.values()))
        assert held < 50 * 150
        assert cassette.find(asked).text == "x" * 10_000


def test_after_kill_9_no_answered_question_is_sent_again(tmp_path):
    """Only what was under way when it died, at most four, may be asked twice."""
    program = [sys.executable, "-m", "tests.models.chatting", str(tmp_path / "kept")]
    with serving(lambda one: said(f"to {one.said}", pause=0.02)) as server:
        running = subprocess.Popen([*program, server.base, "200"], cwd=ROOT)
        while len(server.asked) < 60:
            assert running.poll() is None
            time.sleep(0.005)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        server.settle()
        before = len(server.asked)
        with Cassette(tmp_path / "kept") as cassette:
            found = len(cassette)
        assert before - 4 <= found <= before
        subprocess.run([*program, server.base, "200"], cwd=ROOT, check=True)
        times = Counter(server.texts())
    assert len(server.asked) - before == 200 - found
    assert sorted(times) == sorted(f"n {number}" for number in range(200))
    assert sum(times.values()) - 200 == before - found <= 4
    with Cassette(tmp_path / "kept", replay=True) as cassette:
        assert len(cassette) == 200
