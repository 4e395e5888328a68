"""Non-inferiority: by how much the same people fare worse than under the baseline.

Differences are paired, person by person, in the direction in which more is worse. In drawn worlds
only the estimate of each counts, and in how large a share of them it lies within the margin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil

from simenv.columns import F8
from simenv.criteria import CriteriaFile, Harm, WorldsHarm
from simenv.gate.criterion import Criterion, Family
from simenv.stats.censoring import LIMIT
from simenv.stats.estimate import FEW, GRAIN, difference
from simenv.stats.lived import World
from simenv.stats.one_sided import Apart, Known, Measured, Scattered, skew_of_mean
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import outcome
from simenv.stats.strata import Strata
from simenv.stats.tables.numbers import SHORT, number

_ALONE = "of some persona a single person is counted, whose spread nobody knows"
#: What a world may be taken with for one that is beyond the margin.
_WRONG = 0.05


@dataclass(frozen=True, kw_only=True)
class Lived:
    """The median world and, of each drawn one, the harm in the outcomes that are asked for.

    Arms are `candidate` and `baseline`. `harms` hold by outcome what was measured in each world
    against the margin, None where a world lost too many people to failed calls. `same` says that in
    no world anybody lived otherwise.
    """

    candidate: str
    baseline: str
    personas: tuple[str, ...]
    days: int
    median: World
    same: bool
    harms: dict[str, list[Measured | None]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: tuple[str, str],
        personas: Sequence[str],
        days: int,
        worlds: tuple[World, Iterable[World]],
        limits: Sequence[WorldsHarm],
    ) -> Lived:
        """Read the drawn worlds one after the other; `names` are candidate and baseline."""
        median, drawn = worlds
        harms: dict[str, list[Measured | None]] = {limit.outcome: [] for limit in limits}
        same = not median.parted(*names).any()
        for world in drawn:
            same = same and not world.parted(*names).any()
            for limit in limits:
                harms[limit.outcome].append(_harm(limit, world, names, days))
        return cls(
            candidate=names[0],
            baseline=names[1],
            personas=tuple(personas),
            days=days,
            median=median,
            same=bool(same),
            harms=harms,
        )

    @property
    def held_back(self) -> str:
        """Why no difference of the median world can be claimed; empty where it can."""
        lost = self.median.censored_share
        return f"{100 * lost:.1f} % of people were lost to failed calls" if lost > LIMIT else ""

    def both(self, each: Outcome) -> tuple[F8, F8, Strata]:
        """The outcome of each counted person under candidate and baseline, and their strata."""
        values, strata = self.median.values(each, self.days)
        return values[self.candidate], values[self.baseline], strata


def _harm(limit: Harm, world: World, names: tuple[str, str], days: int) -> Measured | None:
    """Candidate minus baseline in one world; None where too many people were lost in it."""
    if world.censored_share > LIMIT:
        return None
    values, strata = world.values(outcome(limit.outcome), days)
    return _measured(limit, (values[names[0]], values[names[1]]), strata, same=False)


def criteria(file: CriteriaFile, lived: Lived) -> Iterator[Criterion]:
    """A criterion for each margin: over everybody, for each persona, over the worlds."""
    for limit in file.non_inferiority:
        first, second, strata = lived.both(outcome(limit.outcome))
        yield _criterion(limit, lived, "non_inferiority", ((first, second), strata))
    for group in file.worst_group:
        first, second, strata = lived.both(outcome(group.outcome))
        for at, name in enumerate(lived.personas):
            own = (strata.cut(first, at), strata.cut(second, at)), strata.one(at)
            yield _criterion(group, lived, "worst_group", own, (group.by, name))
    for robust in file.worlds:
        yield _over_worlds(robust, lived)


def _criterion(
    limit: Harm,
    lived: Lived,
    family: Family,
    people: tuple[tuple[F8, F8], Strata],
    group: tuple[str, str] | None = None,
) -> Criterion:
    """A margin for some people: their outcomes under candidate and baseline, and their strata."""
    each = outcome(limit.outcome)
    measured = _measured(limit, *people, same=lived.same)
    few = "" if lived.same else _too_few(limit, people[1].people)
    return Criterion(
        family=family,
        measure=each.name,
        label=each.label,
        kind=each.kind,
        why=limit.why,
        source=limit.source,
        units="people",
        ways=() if measured is None else (("difference", measured),),
        group=group,
        held_back=lived.held_back or few or ("" if measured is not None else _ALONE),
        same=lived.same,
    )


def _too_few(limit: Harm, people: int) -> str:
    """Why a margin cannot be told from luck among so few, if a handful of events make it up.

    Where one person can add much to a total, some such events have to be seen before their spread
    is known. Shares know their own spread.
    """
    kind = outcome(limit.outcome).kind
    grain = 0.0 if kind == "share" else GRAIN[kind]
    least = max(2, ceil(FEW * grain / limit.size))
    return f"{people:,} people are too few for this margin: it takes {least:,}" * (people < least)


def _measured(limit: Harm, both: tuple[F8, F8], strata: Strata, *, same: bool) -> Measured | None:
    each = outcome(limit.outcome)
    if same:
        return Known(estimate=0.0, limit=limit.size)
    if strata.people < 2:
        return None
    found = difference(*both, strata, each.kind)
    if found.error is None:
        return None
    higher, share = each.better == "higher", each.kind == "share"
    skew = 0.0 if share else skew_of_mean(both[0] - both[1], strata)
    return Apart.of(found, limit.size, higher=higher, share=share, skew=skew)


def _share(found: Iterable[bool]) -> float:
    """The share of what is true; 0 of nothing."""
    every = list(found)
    return sum(every) / max(1, len(every))


def _over_worlds(limit: WorldsHarm, lived: Lived) -> Criterion:
    """The share of worlds in which the harm is the margin or more, against what is left of 1."""
    each, found = outcome(limit.outcome), lived.harms[limit.outcome]
    known = [one for one in found if one is not None]
    lost = len(found) - len(known)
    most = 1.0 - limit.in_at_least
    measured: Measured = Known(estimate=0.0, limit=most)
    if not lived.same:
        measured = Scattered(
            estimate=_share(one.estimate >= one.limit for one in known),
            sure=_share(one.p_above() <= _WRONG for one in known),
            wrong=_WRONG,
            limit=most,
            number=float(len(known)),
        )
    unit = "" if each.kind == "count" else f" {SHORT[each.kind]}"
    return Criterion(
        family="worlds",
        measure=each.name,
        label=f"{each.label}, in drawn worlds under +{number(limit.size, each.kind)}{unit}",
        kind=each.kind,
        why=limit.why,
        source=limit.source,
        units="worlds",
        ways=(("worlds", measured),),
        held_back=f"{lost} of {len(found)} worlds lost too many people" if lost else "",
        same=lived.same,
    )
