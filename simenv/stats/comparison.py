"""From the lives of all arms to a `Summary`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.censoring import censoring
from simenv.stats.decisions import Decisions
from simenv.stats.estimate import CONFIDENCE, Difference, Estimate, difference, level, ratio
from simenv.stats.flows import Flows
from simenv.stats.lived import World
from simenv.stats.outcome import Lives, Outcome, Ratio
from simenv.stats.outcomes import HEADLINE, OUTCOMES, RATIOS, outcome
from simenv.stats.points import answered
from simenv.stats.scores import ScorecardLine, score_levels, scorecards
from simenv.stats.sentence import Finding, sentence
from simenv.stats.strata import Strata
from simenv.stats.summary import (
    ArmLine,
    DifferenceLine,
    OutcomeLine,
    PersonaLine,
    RatioLine,
    Study,
    Summary,
)
from simenv.stats.worlds import Drawn, levels, outcome_levels, signs
from simenv.vocabulary import Standing

#: The outcomes that a policy may move; the others are equal in all arms.
COMPARED = tuple(each for each in OUTCOMES if not each.exogenous)
#: Up to this many arms, all pairs are compared; beyond, each with the reference only.
ALL_PAIRS = 6


def summarise(
    study: Study,
    lives: Mapping[str, Lives],
    drawn: Iterable[Mapping[str, Lives]] = (),
    *,
    decisions: Decisions | None = None,
    flows: Flows | None = None,
) -> Summary:
    """Compare the arms of the median world, and count signs over the drawn ones.

    `lives` and each of `drawn` map an arm to its trajectories and standing; arms that failed are
    absent. `drawn` is read once, one world at a time. `decisions` and `flows` are handed on as they
    are, where they were read off. `SimulatorFailure` if the arms hold different persons.
    """
    world = World.of({arm: lives[arm] for arm in study.arms if arm in lives}, study.shares)
    measured = [outcome_levels(COMPARED), score_levels(answered(decisions))]
    worlds = levels(drawn, study.shares, measured, study.days)
    book = _Book(study=study, world=world, worlds=worlds, decisions=decisions)
    return _summary(book, flows)


def _summary(book: _Book, flows: Flows | None) -> Summary:
    study, world = book.study, book.world
    outcomes, differences = book.compare()
    lost = censoring(world, OUTCOMES, study.days)
    finding = _finding(book, outcomes, differences)
    named = [] if finding is None else [finding.first, finding.second]
    return Summary(
        format=3,
        sentence=sentence(finding, lost),
        calibration=study.calibration,
        confidence=CONFIDENCE,
        standard=study.standard,
        standard_assumed=study.standard_assumed,
        days=study.days,
        worlds=len(book.worlds),
        headline=HEADLINE,
        reference=book.reference,
        named=tuple(arm for arm in named if arm is not None),
        cohort=_before(study.spec) or "new to the assistant",
        left_before=_left_before(world),
        personas=_personas(study, world),
        arms=book.arms(),
        scorecards=book.scorecards(),
        decisions=book.decisions,
        outcomes=tuple(outcomes),
        ratios=tuple(_ratio(each, book) for each in RATIOS),
        differences=tuple(differences),
        censoring=lost,
        luck_shared=_luck_shared(world, study.days),
        states=Standing.words(),
        standing={arm: world.daily(arm) for arm in world.arms},
        flows=flows,
        spec=dict(study.spec),
    )


@dataclass(frozen=True, kw_only=True)
class _Book:
    """The median world beside the drawn ones, and which pairs of arms are compared."""

    study: Study
    world: World
    worlds: list[Drawn]
    decisions: Decisions | None

    @property
    def reference(self) -> str | None:
        return next(iter(self.world.arms), None)

    def arms(self) -> tuple[ArmLine, ...]:
        """One line an arm that was asked for."""
        return tuple(
            ArmLine(name=arm, failed=self._failure(arm), same_as=self._twin(arm))
            for arm in self.study.arms
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The pairs as (arm, against); the earlier arm is the one compared with."""
        arms = list(self.world.arms)
        if len(arms) <= ALL_PAIRS:
            return [(later, earlier) for earlier, later in combinations(arms, 2)]
        return [(arm, arms[0]) for arm in arms[1:]]

    def compare(self) -> tuple[list[OutcomeLine], list[DifferenceLine]]:
        """Every outcome in every arm, and every difference."""
        parted = {pair: self._parted(*pair) for pair in self.pairs()}
        lines: list[OutcomeLine] = []
        apart: list[DifferenceLine] = []
        for each in OUTCOMES if self.world.arms else ():
            values, strata = self.world.values(each, self.study.days)
            lines.append(self._line(each, values, strata))
            apart.extend(
                self._difference((each, strata), pair, (values[pair[0]], values[pair[1]]), persons)
                for pair, persons in (parted.items() if not each.exogenous else ())
            )
        return lines, apart

    def scorecards(self) -> tuple[ScorecardLine, ...]:
        """Both scorecards in every arm."""
        same = frozenset(line.name for line in self.arms() if line.same_as is not None)
        study, drawn = self.study, self.worlds
        return scorecards(
            self.world, study.days, study.standard, same, drawn, decisions=self.decisions
        )

    def _failure(self, arm: str) -> str | None:
        if arm in self.world.arms:
            return None
        return self.study.failed.get(arm, "not lived to the end")

    def _twin(self, arm: str) -> str | None:
        first = self.reference
        if first is None or arm == first or arm not in self.world.arms:
            return None
        return None if self.world.parted(arm, first).any() else first

    def _parted(self, arm: str, against: str) -> list[bool]:
        """For each persona, whether anybody in it lived differently."""
        persons, strata = self.world.parted(arm, against), self.world.strata
        edges = zip(strata.edges, strata.edges[1:], strict=False)
        return [bool(persons[start:end].any()) for start, end in edges]

    def _line(self, each: Outcome, values: dict[str, F8], strata: Strata) -> OutcomeLine:
        return OutcomeLine(
            name=each.name,
            label=each.label,
            group=each.group,
            kind=each.kind,
            unit=each.unit,
            better=each.better,
            standard=self.study.standard if each.by_standard else None,
            exogenous=each.exogenous,
            detail=each.detail,
            arms={arm: level(array, strata, each.kind) for arm, array in values.items()},
            personas={
                self.study.personas[k]: {
                    arm: level(strata.cut(array, k), strata.one(k), each.kind).brief
                    for arm, array in values.items()
                }
                for k in strata.counted
            },
        )

    def _difference(
        self,
        what: tuple[Outcome, Strata],
        pair: tuple[str, str],
        values: tuple[F8, F8],
        parted: list[bool],
    ) -> DifferenceLine:
        each, strata = what
        first, second = values
        found = _apart(first, second, (strata, each), any(parted))
        by_persona = strata.counted if pair[1] == self.reference else ()
        return DifferenceLine(
            outcome=each.name,
            arm=pair[0],
            against=pair[1],
            all=found,
            worlds=signs(found.value, self.worlds, each.name, pair),
            personas={
                self.study.personas[k]: _apart(
                    strata.cut(first, k), strata.cut(second, k), (strata.one(k), each), parted[k]
                ).brief
                for k in by_persona
            },
        )


def _apart(first: F8, second: F8, what: tuple[Strata, Outcome], parted: bool) -> Difference:
    strata, each = what
    if not parted:
        return Difference(value=0.0, people=strata.people, same=True)
    return difference(first, second, strata, each.kind)


def _ratio(each: Ratio, book: _Book) -> RatioLine:
    over, per = outcome(each.over), outcome(each.per)
    found: dict[str, Estimate | None] = {}
    kept, days = book.world.kept, book.study.days
    for arm in book.world.arms:
        lives = book.world.lives(arm)
        above, below = over.value(lives, days)[kept], per.value(lives, days)[kept]
        found[arm] = ratio(above, below, book.world.strata)
    return RatioLine(name=each.name, label=each.label, arms=found)


def _luck_shared(world: World, days: int) -> bool:
    """Whether all that no policy moves is equal in all arms, person by person."""
    for each in OUTCOMES if world.arms else ():
        if each.exogenous:
            first, *others = world.values(each, days)[0].values()
            if any((other != first).any() for other in others):
                return False
    return True


def _personas(study: Study, world: World) -> tuple[PersonaLine, ...]:
    everybody = world.everybody
    declared = np.asarray(study.shares)
    total = float(declared.sum())
    return tuple(
        PersonaLine(
            name=name,
            status=study.statuses.get(name),
            declared=float(declared[k]),
            share=float(declared[k]) / total,
            people=everybody.sizes[k],
            counted=world.strata.sizes[k],
        )
        for k, name in enumerate(study.personas)
    )


def _finding(
    book: _Book, outcomes: list[OutcomeLine], differences: list[DifferenceLine]
) -> Finding | None:
    """The reference, and the arm whose headline differs most from it; the first of equals."""
    line = next((each for each in outcomes if each.name == HEADLINE), None)
    if line is None or book.reference is None:
        return None
    against = [
        each for each in differences if each.outcome == HEADLINE and each.against == book.reference
    ]
    most = max(against, key=lambda each: (abs(each.all.value), not each.all.same), default=None)
    return Finding(
        days=book.study.days,
        first=book.reference,
        first_level=line.arms[book.reference],
        second=None if most is None else most.arm,
        second_level=None if most is None else line.arms[most.arm],
        difference=None if most is None else most.all,
        signs=None if most is None else most.worlds,
        calibration=book.study.calibration,
        others=len(against),
        before=_before(book.study.spec),
        left_before=_left_before(book.world),
    )


def _left_before(world: World) -> float:
    """The weighted share that had left before entry: the same persons in every arm."""
    first = next(iter(world.arms.values()), None)
    return 0.0 if first is None else world.strata.mean(_number(first.away_start[world.kept]))


def _number(truth: B1) -> F8:
    return truth.astype(np.float64)


def _before(spec: Mapping[str, Any]) -> str:
    """What the people of a resolved spec had lived with before entry; empty for a new cohort."""
    if spec.get("cohort", "new") == "new":
        return ""
    return f"{spec['days_before_entry']} days under {spec['baseline']} before entry"
