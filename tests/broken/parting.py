"""Forks that break a law, each in one way: arms kept together that part, or lives dealt out twice.

The test of `simenv.lockstep` must catch every one of them.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import I8
from simenv.driving.desk import Answers, Desk
from simenv.exchange import Requests
from simenv.lockstep.batch import Batch


class HearsTheAct(Desk):
    """Takes answers for the same that do the same in other words."""

    def answers(self, requests: Requests, arms: I8, day: I8, turn: I8) -> Answers:
        found = super().answers(requests, arms, day, turn)
        length = len(requests)
        act = found.responses.act
        alike = act[length:] == act[found.of]
        kept = np.append(np.arange(length), length + np.flatnonzero(~alike))
        together = found.arms.copy()
        np.bitwise_or.at(together, found.of[alike], found.arms[length:][alike])
        return Answers(
            responses=found.responses.take(kept), arms=together[kept], of=found.of[~alike]
        )


class StaysEverywhere(Batch):
    """Lets the life that was copied go on in the arms of its copies, too."""

    def _parted(self, requests: Requests, answers: Answers) -> Requests:
        before = self.arms[requests.row]
        both = super()._parted(requests, answers)
        self.arms[requests.row] = before
        return both


class ForgetsTheDays(Batch):
    """Copies a person without the states in which their days ended."""

    def _parted(self, requests: Requests, answers: Answers) -> Requests:
        both = super()._parted(requests, answers)
        self.state.standing[both.row[len(requests) :]] = 0
        return both
