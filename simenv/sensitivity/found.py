"""What a screening found, as plain values: what `sensitivity.json` holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from simenv.columns import F8
from simenv.experiment.provenance import simenv_version
from simenv.parameters import Parameter
from simenv.sensitivity.inputs import Inputs
from simenv.sensitivity.question import Question
from simenv.sensitivity.screening import Screened
from simenv.stats.outcome import Better, Kind, Outcome

#: What stands behind a number: an evidence row, one for a part of it, or nothing.
Status = Literal["row", "partly", "assumed"]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Morris's measures of one number's effect on the difference; see `effects.Effects`.

    `clear` says that `mu_star` is larger than luck alone would make it in 19 of 20 numbers.
    """

    name: str
    source: str
    status: Status
    mu: float
    mu_star: float
    mu_star_low: float
    mu_star_high: float
    sigma: float
    floor: float
    clear: bool


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One of the numbers that Morris keeps, by its effect on the headline outcome.

    `values` are the number at its 5 %, 50 % and 95 % point; `low` and `high` the difference with it
    at the 5 % and the 95 % point and every other at its median, `swing_error` the standard error
    of high minus low by luck. `first` and `total` are its indices of Sobol'.
    """

    effect: Effect
    what: str
    unit: str
    unknown_sign: bool
    values: tuple[float, float, float]
    low: float
    high: float
    swing_error: float
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float

    @property
    def name(self) -> str:
        """The name of the number."""
        return self.effect.name


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One outcome: the difference at the medians, the drivers, and the effects of all numbers.

    `error` is the standard error of the difference by luck. Where the drivers are drawn and the
    other numbers rest, `spread` is its standard deviation and `luck` the largest share of its
    variance that may be luck; `covered` is the share of the variance over all numbers that goes
    with the drivers.
    """

    outcome: str
    label: str
    kind: Kind
    unit: str
    better: Better
    difference: float
    error: float
    spread: float
    luck: float
    covered: float
    drivers: tuple[Driver, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What a screening took: evaluations, lives in all of them, CPU seconds."""

    evaluations: int
    lives: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Screening:
    """Everything that was found; the first screen is that of the headline outcome."""

    path: Path
    command: str
    arm: str
    against: str
    people: int
    personas: tuple[str, ...]
    days: int
    seed: int
    standard: str
    parameters: str
    beliefs: int
    trajectories: int
    samples: int
    screens: tuple[Screen, ...]
    costs: Costs
    simenv: str
    software: str

    @property
    def headline(self) -> Screen:
        """The outcome that chose the drivers."""
        return self.screens[0]

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The drivers of the headline, the largest first."""
        return self.headline.drivers

    def data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        told = asdict(self) | {"path": str(self.path)}
        return {"format": 1, **told}


def screening(asked: Question, found: Screened, costs: tuple[int, float], path: Path) -> Screening:
    """Put names to what was found; `costs` are evaluations and seconds."""
    spec, (arm, against) = asked.resolved.spec, asked.arms
    evaluations, seconds = costs
    return Screening(
        path=path,
        command=asked.command,
        arm=arm,
        against=against,
        people=spec.people,
        personas=tuple(one.name for one in asked.resolved.personas),
        days=spec.days,
        seed=spec.seed,
        standard=asked.resolved.standard.name,
        parameters=asked.inputs.table.version,
        beliefs=len(asked.inputs.parameters),
        trajectories=asked.trajectories,
        samples=asked.samples,
        screens=tuple(
            _screen(asked, found, number, each) for number, each in enumerate(asked.outcomes)
        ),
        costs=Costs(
            evaluations=evaluations, lives=evaluations * asked.lives, seconds=round(seconds, 1)
        ),
        simenv=simenv_version(),
        software=f"SALib {asked.document['screening']['salib']}",
    )


def _screen(asked: Question, found: Screened, number: int, outcome: Outcome) -> Screen:
    inputs = asked.inputs
    effects = [_effect(inputs, found, number, place) for place in range(inputs.idle)]
    drivers = [
        _driver(inputs.parameters[input_], effects[input_], found, (number, place))
        for place, input_ in enumerate(found.kept)
    ]
    return Screen(
        outcome=outcome.name,
        label=outcome.label,
        kind=outcome.kind,
        unit=outcome.unit,
        better=outcome.better,
        difference=float(found.corners.median[number]),
        error=float(found.corners.median_error[number]),
        spread=float(found.spread[number]),
        luck=min(1.0, float(found.luck[number])),
        covered=float(found.covered[number]),
        drivers=tuple(drivers),
        effects=tuple(sorted(effects, key=lambda each: -each.mu_star)),
    )


def _effect(inputs: Inputs, found: Screened, number: int, place: int) -> Effect:
    one, said = inputs.parameters[place], found.effects
    mu_star, reach = said.mu_star[number, place], said.reach[number, place]
    return Effect(
        name=one.name,
        source=one.source,
        status=status(one),
        mu=float(said.mu[number, place]),
        mu_star=float(mu_star),
        mu_star_low=max(0.0, float(mu_star - reach)),
        mu_star_high=float(mu_star + reach),
        sigma=float(said.sigma[number, place]),
        floor=float(said.floor[number, place]),
        clear=bool(mu_star > said.floor[number, place]),
    )


def status(one: Parameter) -> Status:
    """What stands behind a number."""
    if one.assumed:
        return "assumed"
    return "partly" if one.partly_assumed else "row"


def _driver(one: Parameter, effect: Effect, found: Screened, at: tuple[int, int]) -> Driver:
    """One driver; `at` are the places of the outcome and of the driver."""
    corners, indices = found.corners, found.indices

    def number(array: F8) -> float:
        return float(array[at])

    spread = one.spread
    return Driver(
        effect=effect,
        what=one.what,
        unit=one.unit,
        unknown_sign=one.unknown_sign,
        values=(spread.low, spread.median, spread.high),
        low=number(corners.low),
        high=number(corners.high),
        swing_error=number(corners.error),
        first=number(indices.first),
        first_low=number(indices.first_low),
        first_high=number(indices.first_high),
        total=number(indices.total),
        total_low=number(indices.total_low),
        total_high=number(indices.total_high),
    )
