"""Cumulative incidence of first events with their competing events (Aalen & Johansen 1978).

The share of people who have met an event by each day, stratified by persona with declared weights.
A life goes on to the horizon whatever happens, so without failed calls each is a plain proportion,
to the last bit. A failed call censors a person at that moment, in all arms at the earliest of them;
then `pseudo` says what each person adds. A competing event is one after which the first event of
this kind cannot be of another cause: one minus Kaplan's and Meier's curve would count those whom it
met as if they were still to come, and is used nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from simenv.columns import F8, I8
from simenv.rows import DAY, TrajectoryRows
from simenv.stats.estimate import settled
from simenv.stats.lived import World
from simenv.stats.pseudo import NEVER, Firsts, firsts, share_by, time_until
from simenv.stats.strata import Strata, block_sum
from simenv.vocabulary import Cause


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The share of people who have met one first event by the end of each day, 0 to the horizon.

    `event` and `cause` name it (`disengaged`, `refused`; the cause is empty for any); `low` and
    `high` are pointwise 95 % limits, empty where a persona holds a single person.
    """

    event: str
    cause: str
    label: str
    arm: str
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class _Event:
    """One first event: its outcome's name, and its competing causes with the column of each.

    With a single cause, which is then empty, there is nothing that competes.
    """

    name: str
    label: str
    causes: dict[str, str]
    columns: tuple[str, ...]

    def times(self, rows: TrajectoryRows) -> list[I8]:
        """When each cause first happened, -1 where it did not; one array [n] a cause."""
        if self.name != "disengaged":
            return [getattr(rows, name) for name in self.columns]
        because = (Cause.REFUSED, Cause.UNHELPED, Cause.DRIFTED)
        return [np.where(rows.disengaged_cause == one, rows.disengaged_at, -1) for one in because]


#: What is drawn. The last one is what came first of three; its causes compete with each other.
EVENTS = (
    _Event(
        name="disengaged",
        label="Stopped using the assistant",
        causes={
            "refused": "Stopped after a refusal",
            "unhelped": "Stopped unhelped, without a refusal",
            "drifted": "Drifted away",
        },
        columns=("disengaged_at",),
    ),
    _Event(name="human", label="Reached a human", causes={}, columns=("human_at",)),
    _Event(name="risk_escalated", label="Risk escalated", causes={}, columns=("escalated_at",)),
    _Event(name="unsafe_help", label="Unsafe help received", causes={}, columns=("unsafe_at",)),
    _Event(
        name="first",
        label="Any of the three",
        causes={
            "disengaged": "Stopped using the assistant first",
            "human": "Reached a human first",
            "risk_escalated": "Risk escalated first",
        },
        columns=("disengaged_at", "human_at", "escalated_at"),
    ),
)


def curves(world: World, days: int) -> tuple[Curve, ...]:
    """Every event and cause in every arm; those of one event and arm stand together."""
    found: list[Curve] = []
    for event in EVENTS:
        for arm, rows in world.arms.items():
            seen = firsts(event.times(rows), lost_at(world))
            draw = partial(_curve, event, arm, seen, (world.everybody, days))
            found += [draw("", event.label, 0)]
            found += [draw(*told, number) for number, told in enumerate(event.causes.items(), 1)]
    return tuple(found)


def lost_at(world: World) -> I8:
    """When each person [n] was lost to a failed call, the earliest over arms; -1 if never."""
    times = [np.where(r.censored_at < 0, NEVER, r.censored_at) for r in world.arms.values()]
    earliest = np.stack(times).min(axis=0)
    found: I8 = np.where(earliest == NEVER, -1, earliest)
    return found


def met_by_horizon(
    world: World, event: str, days: int, cause: str = ""
) -> tuple[dict[str, F8], Strata]:
    """One number a person [n] and arm, whose mean is the share who met it; and their strata.

    Fits `level` and `difference` as `World.values` does, and equals it where nobody was censored.
    """
    found = next(one for one in EVENTS if one.name == event)
    number = 1 + list(found.causes).index(cause) if cause else 0
    horizon = np.array([days * DAY])
    return {
        arm: share_by(firsts(found.times(rows), lost_at(world)), number, horizon, world.everybody)[
            :, 0
        ]
        for arm, rows in world.arms.items()
    }, world.everybody


def days_before(world: World, event: str, days: int) -> tuple[dict[str, F8], Strata]:
    """One number a person [n] and arm, whose mean are the days before the event, at most `days`."""
    found = next(one for one in EVENTS if one.name == event)
    return {
        arm: time_until(firsts(found.times(rows), lost_at(world)), days * DAY, world.everybody)
        / DAY
        for arm, rows in world.arms.items()
    }, world.everybody


def _curve(
    event: _Event,
    arm: str,
    seen: Firsts,
    over: tuple[Strata, int],
    cause: str,
    label: str,
    number: int,
) -> Curve:
    strata, days = over
    times = np.arange(days + 1) * DAY
    means, parts, counts = _moments(seen, number, times, strata)
    limited = all(strata.sizes[k] > 1 for k in strata.counted)
    levels = [
        settled(sum(mean), part if limited else None, (strata, "share", 1.0), count)
        for mean, part, count in zip(means.T.tolist(), parts.T.tolist(), counts, strict=True)
    ]
    return Curve(
        event=event.name,
        cause=cause,
        label=label,
        arm=arm,
        value=tuple(each.value for each in levels),
        low=tuple(each.low or 0.0 for each in levels) if limited else (),
        high=tuple(each.high or 0.0 for each in levels) if limited else (),
    )


def _moments(seen: Firsts, cause: int, times: I8, strata: Strata) -> tuple[F8, F8, list[int]]:
    """What each counted persona adds to the share by each time, and to its variance [k, m].

    And how many persons were seen to meet it [m].
    """
    shape = (len(strata.counted), len(times))
    means, parts, events = np.zeros(shape), np.zeros(shape), np.zeros(len(times), np.int64)
    for row, k in enumerate(strata.counted):
        mine, n, weight = (
            seen.cut(strata.edges[k], strata.edges[k + 1]),
            strata.sizes[k],
            strata.weights[k],
        )
        met = mine.status == cause if cause else mine.status > 0
        counts = np.searchsorted(np.sort(mine.at[met]), times, side="right")
        events += counts
        sums, squares = counts.astype(np.float64), counts * (n - counts) / n
        if mine.censored.any() and n > 1:
            values = share_by(mine, cause, times, Strata(edges=(0, n), weights=(1.0,)))
            sums = np.array([block_sum(column) for column in values.T])
            squares = np.array([block_sum(one * one) for one in (values - sums / n).T])
        means[row] = weight * sums / n
        parts[row] = weight**2 * squares / max(1, n - 1) / n
    return means, parts, events.tolist()
