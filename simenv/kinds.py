"""Personas compiled to arrays, one row a persona: what a batch of persons gathers from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simenv import graph
from simenv.columns import B1, F8, I1, I4, I8
from simenv.errors import BadInput, Problem
from simenv.parameters import Values
from simenv.persona import Persona, laid
from simenv.vocabulary import HUMAN, Age, Channel, language_code, region_code

#: A human channel counts as open when at least this much of its base weight gets through.
OPEN = 0.5
#: Where the services that a generic referral names are (C10 and most of the evidence: the US).
HOME = region_code("US")
#: Hours in a week.
_WEEK = 168.0
#: Days of the month that rates of events and crises are given for.
_MONTH = 30.0
#: The lag at which personas state their autocorrelation, and the cell of the path, in hours.
_LAG, _CELL = 5.0, 3.0
_VOICES = ("openly", "indirectly", "hardly")
_LENGTHS = ("short", "medium", "long")


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """The personas of a world as arrays; P personas.

    `needs` (P, 6) and `channels` (P, 8) are weights, the latter already narrowed by barriers;
    `barriers` (P, 8) is what stands in the way of a channel, 0–1, and `passes` what does not;
    `risk_shares` (P, 4) are those of the levels of risk at entry, `risk_cuts` (P, 3) the log-odds
    at which risk reaches passive, active, plan; `rates`
    (P, 7, 24) is the factor of weekday and hour on a person's mean hourly rate of needs; `memory`
    (P,) is the correlation of distress from one 3-hour cell to the next; `events` and `crises`
    (P,) are mean numbers a day. `voices` (P,) is how they disclose, `ways` (P,) how they write.
    """

    names: tuple[str, ...]
    personas: tuple[Persona, ...]
    graph: graph.Compiled
    start: I4
    needs: F8
    channels: F8
    barriers: F8
    passes: F8
    about_other: F8
    restricted: F8
    hidden: F8
    risk_shares: F8
    risk_cuts: F8
    rates: F8
    swing: F8
    memory: F8
    events: F8
    crises: F8
    region: I4
    language: I4
    abroad: B1
    age: I1
    voices: I4
    ways: I1

    def place(self, persona: I4, stage: I1) -> I8:
        """One number for a persona and a stage: where they stand in the two tables below."""
        found: I8 = persona.astype(np.int64) * len(self.graph.names) + stage
        return found

    @cached_property
    def weights(self) -> F8:
        """Base weights of the channels by place, shape (P x stages, 8)."""
        found: F8 = self.channels[:, None, :] * self.graph.opens
        return found.reshape(-1, len(Channel))

    @cached_property
    def weights_of(self) -> F8:
        """The same by channel, shape (8, P x stages)."""
        return np.ascontiguousarray(self.weights.T)

    @cached_property
    def needs_of(self) -> F8:
        """The weights of needs by need, shape (6, P)."""
        return np.ascontiguousarray(self.needs.T)

    @cached_property
    def risk_cut(self) -> F8:
        """The log-odds at which risk reaches passive, active, plan, by level, shape (3, P)."""
        return np.ascontiguousarray(self.risk_cuts.T)

    @cached_property
    def human_open(self) -> B1:
        """Whether a human channel stands open outside working hours, and in them: (2, places).

        One that the persona uses at all and that lets half of its weight or more through.
        """
        through = self.passes[:, None, :] * self.graph.opens
        stands = (through >= OPEN) & (self.channels[:, None, :] > 0)
        any_hour = [channel for channel in HUMAN if channel != Channel.PROFESSIONAL]
        found = stands[:, :, any_hour].any(axis=2), stands[:, :, HUMAN].any(axis=2)
        return np.stack(found).reshape(2, -1)

    def discloses(self, p: Values) -> F8:
        """The share of what they feel that persons of each persona show at first, shape (P,)."""
        by_voice = np.array([1.0, p["life.discloses-indirectly"], p["life.discloses-hardly"]])
        return by_voice[self.voices]


def compile_all(personas: Sequence[Persona]) -> Kinds:
    """Compile personas, in the given order; `BadInput` names each persona and fault."""
    people = tuple(personas)
    compiled = graph.compile_all(_graphs(people))
    barriers = np.array([_barriers(one) for one in people])
    weights = np.array([one.channel_weights for one in people])
    starts = [compiled.names.index(one.trajectory.start) for one in people]
    region = np.array([region_code(one.place.region) for one in people], np.int32)
    return Kinds(
        names=tuple(one.name for one in people),
        personas=people,
        graph=compiled,
        start=np.array(starts, np.int32),
        needs=np.array([one.need_weights for one in people]),
        channels=weights * (1.0 - barriers),
        barriers=barriers,
        passes=1.0 - barriers,
        about_other=np.array([one.requests.about_other for one in people]),
        restricted=np.array([one.requests.restricted for one in people]),
        hidden=np.array([one.requests.hidden_intent for one in people]),
        risk_shares=np.array([one.risk.shares for one in people]),
        risk_cuts=np.array([_cuts(one) for one in people]),
        rates=np.array([_rates(one, compiled) for one in people]),
        swing=np.array([one.course.swing for one in people]),
        memory=np.array([one.course.autocorrelation ** (_CELL / _LAG) for one in people]),
        events=np.array([one.course.events_per_month / _MONTH for one in people]),
        crises=np.array([one.course.crises_per_month / _MONTH for one in people]),
        region=region,
        language=np.array([language_code(one.place.languages[0]) for one in people], np.int32),
        abroad=region != HOME,
        age=np.array([Age.of(one.age) for one in people], np.int8),
        voices=np.array([_VOICES.index(one.voice.discloses) for one in people], np.int32),
        ways=np.array([_way(one) for one in people], np.int8),
    )


def _way(persona: Persona) -> int:
    """How a persona writes, as requests carry it: its length times three, and its disclosure."""
    return 3 * _LENGTHS.index(persona.voice.length) + _VOICES.index(persona.voice.discloses)


def _graphs(people: Sequence[Persona]) -> list[graph.Graph]:
    """The graph of each persona; `BadInput` names each persona and fault."""
    graphs, problems = [], []
    for one in people:
        try:
            graphs.append(laid(one.trajectory))
        except ValueError as error:
            problems += [_problem(one, line) for line in str(error).splitlines()]
    if problems:
        raise BadInput(problems)
    return graphs


def faults(persona: Persona, p: Values) -> list[tuple[tuple[str | int, ...], str, str, str]]:
    """What in a persona does not fit the model: field, expected, found, remedy of each fault.

    Whether its edges fit the shared graph is asked when its file is read.
    """
    found: list[tuple[tuple[str | int, ...], str, str, str]] = []
    rate = _busiest(persona, p, graph.compile_all([laid(persona.trajectory)]))
    if rate > 1.0:
        told = f"up to {rate:.2f} needs an hour in the busiest hour"
        rhythm: tuple[str | int, ...] = ("rhythm", "sessions_per_week")
        low, high = persona.rhythm.sessions_per_week.middle90
        most = persona.rhythm.sessions_per_week.median / rate
        remedy = (
            f"lower it to {{median: {_down(most)}, middle90: [{_down(low / rate)}, "
            f"{_down(high / rate)}]}} at most, or flatten the hours"
        )
        found.append((rhythm, "at most one need an hour", told, remedy))
    return found


def _down(number: float) -> str:
    """Three digits of a number, rounded down."""
    step = 10.0 ** (np.floor(np.log10(number)) - 2)
    return f"{np.floor(number / step) * step:.3g}"


def _busiest(persona: Persona, p: Values, compiled: graph.Compiled) -> float:
    """The hourly rate of needs at its ceiling in the busiest hour, for the 95 % person."""
    often = float(persona.rhythm.sessions_per_week.spread.quantile(np.full(1, 0.95))[0])
    return often * float(np.max(_rates(persona, compiled))) * p["life.ceiling"]


def _problem(persona: Persona, told: str) -> Problem:
    return Problem(
        file=f"persona {persona.name}",
        line=0,
        field="trajectory",
        expected="edges between stages of the shared graph",
        found=told,
        remedy="run `simenv check` on its file",
    )


def _barriers(persona: Persona) -> list[float]:
    """What stands in the way of each channel; each kind of barrier lets a share through."""
    found = []
    for channel in Channel:
        through = 1.0
        for height in persona.barriers.get(channel.word, {}).values():
            through *= 1.0 - height
        found.append(1.0 - through)
    return found


def _cuts(persona: Persona) -> list[float]:
    """The log-odds at which the shares of the persona's risk levels divide."""
    below, found = 0.0, []
    for share in persona.risk.shares[:3]:
        below += share
        kept = min(max(below, 1e-9), 1.0 - 1e-9)
        found.append(float(np.log(kept) - np.log1p(-kept)))
    return found


def assistant_share(kinds_channels: F8, opens: F8) -> float:
    """The share of needs that goes to the assistant at entry, from weights of the 8 channels.

    Crisis line and emergency care are left out: they count only for those at risk.
    """
    weights = kinds_channels * opens
    calm = [c for c in Channel if c not in {Channel.CRISIS_LINE, Channel.EMERGENCY_CARE}]
    total = sum(float(weights[c]) for c in calm)
    return float(weights[Channel.ASSISTANT]) / total if total > 0 else 0.0


def _rates(persona: Persona, compiled: graph.Compiled) -> list[list[float]]:
    """Factor on sessions a week, by weekday and hour, that gives the hourly rate of all needs.

    `sessions_per_week` counts needs brought to the assistant at entry; needs that go elsewhere
    come on top.
    """
    weights = np.array(persona.channel_weights) * (1.0 - np.array(_barriers(persona)))
    opens = compiled.opens[compiled.names.index(persona.trajectory.start)]
    share = max(assistant_share(weights, opens), 1e-3)
    hours, days = persona.rhythm.by_hour, persona.rhythm.by_weekday
    return [[hour * day / (_WEEK * share) for hour in hours] for day in days]
