"""The support-seeking graph: sound, its odds are its chances, and personas lay edges over it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import graph
from simenv.draws import NO_PLACE, Luck, cause_key, person_keys, race_time
from simenv.errors import BadInput
from simenv.graph import Graph, Stage, compile_all, problems, read, shared
from simenv.vocabulary import Channel, Standing, Trigger
from tests.broken.catching import LAW

ROOT = Path(__file__).parents[1]
SHARED = shared()
BEGIN, END = "<!-- graph: begin -->\n", "<!-- graph: end -->"


def chance_of(found: Graph, source: str, target: str, trigger: str) -> float:
    """The chance of an edge when it has no rival."""
    keys = {(e.source, e.target, e.trigger.word): e.weight for e in found.edges}
    weight = keys[source, target, trigger]
    return weight / (1 + weight)


# ---- the shared graph ----------------------------------------------------------------------------


@pytest.mark.parametrize("start", SHARED.stages)
def test_the_shared_graph_is_sound_from_wherever_one_starts(start):
    assert problems(SHARED, start) == []


def test_every_stage_says_what_it_is_and_only_two_states_are_told_by_stages():
    assert all(stage.about for stage in SHARED.stages.values())
    counts = {stage.counts for stage in SHARED.stages.values()} - {None}
    assert counts == {Standing.IN_HUMAN_CARE, Standing.WITHDRAWN}


def test_nobody_is_ever_stuck():
    """From every stage, time or a helper leads on: no stage is the end of all seeking."""
    ways = {(e.source, e.trigger) for e in SHARED.edges}
    for stage in set(SHARED.stages) - {"holding-on"}:
        assert (stage, Trigger.NIGHT) in ways, stage


def test_a_wait_has_the_median_of_its_source():
    nightly = chance_of(SHARED, "waiting", "with-professional", "night")
    assert (1 - nightly) ** 67 == pytest.approx(0.5)


def test_networkx_sees_the_same_graph():
    drawn = graph.as_networkx(SHARED)
    assert list(drawn) == list(SHARED.stages)
    assert drawn.number_of_edges() == len(SHARED.edges)
    way = ("holding-on", "rebuffed")
    chances = {one["trigger"]: one["chance"] for one in drawn[way[0]][way[1]].values()}
    assert chances == {trigger: chance_of(SHARED, *way, trigger) for trigger in chances}
    assert set(chances) >= {"refused", "unmet"}


# ---- edges of a persona --------------------------------------------------------------------------


def edge(source: str, target: str, **said: object) -> dict[str, object]:
    """An edge as a persona's file gives it."""
    blank = dict.fromkeys(("on", "chance", "times", "after"))
    return {"from": source, "to": target, **blank, **said}


@given(st.floats(0.001, 0.999), st.floats(0, 20))
@LAW
def test_a_chance_becomes_odds_and_times_multiplies_them(chance, times):
    laid = SHARED.with_edges(
        [edge("talking", "gave-up", on="refused", chance=chance, times=times)], "talking"
    )
    odds = chance / (1 - chance) * times
    assert chance_of(laid, "talking", "gave-up", "refused") == pytest.approx(odds / (1 + odds))


def test_times_alone_multiplies_the_shared_edge():
    way = ("holding-on", "rebuffed")
    laid = SHARED.with_edges([edge(*way, on="refused", times=2)], "talking")
    before = chance_of(SHARED, *way, "refused")
    assert chance_of(laid, *way, "refused") == pytest.approx(2 * before / (1 + before))
    assert chance_of(laid, *way, "unmet") == chance_of(SHARED, *way, "unmet")
    assert len(laid.edges) == len(SHARED.edges)
    assert SHARED.with_edges([], "talking").edges == SHARED.edges


def test_a_chance_or_a_time_replaces_the_shared_edge():
    mine = [
        edge("holding-on", "rebuffed", on="refused", chance=0.5),
        edge("waiting", "with-professional", after=10.0),
    ]
    laid = SHARED.with_edges(mine, "talking")
    assert chance_of(laid, "holding-on", "rebuffed", "refused") == pytest.approx(0.5)
    nightly = chance_of(laid, "waiting", "with-professional", "night")
    assert (1 - nightly) ** 10 == pytest.approx(0.5)


def test_every_fault_of_a_persona_is_told():
    mine = [
        edge("nowhere", "talking", on="need", chance=0.1),
        edge("talking", "gave-up", on="returned", times=2),
        edge("talking", "there", on="need", chance=0.1),
    ]
    with pytest.raises(ValueError, match="start: no stage") as error:
        SHARED.with_edges(mine, "home")
    told = str(error.value).splitlines()
    assert [line.split(":")[0] for line in told] == ["start", "edges[0]", "edges[1]", "edges[2]"]
    assert "'nowhere'" in told[1]
    assert "no shared edge to multiply" in told[2]


def test_a_stage_out_of_reach_and_one_without_an_exit_are_told():
    cut = [
        edge(e.source, e.target, on=e.trigger.word, times=0)
        for e in SHARED.edges
        if "gave-up" in {e.source, e.target}
    ]
    found = problems(SHARED.with_edges(cut, "talking"), "talking")
    assert found == ["no path leads from talking to gave-up", "nothing leads out of gave-up"]


# ---- compiled ------------------------------------------------------------------------------------


def test_the_arrays_hold_every_edge_once():
    mine = SHARED.with_edges([edge("talking", "gave-up", on="left", chance=0.3)], "talking")
    compiled = compile_all([SHARED, mine])
    assert compiled.weight.shape[:3] == (2, len(SHARED.stages), len(Trigger))
    assert np.count_nonzero(compiled.weight[0]) == len(SHARED.edges)
    assert np.count_nonzero(compiled.weight[1]) == len(SHARED.edges) + 1
    stage = compiled.names.index
    found = compiled.target[1, stage("talking"), Trigger.LEFT, 0]
    assert compiled.names[found] == "gave-up"
    assert compiled.used[Trigger.LEFT]
    assert not compiled.used[Trigger.RETURNED]
    assert compiled.opens[stage("gave-up"), Channel.PROFESSIONAL] == 0.1
    assert compiled.opens[stage("holding-on")].tolist() == [1.0] * 8
    assert compiled.counts[stage("gave-up")] == Standing.WITHDRAWN
    assert compiled.counts[stage("talking")] == -1
    assert compiled.contact[stage("with-human")].tolist() == [0.5] * 7
    assert compiled.contact[stage("with-professional")] == pytest.approx([0.2] * 5 + [0] * 2)
    assert not compiled.contact[stage("talking")].any()


def test_edges_are_packed_to_the_front():
    """`follow` looks at the first place to see whether there is any edge."""
    mine = SHARED.with_edges([edge("rebuffed", "gave-up", on="refused", times=0)], "talking")
    mine = mine.with_edges([edge("rebuffed", "waiting", on="refused", chance=0.4)], "talking")
    for compiled in (compile_all([SHARED]), compile_all([mine])):
        some = compiled.weight > 0
        assert (some[..., :-1] >= some[..., 1:]).all()


def test_the_order_of_a_file_is_no_input():
    backwards = Graph(
        version="", sha256="", stages=SHARED.stages, edges=tuple(reversed(SHARED.edges))
    )
    one, two = compile_all([SHARED]), compile_all([backwards])
    assert np.array_equal(one.target, two.target)
    assert np.array_equal(one.weight, two.weight)


@pytest.mark.parametrize("weights", [(0.25,), (3.0, 0.5), (0.1, 0.2, 0.3)])
def test_a_race_of_odds_against_staying_has_the_declared_chances(weights):
    n = 20_000
    at = Luck(1, 0).stream("stage/refused").bits(person_keys("a", np.arange(n)), NO_PLACE)
    clocks = [race_time(at, cause_key("stage/stay"))]
    clocks += [race_time(at, cause_key(f"stage/{k}")) / w for k, w in enumerate(weights)]
    wins = np.bincount(np.argmin(clocks, axis=0), minlength=len(clocks)) / n
    expected = np.array([1, *weights]) / (1 + sum(weights))
    assert np.abs(wins - expected).max() < 4 * (0.25 / n) ** 0.5


# ---- files ---------------------------------------------------------------------------------------

GOOD = """graph: 2.0.0
stages:
  a: {about: one, opens: {nobody: 0.5}}
  b: {about: two, counts: withdrawn}
edges:
  - {from: a, to: b, on: refused, chance: 0.2}
  - {from: b, to: a, after: 1 day}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "graph.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file(tmp_path):
    found = read(written(tmp_path, GOOD))
    assert (found.version, list(found.stages)) == ("2.0.0", ["a", "b"])
    assert chance_of(found, "b", "a", "night") == pytest.approx(0.5)


BAD_EDGES = {
    "an unknown stage": "{from: a, to: c, on: refused, chance: 0.2}",
    "an unknown trigger": "{from: a, to: b, on: nothing, chance: 0.2}",
    "no chance": "{from: a, to: b, on: refused}",
    "a chance above 1": "{from: a, to: b, on: refused, chance: 1.2}",
    "a chance in words": "{from: a, to: b, on: refused, chance: often}",
    "a chance without a trigger": "{from: a, to: b, chance: 0.2}",
    "hours": "{from: a, to: b, after: 12 hours}",
    "no time at all": "{from: a, to: b, after: 0 days}",
    "a trigger and a time": "{from: a, to: b, on: refused, after: 2 days}",
}


def test_every_broken_edge_is_told_at_its_line(tmp_path):
    lines = "".join(f"  - {text}\n" for text in BAD_EDGES.values())
    with pytest.raises(BadInput) as error:
        read(written(tmp_path, GOOD + lines))
    assert [problem.line for problem in error.value.problems] == list(range(8, 8 + len(BAD_EDGES)))


@pytest.mark.parametrize(
    "said",
    [
        "weekly",
        "{every: 2 days}",
        "{every: 2 days, on: sundays}",
        "{every: 12 hours, on: any-day}",
        "{every: 1 day, on: working-days}",  # five days hold no seven contacts
        "{every: 2 days, on: any-day, at: noon}",
    ],
)
def test_a_broken_contact_is_told_at_its_line(tmp_path, said):
    with pytest.raises(BadInput) as error:
        read(written(tmp_path, GOOD.replace("about: one,", f"about: one, contact: {said},")))
    (problem,) = error.value.problems
    assert (problem.line, problem.field) == (3, "stages.a.contact")


def test_an_unknown_channel_and_an_unknown_state_are_told(tmp_path):
    text = GOOD.replace("nobody", "no-body").replace("counts: withdrawn", "counts: gone")
    with pytest.raises(BadInput) as error:
        read(written(tmp_path, text))
    assert [problem.found for problem in error.value.problems] == ["no-body", "gone"]


# ---- the page ------------------------------------------------------------------------------------


def contact(stage: Stage) -> str:
    """How often there is one with whoever looks after the person, and on which days."""
    some = [chance for chance in stage.contact if chance]
    if not some:
        return ""
    days = "any day" if len(some) == 7 else "working days"
    return f"every {7 / len(some) / some[0]:g} days, {days}"


def as_markdown(found: Graph) -> str:
    """The stages and edges as docs/model.md prints them."""
    rows = [
        "| stage | what it is | factors on channels (else 1) | contact | counts as |",
        "|---|---|---|---|---|",
    ]
    for stage in found.stages.values():
        opens = ", ".join(
            f"{channel.word} {factor:g}"
            for channel, factor in zip(Channel, stage.opens, strict=True)
            if factor != 1
        )
        counts = "" if stage.counts is None else stage.counts.word
        rows.append(f"| {stage.name} | {stage.about} | {opens} | {contact(stage)} | {counts} |")
    rows += ["", "| from | on | to | chance |", "|---|---|---|---|"]
    for one in sorted(found.edges, key=lambda e: (e.source, e.trigger, e.target)):
        chance = chance_of(found, one.source, one.target, one.trigger.word)
        rows.append(f"| {one.source} | {one.trigger.word} | {one.target} | {chance:.3g} |")
    return "\n".join(rows) + "\n"


def test_the_page_holds_the_graph():
    """To renew: put `as_markdown(shared())` of this file between the markers of docs/model.md."""
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert page.split(BEGIN)[1].split(END)[0] == as_markdown(SHARED)
