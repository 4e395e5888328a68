"""Law 5 in a search: whoever a failed call took out of sight counts for nothing, and is counted."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.policy import Policy
from simenv.policy.base import Wrapped
from simenv.stress.candidate import Candidate
from simenv.stress.claim import Claim, measured
from simenv.stress.confirming import confirmed
from simenv.stress.finding import Sizes, in_worlds, sift
from simenv.stress.page import head
from simenv.stress.seen import LIMIT, means, unsaid
from simenv.stress.stressed import Stressed
from simenv.stress.suite import rerun
from simenv.stress.trial import Luck, lived
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import counts_the_lost, takes_the_lost_for_unharmed
from tests.stress.made import HARSH, TEEN, small, with_policy
from tests.stress.made_cases import found_of, wrongs

PEOPLE = 100


@dataclass(eq=False)
class Drops(Wrapped):
    """A policy of which every call fails in which a person writes at these hours."""

    policy: Policy
    hours: tuple[int, ...]
    kind: str = "drops"

    def respond(self, requests):
        said = self.policy.respond(requests).copy()
        said.failed[np.isin(requests.hour, self.hours)] = True
        return said


def dropping(hours):
    asked = small(HARSH)
    return with_policy(asked, Drops(asked.setting.policy, tuple(hours)))


@st.composite
def lost(draw):
    """Values of claims, of some people of whom nothing is known."""
    luck = np.random.default_rng(draw(st.integers(0, 2**20)))
    values = luck.poisson(1.0, (4, PEOPLE)).astype(float)
    for row in values:
        row[luck.permutation(PEOPLE)[: draw(st.integers(0, 5))]] = np.nan
    return values


def only_the_seen_count(mean, values):
    for row, held in zip(values, mean(values), strict=True):
        seen = row[~np.isnan(row)]
        if PEOPLE - len(seen) > LIMIT * PEOPLE:
            assert held == -np.inf
        else:
            assert held == pytest.approx(seen.mean())


@LAW
@given(lost())
def test_a_mean_is_that_of_the_seen_and_none_where_too_many_are_lost(values):
    only_the_seen_count(means, values)


@pytest.mark.parametrize("broken", [counts_the_lost, takes_the_lost_for_unharmed])
def test_a_mean_that_counts_the_lost_is_caught(broken):
    with pytest.raises(AssertionError):
        CATCH(given(lost())(lambda values: only_the_seen_count(broken, values)))()


@pytest.mark.parametrize(("count", "holds"), [(0, True), (2, True), (3, False)])
def test_nothing_is_confirmed_of_whom_more_than_two_in_a_hundred_were_lost(count, holds):
    claim = Claim(outcome="over_refusals", candidate=Candidate(persona=TEEN), margin=0.1)
    values = np.random.default_rng(1).poisson(2.0, (1, PEOPLE)).astype(float)
    values[0, :count] = np.nan
    (found,) = confirmed([claim], values)
    assert (found.holds, found.unsaid) == (holds, not holds)


def test_the_lost_of_any_arm_are_told_and_count_in_no_outcome():
    asked = dropping([22, 23])
    setting = replace(asked.setting, baseline=small(HARSH).setting.policy)
    trial = lived(setting, [Candidate(persona=TEEN)], Luck(seed=1, people=60))
    assert 0 < trial.lost.sum() < 60
    claim = Claim(outcome="felt_heard", candidate=Candidate(persona=TEEN), margin=0.05)
    values = measured(setting, [claim], Luck(seed=1, people=60))
    assert (np.isnan(values) == trial.lost).all()


def test_of_cases_whose_people_are_lost_nothing_is_said():
    sound = small(HARSH)
    (case, *_) = found_of(sound, wrongs(sound, {"risk": "active"}))
    lossy = dropping(range(24)).setting
    (again,) = rerun([case], lossy)
    assert (again.unsaid, again.fails, again.mean) == (True, False, None)
    assert "nothing can be said" in again.told
    (beside,) = rerun([case], sound.setting, lossy.policy)
    assert (beside.unsaid, beside.baseline_mean) == (True, None)


def sifted(asked, luck_people):
    claims = [[one] for one in wrongs(small(HARSH), {"risk": "active"})]
    lost_from = Luck(seed=1, people=1).first

    def measure(some, luck):
        values = measured(small(HARSH).setting, some, luck)
        # Only the people of the last test are lost: what is put to it was found among others.
        if luck.first == lost_from:
            values[:, :luck_people] = np.nan
        return values

    return sift((asked.setting, asked.seed, Sizes(shrunk_on=20, tested_on=40)), claims, measure)


def test_what_was_tested_and_is_not_said_is_counted_and_told(tmp_path):
    asked = small(HARSH)
    seen, unseen = sifted(asked, 0), sifted(asked, 2)
    assert (len(seen.found), seen.unsaid) == (seen.tested, 0)
    assert (unseen.found, unseen.unsaid) == ((), unseen.tested)
    done = Stressed(question=asked, folder=tmp_path, batches=2, situations={}, sifted=unseen,
                    cases=())  # fmt: skip
    assert f"Of {unseen.unsaid} of the tested nothing is said" in " ".join(head(done))


def test_a_world_in_which_too_many_are_lost_is_not_among_those_that_are_told():
    asked = small(HARSH)
    found = sifted(asked, 0).found
    worlds = [np.array([value] * len(found)) for value in (9.0, -np.inf, 0.0)]
    told = in_worlds(found, 1, Sizes(worlds=3), lambda claims, lucks: worlds)
    assert {(one.holds_in, one.worlds) for one in told} == {(1, 2)}


def test_unsaid_is_what_lies_beyond_the_limit():
    values = np.zeros((2, PEOPLE))
    values[0, :2], values[1, :3] = np.nan, np.nan
    assert unsaid(values).tolist() == [False, True]
