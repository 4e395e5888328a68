"""`simenv label` as a user meets it: what is printed, what is written, how it ends."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from simenv import cli
from simenv.cli.labelling_text import Counts, rows
from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS, YES_NO, Reply
from simenv.coder.judge import Judge
from simenv.coder.labelling import Result, by_judge, results
from simenv.coder.labels import load
from simenv.models import Caller, Cassette, Patience, Purpose, Scripted

REFUSAL = "I'm sorry, but I can't help with that. Please call 988."
HELP = "Here is a recipe for bread: mix flour, water and salt, and bake it for an hour."
GOOD = [{"id": 7, "text": REFUSAL}, {"text": HELP, "to": "How do I bake bread?"}, {"text": ""}]
BAD = [b"no json", b'{"id": 1}', b"\xff", b""]


def ends(*arguments):
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def told(*arguments, **more):
    """The command as a process of its own."""
    command = [sys.executable, "-m", "simenv", "label", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **more)


def lines(*objects):
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.jsonl"
    path.write_bytes(lines(*GOOD))
    return path


@pytest.fixture
def mixed(tmp_path):
    """A good line between bad ones, and one at the end without an end of line."""
    path = tmp_path / "mixed.jsonl"
    body = b"\n".join([BAD[0], lines(GOOD[0]).strip(), *BAD[1:], lines(GOOD[1]).strip()])
    path.write_bytes(body)
    return path


def test_json_is_one_object_a_line_with_the_fields_that_were_there(good, capsys):
    assert ends("label", good, "--json") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["text"] for one in found] == [REFUSAL, HELP, ""]
    assert (found[0]["id"], found[1]["to"]) == (7, "How do I bake bread?")
    assert [one["act"] for one in found] == ["refuse", "comply", "undetermined"]
    assert found[0]["referral"] == "localised"
    assert found[0]["crisis_line"] is True
    for one in found:
        assert one["coder"] == Coder().version
        assert set(one["probabilities"]) == set(FIELDS)
        for field, words in FIELDS.items():
            share = one["probabilities"][field]
            if field in YES_NO:
                assert 0 <= share <= 1
            else:
                assert list(share) == list(words)
                assert round(sum(share.values()), 9) == 1
                assert all(round(value, 4) == value for value in share.values())


def test_probabilities_are_those_of_the_coder(good, capsys):
    assert ends("label", good, "--json") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    read = Coder().read([Reply(text=one["text"]) for one in GOOD])
    for row, one in enumerate(found):
        for field, words in FIELDS.items():
            share = one["probabilities"][field]
            values = [1 - share, share] if field in YES_NO else [share[word] for word in words]
            assert values == pytest.approx(read.chances[field][row].tolist(), abs=1.01e-4)


def test_fields_whose_names_are_taken_go_under_given(tmp_path, capsys):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": HELP, "act": "mine", "error": 1, "given": 2, "line": 3}))
    assert ends("label", path, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["given"] == {"act": "mine", "error": 1, "given": 2}
    assert found["act"] == "comply"
    assert found["line"] == 3


def test_a_bad_line_costs_no_other(mixed, capsys):
    assert ends("label", mixed, "--json") == 1
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [one.get("line") for one in found] == [1, None, 3, 4, 5, None]
    assert [one.get("act") for one in found] == [None, "refuse", None, None, None, "comply"]
    assert [line.partition(":")[0] for line in err.splitlines()] == [
        "line 1", "line 3", "line 4", "line 5",
    ]  # fmt: skip


def test_people_are_told_rows_and_counts(mixed, capsys):
    assert ends("label", mixed) == 1
    out, _ = capsys.readouterr()
    rows = out.splitlines()
    assert rows[1].split()[:2] == ["2", "refuse"]
    assert "crisis_line" in rows[1]
    assert rows[2].split()[:2] == ["6", "comply"]
    assert "2 replies coded, 4 lines failed" in rows
    assert any(row.split() == ["act", "1", "comply,", "1", "refuse"] for row in rows)


def test_a_text_cannot_steer_the_terminal(tmp_path, capsys):
    path = tmp_path / "a.jsonl"
    odd = "I can't \x1b[2J\x9b31m\u202e do\ud800 \x07that"
    path.write_bytes(lines({"text": odd, "\x9bkey\u2028": "\x7f"}, {"text": odd, "\x1b": 1}))
    for options in ((), ("--json",), ("--why",), ("--why", "--json")):
        assert ends("label", path, *options) == 0
        out, err = capsys.readouterr()
        assert out
        assert not any(one in out + err for one in "\x1b\x9b\x07\x7f\u2028\ud800")


def test_why_names_the_sentences(good, capsys):
    assert ends("label", good, "--why", "--json") == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    grounds = {(one["field"], one["sentence"]) for one in first["why"]}
    assert ("act", "I'm sorry, but I can't help with that.") in grounds
    assert ("crisis_line", "Please call 988.") in grounds
    assert all(first[one["field"]] in {one["code"], True} for one in first["why"])
    assert ends("label", good, "--why") == 0
    assert "I'm sorry, but I can't help with that.\u201d (" in capsys.readouterr().out


def test_few_sentences_of_a_field_are_shown_and_the_rest_counted():
    ground = {"field": "invites", "code": "yes", "sentence": "Tell me.", "rule": "asks"}
    data = {
        "text": "Tell me.", "act": "comply", "referral": "none", "validation": "none",
        "probabilities": {"act": {"comply": 1.0}}, "why": [ground] * 5,
    } | dict.fromkeys(YES_NO, False)  # fmt: skip
    told = list(rows([Result(number=1, data=data, failed=False)], head=False))
    assert len(told) == 5
    assert told[1].strip() == "invites yes: \u201cTell me.\u201d (rule: asks)"
    assert told[-1].strip() == "invites: and 2 more"


def test_a_file_is_written_whole_and_never_over_another(mixed, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    assert ends("label", mixed, "--json") == 1
    expected = capsys.readouterr().out
    assert ends("label", mixed, "--out", out) == 1
    assert out.read_text("utf-8") == expected
    assert "2 replies coded, 4 lines failed" in capsys.readouterr().out
    assert ends("label", mixed, "--out", out, "--json") == 2
    assert json.loads(capsys.readouterr().out)["problems"][0]["file"] == str(out)
    assert ends("label", mixed, "--out", out, "--force", "--json") == 1
    summary = json.loads(capsys.readouterr().out)
    assert (summary["replies"], summary["failed"]) == (2, 4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mixed.jsonl", "out.jsonl"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("missing.jsonl",),
        (".",),
        ("-", "--audit", "0", "--into", "a.csv"),
        ("-", "--audit", "5"),
        ("-", "--audit", "5", "--into", "a.txt"),
        ("-", "--into", "a.csv"),
        ("-", "--errors", "e.json"),
        ("-", "--judge", "openai/x", "--ceiling", "1"),
        ("-", "--judge", "openai/x", "--permitted"),
        ("-", "--ceiling", "1"),
        ("-", "--permitted"),
        ("-", "--audit-read", "a.csv"),
        ("--audit-read", "missing.csv"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert ends("label", *arguments) == 2
    assert capsys.readouterr().err


def test_standard_input_is_read_and_nothing_in_it_is_nothing():
    found = told("-", "--json", input=lines(GOOD[0]))
    assert (found.returncode, found.stderr) == (0, b"")
    assert json.loads(found.stdout)["act"] == "refuse"
    assert told("-", "--json", input=b"").stdout == b""


def test_it_ends_quietly_where_nobody_reads(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes(lines(GOOD[0]) * 3000)
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "simenv", "label", str(path), "--json"]
    with os.fdopen(write, "wb") as nobody:
        found = subprocess.run(
            command, stdout=nobody, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert (found.returncode, found.stderr) == (0, b"")


def test_it_prints_in_any_encoding(good):
    plain = os.environ | {"PYTHONIOENCODING": "ascii"}
    found = told(good, env=plain)
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"refuse" in found.stdout


def test_labelling_imports_nothing_slow(good):
    code = (
        "import sys; from simenv import cli\n"
        "try: cli.main(['label', sys.argv[1], '--json'])\n"
        "except SystemExit: pass\n"
        "slow = {'scipy', 'pyarrow', 'rich', 'litellm', 'simenv.models'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(good)]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.splitlines()[-1] == "[]"


def test_an_audit_from_draw_to_error_file(tmp_path, capsys):
    replies, sheet = tmp_path / "r.jsonl", tmp_path / "sheet.csv"
    replies.write_bytes(lines(*(GOOD * 10)) + b"no json\n")
    draw = ("label", replies, "--audit", 12, "--into", sheet)
    assert ends(*draw, "--json") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["drawn"] == 12
    assert "line 31" in err
    first = sheet.read_bytes()
    assert ends(*draw) == 2
    assert ends(*draw, "--force") == 1
    assert sheet.read_bytes() == first

    rows = list(csv.DictReader(io.StringIO(first.decode("utf-8-sig"), newline="")))
    assert "refuse" not in first.decode("utf-8-sig").partition("\n")[2]
    for row in rows:
        row["act"] = "refuse" if row["text"] == REFUSAL else "comply" if row["text"] else ""
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    errors = tmp_path / "errors.json"
    capsys.readouterr()
    assert ends("label", "--audit-read", sheet, "--errors", errors) == 0
    told = capsys.readouterr().out
    assert "read rightly 1.00" in told
    assert "alpha 1.00" in told
    kept = load(errors)
    assert kept.coder == Coder().version
    assert list(kept.counts) == ["act"]
    assert ends("label", "--audit-read", sheet, "--errors", errors) == 2
    capsys.readouterr()

    copy, judged = tmp_path / "copy.csv", tmp_path / "judge.jsonl"
    copy.write_bytes(sheet.read_bytes())
    assert ends("label", replies, "--json") == 1
    judged.write_text(capsys.readouterr().out, "utf-8")
    keyed = ("--audit-key", tmp_path / "sheet.key.json", "--judge-codes", judged)
    read = ("label", "--audit-read", copy, "--audit-read", sheet, *keyed)
    assert ends(*read, "--json") == 0
    act = json.loads(capsys.readouterr().out)["fields"]["act"]
    among = [one["among"] for one in act["agreement"]]
    assert ["coder", "copy.csv", "sheet.csv", "judge"] in among


def test_nothing_to_draw_is_told(tmp_path, capsys):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"no json\n")
    assert ends("label", path, "--audit", 5, "--into", tmp_path / "s.csv") == 2
    assert "none that can be read" in capsys.readouterr().err
    assert not (tmp_path / "s.csv").exists()


def answered(conversation):
    """A judge that finds all in part, but what is odd."""
    plain = {field: words[0] for field, words in FIELDS.items()}
    text = conversation.messages[-1].content
    own = text.rpartition("The mark is ")[2].rstrip(".")
    return "what?" if "odd" in text else json.dumps({"mark": own, **plain, "act": "partial"})


def test_a_judge_answers_from_the_record(good, tmp_path, capsys):
    """The record answers for the model, so nothing leaves this machine."""
    record = tmp_path / "record"
    with Cassette(record) as kept:
        model = Scripted(name="litellm openai/no-such-model", reply=answered)
        judge = Judge(Caller(model, Purpose.JUDGE, cassette=kept))
        assert len(judge.read([Reply(text=one["text"], to=one.get("to")) for one in GOOD])) == 3
    judged = ("--judge", "openai/no-such-model", "--ceiling", 1, "--permitted")
    assert ends("label", good, *judged, "--record", record, "--json") == 0
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["act"] for one in found] == ["partial"] * 3
    assert found[0]["coder"].startswith("judge litellm openai/no-such-model ")
    assert "judge: 0 answered, 3 from the record" in err


def test_a_judge_fails_line_by_line():
    model = Scripted(name="scripted", reply=answered)
    judge = Judge(Caller(model, Purpose.JUDGE, patience=Patience(tries=1)))
    stream = io.BytesIO(lines({"text": "a"}, {"text": "odd"}) + b"no\n" + lines({"text": "b"}))
    found = [one for batch in results(stream, by_judge(judge)) for one in batch]
    assert [one.data.get("act") for one in found] == ["partial", None, None, "partial"]
    assert [one.failed for one in found] == [False, True, True, False]
    assert found[1].data["line"] == 2
    assert found[0].data["coder"] == f"judge scripted {judge.version}"
    counts = Counts()
    counts.add(found)
    assert counts.data()["counts"]["act"] == {"partial": 2}
