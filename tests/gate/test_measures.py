"""What is measured: exact bounds, paired differences in the harmful direction, shares of worlds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from simenv import battery, persona, policy, standard
from simenv.catalogue import Catalogue
from simenv.criteria import CriteriaFile, ErrorLimit, GroupHarm, Harm, WorldsHarm
from simenv.exchange import Responses
from simenv.gate import Answers, Lived, answers, lives
from simenv.policy import checked
from simenv.stats.estimate import difference
from simenv.stats.lived import World
from simenv.stats.one_sided import Apart, Known, Part, skew_of_mean
from simenv.stats.outcomes import outcome
from simenv.stats.strata import Strata
from tests.broken.catching import LAW
from tests.made_lives import PERSONAS, SHARES
from tests.made_lives import lives as made_lives

NAMES = ("next", "live")


@LAW
@given(st.integers(1, 400), st.data(), st.sampled_from([0.05, 0.025, 0.001]))
def test_the_bound_of_a_share_is_where_so_few_would_be_that_rare(number, data, error):
    hits = data.draw(st.integers(0, number))
    bound = Part(estimate=hits / number, limit=0.5, number=float(number)).upper(error)
    if hits == number:
        assert bound == 1.0
    else:
        assert binom.cdf(hits, number, bound) == pytest.approx(error, rel=1e-6)


@LAW
@given(st.integers(1, 400), st.data(), st.floats(0.01, 0.99))
def test_the_p_of_a_share_is_the_chance_of_as_many_or_more(number, data, limit):
    hits = data.draw(st.integers(0, number))
    found = Part(estimate=hits / number, limit=limit, number=float(number)).p_above()
    assert found == pytest.approx(binom.sf(hits - 1, number, limit), rel=1e-6, abs=1e-12)


@LAW
@given(st.floats(-0.5, 0.5), st.floats(0.001, 0.1), st.floats(1.1, 50))
def test_more_people_bring_the_bound_nearer_to_the_estimate(estimate, error, times):
    said = {"limit": 0.05, "freedom": 40.0, "effective": 300.0, "share": True}
    one = Apart(estimate=estimate, error=error, **said)
    assert estimate < one.more(times).upper(0.05) < one.upper(0.05)


def test_a_difference_without_any_error_that_was_seen_has_a_bound_all_the_same():
    """Nobody differed among 300: the true difference may still be 1 of 100."""
    said = {"estimate": 0.0, "error": 1e-9, "freedom": 299.0, "effective": 300.0, "share": True}
    assert Apart(limit=0.01, **said).upper(0.05) == pytest.approx(0.0095, abs=0.0005)
    assert Apart(limit=0.01, **(said | {"share": False})).upper(0.05) < 1e-6


@LAW
@given(st.floats(-1, 1), st.floats(-3, 3))
def test_skewness_never_makes_a_verdict_easier(skew, estimate):
    said = {"estimate": estimate, "limit": 0.0, "error": 1.0, "freedom": 99.0, "effective": 100.0}
    bent = Apart(share=False, skew=skew, **said)
    straight = Apart(share=False, **said)
    assert bent.upper(0.05) >= straight.upper(0.05) - 1e-9
    assert bent.p_above() >= straight.p_above()


@pytest.mark.parametrize("skew", [0.01, 0.2, 0.5, 1.0])
def test_the_bound_is_where_the_straightened_mean_has_its_quantile(skew):
    """What Hall's transformation takes to minus the quantile, found from its inverse."""
    said = {"limit": 0.0, "error": 1.0, "freedom": 99.0, "effective": 100.0, "share": False}
    reach = Apart(estimate=0.0, skew=skew, **said).upper(0.05)
    straight = -reach + skew * reach**2 / 3 - skew**2 * reach**3 / 27 + skew / 6
    assert -straight == pytest.approx(Apart(estimate=0.0, **said).upper(0.05))


def test_the_skewness_of_a_mean_falls_as_people_are_added():
    luck = np.random.default_rng(1)
    values = luck.exponential(size=20_000)
    alone = Strata.of(np.zeros(len(values), np.int32), (1.0,))
    assert skew_of_mean(values, alone) == pytest.approx(2 / len(values) ** 0.5, rel=0.1)
    assert skew_of_mean(np.ones(len(values)), alone) == 0.0


def world(harsh: float, seed: int = 1, live: float = 0.2) -> World:
    return World.of(
        {"live": made_lives(live, seed=seed), "next": made_lives(harsh, seed=seed)}, SHARES
    )


def lived(median: World, drawn=(), limits=()) -> Lived:
    return Lived.of(NAMES, PERSONAS, 30, (median, iter(drawn)), limits)


def file(**lists) -> CriteriaFile:
    head = {"criteria": "made", "version": "1.0.0", "summary": "made"}
    return CriteriaFile(**head, **lists)


@pytest.mark.parametrize(("name", "sign"), [("disengaged", 1), ("met", -1)])
def test_more_is_worse_whichever_way_an_outcome_is_better(name, sign):
    median = world(0.9)
    (one,) = lives.criteria(file(non_inferiority=(Harm(outcome=name, why="x"),)), lived(median))
    values, strata = median.values(outcome(name), 30)
    found = difference(values["next"], values["live"], strata, outcome(name).kind)
    ((_, measured),) = one.ways
    assert measured.estimate == pytest.approx(sign * found.value)
    assert measured.error == found.error
    skew = skew_of_mean(values["next"] - values["live"], strata)
    assert measured.skew == (0.0 if name == "disengaged" else pytest.approx(sign * skew))
    assert measured.estimate > 0, "a harsher policy is worse in both"


def test_each_persona_is_measured_by_its_own_people():
    median = world(0.9)
    limit = GroupHarm(outcome="disengaged", margin=0.1, why="x")
    found = list(lives.criteria(file(worst_group=(limit,)), lived(median)))
    assert [one.group for one in found] == [("persona", name) for name in PERSONAS]
    rows = median.arms["next"]
    values, _ = median.values(outcome("disengaged"), 30)
    for at, one in enumerate(found):
        own = rows.persona == at
        apart = (values["next"] - values["live"])[own]
        ((_, measured),) = one.ways
        assert measured.estimate == pytest.approx(apart.mean())
        assert measured.effective == pytest.approx(own.sum())


def test_a_margin_that_a_handful_of_events_make_up_is_not_judged():
    """Of 200 people 20 needs are a tenth of a need each."""
    limits = [Harm(outcome="met", margin=margin, why="x") for margin in (0.09, 0.1)]
    limits.append(Harm(outcome="disengaged", margin=0.001, why="x"))
    few, enough, share = (
        next(iter(lives.criteria(file(non_inferiority=(limit,)), lived(world(0.9)))))
        for limit in limits
    )
    assert few.held_back == "200 people are too few for this margin: it takes 223"
    assert not enough.held_back
    assert not share.held_back


def test_decisions_that_are_alike_in_every_world_are_known_to_be():
    limits = file(
        non_inferiority=(Harm(outcome="met", why="x"),),
        worlds=(WorldsHarm(outcome="met", in_at_least=0.99, why="x"),),
    )
    same = lived(world(0.2), [world(0.2, seed) for seed in (2, 3)], limits.worlds)
    assert same.same
    for one in lives.criteria(limits, same):
        assert isinstance(one.ways[0][1], Known)
    other = lived(world(0.2), [world(0.2, 2), world(0.9, 3)], limits.worlds)
    assert not other.same, "one drawn world is enough to tell them apart"
    for one in lives.criteria(limits, other):
        assert not isinstance(one.ways[0][1], Known)


def test_the_share_of_worlds_is_that_beyond_the_margin():
    drawn = [world(0.2, seed) for seed in range(2, 8)] + [world(1.0, seed) for seed in (8, 9)]
    limit = WorldsHarm(outcome="disengaged", margin=0.05, in_at_least=0.9, why="x")
    (one,) = lives.criteria(file(worlds=(limit,)), lived(world(0.9), drawn, [limit]))
    ((way, measured),) = one.ways
    assert (way, measured.number) == ("worlds", 8.0)
    assert measured.estimate == pytest.approx(2 / 8)
    assert measured.limit == pytest.approx(0.1)
    assert 0 < measured.sure <= measured.estimate


def lost(found: World, share: float) -> World:
    """The world with so many of the candidate's lives cut short by failed calls."""
    rows = found.arms["next"]
    cut = np.arange(len(rows)) < share * len(rows)
    arrays = rows.arrays() | {"censored_at": np.where(cut, 5, rows.censored_at)}
    arms = {**found.arms, "next": type(rows)(**arrays)}
    return World.of({arm: (arms[arm], found.standing[arm]) for arm in arms}, SHARES)


def test_nothing_is_claimed_where_too_many_people_were_lost():
    limits = file(
        non_inferiority=(Harm(outcome="met", why="x"),),
        worlds=(WorldsHarm(outcome="met", in_at_least=0.9, why="x"),),
    )
    seen = lived(lost(world(0.9), 0.2), [world(0.9, 2)], limits.worlds)
    over, worlds = lives.criteria(limits, seen)
    assert "lost to failed calls" in over.held_back
    assert not worlds.held_back
    seen = lived(world(0.9), [world(0.9, 2), lost(world(0.9, 3), 0.2)], limits.worlds)
    over, worlds = lives.criteria(limits, seen)
    assert not over.held_back
    assert worlds.held_back == "1 of 2 worlds lost too many people"


CATALOGUE = Catalogue()
NORM = standard.load(CATALOGUE, "listening-first")
PEOPLE = [persona.load(CATALOGUE, name) for name in ("acute-risk", "boundary-tester", "teen")]
BATTERY = battery.draw(PEOPLE, NORM, 150)


def said(name: str) -> Responses:
    return checked(policy.load(CATALOGUE, name), BATTERY.requests)


def asked(candidate: str, baseline: str = "hotline-boilerplate") -> Answers:
    both = {"candidate": said(candidate), "baseline": said(baseline)}
    return Answers(battery=BATTERY, standard=NORM, **both)


def test_rates_are_those_that_the_battery_tells():
    limits = [
        ErrorLimit(error="over_refusal", by=by, at_most=0.2, why="x")
        for by in ("all", "persona", "risk", "need", "asks")
    ]
    found = asked("graded-by-risk")
    every = list(answers.criteria(limits, found))
    assert {one.group[0] for one in every if one.group} == {"persona", "risk", "need", "asks"}
    for one in every:
        kind, group = one.group or ("all", "all")
        rate = found.rates[kind][group]["over_refusal"]
        ((way, measured),) = one.ways
        assert (way, measured.estimate, measured.number) == ("rate", rate.value, rate.effective)
        assert one.chances == 1


@pytest.mark.parametrize("by", ["all", "persona", "risk", "need", "asks"])
def test_what_is_added_is_the_difference_of_the_two_rates(by):
    found, live = asked("graded-by-risk"), asked("hotline-boilerplate")
    limit = ErrorLimit(error="over_refusal", by=by, at_most=0.2, or_baseline_plus=0.05, why="x")
    for one in answers.criteria([limit], found):
        kind, group = one.group or ("all", "all")
        rates = [each.rates[kind][group]["over_refusal"].value for each in (found, live)]
        measured = dict(one.ways)["difference"]
        assert measured.estimate == pytest.approx(rates[0] - rates[1])
        assert (measured.limit, one.chances) == (0.05, 2)


def test_an_error_that_is_possible_for_nobody_is_no_criterion():
    limit = ErrorLimit(error="unsafe_help", by="persona", at_most=0.2, why="x")
    every = list(answers.criteria([limit], asked("graded-by-risk")))
    assert len(every) < len(PEOPLE)


def test_the_same_answers_add_nothing_for_certain():
    limit = ErrorLimit(error="over_refusal", at_most=0.01, or_baseline_plus=0.0, why="x")
    (one,) = answers.criteria([limit], asked("hotline-boilerplate"))
    assert dict(one.ways)["difference"] == Known(estimate=0.0, limit=0.0)
    (other,) = answers.criteria([limit], asked("never-refuses"))
    assert isinstance(dict(other.ways)["difference"], Apart)
