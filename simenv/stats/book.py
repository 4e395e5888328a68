"""The median world in lines: arms, outcomes, differences, ratios, and the family they belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from simenv.columns import F8
from simenv.stats.decisions import Decisions
from simenv.stats.estimate import Difference, Estimate, difference, events_in, level, ratio
from simenv.stats.lived import World
from simenv.stats.outcome import Outcome, Ratio
from simenv.stats.outcomes import OUTCOMES, RATIOS, outcome
from simenv.stats.reading import ALPHA, Family, adjusted, read
from simenv.stats.relative import relative
from simenv.stats.scores import ScorecardLine, scorecards
from simenv.stats.strata import Strata
from simenv.stats.summary import ArmLine, DifferenceLine, OutcomeLine, RatioLine, Study
from simenv.stats.tables.reading import BRIEF
from simenv.stats.worlds import Drawn, signs

#: Up to this many arms, all pairs are compared; beyond, each with the reference only.
ALL_PAIRS = 6


@dataclass(frozen=True, kw_only=True)
class Book:
    """The median world beside the drawn ones, and which pairs of arms are compared."""

    study: Study
    world: World
    worlds: list[Drawn]
    decisions: Decisions | None

    @property
    def reference(self) -> str | None:
        """The first arm that was lived to the end."""
        return next(iter(self.world.arms), None)

    @cached_property
    def arms(self) -> tuple[ArmLine, ...]:
        """One line an arm that was asked for."""
        return tuple(
            ArmLine(name=arm, failed=self._failure(arm), same_as=self._twin(arm))
            for arm in self.study.arms
        )

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs as (arm, against); the earlier arm is the one compared with."""
        arms = list(self.world.arms)
        if len(arms) <= ALL_PAIRS:
            return [(later, earlier) for earlier, later in combinations(arms, 2)]
        return [(arm, arms[0]) for arm in arms[1:]]

    @cached_property
    def family(self) -> Family | None:
        """What was declared, else the outcomes of the short table that have a direction.

        Without the arms that failed; None unless an arm is left to be compared.
        """
        said = self.study.family
        usual = tuple(name for name in BRIEF if outcome(name).better != "neither")
        wanted = None if said is None else said.arms
        arms = [arm for arm in self.world.arms if arm != self.reference]
        arms = [arm for arm in arms if wanted is None or arm in wanted]
        if self.reference is None or not arms:
            return None
        outcomes = usual if said is None else said.outcomes
        size = len(outcomes) * len(arms)
        return Family(
            outcomes=outcomes, arms=tuple(arms), against=self.reference, size=size, alpha=ALPHA
        )

    def compare(self) -> tuple[list[OutcomeLine], list[DifferenceLine]]:
        """Every outcome in every arm, and every difference."""
        parted = {pair: self._parted(*pair) for pair in self.pairs}
        lines: list[OutcomeLine] = []
        apart: list[DifferenceLine] = []
        for each in OUTCOMES if self.world.arms else ():
            values, strata = self.world.values(each, self.study.days)
            lines.append(self._line(each, values, strata))
            apart.extend(
                self._difference((each, strata), pair, (values[pair[0]], values[pair[1]]), persons)
                for pair, persons in (parted.items() if not each.exogenous else ())
            )
        return lines, self._held(apart)

    def scorecards(self) -> tuple[ScorecardLine, ...]:
        """Both scorecards in every arm."""
        same = frozenset(line.name for line in self.arms if line.same_as is not None)
        study, drawn = self.study, self.worlds
        return scorecards(
            self.world, study.days, study.standard, same, drawn, decisions=self.decisions
        )

    def ratios(self) -> tuple[RatioLine, ...]:
        """Every ratio whose denominator the policy moves."""
        return tuple(self._ratio(each) for each in RATIOS)

    def luck_shared(self) -> bool:
        """Whether all that no policy moves is equal in all arms, person by person."""
        for each in OUTCOMES if self.world.arms else ():
            if each.exogenous:
                first, *others = self.world.values(each, self.study.days)[0].values()
                if any((other != first).any() for other in others):
                    return False
        return True

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
        margin, source = (None, "") if each.exogenous else self.study.margin(each.name)
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
            margin=margin,
            margin_source=source,
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
        events = events_in(first, second) if each.kind == "share" else None
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
            ratio=relative(first, second, strata, each.kind) if strata.people else None,
            reading=read(found, each.better, self.study.margin(each.name)[0], events),
        )

    def _held(self, lines: list[DifferenceLine]) -> list[DifferenceLine]:
        """The same lines, those of the family with Holm's adjustment over it."""
        family = self.family
        if family is None:
            return lines
        inside = {
            at: line.reading
            for at, line in enumerate(lines)
            if line.outcome in family.outcomes
            and line.arm in family.arms
            and line.against == family.against
            and line.reading is not None
        }
        found = adjusted(inside)
        return [
            replace(line, reading=found[at]) if at in found else line
            for at, line in enumerate(lines)
        ]

    def _ratio(self, each: Ratio) -> RatioLine:
        over, per = outcome(each.over), outcome(each.per)
        found: dict[str, Estimate | None] = {}
        kept, days = self.world.kept, self.study.days
        for arm in self.world.arms:
            lives = self.world.lives(arm)
            above, below = over.value(lives, days)[kept], per.value(lives, days)[kept]
            found[arm] = ratio(above, below, self.world.strata)
        return RatioLine(name=each.name, label=each.label, arms=found)


def _apart(first: F8, second: F8, what: tuple[Strata, Outcome], parted: bool) -> Difference:
    strata, each = what
    if not parted:
        return Difference(value=0.0, people=strata.people, same=True)
    return difference(first, second, strata, each.kind)
