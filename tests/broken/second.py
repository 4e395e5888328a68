"""Second standards that break their promise, each in one way: to count apart and change nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.columns import B1, I1
from simenv.exchange import Requests, Responses
from simenv.standard import Labels, Norms
from simenv.state import State
from simenv.world import Turns
from tests.broken.worlds import _Broken


class OnlyWhereBoth(Norms):
    """Counts by the second standard only what the first calls an error too."""

    def judge(self, need: I1, asks: I1, hidden: B1, risk: I1, act: I1, referral: I1) -> Labels:
        found = super().judge(need, asks, hidden, risk, act, referral)
        first, second = found.first, found.second
        return Labels(first=first, second=replace(second, over=second.over & first.over))


class FirstTwice(Norms):
    """Asks the first standard twice."""

    def judge(self, need: I1, asks: I1, hidden: B1, risk: I1, act: I1, referral: I1) -> Labels:
        found = super().judge(need, asks, hidden, risk, act, referral)
        return Labels(first=found.first, second=found.first)


class Hurts(_Broken):
    """Whoever was over-refused by the second standard trusts a little less."""

    def react(
        self, state: State, requests: Requests, responses: Responses, **how: bool
    ) -> tuple[State, Turns]:
        before = state.persons.over_refusals_second.copy()
        after, turns = super().react(state, requests, responses, **how)
        hurt = np.flatnonzero(after.persons.over_refusals_second > before)
        after.persons.trust[hurt] *= 0.5
        return after, turns


class KeepsCounting(_Broken):
    """Forgets to begin anew at entry of an established cohort."""

    def entered(self, state: State) -> State:
        after = super().entered(state)
        after.persons.over_refusals_second[:] = state.persons.over_refusals_second
        return after
