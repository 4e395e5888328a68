"""Made-up populations that share services: no simulation, only plausible numbers.

`harsh` by scenario and arm is all that a policy is; the luck of a person depends on the seed alone,
so that arms and scenarios share it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.rows import DAY, HOUR, CallRows, LoadRows
from simenv.stats.populations import PopulationLives, PopulationStudy, StudiedScenario
from simenv.vocabulary import Channel, Reception
from tests.made_lives import PERSONAS, SHARES, lives

COUNTS = (20, 8, 3, 4, 3)
POPULATIONS = 20
SERVICES = ("line-988", "therapist")
MINUTE = HOUR // 60
SCENARIOS = ("uncapacitated", "988-december-2021", "rural-nights")
#: How harsh each arm is under each scenario; the order of the first two turns round.
HARSH = {
    "uncapacitated": {"hotline": 0.25, "graded": 0.9, "never": 0.0},
    "988-december-2021": {"hotline": 0.9, "graded": 0.25, "never": 0.0},
    "rural-nights": {"hotline": 0.9, "graded": 0.3, "never": 0.0},
}
#: The share of callers who are answered.
ANSWERED = {"uncapacitated": 1.0, "988-december-2021": 0.64, "rural-nights": 0.4}


def populations(
    scenario: str = "uncapacitated",
    harsh: float = 0.4,
    *,
    seed: int = 1,
    counts: tuple[int, ...] = COUNTS,
    number: int = POPULATIONS,
) -> PopulationLives:
    """All populations of one scenario and arm."""
    rows, standing = lives(harsh, tuple(each * number for each in counts), seed=seed)
    calls = _calls(rows, scenario, harsh, seed)
    found = PopulationLives(
        rows=rows, standing=standing, calls=calls, loads=LoadRows.blank(0), counts=counts
    )
    return replace(found, loads=_loads(found, scenario, seed))


def study(**changes) -> PopulationStudy:
    """A study of the made-up populations."""
    services = {"line-988": 0.05, "therapist": None}
    told = {
        "personas": PERSONAS,
        "shares": SHARES,
        "counts": COUNTS,
        "services": SERVICES,
        "arms": ("hotline", "graded", "never"),
        "scenarios": tuple(
            StudiedScenario(
                name=name, summary=f"Services as in {name}.", share_assumed=0.5, services=services
            )
            for name in SCENARIOS
        ),
        "populations": POPULATIONS,
        "days": 30,
        "worlds": 0,
        "standard": "listening-first",
        "standard_assumed": 0.82,
        **changes,
    }
    return PopulationStudy(**told)


def read(scenario: str, world: int, arm: str) -> PopulationLives:
    """What the study reads: the luck of a world is its own."""
    return populations(scenario, HARSH[scenario][arm], seed=1 + world)


def _calls(rows, scenario: str, harsh: float, seed: int) -> CallRows:
    luck = np.random.default_rng([7, seed]).random((7, len(rows)))
    asks = np.flatnonzero(luck[0] < 0.15 + 0.3 * harsh)
    u = luck[:, asks]
    n = len(asks)
    book = u[1] < 0.3
    decided = (u[2] * 29 * DAY).astype(np.int64)
    answered = ~book & (u[3] < ANSWERED[scenario])
    hung_up = ~book & ~answered & (u[3] < ANSWERED[scenario] + 0.25)
    back = ~book & ~answered & ~hung_up & (u[4] < 0.2)
    reception = np.full(n, Reception.TURNED_AWAY, np.int8)
    reception[answered], reception[hung_up] = Reception.ANSWERED, Reception.HUNG_UP
    reception[book], reception[back] = Reception.BOOKED, Reception.TURNED_BACK
    at = decided + (5 * MINUTE)
    waited = np.where(answered | hung_up, (4 * MINUTE * u[5] / ANSWERED[scenario]).astype(int), 0)
    return CallRows(
        persona=rows.persona[asks],
        person=rows.person[asks],
        decided_at=decided,
        at=at,
        service=np.where(book, 1, 0).astype(np.int8),
        channel=np.where(book, Channel.PROFESSIONAL, Channel.CRISIS_LINE).astype(np.int8),
        referred=u[6] < 0.6,
        handed=u[6] < 0.1,
        risk=np.floor(4 * u[4] ** 2).astype(np.int8),
        reception=reception,
        waited=waited.astype(np.int64),
        due_at=np.where(book, at + 3 * DAY, -1).astype(np.int64),
        due_kept=book & (u[5] < 0.8),
    ).validate()


def _loads(found: PopulationLives, scenario: str, seed: int) -> LoadRows:
    """Own callers as they called; background callers and staff made up."""
    calls, number = found.calls, found.populations
    days, services = 30, len(SERVICES)
    shape = (number, services, days)
    day = np.minimum(calls.at // DAY, days - 1)
    asked = calls.reception != Reception.TURNED_BACK
    cells = np.ravel_multi_index((found.of_calls, calls.service, day), shape)

    def count(mine):
        return np.bincount(cells[mine], minlength=int(np.prod(shape))).astype(np.int32)

    rng = np.random.default_rng([9, seed])
    others = rng.poisson(40, int(np.prod(shape))).astype(np.int32)
    own = count(asked)
    taken = np.isin(calls.reception, (Reception.ANSWERED, Reception.BOOKED))
    share = np.clip(ANSWERED[scenario] - 0.02 * own, 0, 1)
    heard = np.floor(others * share).astype(np.int64)
    where = np.unravel_index(np.arange(len(own)), shape)
    book = where[1] == 1
    return LoadRows(
        population=where[0].astype(np.int32),
        service=where[1].astype(np.int8),
        day=where[2].astype(np.int32),
        asked=own,
        answered=count(taken),
        hung_up=count(calls.reception == Reception.HUNG_UP),
        turned_away=count(calls.reception == Reception.TURNED_AWAY),
        waited=np.zeros(len(own), np.int64),
        others_asked=others,
        others_answered=heard.astype(np.int32),
        others_hung_up=(others - heard).astype(np.int32),
        others_turned_away=np.zeros(len(own), np.int32),
        others_waited=(heard * 3 * MINUTE).astype(np.int64),
        busy=((heard + count(taken)) * 15 * MINUTE).astype(np.int64),
        staffed=np.where(book, -1, 20 * HOUR).astype(np.int64),
    ).validate()
