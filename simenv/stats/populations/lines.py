"""The median world in lines: outcomes by scenario and arm, and their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simenv.stats.censoring import LIMIT
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import OUTCOMES, outcome
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.estimate import (
    Apart,
    Column,
    Level,
    Short,
    apart,
    apart_twice,
    level,
)
from simenv.stats.populations.study import PopulationStudy
from simenv.stats.reading import Reading, read
from simenv.stats.tables.reading import BRIEF

#: `lapsed` looks at so many last days: in a shorter run it would be another thing, and is not told.
LAPSE_DAYS = 14


def outcomes_in(days: int) -> tuple[Outcome, ...]:
    """The outcomes that a run of so many days can tell."""
    return tuple(each for each in OUTCOMES if each.name != "lapsed" or days >= LAPSE_DAYS)


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """An outcome: what it is, and its level by scenario and arm, persona by persona if it is brief.

    `standard` names the norm it depends on; `margin` is the least difference that counts, None
    where nothing is compared.
    """

    name: str
    label: str
    group: str
    kind: str
    unit: str
    better: str
    standard: str | None
    exogenous: bool
    detail: bool
    margin: float | None
    margin_source: str
    scenarios: dict[str, dict[str, Level | None]]
    personas: dict[str, dict[str, dict[str, Short | None]]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """`arm` minus `against` in one outcome and scenario, paired by population.

    `reading` is by the margin, None where too many were lost for a claim. `personas` are for brief
    outcomes against the reference.
    """

    outcome: str
    scenario: str
    arm: str
    against: str
    all: Apart
    reading: Reading | None
    personas: dict[str, Short] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CapacityLine:
    """How a scenario moves an outcome, against the first scenario: the same people in both.

    `moved` is the level of the arm there minus here; `effect` is the arm's difference to
    `against` there minus that difference here, None for the reference itself.
    """

    outcome: str
    scenario: str
    instead: str
    arm: str
    against: str
    moved: Apart | None
    effect: Apart | None


@dataclass(frozen=True, kw_only=True)
class CensoredLine:
    """Whom failed calls took out of sight in one scenario; they are left out in all its arms.

    `claim` says whether few enough were lost. `bounds` of each brief share by arm if nobody, or
    everybody, out of sight had met it; empty where nobody was.
    """

    scenario: str
    people: int
    share: float
    limit: float
    claim: bool
    bounds: dict[str, dict[str, tuple[float, float]]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is kept of one scenario of the median world."""

    columns: Mapping[str, Mapping[str, Column]]
    personas: Mapping[str, Mapping[str, Mapping[str, Column]]]
    same: Mapping[tuple[str, str], bool]
    censored: CensoredLine

    @classmethod
    def of(cls, arms: Arms, scenario: str, pairs: list[tuple[str, str]]) -> Told:
        """All outcomes of a scenario as columns, one number a population."""
        brief = [outcome(name) for name in BRIEF]
        return cls(
            columns={each.name: arms.columns(each) for each in outcomes_in(arms.study.days)},
            personas={each.name: arms.by_persona(each) for each in brief},
            same={pair: arms.same(*pair) for pair in pairs},
            censored=_censored(arms, scenario, brief),
        )


def outcome_lines(told: Mapping[str, Told], study: PopulationStudy) -> list[OutcomeLine]:
    """Every outcome in every scenario and arm."""
    return [_line(each, told, study) for each in outcomes_in(study.days)]


def difference_lines(
    told: Mapping[str, Told], margins: Mapping[str, float], pairs: list[tuple[str, str]]
) -> list[DifferenceLine]:
    """Every outcome that has a margin, each pair of arms, each scenario."""
    found = []
    for each in (one for one in OUTCOMES if one.name in margins):
        for scenario, own in told.items():
            for pair in pairs:
                line = _difference(each, (scenario, own), pair, margins[each.name])
                found += [] if line is None else [line]
    return found


def capacity_lines(
    told: Mapping[str, Told], arms: tuple[str, ...], sound: Mapping[str, bool]
) -> list[CapacityLine]:
    """Every outcome and arm in each scenario against the first; none where too many were lost."""
    first, *others = told
    if not arms or not sound[first]:
        return []
    return [
        _capacity(each, (first, told[first]), (scenario, told[scenario]), (arm, arms[0]))
        for each in OUTCOMES
        if not each.exogenous and each.name in told[first].columns
        for scenario in others
        if sound[scenario]
        for arm in arms
    ]


def _line(each: Outcome, told: Mapping[str, Told], study: PopulationStudy) -> OutcomeLine:
    margin, source = (None, "") if each.exogenous else study.margin(each.name)
    return OutcomeLine(
        name=each.name,
        label=each.label,
        group=each.group,
        kind=each.kind,
        unit=each.unit,
        better=each.better,
        standard=study.standard if each.by_standard else None,
        exogenous=each.exogenous,
        detail=each.detail,
        margin=margin,
        margin_source=source,
        scenarios={
            scenario: {arm: level(column) for arm, column in own.columns[each.name].items()}
            for scenario, own in told.items()
        },
        personas={
            scenario: {
                persona: {arm: _short(column) for arm, column in columns.items()}
                for persona, columns in own.personas.get(each.name, {}).items()
            }
            for scenario, own in told.items()
            if each.name in own.personas
        },
    )


def _short(column: Column) -> Short | None:
    found = level(column)
    return None if found is None else found.short


def _difference(
    each: Outcome, where: tuple[str, Told], pair: tuple[str, str], margin: float
) -> DifferenceLine | None:
    scenario, own = where
    arm, against = pair
    columns, same = own.columns[each.name], own.same[pair]
    found = apart(columns[arm], columns[against], same=same)
    if found is None:
        return None
    reading = None
    if own.censored.claim:
        reading = read(found.read_as, each.better, margin, _events(each, columns, pair))
    personas = own.personas.get(each.name, {}) if against == next(iter(columns)) else {}
    return DifferenceLine(
        outcome=each.name,
        scenario=scenario,
        arm=arm,
        against=against,
        all=found,
        reading=reading,
        personas={
            persona: one.short
            for persona, two in personas.items()
            if (one := apart(two[arm], two[against], same=same)) is not None
        },
    )


def _events(each: Outcome, columns: Mapping[str, Column], pair: tuple[str, str]) -> int | None:
    """Persons who met a share in both arms together; None of what is no share.

    Populations are of one size, so the mean over them tells how many met it.
    """
    if each.kind != "share":
        return None
    levels = ((columns[arm], level(columns[arm])) for arm in pair)
    return sum(round(one.value * column.units) for column, one in levels if one is not None)


def _capacity(
    each: Outcome, here: tuple[str, Told], there: tuple[str, Told], pair: tuple[str, str]
) -> CapacityLine:
    arm, against = pair
    (first, one), (scenario, other) = here, there
    now, then = other.columns[each.name], one.columns[each.name]
    effect = None
    if arm != against:
        same = one.same[pair] and other.same[pair]
        effect = apart_twice((now[arm], now[against]), (then[arm], then[against]), same=same)
    return CapacityLine(
        outcome=each.name,
        scenario=scenario,
        instead=first,
        arm=arm,
        against=against,
        moved=apart(now[arm], then[arm]),
        effect=effect,
    )


def _censored(arms: Arms, scenario: str, brief: list[Outcome]) -> CensoredLine:
    people = int((~arms.world.kept).sum())
    shares = [each for each in brief if each.kind == "share"] if people else []
    return CensoredLine(
        scenario=scenario,
        people=people,
        share=arms.lost,
        limit=LIMIT,
        claim=arms.sound,
        bounds={each.name: arms.bounds(each) for each in shares},
    )
