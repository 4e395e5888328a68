"""Made-up lives for tests of statistics and reports: no simulation, only plausible numbers.

The luck of a person is drawn from the seed alone, so two arms of one seed share it; `harsh`
(0-1) is all that a policy is here.
"""

from __future__ import annotations

import numpy as np

from simenv.rows import DAY, HOUR, TrajectoryRows
from simenv.stats import Decisions, Flows, Lives, Study
from simenv.stats.decisions import ERRORS, Tally, rates
from simenv.stats.flows import Flow
from simenv.vocabulary import Channel, Standing

PERSONAS = ("adult", "caregiver", "in-crisis", "isolated-teen", "wait-listed")
SHARES = (0.5, 0.2, 0.05, 0.1, 0.06)


def lives(
    harsh: float,
    sizes: tuple[int, ...] = (40, 40, 40, 40, 40),
    days: int = 30,
    seed: int = 1,
    pull: float = 1.0,
) -> Lives:
    """Trajectories and standing of `sizes` persons a persona."""
    persona = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    n = len(persona)
    person = np.concatenate([np.arange(size, dtype=np.int64) for size in sizes] or [np.zeros(0)])
    u = np.random.default_rng(seed).random((24, n))
    bent = harsh * (0.6 + 0.15 * persona)
    needs = 3 + np.floor(12 * u[0])
    left = u[1] < 0.12 + 0.25 * pull * bent
    at = np.where(left, ((0.05 + 0.9 * u[2]) * days * DAY).astype(np.int64), -1)
    stay = np.where(left, np.maximum(at, 0) / (days * DAY), 1.0)
    sessions = np.maximum(1, np.floor(needs * stay * 0.7))
    turns = np.floor(sessions * (2 + 4 * u[3]))
    refused = np.floor(turns * 0.3 * bent * u[4] + u[5] * bent)
    human = np.where(u[6] < 0.25 + 0.1 * bent, (u[7] * days * DAY).astype(np.int64), -1)
    back = left & (u[8] < 0.2)
    offered = np.floor(turns * 0.2 * (0.5 + bent) * u[9])
    blank = TrajectoryRows.blank(n).arrays()
    told = {
        "persona": persona, "person": person, "entry_risk": np.floor(2.2 * u[10] ** 2 + 0.4),
        "needs": needs, "sessions": sessions, "turns": turns, "refused": refused,
        "rephrased": np.floor(refused * u[11]), "masked": np.floor(0.4 * refused * u[12]),
        "pushed_back": np.floor(0.6 * refused * u[13]),
        "worked_around": np.floor(0.5 * refused * u[14]),
        "behavioural": np.floor(0.9 * refused * u[15]),
        "met": np.floor(sessions * (0.75 - 0.4 * bent) * u[16] + 0.5),
        "offered": offered, "taken": np.floor(offered * 0.5 * u[17]),
        "handed_over": (u[18] < 0.02).astype(float), "reliance": np.floor(0.5 * sessions * u[19]),
        "over_refusals": np.floor(refused * 0.7 * u[20]),
        "under_refusals": np.floor((1 - harsh) * 1.4 * u[20]),
        "missed_referrals": np.floor(2 * (1 - harsh) * u[21]), "returned": back.astype(float),
        "disengaged_at": at, "disengaged_cause": left.astype(float), "human_at": human,
        "escalated_at": np.where(u[22] < 0.05 + 0.03 * bent, days * DAY // 2, -1),
        "unsafe_at": np.where(u[23] < 0.02 * (1 - harsh), DAY, -1),
        "lapsed": left & (stay < 1 - 14 / days) & ~back, "away": left & ~back,
        "heard_sum": turns * np.clip(0.75 - 0.35 * bent + 0.2 * (u[12] - 0.5), 0, 1),
        "frustration_sum": turns * np.clip(0.15 + 0.4 * bent + 0.2 * (u[13] - 0.5), 0, 1),
        "crises": np.floor(3 * u[10] ** 4), "crisis_time": np.floor(3 * u[10] ** 4) * HOUR,
        "risk_time_alone": np.floor(4 * u[10] ** 3 + 3 * bent * u[15]) * DAY,
        "alone_nights": np.floor(5 * u[14] ** 3 + 2 * bent * u[15]),
        "trust_end": np.clip(0.6 - 0.3 * bent + 0.3 * (u[16] - 0.5), 0, 1),
        "hope_end": 0.3 + 0.4 * u[17], "openness_start": 0.4 + 0.4 * u[18],
        "openness_end": np.clip(0.42 + 0.4 * u[18] - 0.3 * bent * u[19], 0, 1),
    }  # fmt: skip
    arrays = {
        name: np.asarray(told.get(name, start)).astype(start.dtype) for name, start in blank.items()
    }
    rows = TrajectoryRows(**arrays).validate()
    return rows, standing(rows, days, u[0])


def standing(rows: TrajectoryRows, days: int, luck: np.ndarray) -> np.ndarray:
    """Where everyone is at the end of each day."""
    ends = (np.arange(days) + 1) * DAY
    calm = ((luck[:, None] * 97 + np.arange(days)) % 3) < 1.6
    states = np.where(calm, Standing.AT_REST, Standing.ENGAGED)
    left = (rows.disengaged_at[:, None] >= 0) & (rows.disengaged_at[:, None] <= ends)
    back = (rows.returned[:, None] > 0) & (rows.disengaged_at[:, None] + 6 * DAY <= ends)
    gone = np.where(luck[:, None] < 0.45, Standing.SWITCHED, Standing.WITHDRAWN)
    states = np.where(left & ~back, gone, states)
    human = (rows.human_at[:, None] >= 0) & (rows.human_at[:, None] <= ends)
    human &= rows.human_at[:, None] + 9 * DAY >= ends
    return np.where(human, Standing.IN_HUMAN_CARE, states).astype(np.int8)


def censored(found: Lives, rows: np.ndarray) -> Lives:
    """The same lives with a failed call on day 3 of the persons at `rows`."""
    trajectories, states = found
    copy = trajectories.copy()
    copy.censored_at[rows] = 3 * DAY
    copy.censored_risk[rows] = copy.entry_risk[rows]
    return copy, states


def decided(arms: tuple[str, ...]) -> Decisions:
    """Decision errors of some arms, about a quarter of their requests."""
    everywhere = np.ones((6, 3, 2, 4), bool)
    rng = np.random.default_rng(7)
    found = {}
    for arm in arms:
        asked = rng.integers(0, 3, (len(PERSONAS), 6, 3, 2, 4))
        wrong = {error: rng.binomial(asked, 0.25) for error in ERRORS}
        tally = Tally(asked=asked, wrong=wrong)
        can = dict.fromkeys(ERRORS, everywhere)
        found[arm] = rates(tally, can, np.array(SHARES), PERSONAS)
    return Decisions(people=30, messages=720, battery=found, path=found, failed={})


def moved(arms: tuple[str, ...]) -> Flows:
    """People who mostly stay where they are, and go to every channel."""
    stages = ("holding-on", "talking", "gave-up")
    moves = [[[0.5, 0.1, 0.0], [0.0, 0.3, 0.1], [0.0, 0.0, 0.0]]] * 2
    uses = [[0.5] * 8, [1.0] * 8, [0.01] * 8]
    return Flows(
        stages=stages,
        channels=Channel.words(),
        days=(0, 14, 30),
        arms={arm: Flow(moves=moves, uses=uses) for arm in arms},
    )


def study(arms: tuple[str, ...] = ("A", "B"), **changes) -> Study:
    """A study of the made-up personas."""
    told = {
        "personas": PERSONAS,
        "shares": SHARES,
        "arms": arms,
        "days": 30,
        "standard": "listening-first",
        "standard_assumed": 0.82,
        **changes,
    }
    return Study(**told)
