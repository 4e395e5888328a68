"""From the populations of all scenarios, worlds and arms to a `PopulationSummary`."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from simenv.rows import DAY
from simenv.stats.estimate import CONFIDENCE
from simenv.stats.outcomes import HEADLINE
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.lines import (
    Told,
    capacity_lines,
    difference_lines,
    outcome_lines,
    outcomes_in,
)
from simenv.stats.populations.lived import Read
from simenv.stats.populations.loads import (
    LOADS,
    DailyLine,
    LoadLine,
    daily_lines,
    fitting,
    load_lines,
)
from simenv.stats.populations.queue import MEASURES
from simenv.stats.populations.queues import Columns, QueueLine, queue_columns, queue_lines
from simenv.stats.populations.rankings import RANKED, family_of, order_lines, ranking_lines
from simenv.stats.populations.requests import window_of
from simenv.stats.populations.sentence import named_of, sentence
from simenv.stats.populations.signs import Ledger
from simenv.stats.populations.study import PopulationStudy
from simenv.stats.populations.summary import (
    FORMAT,
    KIND,
    ArmLine,
    MeasureLine,
    PersonaLine,
    PopulationSummary,
    ScenarioLine,
)
from simenv.stats.populations.ways import TakenLine, taken_lines

#: Up to this many arms, all pairs are compared; beyond, each with the reference only.
ALL_PAIRS = 6
UNIT = "population"


def summarise(study: PopulationStudy, read: Read) -> PopulationSummary:
    """Compare the arms within each scenario, and the scenarios with each other.

    `read` is called for one scenario of one world at a time, the median world first, and nothing of
    one is held while the next is read but one number a population. `SimulatorFailure` if what it
    gives are other persons than the study says.
    """
    pairs = pairs_of(study.lived)
    taken = _Taken()
    for scenario in study.scenarios if study.lived else ():
        taken.add(Arms.of(study, scenario.name, 0, read), scenario.name, pairs)
    return PopulationSummary(
        **_asked(study),
        **_compared(study, taken, pairs, _drawn(study, read, pairs)),
        arms=_arms(study, taken.told),
        family=family_of(len(pairs), len(study.scenarios)) if pairs else None,
        queues=tuple(taken.queues),
        loads=tuple(fitting(taken.loads)),
        taken=tuple(taken.taken),
        daily=tuple(taken.daily),
    )


def pairs_of(arms: tuple[str, ...]) -> list[tuple[str, str]]:
    """The pairs as (arm, against); the earlier arm is the one compared with."""
    if len(arms) <= ALL_PAIRS:
        return [(later, earlier) for earlier, later in combinations(arms, 2)]
    return [(arm, arms[0]) for arm in arms[1:]]


def _asked(study: PopulationStudy) -> dict[str, Any]:
    """What the study says of itself."""
    return {
        "kind": KIND,
        "format": FORMAT,
        "calibration": study.calibration,
        "confidence": CONFIDENCE,
        "unit": UNIT,
        "populations": study.populations,
        "people": sum(study.counts),
        "days": study.days,
        "follow_days": window_of(study.days) / DAY,
        "worlds": study.worlds,
        "headline": HEADLINE,
        "standard": study.standard,
        "standard_assumed": study.standard_assumed,
        "second_standard": study.second_standard,
        "reference": next(iter(study.lived), None),
        "scenarios": _scenarios(study),
        "personas": _personas(study),
        "measures": _measures(),
        "load_measures": _load_measures(),
        "spec": dict(study.spec),
    }


def _compared(
    study: PopulationStudy, taken: _Taken, pairs: list[tuple[str, str]], ledger: Ledger
) -> dict[str, Any]:
    """What the outcomes of the median world say, and the orders over all worlds."""
    compared = (each for each in outcomes_in(study.days) if not each.exogenous)
    margins = {each.name: study.margin(each.name)[0] for each in compared}
    outcomes = outcome_lines(taken.told, study)
    differences = difference_lines(taken.told, margins, pairs)
    orders = order_lines(differences, margins, ledger)
    lost = tuple(each.censored for each in taken.told.values())
    named = named_of(study, differences)
    sound = {scenario: each.censored.claim for scenario, each in taken.told.items()}
    capacity = capacity_lines(taken.told, study.lived, sound) if taken.told else []
    return {
        "sentence": sentence(study, (outcomes, differences, orders), lost),
        "named": () if named is None else (named.scenario, named.against, named.arm),
        "outcomes": tuple(outcomes),
        "differences": tuple(differences),
        "capacity": tuple(capacity),
        "rankings": tuple(ranking_lines(outcomes)),
        "orders": tuple(orders),
        "censoring": lost,
    }


class _Taken:
    """What is taken from the median world, scenario by scenario."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.queues: list[QueueLine] = []
        self.loads: list[LoadLine] = []
        self.daily: list[DailyLine] = []
        self.taken: list[TakenLine] = []
        self._first: Columns = {}

    def add(self, arms: Arms, scenario: str, pairs: list[tuple[str, str]]) -> None:
        """Take down one scenario."""
        told = Told.of(arms, scenario, pairs)
        self.told[scenario] = told
        columns = queue_columns(arms)
        self.queues += queue_lines(columns, scenario, self._first if told.censored.claim else {})
        if len(self.told) == 1 and told.censored.claim:
            self._first = columns
        self.taken += taken_lines(arms, scenario)
        self.loads += load_lines(arms, scenario)
        self.daily += daily_lines(arms, scenario)


def _drawn(study: PopulationStudy, read: Read, pairs: list[tuple[str, str]]) -> Ledger:
    """The differences of the ranked outcomes in every scenario of every drawn world."""
    ledger = Ledger()
    for world in range(1, study.worlds + 1):
        for scenario in study.scenarios if pairs else ():
            ledger.add(Arms.of(study, scenario.name, world, read), scenario.name, RANKED, pairs)
    return ledger


def _scenarios(study: PopulationStudy) -> tuple[ScenarioLine, ...]:
    return tuple(
        ScenarioLine(
            name=each.name,
            summary=each.summary,
            share_assumed=each.share_assumed,
            services=dict(each.services),
        )
        for each in study.scenarios
    )


def _arms(study: PopulationStudy, told: dict[str, Told]) -> tuple[ArmLine, ...]:
    reference = next(iter(study.lived), None)
    return tuple(
        ArmLine(
            name=arm,
            failed=study.failed.get(arm),
            same_in=tuple(
                scenario
                for scenario, each in told.items()
                if reference is not None and each.same.get((arm, reference), False)
            ),
        )
        for arm in study.arms
    )


def _personas(study: PopulationStudy) -> tuple[PersonaLine, ...]:
    total = sum(study.shares)
    of = zip(study.personas, study.shares, study.counts, strict=True)
    return tuple(
        PersonaLine(name=name, status=study.statuses.get(name), share=share / total, people=people)
        for name, share, people in of
    )


def _measures() -> tuple[MeasureLine, ...]:
    return tuple(
        MeasureLine(
            name=each.name,
            label=each.label,
            unit=each.printed,
            better=each.better,
            formula=each.formula,
        )
        for each in MEASURES
    )


def _load_measures() -> tuple[MeasureLine, ...]:
    return tuple(
        MeasureLine(
            name=each.name,
            label=each.label,
            unit=each.unit,
            better="neither",
            formula=each.formula,
            booked=each.booked,
        )
        for each in LOADS
    )
