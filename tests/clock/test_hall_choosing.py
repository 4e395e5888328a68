"""Which service is asked, and who calls without being simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from simenv.clock.background import Background, hourly, poisson
from simenv.clock.lots import OTHERS_AT_RISK, Lots
from simenv.draws import Luck, person_keys, slot
from simenv.rows import DAY, HOUR
from simenv.service import Facility, Surge
from simenv.vocabulary import Age, Channel, Reception
from tests.clock.made_halls import LINE, LUCK, MINUTE, Setting, calls, received

AMPLE = replace(LINE, servers=None)
TEENS = replace(AMPLE, name="teens", ages=(int(Age.MINOR),))
NORTH = replace(AMPLE, name="north", regions=(7,), languages=(3,))
DESK = replace(AMPLE, name="desk", channel=Channel.EMERGENCY_CARE, handoffs=True)


def asked(facilities: list[Facility], **columns: object) -> list[int]:
    """The services asked by four callers; -1 where none was."""
    filed = calls(np.arange(4) * HOUR, **columns)
    found = received(Setting(facilities=facilities), filed)
    away = found.reception == Reception.TURNED_AWAY
    assert ((found.service == -1) == away).all()
    return found.service.tolist()


def test_a_service_is_for_those_it_is_for() -> None:
    columns = {"age": [0, 1, 0, 1], "region": [7, 7, 7, 8], "language": [3, 3, 4, 3]}
    assert asked([TEENS], **columns) == [-1, 0, -1, 0]
    assert asked([NORTH], **columns) == [0, 0, -1, -1]


def test_a_channel_is_what_is_asked() -> None:
    peers = replace(AMPLE, name="peers", channel=Channel.PEERS)
    assert asked([peers, AMPLE], channel=[2, 4, 5, 2]) == [0, 1, -1, 0]


def test_a_desk_takes_who_is_handed_over_and_nobody_else() -> None:
    columns = {"handed": [1, 0, 1, 0], "region": [7, 7, 8, 8], "channel": [4, 4, 5, 6]}
    assert asked([AMPLE, DESK], **columns) == [1, 0, 1, -1]
    assert asked([AMPLE], **columns) == [0, 0, -1, -1]
    near = replace(DESK, regions=(7,))
    assert asked([AMPLE, near], **columns) == [1, 0, -1, -1]


def test_services_share_by_weight_and_a_new_one_moves_people_only_to_it() -> None:
    n = 20_000
    key, place = person_keys("someone", np.arange(n)), slot(np.zeros(n, np.int64))
    two = [replace(AMPLE, name="a", weight=1.0), replace(AMPLE, name="b", weight=3.0)]
    three = [*two, replace(AMPLE, name="c", weight=4.0)]
    before, after = (
        Lots(some, LUCK).chosen(np.ones((len(some), n), np.bool_), key, place)
        for some in (two, three)
    )
    assert before.mean() == pytest.approx(0.75, abs=0.012)
    assert np.mean(after == 2) == pytest.approx(0.5, abs=0.013)
    stayed = after != 2
    assert (before[stayed] == after[stayed]).all()
    assert asked([replace(AMPLE, weight=0.0)]) == [-1] * 4


@pytest.mark.parametrize("sigma", [None, 0.3, 1.1])
def test_talks_have_the_mean_that_is_declared(sigma: float | None) -> None:
    n = 100_000
    lots = Lots([replace(LINE, service_sigma=sigma)], LUCK)
    talks = lots.talk(0, person_keys("someone", np.arange(n)), slot(np.zeros(n, np.int64)))
    minutes = talks / MINUTE
    assert abs(minutes.mean() - 30.0) < 3.3 * minutes.std() / n**0.5
    spread = 1.0 if sigma is None else (factor(2.0 * sigma) / factor(sigma) ** 2 - 1.0) ** 0.5
    assert minutes.std() / 30.0 == pytest.approx(spread, rel=0.02)


def factor(sigma: float) -> float:
    """The mean of exp(sigma x bell), where the bell is the sum of four uniforms."""
    half = sigma * 3.0**0.5 / 2.0
    return float((np.sinh(half) / half) ** 4)


def background(rate: float, *, replicate: int = 0, days: int = 30, line: Facility = LINE) -> list:
    others = Background(
        line.name,
        0,
        lots=Lots([line], LUCK),
        luck=LUCK,
        replicate=replicate,
        rates=hourly(line, rate, days),
    )
    return list(others)


def seen(callers: list) -> list[tuple[int, int, int]]:
    return [(c.at, c.talk, c.patience) for c in callers]


def test_more_demand_adds_callers_and_moves_none() -> None:
    some, more = seen(background(40.0)), seen(background(90.0))
    assert some == sorted(some)
    assert set(some) < set(more)
    assert seen(background(40.0, replicate=1)) != some


def test_how_many_days_are_drawn_at_a_time_does_not_matter() -> None:
    month, days = seen(background(100.0)), seen(background(100.0, days=3))
    assert month[: len(days)] == days
    assert month[len(days)][0] >= 3 * DAY


def test_the_background_is_poisson_by_hour() -> None:
    shape = np.where(np.arange(168) % 24 < 12, 0.5, 1.5)
    line = replace(LINE, demand=shape, surge=Surge(from_day=20, days=5, times=3.0))
    at = np.array([c.at for c in background(96.0, line=line)])
    counts = np.bincount(at // HOUR, minlength=720)
    hours = np.arange(720)
    expected = 4.0 * shape[hours % 168] * np.where((hours >= 480) & (hours < 600), 3.0, 1.0)
    chi = ((counts - expected) ** 2 / expected).sum()
    assert stats.chi2.ppf(0.0005, 720) < chi < stats.chi2.ppf(0.9995, 720)
    within = at % HOUR / HOUR
    assert stats.kstest(within, "uniform").pvalue > 0.001
    assert at.max() < 30 * DAY


def test_risk_of_others_is_the_assumed_mix() -> None:
    risks = np.bincount([c.risk for c in background(400.0)], minlength=4)
    expected = np.array(OTHERS_AT_RISK) * risks.sum()
    assert ((risks - expected) ** 2 / expected).sum() < stats.chi2.ppf(0.999, 3)
    assert sum(OTHERS_AT_RISK) == pytest.approx(1.0)


@pytest.mark.parametrize("mean", [0.02, 3.0, 75.0, 2_500.0])
def test_poisson_quantiles_are_right(mean: float) -> None:
    luck = Luck(1, 1).stream("u").uniform(person_keys("x", np.arange(200)), np.uint64(1))
    found = poisson(np.full(200, mean), luck)
    assert found.tolist() == stats.poisson.ppf(luck, mean).astype(int).tolist()
    assert poisson(np.zeros(1), np.array([0.999])).tolist() == [0]
