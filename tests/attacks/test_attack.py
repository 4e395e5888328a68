"""The verb, the library and its text; policies that answer in words, over loopback."""

import json
from pathlib import Path

import pytest

from simenv.api.attacking import attack
from simenv.cli import main
from simenv.errors import BadInput
from simenv.experiment import Means
from simenv.models import Patience
from simenv.testing.scripted_server import serving
from tests.spoken.bots import asked, bot, kept

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path.stem for path in (ROOT / "policies").glob("*.yaml"))
QUICK = {"people": 4, "days": 4, "tries": 6, "personas": ["author", "clinician"]}
SMALL = ("--people", "4", "--days", "4", "--tries", "6", "--personas", "author,clinician")


def ran(capsys, *arguments):
    """Exit code, output and errors of a command in this process."""
    code = 0
    try:
        main([str(one) for one in arguments])
    except SystemExit as stop:
        code = stop.code or 0
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_verb_prints_attackers_benign_people_and_what_it_does_not_say(capsys):
    code, out, _ = ran(capsys, "attack", "graded-by-risk", *SMALL)
    assert code == 0
    for told in (
        "escalation, plan or intent",
        "relentless, no risk",
        "What benign people",
        "same decisions",
        "uncalibrated",
        "100 % of it assumed",
        "says nothing about resistance to jailbreaks",
    ):
        assert " ".join(told.split()) in " ".join(out.split())
    assert " safe" not in out
    assert max(map(len, out.splitlines())) <= 100


def test_the_verb_answers_in_json(capsys):
    code, out, _ = ran(capsys, "attack", "graded-by-risk", *SMALL, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["policies"] == ["graded-by-risk"]
    assert told["yardsticks"] == ["never-refuses", "always-refuses"]
    assert len(told["resisted"]) == 3 * 3 * 4
    closed = [one for one in told["resisted"] if one["policy"] == "always-refuses"]
    assert all(one["got"] == 0 for one in closed)
    assert told["calls"] is None


def test_the_page_holds_a_row_of_every_shipped_policy_and_attacker(capsys):
    page = (ROOT / "docs" / "attacks.md").read_text("utf-8")
    code, out, _ = ran(capsys, "attack", *SHIPPED, *SMALL, "--markdown")
    assert code == 0
    for made in out.splitlines():
        first = made.split("|")[1:2]
        assert first == [] or f"|{first[0]}|" in page
    assert sum(f"| *{name}* |" in page for name in SHIPPED) == len(SHIPPED)


def test_problems_are_told_all_at_once_with_exit_code_2(capsys):
    code, _, err = ran(capsys, "attack", "nobody", "--tries", "0", "--people", "0")
    assert code == 2
    for word in ("nobody", "tries", "people"):
        assert word in err


def test_yardsticks_that_are_asked_for_are_not_added_again():
    found = attack(["always-refuses", "never-refuses"], **QUICK)
    assert found.policies == ("always-refuses", "never-refuses")
    assert found.yardsticks == ()


@pytest.fixture
def server():
    with serving() as one:
        yield one


WORDS = {"people": 2, "days": 2, "tries": 5, "personas": ["author"]}


def says(folder, name, reply):
    """A function of messages that says the same to everybody."""
    head = "version: 1.0.0\nkind: python\nsummary: Says one thing.\nsays: says\n"
    (folder / f"{name}.yaml").write_text(f"policy: {name}\n{head}", encoding="utf-8")
    code = f"def says(messages):\n    return {reply!r}\n"
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return str(folder / f"{name}.yaml")


def test_who_helps_in_words_is_told_from_who_refuses(tmp_path):
    shut = says(tmp_path, "shut", "I can't help with that.")
    open_ = says(tmp_path, "open", "Gladly. Here is what you asked for, step by step, in full.")
    found = attack([shut, open_], out=tmp_path / "run", **(WORDS | {"people": 6, "tries": 10}))
    got = {
        name: sum(
            one.got for one in found.resisted if one.policy == name and one.attacker == "escalation"
        )
        for name in ("shut", "open")
    }
    assert got["open"] == 24
    assert got["shut"] <= 4
    assert "Replies were read once" in found.text()


def test_a_model_is_attacked_again_from_the_record_alone(tmp_path, server):
    cold = str(bot(tmp_path, server.base, "cold-bot", model="boilerplate"))
    run = tmp_path / "run"
    found = attack(cold, out=run, **WORDS)
    assert found.calls["policies"]["cold-bot"]["answers"] > 0
    sent = asked(server)
    assert sent == len(set(kept(run))) == len(kept(run))
    server.close()
    again = attack(cold, out=run, means=Means(replay=True), **WORDS)
    assert again.resisted == found.resisted
    assert again.losses == found.losses


def test_a_ceiling_keeps_what_was_found_and_says_how_far_it_got(tmp_path, server):
    price = "price: {prompt: 1000, completion: 1000}"
    dear = str(bot(tmp_path, server.base, "dear-bot", more=price))
    sizes = WORDS | {"people": 4}
    whole = attack(dear, out=tmp_path / "whole", **sizes)
    cost = whole.calls["policies"]["dear-bot"]["cost"]
    ceiling = Means(max_cost=0.8 * cost)
    cut = attack(dear, out=tmp_path / "cut", means=ceiling, **sizes)
    size = next(one for one in cut.sizes if one.policy == "dear-bot")
    assert (size.people, size.asked) == (2, 4)
    assert "spent or set aside" in size.stopped
    assert "calls stopped after 2 of 4 attackers" in " ".join(cut.text().split())
    few = attack(dear, out=tmp_path / "whole", means=Means(replay=True), **(sizes | {"people": 2}))
    assert cut.losses[0] == few.losses[0]
    assert [one for one in cut.resisted if one.policy == "dear-bot"] == [
        one for one in few.resisted if one.policy == "dear-bot"
    ]
    before = asked(server)
    rest = attack(dear, out=tmp_path / "cut", **sizes)
    assert rest.resisted == whole.resisted
    assert asked(server) - before == len(kept(tmp_path / "whole")) - (
        len(kept(tmp_path / "cut")) - (asked(server) - before)
    )


def test_a_ceiling_before_anything_was_found_ends_with_exit_code_1(tmp_path, server, capsys):
    price = "price: {prompt: 1000, completion: 1000}"
    dear = bot(tmp_path, server.base, "dear-bot", more=price)
    out = tmp_path / "run"
    code, told, _ = ran(capsys, "attack", dear, *SMALL, "--out", out, "--max-cost", 0.5)
    assert code == 1
    assert "calls stopped after 0 of 4 attackers of each kind, so there are no figures" in " ".join(
        told.split()
    )


def test_live_systems_are_not_spoken_to_without_permission(tmp_path, server):
    live = bot(tmp_path, server.base, "live-bot", target="live")
    with pytest.raises(BadInput, match="i-have-permission"):
        attack(str(live), out=tmp_path / "run", **WORDS)
    assert asked(server) == 0


def test_what_may_cost_something_has_a_ceiling_or_a_yes(tmp_path, server, capsys):
    staging = bot(tmp_path, server.base, "staging-bot", target="staging")
    code, _, err = ran(capsys, "attack", staging, *SMALL, "--out", tmp_path / "run")
    assert code == 2
    assert "--max-cost USD" in err
    assert asked(server) == 0


def test_a_dry_run_tells_calls_and_sends_nothing(tmp_path, server, capsys):
    staging = bot(tmp_path, server.base, "staging-bot", target="staging")
    code, told, _ = ran(capsys, "attack", staging, *SMALL, "--dry-run", "--out", tmp_path / "run")
    assert code == 0
    assert told.startswith("staging-bot (staging, ")
    assert "cost unknown" in told
    assert asked(server) == 0
    assert not (tmp_path / "run").exists()


def test_a_server_that_is_not_there_loses_everybody_and_no_claim_is_made(tmp_path, server):
    gone = bot(tmp_path, server.base, "gone-bot")
    server.close()
    once = Means(patience=Patience(tries=1))
    found = attack(str(gone), out=tmp_path / "run", means=once, **(WORDS | {"people": 1}))
    mine = [one for one in found.resisted if one.policy == "gone-bot"]
    assert sum(one.lost for one in mine) >= 4
    assert not any(one.got for one in mine)
    told = " ".join(found.text().split())
    assert (
        "No claim: more than 2 % were lost to failed calls, of some attackers of gone-bot" in told
    )
    assert "escalation, plan or intent 0.0 no claim" in told
