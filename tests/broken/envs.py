"""Environments that break a law, to see that the law catches them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simenv.envs import SupportSeeking, SupportSeekingVector
from simenv.envs.observing import blanks
from simenv.exchange import Requests
from simenv.state import Persons


def leaking(persons: Persons, requests: Requests) -> dict[str, Any]:
    """An observation that shows how grave the risk is, rather than what a detector reads."""
    return blanks(len(requests)) | {"risk_seen": persons.risk[requests.row].astype(np.int64)}


def reordered(env: SupportSeekingVector) -> SupportSeekingVector:
    """A vector environment that answers each message with the action of the next slot."""
    step = env.step
    env.step = lambda actions: step(np.roll(actions, 1, axis=0))
    return env


class Hasty(SupportSeeking):
    """An environment whose last reward leaves out what the rest of the life adds."""

    def step(self, action):
        """As ever, but for the last reward."""
        seen, reward, terminated, truncated, info = super().step(action)
        if terminated or truncated:
            reward -= info["reward"]["unmet_need"]
            info["reward"]["unmet_need"] = 0.0
        return seen, reward, terminated, truncated, info
