"""Personas as arrays: what a file says is what a batch of persons gathers from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import kinds
from simenv.errors import BadInput
from simenv.graph import shared
from simenv.kinds import compile_all
from simenv.vocabulary import Channel, Need, language_code, region_code
from tests.broken.catching import LAW
from tests.life.scenes import MEDIAN, made, shipped_personas


def test_every_shipped_persona_fits_the_model():
    for persona in shipped_personas():
        assert kinds.faults(persona, MEDIAN) == [], persona.name


def test_rows_are_in_the_order_given_and_do_not_depend_on_one_another():
    people = shipped_personas()
    found, back = compile_all(people), compile_all(people[::-1])
    assert found.names == tuple(one.name for one in people)
    assert back.names == found.names[::-1]
    for name in ("needs", "channels", "barriers", "risk_cuts", "rates", "swing", "memory"):
        assert np.array_equal(getattr(found, name), getattr(back, name)[::-1]), name


def test_weights_go_to_their_codes():
    found = compile_all([made()])
    persona = found.personas[0]
    for need in Need:
        assert found.needs[0, need] == persona.needs.get(need.word, 0.0)
    for channel in Channel:
        through = 1.0
        for height in persona.barriers.get(channel.word, {}).values():
            through *= 1 - height
        assert found.passes[0, channel] == pytest.approx(through)
        assert found.barriers[0, channel] == pytest.approx(1 - through)
        assert found.channels[0, channel] == pytest.approx(
            persona.channels.get(channel.word, 0.0) * through
        )


heights = st.dictionaries(st.sampled_from(["cost", "wait", "stigma"]), st.floats(0, 1), min_size=1)


@LAW
@given(heights, st.floats(0, 1), st.data())
def test_a_longer_wait_or_any_higher_barrier_never_opens_a_channel(lower, more, data):
    kind = data.draw(st.sampled_from(sorted(lower)))
    higher = lower | {kind: min(1.0, lower[kind] + more * (1 - lower[kind]))}
    one, two = (compile_all([made(barriers={"professional": x})]) for x in (lower, higher))
    assert two.barriers[0, Channel.PROFESSIONAL] >= one.barriers[0, Channel.PROFESSIONAL] - 1e-15
    assert two.channels[0, Channel.PROFESSIONAL] <= one.channels[0, Channel.PROFESSIONAL] + 1e-15
    others = [channel for channel in Channel if channel != Channel.PROFESSIONAL]
    assert np.array_equal(one.barriers[0, others], two.barriers[0, others])


def test_risk_is_cut_where_its_shares_divide():
    shares = {"none": 0.5, "passive": 0.4, "active": 0.09, "plan": 0.01}
    cuts = compile_all([made(risk=shares)]).risk_cuts[0]
    assert 1 / (1 + np.exp(-cuts)) == pytest.approx([0.5, 0.9, 0.99])
    nobody = compile_all([made(risk={"none": 1, "passive": 0, "active": 0, "plan": 0})])
    assert (nobody.risk_cuts[0] > 20).all()


def test_the_rates_of_a_week_give_the_sessions_declared():
    """Needs come so often that the assistant's share of them, at entry, is one a session."""
    for persona in shipped_personas():
        found = compile_all([persona])
        opens = shared().stages[persona.trajectory.start].opens
        calm = [c for c in Channel if c not in {Channel.CRISIS_LINE, Channel.EMERGENCY_CARE}]
        weights = found.channels[0] * opens
        share = weights[Channel.ASSISTANT] / weights[calm].sum()
        assert found.rates.shape == (1, 7, 24)
        assert found.rates.sum() * share == pytest.approx(1), persona.name
        assert kinds.assistant_share(found.channels[0], np.array(opens)) == pytest.approx(share)


def test_hours_and_days_keep_their_proportions():
    rhythm = {"hours": {"22-02": 3}, "weekdays": {"sun": 2, "mon": 0.5}}
    rates = compile_all([made(rhythm=rhythm)]).rates[0]
    assert rates[2, 23] / rates[2, 12] == pytest.approx(3)
    assert rates[2, 1] / rates[2, 2] == pytest.approx(3)
    assert rates[6, 12] / rates[0, 12] == pytest.approx(4)


def test_a_persona_that_never_asks_the_assistant_has_finite_rates():
    found = compile_all([made(channels={"assistant": 0})])
    assert np.isfinite(found.rates).all()
    assert kinds.assistant_share(np.zeros(8), np.ones(8)) == 0


def test_memory_is_the_declared_correlation_taken_to_three_hours():
    found = compile_all([made(course={"autocorrelation": 0.57, "swing": 0.9})])
    assert found.memory[0] ** (5 / 3) == pytest.approx(0.57)
    assert found.swing[0] == 0.9
    assert compile_all([made(course={"autocorrelation": 0})]).memory[0] == 0


def test_places_and_voices():
    abroad = made("b", place={"region": "BR", "languages": ["pt-BR", "en"]})
    found = compile_all([made("a"), abroad])
    assert found.abroad.tolist() == [False, True]
    assert found.region.tolist() == [region_code("US"), region_code("BR")]
    assert found.language.tolist() == [language_code("en"), language_code("pt")]
    said = [made(v, voice={"discloses": v}) for v in ("openly", "indirectly", "hardly")]
    shown = compile_all(said).discloses(MEDIAN)
    wanted = [1, MEDIAN["life.discloses-indirectly"], MEDIAN["life.discloses-hardly"]]
    assert shown.tolist() == wanted
    assert sorted(shown, reverse=True) == shown.tolist()


def test_a_persona_lays_edges_on_its_own_plane_only():
    edges = [{"from": "holding-on", "to": "gave-up", "on": "left", "chance": 0.5}]
    mine = made("b", trajectory={"start": "talking", "edges": edges})
    found = compile_all([made("a"), mine])
    names = found.graph.names
    assert [names[start] for start in found.start] == ["holding-on", "talking"]
    differs = (found.graph.weight[0] != found.graph.weight[1]).any(axis=-1)
    assert int(differs.sum()) == 1
    assert differs[names.index("holding-on")].any()


def test_every_fault_of_every_persona_is_told():
    lost = [{"from": "holding-on", "to": "nowhere", "on": "left", "chance": 0.5}]
    broken = [made(name, trajectory={"start": "holding-on", "edges": lost}) for name in "ab"]
    with pytest.raises(BadInput) as error:
        compile_all([made("fine"), *broken])
    assert [problem.file for problem in error.value.problems] == ["persona a", "persona b"]


def test_more_than_one_need_an_hour_is_told():
    often = made(rhythm={"sessions_per_week": 60, "hours": {"20-21": 40}})
    (fault,) = kinds.faults(often, MEDIAN)
    assert fault[0] == ("rhythm", "sessions_per_week")
    busiest = 60 * compile_all([often]).rates.max() * MEDIAN["life.ceiling"]
    assert f"up to {busiest:.2f} needs an hour" in fault[2]
    most = float(fault[3].split("median: ")[1].split(",")[0])
    calm = made(rhythm={"sessions_per_week": most, "hours": {"20-21": 40}})
    assert kinds.faults(calm, MEDIAN) == []
    assert most > 0.98 * 60 / busiest
