"""Who enters: the same persons whoever else is there, spread as their persona says."""

from __future__ import annotations

import itertools
from dataclasses import fields
from functools import cache

import numpy as np
import pytest
from scipy.stats import kstest, spearmanr

from simenv.draws import Luck, person_keys
from simenv.kinds import compile_all
from simenv.persona import Persona
from simenv.population import Panel, enter, panel
from simenv.rows import DAY, HOUR
from simenv.state import Fate, Persons, State
from simenv.vocabulary import Risk
from tests.life.scenes import LUCK, MEDIAN, hourly, made, off, scene_of, shipped_personas

DAYS = 4
#: Where someone sits, not who they are.
PLACES = {"seat", "persona", "next_need"}


def joining(said: dict[str, float], name: str = "made", **sections: object) -> Persona:
    """The shipped `adult` with these rank correlations and no others."""
    return made(name, together=None, **sections).model_copy(update={"together": said})


def entered(people: int, *names: str, who: Panel | None = None, luck: Luck = LUCK) -> State:
    chosen = [one for one in shipped_personas() if not names or one.name in names]
    found = panel(len(chosen), people) if who is None else who
    return enter(found, compile_all(chosen), MEDIAN, luck, DAYS)


def candidates(state: State, row: int) -> tuple[list[int], list[float]]:
    part = slice(*state.fate.first[row : row + 2])
    return state.fate.when[part].tolist(), state.fate.hurdle[part].tolist()


def happenings(state: State, row: int) -> list[list[int]]:
    """Crises and life events of a person; none where the whole batch has none."""
    fate, days = state.fate, state.fate.daily.shape[1]
    tables = (fate.crisis_begins, fate.crisis_ends, fate.event_at)
    return [one[row].tolist() if len(one) else [-1] * days for one in tables]


def same_person(one: State, row: int, two: State, other: int) -> bool:
    columns = [name for name in type(one.persons).specs() if name not in PLACES]
    persons = all(
        np.array_equal(getattr(one.persons, name)[row], getattr(two.persons, name)[other])
        for name in columns
    )
    paths = np.array_equal(one.fate.path[row], two.fate.path[other])
    paths &= happenings(one, row) == happenings(two, other)
    return persons and paths and candidates(one, row) == candidates(two, other)


def test_a_person_is_the_same_whoever_else_is_there():
    everyone = entered(30)
    names = [one.name for one in shipped_personas()]
    for number, name in enumerate(names):
        alone = entered(20, name)
        for person in (0, 7, 19):
            assert same_person(everyone, number * 30 + person, alone, person), (name, person)


def test_a_person_is_the_same_in_any_order_and_alone():
    persona, person = np.array([1, 0, 0], np.int32), np.array([5, 9, 5])
    mixed, whole = entered(0, who=Panel(persona=persona, person=person)), entered(10)
    for row in range(3):
        assert same_person(mixed, row, whole, int(persona[row] * 10 + person[row]))
    one = entered(0, who=Panel(persona=persona[:1], person=person[:1]))
    assert same_person(one, 0, mixed, 0)


def test_a_new_persona_changes_nobody():
    people = shipped_personas()
    wider = compile_all([made("aaa"), *people, made("zzz")])
    more = enter(panel(len(people) + 2, 10), wider, MEDIAN, LUCK, DAYS)
    before = entered(10)
    assert all(same_person(before, row, more, row + 10) for row in range(len(before)))


def test_a_longer_run_begins_with_the_same_days():
    kinds = compile_all(shipped_personas())
    short, long = (enter(panel(len(kinds.names), 5), kinds, MEDIAN, LUCK, d) for d in (3, 6))
    assert np.array_equal(short.fate.path, long.fate.path[:, : 3 * 8])
    for row in range(len(short)):
        when, bar = candidates(long, row)
        early = [place for place, at in enumerate(when) if at < 3 * DAY]
        wanted = [when[place] for place in early], [bar[place] for place in early]
        assert candidates(short, row) == wanted
        whole = happenings(long, row)
        assert happenings(short, row) == [found[:3] for found in whole]


def test_another_seed_or_world_has_other_people():
    here = entered(50).persons
    for luck in (Luck(2, 0), Luck(1, 1)):
        there = entered(50, luck=luck).persons
        assert np.array_equal(here.key, there.key)
        assert not np.array_equal(here.trust, there.trust)
        assert abs(np.corrcoef(here.trust, there.trust)[0, 1]) < 0.5


def test_a_new_state_is_valid_and_nothing_has_happened():
    state = entered(40)
    state.persons.validate()
    for name in ("sessions", "turns", "needs", "refused", "rejection", "distress_own", "clock"):
        assert not getattr(state.persons, name).any(), name
    for name in ("trust", "hope", "openness"):
        start = getattr(state.persons, name + "_start")
        assert np.array_equal(getattr(state.persons, name), start)
    assert np.array_equal(state.persons.risk, state.persons.entry_risk)
    assert state.standing.shape == (len(state), DAYS)


@pytest.mark.parametrize("trait", ["trust", "hope", "openness", "attachment", "expectation"])
def test_traits_have_the_quantiles_of_their_persona(trait):
    people = 4000
    state = entered(people)
    for number, persona in enumerate(shipped_personas()):
        mine = getattr(state.persons, trait)[state.persons.persona == number]
        spread = getattr(persona.traits, trait).spread
        for point, share in ((spread.low, 0.05), (spread.median, 0.5), (spread.high, 0.95)):
            assert off((mine <= point).mean(), share, people) < 4, (persona.name, share)


def test_traits_of_a_person_are_independent():
    """Where a file does not say otherwise."""
    persons = enter(panel(1, 4000), compile_all([joining({})]), MEDIAN, LUCK, 1).persons
    columns = ["trust", "hope", "openness", "attachment", "persistence", "base", "lean"]
    columns += ["to_boilerplate", "to_abruptness", "to_judgement", "to_rejection", "proneness"]
    found = np.corrcoef([getattr(persons, name) for name in columns])
    away = np.abs(found[np.triu_indices(len(columns), 1)])
    assert away.max() * 4000**0.5 < 4


# ---- traits that go together ---------------------------------------------------------------------

MANY = 20_000
TOGETHER = {"distress & hope": -0.6, "distress & attachment": 0.35, "trust & rejection": 0.8}
RISKY = TOGETHER | {"distress & risk": 0.4, "hope & risk": -0.45, "risk & boilerplate": 0.2}
#: Columns of what is named.
JOINED = {"distress": "base", "hope": "hope", "attachment": "attachment", "trust": "trust"}
JOINED |= {"rejection": "to_rejection", "boilerplate": "to_boilerplate", "risk": "lean"}
SETS: dict[str, dict[str, float]] = {"nothing": {}, "traits": TOGETHER, "risk": RISKY}
#: Enough at each level to see a share that is off, and crises that follow it.
SHARES = {"none": 0.15, "passive": 0.45, "active": 0.33, "plan": 0.07}


@cache
def lives(joined: str) -> State:
    persona = joining(SETS[joined], risk=SHARES, course={"crises_per_month": 2.0})
    return enter(panel(1, MANY), compile_all([persona]), MEDIAN, LUCK, 2)


def people(joined: str) -> Persons:
    return lives(joined).persons


def of_trait(persons: Persons, name: str) -> np.ndarray:
    found: np.ndarray = getattr(persons, JOINED[name])
    return found


def has_the_declared_ranks(persons: Persons, said: dict[str, float]) -> bool:
    """Whether every pair of joined traits has its rank correlation, or none; within 4 errors."""
    for one, other in itertools.combinations(JOINED, 2):
        declared = said.get(f"{one} & {other}", said.get(f"{other} & {one}", 0.0))
        found = spearmanr(of_trait(persons, one), of_trait(persons, other)).statistic
        if abs(found - declared) > 4 * (1 - declared**2) / MANY**0.5:
            return False
    return True


def test_traits_and_risk_go_together_by_the_declared_ranks():
    for name in SETS:
        for other, said in SETS.items():
            assert has_the_declared_ranks(people(name), said) == (other == name), (name, other)


def test_each_trait_keeps_its_distribution():
    plain, joined = people("nothing"), people("risk")
    points = np.linspace(0.01, 0.99, 99)
    for name in JOINED:
        cuts = np.quantile(of_trait(plain, name), points)
        shares = (of_trait(joined, name)[:, None] <= cuts).mean(axis=0)
        # Both samples have errors; the greatest of 99 differences is within Kolmogorov's bound.
        assert np.abs(shares - points).max() < 1.95 * (2 / MANY) ** 0.5, name


def moved(one: Persons | Fate, other: Persons | Fate) -> set[str]:
    """What differs by a bit between the same persons, or their fates."""
    names = [field.name for field in fields(one)]
    return {name for name in names if not np.array_equal(getattr(one, name), getattr(other, name))}


def test_what_no_pair_names_does_not_move_by_a_bit():
    plain, joined = lives("nothing"), lives("traits")
    follows = {"hope", "attachment", "to_rejection"}  # distress and trust go with none before them
    assert moved(plain.persons, joined.persons) == follows | {"hope_start", "attachment_start"}
    assert moved(plain.fate, joined.fate) == set()


def test_to_name_risk_moves_risk_and_the_crises_that_follow_it_only():
    before, after = lives("traits"), lives("risk")
    assert moved(before.persons, after.persons) == {"lean", "risk", "entry_risk", "next_need"}
    still = {"key", "path", "event_at", "event_good"}
    assert moved(before.fate, after.fate).isdisjoint(still)


def test_risk_that_goes_together_keeps_the_shares_of_its_levels():
    level, lean = people("risk").entry_risk, people("risk").lean
    for risk, share in zip(Risk, SHARES.values(), strict=True):
        assert off((level == risk).mean(), share, MANY) < 4, risk
    assert kstest(lean, "logistic").pvalue > 1e-3


def test_crises_follow_the_risk_that_distress_goes_with():
    """As many as ever, and more of them in those of greater distress."""
    began = {name: (lives(name).fate.crisis_begins >= 0).sum(axis=1) for name in SETS}
    half = people("risk").base > np.median(people("risk").base)
    more = {name: found[half].mean() / found[~half].mean() for name, found in began.items()}
    assert more["risk"] > 1.25
    assert abs(more["traits"] - 1) < 0.15
    means = [found.mean() for found in began.values()]
    assert max(means) - min(means) < 4 * (2 * max(means) / MANY) ** 0.5


def test_who_goes_together_is_the_same_alone_and_changes_nobody_else():
    mine, others = joining(RISKY, "mine"), [joining({}, "aaa"), joining({}, "zzz")]
    among = enter(panel(3, 30), compile_all([others[0], mine, others[1]]), MEDIAN, LUCK, DAYS)
    without = enter(panel(2, 30), compile_all(others), MEDIAN, LUCK, DAYS)
    for person in (0, 3, 29):
        one = Panel(persona=np.zeros(1, np.int32), person=np.array([person]))
        alone = enter(one, compile_all([mine]), MEDIAN, LUCK, DAYS)
        assert same_person(among, 30 + person, alone, 0)
        assert same_person(among, person, without, person)
        assert same_person(among, 60 + person, without, 30 + person)


def test_risk_at_entry_has_the_shares_of_the_file():
    people = 6000
    state = entered(people)
    for number, persona in enumerate(shipped_personas()):
        mine = state.persons.entry_risk[state.persons.persona == number]
        for level in Risk:
            share = persona.risk.shares[level]
            assert off((mine == level).mean(), share, people) < 4, (persona.name, level)


def test_the_panel_is_in_key_order_and_its_blocks_are_its_parts():
    whole = panel(2, 3)
    assert whole.persona.tolist() == [0, 0, 0, 1, 1, 1]
    assert whole.person.tolist() == [0, 1, 2, 0, 1, 2]
    blocks = [whole.block(number, 4) for number in range(2)]
    assert [len(block) for block in blocks] == [4, 2]
    assert np.concatenate([block.person for block in blocks]).tolist() == whole.person.tolist()
    keys = entered(3).persons.key[:3]
    assert np.array_equal(keys, person_keys(shipped_personas()[0].name, np.arange(3)))


# ---- fate ----------------------------------------------------------------------------------------


#: A world in which the hurdle of a candidate is the logarithm of its bar.
EVEN = MEDIAN.but(life__need_by_distress=0.0)


def test_candidates_keep_under_the_ceiling_and_come_at_most_once_an_hour():
    kinds = compile_all(shipped_personas())
    fate = enter(panel(len(kinds.names), 200), kinds, EVEN, LUCK, DAYS).fate
    assert fate.hurdle.max() < np.log(MEDIAN["life.ceiling"])
    for row in range(200):
        hours = fate.when[slice(*fate.first[row : row + 2])] // HOUR
        assert (np.diff(hours) > 0).all()
    assert fate.when.min() >= 0
    assert fate.when.max() < DAYS * DAY


def test_there_are_as_many_candidates_as_the_ceiling_allows():
    """In each hour with the chance min(1, ceiling × rate): never faster than the ceiling."""
    persona = made(rhythm={"sessions_per_week": 3.0, "hours": {"22-02": 3}})
    people, days = 1500, 14
    scene = scene_of(compile_all([persona]), people, days)
    fate, chance = scene.fate, np.minimum(1, 3.0 * hourly(scene)[0] * MEDIAN["life.ceiling"])
    expected = np.tile(chance, (days // 7, 1)) * people
    found = np.zeros((days, 24))
    np.add.at(found, (fate.when // DAY, fate.when % DAY // HOUR), 1)
    spread = (expected * (1 - expected / people)) ** 0.5
    assert (np.abs(found - expected) / spread).max() < 4.5
    assert abs((found - expected).sum()) < 4 * (spread**2).sum() ** 0.5


def test_the_minute_is_uniform_within_its_hour():
    minute = entered(400).fate.when % HOUR / HOUR
    counts = np.histogram(minute, 20, (0, 1))[0]
    expected = len(minute) / 20
    assert ((counts - expected) ** 2 / expected).sum() < 19 + 4 * 38**0.5


def test_distress_at_each_candidate_lowers_its_hurdle():
    kinds = compile_all(shipped_personas())
    state, even = (enter(panel(len(kinds.names), 20), kinds, p, LUCK, DAYS) for p in (MEDIAN, EVEN))
    fate, seat = state.fate, np.repeat(state.persons.seat, np.diff(state.fate.first))
    path = fate.path[seat, fate.when // (3 * HOUR)]
    acute = np.zeros(len(seat), bool)
    for place, (row, at) in enumerate(zip(seat, fate.when, strict=True)):
        acute[place] = ((fate.crisis_begins[row] <= at) & (at < fate.crisis_ends[row])).any()
    felt = path + MEDIAN["crisis.distress"] * acute
    some = np.isfinite(fate.hurdle)  # without a bar there is nothing to lower
    lower = (even.fate.hurdle - MEDIAN["life.need-by-distress"] * felt)[some]
    assert fate.hurdle[some] == pytest.approx(lower)
    assert acute[some].any()
    assert not some.all()


def test_the_day_is_the_mean_of_its_cells_and_of_the_time_in_crises():
    fate = entered(20).fate
    mean = fate.path.reshape(len(fate.path), DAYS, 8).mean(axis=2)
    assert fate.daily == pytest.approx(mean + MEDIAN["crisis.distress"] * fate.crisis_within / DAY)


def test_hearsay_is_drawn_once_a_person_and_independent_of_what_they_are_like():
    persons = entered(3000, shipped_personas()[0].name).persons
    spread = MEDIAN["expectation.hearsay"]
    assert abs(persons.reputation.std() / spread - 1) < 4 / 6000**0.5
    assert abs(persons.reputation.mean()) < 4 * spread / 3000**0.5
    for name in ("expectation", "trust", "base"):
        off_zero = np.corrcoef(persons.reputation, getattr(persons, name))[0, 1]
        assert abs(off_zero) < 4 / 3000**0.5, name


# ---- what a drawn world moves ------------------------------------------------------------------


def entered_when(people: int = 40, **changes: float) -> Persons:
    chosen = shipped_personas()
    numbers = MEDIAN.but(**changes)
    return enter(panel(len(chosen), people), compile_all(chosen), numbers, LUCK, DAYS).persons


def test_a_world_that_moves_trust_moves_everybodys_odds_alike_and_nothing_else():
    before, after = entered_when(), entered_when(persona__trust=1.5)
    odds = (after.trust / (1 - after.trust)) / (before.trust / (1 - before.trust))
    inside = (before.trust > 0.01) & (before.trust < 0.99)
    assert np.allclose(odds[inside], 1.5)
    changed = {
        name for name in Persons.specs() if (getattr(before, name) != getattr(after, name)).any()
    }
    assert changed == {"trust", "trust_start"}


def test_a_world_that_moves_needs_moves_their_number():
    chosen = shipped_personas()
    who = panel(len(chosen), 40)
    few, many = (
        enter(who, compile_all(chosen), MEDIAN.but(persona__sessions=factor), LUCK, DAYS)
        for factor in (0.75, 1.3333)
    )
    assert len(few.fate.when) < len(many.fate.when)
