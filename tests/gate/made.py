"""Made-up gates for tests: tables whose truth is known, and verdicts without a simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simenv import criteria as criterion_files
from simenv.catalogue import Catalogue
from simenv.gate import Asked, Gate, Named, judge
from simenv.gate.criterion import Criterion
from simenv.gate.verdict import Judged, overall
from simenv.stats.estimate import difference
from simenv.stats.one_sided import Apart, Known, Measured, Part, Scattered, skew_of_mean
from simenv.stats.strata import Strata

#: How many units each kind has, where nothing is run.
RUN = {"people": 200, "battery": 2000, "worlds": 60, "nothing": 0}
SIZES = (60, 40, 40, 30, 30)
PERSONA = np.repeat(np.arange(5, dtype=np.int32), SIZES)
STRATA = Strata.of(PERSONA, (0.4, 0.25, 0.2, 0.1, 0.05))
REPS = 2000


def criterion(*ways: Measured, **changes) -> Criterion:
    """A criterion whose ways are measured as given; the first is its rate where there are two."""
    names = ("rate", "difference") if len(ways) > 1 else ("difference",)
    said = {
        "family": "non_inferiority",
        "measure": "disengaged",
        "label": "Stopped using the assistant, ever",
        "kind": "share",
        "why": "made up",
        "source": "assumed",
        "units": "people",
        "ways": tuple(zip(names, ways, strict=True)),
        "chances": len(ways),
    }
    return Criterion(**(said | changes))


def apart(estimate: float, limit: float = 0.03, error: float = 0.01, **changes) -> Apart:
    """A paired difference of many people."""
    said = {"freedom": 500.0, "effective": 2000.0, "share": True}
    return Apart(estimate=estimate, limit=limit, error=error, **(said | changes))


def gate(every: list[Criterion], **changes) -> Gate:
    """A gate of made-up criteria, under the names of the shipped default."""
    held = criterion_files.load(Catalogue(), "default")
    asked = Asked(
        personas=14,
        people=200,
        battery=2000,
        messages=26_926,
        worlds=60,
        days=30,
        before=28,
        seed=1,
    )
    said = {
        "candidate": Named(name="next", version="1.1.0", sha256="a" * 64),
        "baseline": Named(name="live", version="1.0.0", sha256="b" * 64),
        "criteria": held,
        "asked": asked,
        "judged": judge(every, RUN),
        "hash": "c" * 64,
        "directory": Path("runs/gate-made"),
    }
    return Gate(**(said | changes))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the error rates hang on, so that a test can break one thing at a time."""

    measured: Callable[..., Measured] = Apart
    rate: Callable[..., Measured] = Part
    scattered: Callable[..., Measured] = Scattered
    judge: Callable[..., tuple[Judged, ...]] = judge
    chances: int = 2


def paired(parts: Parts, limit: float, values, strata: Strata = STRATA) -> Measured:
    """Candidate and baseline shares [2, n] as what is judged."""
    found = difference(values[0], values[1], strata, "share")
    return parts.measured(
        estimate=found.value,
        limit=limit,
        error=found.error,
        freedom=found.freedom,
        effective=found.effective,
        share=True,
    )


def counts(luck, often: float, size: float):
    """Counts that a few people have in one arm alone, and their true mean: very uneven.

    So `often` somebody has any, and how many is geometric.
    """
    some = luck.random(len(PERSONA)) < often
    return np.where(some, luck.geometric(size, len(PERSONA)), 0).astype(np.float64), often / size


def uneven(parts: Parts, values, limit: float, *, higher: bool) -> Measured:
    """Counts of one arm, where more is worse or better, as what is judged."""
    found = difference(values, np.zeros_like(values), STRATA, "count")
    sign = -1 if higher else 1
    return parts.measured(
        estimate=sign * found.value,
        limit=limit,
        error=found.error,
        freedom=found.freedom,
        effective=found.effective,
        share=False,
        skew=sign * skew_of_mean(values, STRATA),
    )


def passed_at_an_uneven_margin(parts: Parts, reps: int = REPS) -> float:
    """How often a policy passes that does much harm to a few, on average just the margin."""
    luck = np.random.default_rng(6)
    found = 0
    for _ in range(reps):
        values, mean = counts(luck, 0.05, 0.3)
        one = criterion(uneven(parts, values, mean, higher=False))
        found += parts.judge([one], RUN)[0].verdict == "pass"
    return found / reps


def failed_at_an_uneven_limit(parts: Parts, reps: int = REPS) -> float:
    """How often a policy fails whose few lucky people are as many as there have to be."""
    luck = np.random.default_rng(7)
    found = 0
    for _ in range(reps):
        values, mean = counts(luck, 0.05, 0.3)
        one = criterion(uneven(parts, values, -mean, higher=True))
        found += parts.judge([one], RUN)[0].verdict == "fail"
    return found / reps


def shares(luck, apart_by: float, level: float = 0.2, moved: float = 0.1):
    """Shares of two arms, paired; their true difference is `apart_by`.

    `moved` of the people change in each direction beside those who make the difference.
    """
    u = luck.random(len(PERSONA))
    v = luck.random(len(PERSONA))
    baseline = (u < level).astype(np.float64)
    # Of those without the event, so many get it; of those with it, so many lose it.
    gain, lose = (moved + apart_by) / (1 - level), moved / level
    candidate = np.where(baseline > 0, v >= lose, v < gain).astype(np.float64)
    return candidate, baseline


def passed_at_the_margin(parts: Parts, limit: float = 0.05, reps: int = REPS, **truth) -> float:
    """How often one criterion passes where the truth is just the margin."""
    luck = np.random.default_rng(1)
    found = 0
    for _ in range(reps):
        one = criterion(paired(parts, limit, shares(luck, limit, **truth)))
        found += parts.judge([one], RUN)[0].verdict == "pass"
    return found / reps


def failed_at_the_limit(parts: Parts, number: int = 20, reps: int = 400) -> float:
    """How often a gate of so many criteria fails where each truth is just its limit."""
    luck = np.random.default_rng(2)
    found = 0
    for _ in range(reps):
        every = [criterion(paired(parts, 0.05, shares(luck, 0.05))) for _ in range(number)]
        found += overall(parts.judge(every, RUN)) == "fail"
    return found / reps


def failed_though_equal(parts: Parts, reps: int = 400) -> float:
    """How often a gate fails whose arms decide otherwise, and differ in no average."""
    luck = np.random.default_rng(3)
    found = 0
    for _ in range(reps):
        every = [criterion(paired(parts, 0.03, shares(luck, 0.0))) for _ in range(20)]
        found += overall(parts.judge(every, RUN)) == "fail"
    return found / reps


def passed_by_either_way(parts: Parts, reps: int = REPS) -> float:
    """How often a rate passes that is at its limit, and as far above the baseline as it may be.

    The baseline is answered apart, as little as its errors have to do with the candidate's, so the
    two ways are as far from each other as they can be.
    """
    luck = np.random.default_rng(4)
    number, most, slack = 200, 0.2, 0.05
    alone = Strata.of(np.zeros(number, np.int32), (1.0,))
    found = 0
    for _ in range(reps):
        candidate = (luck.random(number) < most).astype(np.float64)
        baseline = (luck.random(number) < most - slack).astype(np.float64)
        rate = parts.rate(estimate=float(candidate.mean()), limit=most, number=float(number))
        ways = (rate, paired(parts, slack, (candidate, baseline), alone))
        one = criterion(*ways, chances=parts.chances)
        found += parts.judge([one], RUN)[0].verdict == "pass"
    return found / reps


def passed_though_few_worlds(parts: Parts, worlds: int = 60, reps: int = REPS) -> float:
    """How often a policy passes that is within the margin in just so many worlds as it has to."""
    luck = np.random.default_rng(5)
    found = 0
    for _ in range(reps):
        beyond = float((luck.random(worlds) < 0.1).mean())
        one = criterion(parts.rate(estimate=beyond, limit=0.1, number=float(worlds)))
        found += parts.judge([one], RUN)[0].verdict == "pass"
    return found / reps


def failed_by_luck_in_worlds(parts: Parts, worlds: int = 60, reps: int = REPS) -> float:
    """How often a policy fails that is within the margin in every world, where people are few.

    The harm is 0 in each, the margin one standard error: in one of six it is estimated beyond.
    """
    luck = np.random.default_rng(8)
    found = 0
    for _ in range(reps):
        harm = luck.standard_normal(worlds)
        measured = parts.scattered(
            estimate=float((harm >= 1).mean()),
            sure=float((harm - 1.645 > 1).mean()),
            wrong=0.05,
            limit=0.1,
            number=float(worlds),
        )
        found += parts.judge([criterion(measured)], RUN)[0].verdict == "fail"
    return found / reps


def known(estimate: float, limit: float) -> Known:
    """A number without error."""
    return Known(estimate=estimate, limit=limit)
