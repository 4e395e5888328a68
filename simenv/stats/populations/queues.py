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
from simenv.stats.populations.requests import Requests, window_of
from simenv.stats.populations.ways import Books
from simenv.vocabulary import Channel

#: What a unit is to an interval: no rate and no wait lies below 0, no share outside 0 to 1.
_KINDS: dict[Unit, Kind] = {
    "rate": "count",
    "share": "share",
    "minutes": "count",
    "hours": "hours",
    "days": "days",
}
EVERYONE, AT_RISK = "everyone", "at risk"
LINES, BOOKS = "lines", "appointments"
PERSONA = "persona: "
#: The numbers of one scenario by measure and group, and by arm.
Columns = Mapping[tuple[str, str], Mapping[str, Column]]


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """One measure in one scenario for one group of requests.

    `group` is everyone, those at risk, `lines` or `appointments` (what is asked while one waits, or
    by appointment), a channel (`crisis-line`), each of these at risk (`crisis-line, at risk`) or a
    persona (`persona: NAME`). `units` are the requests in the denominator, in all populations
    together (people, of a rate). `differences` are to the reference, `moved` is this scenario minus
    the first under the same arm, for all but personas. None where nobody is in the denominator.
    """

    scenario: str
    measure: str
    group: str
    arms: dict[str, Level | None]
    units: dict[str, int]
    differences: dict[str, Apart | None]
    moved: dict[str, Apart | None]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Some requests: of a persona, to a channel, by appointment, at risk; None is all of them."""

    name: str
    persona: int | None = None
    channel: int | None = None
    book: bool | None = None
    at_risk: bool = False

    def of(self, table: F8) -> F8:
        """Sums [populations] over the group.

        The table is [populations, personas, channels, by appointment, risk].
        """
        some = table if self.persona is None else table[:, [self.persona]]
        some = some if self.channel is None else some[:, :, [self.channel]]
        some = some if self.book is None else some[:, :, :, [int(self.book)]]
        some = some[..., [1]] if self.at_risk else some
        found: F8 = some.sum(axis=(1, 2, 3, 4))
        return found

    def mine(self, asked: Requests, by_book: B1) -> B1:
        """Which requests are of the group."""
        found = np.ones(len(asked.calls), dtype=np.bool_)
        if self.persona is not None:
            found &= asked.calls.persona == self.persona
        if self.channel is not None:
            found &= asked.calls.channel == self.channel
        if self.book is not None:
            found &= by_book == self.book
        return found & asked.at_risk if self.at_risk else found


def queue_columns(arms: Arms) -> Columns:
    """All measures in all groups of a scenario, one number a population."""
    asked = {arm: Requests.of(arms, arm) for arm in arms.world.arms}
    books = Books.of(arms)
    groups = groups_of(arms.study.personas, asked)
    found = {}
    for each in MEASURES:
        if each.follows > window_of(arms.study.days):
            continue
        told = {
            arm: _Told.of(arms, (one, books.mine(one.calls)), each) for arm, one in asked.items()
        }
        for group in groups:
            found[each.name, group.name] = {arm: one.column(group) for arm, one in told.items()}
    return found


def queue_lines(columns: Columns, scenario: str, first: Columns) -> list[QueueLine]:
    """All measures in all groups of a scenario, against the `first` one too unless it is blank."""
    return [_line((scenario, *key), own, first.get(key, {})) for key, own in columns.items()]


def groups_of(personas: tuple[str, ...], asked: Mapping[str, Requests]) -> list[Group]:
    """Everyone, those at risk, lines and books, each channel and each persona that asked."""
    found = [Group(name=EVERYONE), Group(name=AT_RISK, at_risk=True)]
    for word, book in ((LINES, False), (BOOKS, True)):
        found.append(Group(name=word, book=book))
        found.append(Group(name=f"{word}, {AT_RISK}", book=book, at_risk=True))
    channels = {int(each) for one in asked.values() for each in np.unique(one.calls.channel)}
    who = {int(each) for one in asked.values() for each in np.unique(one.calls.persona)}
    for code in sorted(channels):
        word = Channel(code).word
        found.append(Group(name=word, channel=code))
        found.append(Group(name=f"{word}, {AT_RISK}", channel=code, at_risk=True))
    found += [Group(name=f"{PERSONA}{personas[k]}", persona=k) for k in sorted(who)]
    return found


def _line(
    of: tuple[str, str, str], columns: Mapping[str, Column], first: Mapping[str, Column]
) -> QueueLine:
    scenario, name, group = of
    reference, *others = columns
    brief = group.startswith(PERSONA)
    moved = {} if brief else {arm: columns[arm] for arm in columns if arm in first}
    return QueueLine(
        scenario=scenario,
        measure=name,
        group=group,
        arms={arm: level(column) for arm, column in columns.items()},
        units={arm: column.units for arm, column in columns.items()},
        differences={} if brief else {a: apart(columns[a], columns[reference]) for a in others},
        moved={arm: apart(column, first[arm]) for arm, column in moved.items()},
    )


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A measure of one arm: its sums and its denominators, tables as `Group.of` takes them.

    `by_book` [calls] says which are for an appointment; `people` [populations, personas] are those
    whom a rate is told per.
    """

    asked: Requests
    by_book: B1
    each: Measure
    among: B1
    values: F8
    sums: F8
    counts: F8
    people: F8

    @classmethod
    def of(cls, arms: Arms, of: tuple[Requests, B1], each: Measure) -> _Told:
        asked, by_book = of
        calls = asked.calls
        among = np.ones(len(calls), np.bool_) if each.among is None else each.among(asked)
        values = each.over(asked)
        shape = (arms.study.populations, len(arms.study.personas), len(Channel), 2, 2)
        ways = by_book.astype(np.int64), asked.at_risk.astype(np.int64)
        places = (asked.population, calls.persona, calls.channel, *ways)
        cells = np.ravel_multi_index(places, shape)[among]
        size = int(np.prod(shape))
        sums = np.bincount(cells, weights=values[among], minlength=size).astype(np.float64)
        counts = np.bincount(cells, minlength=size).astype(np.float64)
        told = {"sums": sums.reshape(shape), "counts": counts.reshape(shape)}
        told |= {"people": arms.people, "values": values}
        return cls(asked=asked, by_book=by_book, each=each, among=among, **told)

    def column(self, group: Group) -> Column:
        """One number a population: a rate per 100 people, a ratio of totals, or a quantile."""
        kind = _KINDS[self.each.unit]
        sums, counts = group.of(self.sums), group.of(self.counts)
        if self.each.quantile is not None:
            values = self._quantiles(group, self.each.quantile)
            return Column(values=values, units=int(counts.sum()), kind=kind)
        if self.each.among is not None:
            units, most = int(counts.sum()), self.each.most
            return Column(values=per(sums, counts), units=units, kind=kind, most=most)
        own = self.people if group.persona is None else self.people[:, [group.persona]]
        people = own.sum(axis=1)
        rates = np.full(len(people), np.nan)
        np.divide(100 * sums, people, out=rates, where=people > 0)
        return Column(values=rates, units=int(people.sum()), kind=kind, times=100.0)

    def _quantiles(self, group: Group, share: float) -> F8:
        mine = self.among & group.mine(self.asked, self.by_book)
        where, values = self.asked.population[mine], self.values[mine]
        parts = (values[where == r] for r in range(len(self.people)))
        return np.array([np.quantile(own, share) if len(own) else np.nan for own in parts])
