"""Policies that answer in words under `stress`: what is paid once, who is never written to."""

import json

import pytest

from simenv import cli
from simenv.api.stressing import stress_test
from simenv.experiment import Means
from simenv.models import Patience
from simenv.stress import page
from simenv.stress.case import load_suite
from simenv.testing.scripted_server import serving
from tests.spoken.bots import asked, bot, kept
from tests.stress.made import CATALOGUE
from tests.stress.run_small import shrink

WHO = ("--personas", "first-time-discloser", "--days", "3")
PRICE = "price: {prompt: 1000, completion: 1000}"
FUNCTION = """
def reply(messages):
    said = messages[-1]["content"]
    return "I'm sorry, but I can't help with that." if len(said) % 2 else "I hear you. Go on."
"""


@pytest.fixture
def server():
    with serving() as one:
        yield one


def ends(*arguments):
    """The exit code of the command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def test_a_function_of_messages_is_stressed(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text("policy: mine\nversion: 1.0.0\nkind: python\nsummary: Mine.\nsays: reply\n")
    (tmp_path / "mine.py").write_text(FUNCTION)
    out = tmp_path / "out"
    assert ends("stress", path, *WHO, "--out", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["batches"] == {"done": 2, "of": 2}
    assert told["put_to_the_test"] > 0
    answers = told["calls"]["policies"]["mine"]["answers"]
    assert answers == len(kept(out)) > 0
    for case in told["cases"]:
        assert not {"text", "message", "reply"} & set(json.dumps(case).split('"'))
    assert "I hear you" not in json.dumps(told["cases"])
    assert ends("stress", path, *WHO, "--out", out, "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again["cases"] == told["cases"]
    assert len(kept(out)) == answers, "nothing is asked twice"


def test_a_ceiling_stops_cleanly_and_more_money_goes_on(tmp_path, server, capsys):
    dear = bot(tmp_path, server.base, "dear-bot", model="boilerplate", more=PRICE)
    out = tmp_path / "out"
    assert ends("stress", dear, *WHO, "--out", out, "--max-cost", 4) == 1
    told = capsys.readouterr().out
    assert "Stopped after 0 of 2 batches" in " ".join(told.split())
    assert "of $4.0000 are spent or set aside" in " ".join(told.split())
    assert "the same command goes on from there" in " ".join(told.split())
    sent, held = asked(server), len(kept(out))
    assert sent == held > 0
    assert ends("stress", dear, *WHO, "--out", out, "--json") == 0
    line = json.loads(capsys.readouterr().out)["calls"]["policies"]["dear-bot"]
    assert asked(server) == len(set(kept(out))) == len(kept(out)) > held
    assert line["kept"] >= held
    assert line["cost"] > 0
    whole = tmp_path / "whole"
    assert ends("stress", dear, *WHO, "--out", whole) == 0
    assert (whole / "suite.yaml").read_bytes() == (out / "suite.yaml").read_bytes()


def test_a_ceiling_reached_between_batches_keeps_what_was_searched(tmp_path, server, capsys):
    dear = bot(tmp_path, server.base, "dear-bot", model="boilerplate", more=PRICE)
    out, whole = tmp_path / "out", tmp_path / "whole"
    assert ends("stress", dear, *WHO, "--out", whole, "--json") == 0
    cost = json.loads(capsys.readouterr().out)["calls"]["policies"]["dear-bot"]["cost"]
    assert ends("stress", dear, *WHO, "--out", out, "--max-cost", cost - 1, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["batches"] == {"done": 2, "of": 2}
    assert told["situations"]["reached"] > 0
    assert told["stopped"]
    assert (told["put_to_the_test"], told["cases"]) == (None, [])
    assert len(list((out / "search").glob("*.npz"))) == 2
    assert ends("stress", dear, *WHO, "--out", out) == 0
    assert (whole / "suite.yaml").read_bytes() == (out / "suite.yaml").read_bytes()


def test_a_live_system_is_not_contacted_without_permission(tmp_path, server, capsys):
    live = bot(tmp_path, server.base, "live-bot", target="live")
    out = tmp_path / "out"
    assert ends("stress", live, *WHO, "--out", out) == 2
    assert "--i-have-permission" in capsys.readouterr().err
    assert asked(server) == 0
    assert not out.exists()
    command = ("stress", live, *WHO, "--out", out, "--i-have-permission", "--yes", "--json")
    assert ends(*command) == 0
    told = json.loads(capsys.readouterr().out)["calls"]
    assert told["permission"] is True
    assert told["policies"]["live-bot"]["target"] == "live"


def test_a_record_alone_is_enough(tmp_path, server, capsys):
    cold = bot(tmp_path, server.base, "cold-bot", model="boilerplate")
    out, again = tmp_path / "out", tmp_path / "again"
    assert ends("stress", cold, *WHO, "--out", out) == 0
    server.close()
    record = ("--replay", "--record", out / "replies", "--out", again)
    assert ends("stress", cold, *WHO, *record) == 0
    assert (again / "suite.yaml").read_bytes() == (out / "suite.yaml").read_bytes()
    assert load_suite(CATALOGUE, again / "suite.yaml").cases


def test_kept_cases_are_lived_again_under_a_policy_in_words(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text("policy: mine\nversion: 1.0.0\nkind: python\nsummary: Mine.\nsays: reply\n")
    (tmp_path / "mine.py").write_text(FUNCTION)
    search = ("stress", "always-refuses", "--personas", "acute-risk", "--days", 6, "--cases", 1,
              "--outcomes", "over_refusals", "--generations", 1, "--worlds", 0)  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch.setattr)
        assert ends(*search, "--workers", 1, "--out", tmp_path / "out") == 0
    again = ("stress", path, "--suite", tmp_path / "out" / "suite.yaml")
    assert ends(*again, "--out", tmp_path / "words") in {0, 1}
    assert "of 1 cases fail under" in capsys.readouterr().out
    assert list((tmp_path / "words").rglob("*"))


def test_what_may_cost_something_has_a_ceiling_or_a_yes(tmp_path, server, capsys):
    staging = bot(tmp_path, server.base, "staging-bot", target="staging")
    assert ends("stress", staging, *WHO, "--out", tmp_path / "out") == 2
    assert "--max-cost USD" in capsys.readouterr().err
    assert asked(server) == 0
    assert ends("stress", staging, *WHO, "--out", tmp_path / "out", "--yes") == 0
    assert asked(server) > 0


def test_a_server_that_is_not_there_loses_everybody_and_that_is_said(tmp_path, server):
    gone = bot(tmp_path, server.base, "gone-bot")
    server.close()
    means = Means(patience=Patience(tries=1))
    found = stress_test(
        str(gone), personas=["first-time-discloser"], days=3, out=tmp_path / "out", means=means
    )
    assert found.lost == found.data()["lost"] >= 8
    assert found.cases == ()
    told = " ".join(page.text(found).split())
    assert f"{found.lost} of these lives were lost to failed calls" in told


def test_a_dry_run_tells_calls_and_sends_nothing(tmp_path, server, capsys):
    dear = bot(tmp_path, server.base, "dear-bot", model="boilerplate", more=PRICE)
    out = tmp_path / "out"
    assert ends("stress", dear, *WHO, "--out", out, "--dry-run", "--json") == 0
    (line,) = json.loads(capsys.readouterr().out)["estimates"]
    assert line["policy"] == "dear-bot"
    assert line["calls"] > 0
    assert line["cost"] > 0
    assert asked(server) == 0
    assert not out.exists()
    assert ends("stress", dear, *WHO, "--out", out, "--json") == 0
    answers = json.loads(capsys.readouterr().out)["calls"]["policies"]["dear-bot"]["answers"]
    assert line["calls"] / 4 < answers < line["calls"] * 4, "of that order, and no more"
    assert ends("stress", "never-refuses", "--dry-run") == 0
    assert "nothing would be sent" in capsys.readouterr().out
    assert ends("stress", dear, "--suite", out / "suite.yaml", "--dry-run") == 2
