"""Made worlds for tests of claims: differences persona by persona, written down, not simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from simenv.parameters import Parameter
from simenv.spread import Spread
from simenv.stats.claims.making import Board
from simenv.stats.claims.numbers import Numbers
from simenv.stats.claims.views import Field, Judged, Ways, field_of
from simenv.stats.outcomes import outcome
from simenv.stats.outcomes.second import by_second
from simenv.stats.worlds import Panel

PERSONAS = ("one", "two", "three")
DECLARED = np.array([0.5, 0.25, 0.25])
OTHERS = {"equal": np.full(3, 1 / 3), "mine": np.array([0.0, 0.0, 1.0])}
WAYS = Ways.of(PERSONAS, DECLARED, OTHERS)
ARMS = ("A", "B")
PAIR = ("B", "A")
MARGIN = 1.0


def number(name, source="assumed", *, signed=False):
    """A number of the model; `signed` if its sign is unknown."""
    spread = Spread(0.0, -1.0, 1.0, "real") if signed else Spread(1.0, 0.1, 9.0, "positive")
    return Parameter(name=name, what=f"what {name} is", unit="", spread=spread, source=source)


NUMBERS = (
    number("sign", signed=True),
    number("other"),
    number("known", "A10"),
    number("half", "A11 (edges assumed)"),
)


def panel(apart, noise=0.0, median=None):
    """Two arms that are `apart` [worlds, personas]; B is A plus that, each persona as sure."""
    apart = np.asarray(apart, float)
    middle = np.zeros(apart.shape[1]) if median is None else np.asarray(median, float)
    errors = np.zeros((apart.shape[1], 2, 2))
    errors[:, 0, 1] = errors[:, 1, 0] = noise / (DECLARED**2).sum()
    return Panel(
        median=np.stack([np.zeros_like(middle), middle]),
        means=np.stack([np.zeros_like(apart), apart], axis=1),
        errors=errors,
    )


def field(apart, values=None, *, second=None, noise=0.0) -> Field:
    """The field of B minus A. `values` [worlds, numbers] are those of `NUMBERS`."""
    worlds = len(apart)
    numbers = Numbers.none(worlds)
    if values is not None:
        numbers = Numbers(parameters=NUMBERS, values=np.asarray(values, float))
    other = None if second is None else panel(second)
    judged = Judged(first=panel(apart, noise), second=other, standard="cautious")
    return field_of(judged, (1, 0), WAYS, numbers)


def board(panels, values=None, *, people=100, margin=MARGIN, **changes) -> Board:
    """A board of two arms; `panels` by the name of an outcome."""
    worlds = len(next(iter(panels.values())).means)
    numbers = Numbers.none(worlds)
    if values is not None:
        numbers = Numbers(parameters=NUMBERS, values=np.asarray(values, float))
    found = Board(
        arms=ARMS,
        panels=panels,
        ways=WAYS,
        numbers=numbers,
        margin=lambda _: (margin, "assumed"),
        people=people,
        standards=("listening-first", "cautious"),
    )
    return replace(found, **changes)


def by_both(name, first, second):
    """Panels of one outcome by both standards."""
    return {name: first, by_second(outcome(name)).name: second}


@st.composite
def cases(draw):
    """Differences [worlds, 3], the same by the second standard, and the numbers of the worlds.

    Built from a level, one thing that adds to it, and a few worlds that are otherwise, at times all
    on one side of the unknown sign: enough of every label comes up.
    """
    many = draw(st.sampled_from([20, 39, 40, 60, 60]))
    base = draw(st.sampled_from([-3.0, -1.5, 0.0, 1.5, 3.0]))
    size = draw(st.sampled_from([-3.0, -1.0, 1.0, 3.0]))
    added = draw(st.sampled_from(["nothing", "nothing", "sign", "other", "persona", "standard"]))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    values = np.column_stack([rng.normal(size=many), *(rng.lognormal(size=many) for _ in range(3))])
    by = {"sign": values[:, 0], "other": values[:, 1] - np.median(values[:, 1])}
    apart = base + size * np.sign(by.get(added, np.zeros(many)))
    strange = np.argsort(values[:, 0]) if draw(st.booleans()) else rng.permutation(many)
    apart[strange[: draw(st.sampled_from([0, 1, 2, 3, 3, 5]))]] *= -0.75
    first = apart[:, None] + size * (added == "persona") * np.array([0.0, 0.0, 1.0])
    second = first + 2 * size * (added == "standard")
    return first, (second if draw(st.booleans()) or added == "standard" else None), values
