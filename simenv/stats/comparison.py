"""From the lives of all arms to a `Summary`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from simenv.stats.after import Events, Turns, after
from simenv.stats.book import ALL_PAIRS, Book
from simenv.stats.censoring import Censoring, censoring
from simenv.stats.claims import Claim
from simenv.stats.decisions import Decisions
from simenv.stats.estimate import CONFIDENCE
from simenv.stats.flows import Flows
from simenv.stats.frontier import frontier
from simenv.stats.holding import COMPARED, Holding, asked
from simenv.stats.incidence import curves
from simenv.stats.lived import World
from simenv.stats.outcome import Lives
from simenv.stats.outcomes import HEADLINE, OUTCOMES
from simenv.stats.points import answered
from simenv.stats.scores import score_levels
from simenv.stats.sentence import Finding, sentence
from simenv.stats.summary import DifferenceLine, OutcomeLine, PersonaLine, Study, Summary
from simenv.stats.worlds import read
from simenv.vocabulary import Standing

__all__ = ["ALL_PAIRS", "COMPARED", "FORMAT", "summarise"]

#: The version of `summary.json`.
FORMAT = 4


def summarise(
    study: Study,
    lives: Mapping[str, Lives],
    drawn: Iterable[Mapping[str, Lives]] = (),
    *,
    decisions: Decisions | None = None,
    decisions_second: Decisions | None = None,
    flows: Flows | None = None,
    told: tuple[Turns, Events] | None = None,
) -> Summary:
    """Compare the arms of the median world, and say what holds over the drawn ones.

    `lives` and each of `drawn` map an arm to its trajectories and standing; arms that failed are
    absent. `drawn` is read once, one world at a time. `decisions` and `flows` are handed on as they
    are, where they were read off; `decisions_second` are those by the second standard. `told` are
    the turns and events of the median world, for what follows a refusal. `SimulatorFailure` if the
    arms hold different persons.
    """
    world = World.of({arm: lives[arm] for arm in study.arms if arm in lives}, study.shares)
    worlds, panels = read(world, drawn, asked(study, score_levels(answered(decisions))))
    book = Book(study=study, world=world, worlds=worlds, decisions=decisions)
    lost = censoring(world, OUTCOMES, study.days)
    holding = Holding(book=book, panels=panels, lost=lost.share)
    found = _summary(holding, lost)
    return replace(
        found,
        weightings=holding.weightings(),
        rankings=holding.rankings(found.claims),
        drivers=holding.drivers(found.named),
        flows=flows,
        second_standard=study.second_standard,
        decisions_second=decisions_second,
        frontier={} if decisions is None else frontier(decisions),
        frontier_second={} if decisions_second is None else frontier(decisions_second),
        after=() if told is None else after(world, study.days, *told),
    )


def _summary(holding: Holding, lost: Censoring) -> Summary:
    """What the lives say; the rest is added to it."""
    book = holding.book
    study, world = book.study, book.world
    outcomes, differences = book.compare()
    claims = holding.claims()
    finding = _finding(book, outcomes, differences, claims)
    named = () if finding is None else (finding.first, finding.second)
    return Summary(
        format=FORMAT,
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
        arms=book.arms,
        scorecards=book.scorecards(),
        decisions=book.decisions,
        outcomes=tuple(outcomes),
        ratios=book.ratios(),
        differences=tuple(differences),
        censoring=lost,
        luck_shared=book.luck_shared(),
        states=Standing.words(),
        standing={arm: world.daily(arm) for arm in world.arms},
        flows=None,
        spec=dict(study.spec),
        family=book.family,
        claims=claims,
        curves=curves(world, study.days),
    )


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
    book: Book,
    outcomes: list[OutcomeLine],
    differences: list[DifferenceLine],
    claims: tuple[Claim, ...],
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
        claim=None if most is None else _claim(claims, most),
    )


def _claim(claims: tuple[Claim, ...], line: DifferenceLine) -> Claim | None:
    """The claim about the same difference."""
    of = (line.outcome, line.arm, line.against)
    return next((one for one in claims if (one.outcome, one.arm, one.against) == of), None)


def _left_before(world: World) -> float:
    """The weighted share that had left before entry: the same persons in every arm."""
    first = next(iter(world.arms.values()), None)
    if first is None:
        return 0.0
    return world.strata.mean(first.away_start[world.kept].astype(np.float64))


def _before(spec: Mapping[str, Any]) -> str:
    """What the people of a resolved spec had lived with before entry; empty for a new cohort."""
    if spec.get("cohort", "new") == "new":
        return ""
    return f"{spec['days_before_entry']} days under {spec['baseline']} before entry"
