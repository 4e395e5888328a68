"""Queue measures of one scenario: one number a population, for each group of people and service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8
from simenv.stats.outcome import Kind
from simenv.stats.populations.arms import Arms
from simenv.stats.populations.estimate import Apart, Column, Level, apart, level, per
from simenv.stats.populations.queue import MEASURES, Measure, Unit
from simenv.stats.populations.requests import Requests
from simenv.vocabulary import Channel

#: What a unit is to an interval: no rate and no wait lies below 0, no share outside 0 to 1.
_KINDS: dict[Unit, Kind] = {"rate": "count", "share": "share", "minutes": "count", "hours": "hours"}
EVERYONE, AT_RISK = "everyone", "at risk"
PERSONA = "persona: "


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """One measure in one scenario for one group of requests.

    `group` is everyone, those at risk, a channel (`crisis-line`), a channel at risk
    (`crisis-line, at risk`) or a persona (`persona: NAME`). `differences` are to the reference, for
    all but personas. None where nobody is in the denominator.
    """

    scenario: str
    measure: str
    group: str
    arms: dict[str, Level | None]
    differences: dict[str, Apart | None]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Some requests: of one persona, to one channel, at risk or not; None is all of them."""

    name: str
    persona: int | None = None
    channel: int | None = None
    at_risk: bool = False

    def of(self, table: F8) -> F8:
        """Sums [populations] over the group of a table [populations, personas, channels, risk]."""
        some = table if self.persona is None else table[:, [self.persona]]
        some = some if self.channel is None else some[:, :, [self.channel]]
        some = some[..., [1]] if self.at_risk else some
        found: F8 = some.sum(axis=(1, 2, 3))
        return found

    def mine(self, asked: Requests) -> B1:
        """Which requests are of the group."""
        found = np.ones(len(asked.calls), dtype=np.bool_)
        if self.persona is not None:
            found &= asked.calls.persona == self.persona
        if self.channel is not None:
            found &= asked.calls.channel == self.channel
        return found & asked.at_risk if self.at_risk else found


def queue_lines(arms: Arms, scenario: str) -> list[QueueLine]:
    """All measures in all groups of a scenario."""
    asked = {arm: Requests.of(arms, arm) for arm in arms.world.arms}
    groups = groups_of(arms.study.personas, asked)
    found = []
    for each in MEASURES:
        told = {arm: _Told.of(arms, one, each) for arm, one in asked.items()}
        for group in groups:
            columns = {arm: one.column(group) for arm, one in told.items()}
            found.append(_line((scenario, each.name, group), columns))
    return found


def groups_of(personas: tuple[str, ...], asked: Mapping[str, Requests]) -> list[Group]:
    """Everyone, those at risk, each channel that somebody asked, each persona that asked."""
    found = [Group(name=EVERYONE), Group(name=AT_RISK, at_risk=True)]
    channels = {int(each) for one in asked.values() for each in np.unique(one.calls.channel)}
    who = {int(each) for one in asked.values() for each in np.unique(one.calls.persona)}
    for code in sorted(channels):
        word = Channel(code).word
        found.append(Group(name=word, channel=code))
        found.append(Group(name=f"{word}, {AT_RISK}", channel=code, at_risk=True))
    found += [Group(name=f"{PERSONA}{personas[k]}", persona=k) for k in sorted(who)]
    return found


def _line(of: tuple[str, str, Group], columns: Mapping[str, Column]) -> QueueLine:
    scenario, name, group = of
    reference, *others = columns
    compared = others if group.persona is None else ()
    return QueueLine(
        scenario=scenario,
        measure=name,
        group=group.name,
        arms={arm: level(column) for arm, column in columns.items()},
        differences={arm: apart(columns[arm], columns[reference]) for arm in compared},
    )


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A measure of one arm: its sums and its denominators [populations, personas, channels, risk].

    `people` [populations, personas] are those whom a rate is told per.
    """

    asked: Requests
    each: Measure
    among: B1
    values: F8
    sums: F8
    counts: F8
    people: F8

    @classmethod
    def of(cls, arms: Arms, asked: Requests, each: Measure) -> _Told:
        calls = asked.calls
        among = np.ones(len(calls), np.bool_) if each.among is None else each.among(asked)
        values = each.over(asked)
        shape = (arms.study.populations, len(arms.study.personas), len(Channel), 2)
        cells = np.ravel_multi_index(
            (asked.population, calls.persona, calls.channel, asked.at_risk.astype(np.int64)), shape
        )[among]
        size = int(np.prod(shape))
        sums = np.bincount(cells, weights=values[among], minlength=size).astype(np.float64)
        counts = np.bincount(cells, minlength=size).astype(np.float64)
        told = {"sums": sums.reshape(shape), "counts": counts.reshape(shape)}
        return cls(asked=asked, each=each, among=among, values=values, people=arms.people, **told)

    def column(self, group: Group) -> Column:
        """One number a population: a rate per 100 people, a ratio of totals, or a quantile."""
        kind = _KINDS[self.each.unit]
        sums, counts = group.of(self.sums), group.of(self.counts)
        if self.each.quantile is not None:
            values = self._quantiles(group, self.each.quantile)
            return Column(values=values, units=int(counts.sum()), kind=kind)
        if self.each.among is not None:
            return Column(values=per(sums, counts), units=int(counts.sum()), kind=kind)
        own = self.people if group.persona is None else self.people[:, [group.persona]]
        people = own.sum(axis=1)
        rates = np.full(len(people), np.nan)
        np.divide(100 * sums, people, out=rates, where=people > 0)
        return Column(values=rates, units=int(people.sum()), kind=kind, times=100.0)

    def _quantiles(self, group: Group, share: float) -> F8:
        mine = self.among & group.mine(self.asked)
        where, values = self.asked.population[mine], self.values[mine]
        parts = (values[where == r] for r in range(len(self.people)))
        return np.array([np.quantile(own, share) if len(own) else np.nan for own in parts])
