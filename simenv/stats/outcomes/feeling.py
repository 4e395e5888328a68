"""How it felt, and where people stand from day to day."""

from __future__ import annotations

from simenv.stats.outcome import (
    AT_HORIZON,
    TALKED,
    Better,
    Outcome,
    column_of,
    days_in,
    disclosure_lost,
    stands_in,
    talked,
    turn_mean,
)
from simenv.stats.outcomes.groups import FELT, STATES
from simenv.vocabulary import Standing

FELT_OUTCOMES = (
    Outcome(
        name="felt_heard",
        label="Felt heard",
        group=FELT,
        kind="mean",
        better="higher",
        formula="felt understanding, averaged over the turns of a person, then over persons",
        value=turn_mean("heard_sum"),
        denominator=TALKED,
        among=talked,
    ),
    Outcome(
        name="frustration",
        label="Frustration",
        group=FELT,
        kind="mean",
        better="lower",
        formula="frustration, averaged over the turns of a person, then over persons",
        value=turn_mean("frustration_sum"),
        denominator=TALKED,
        among=talked,
    ),
    Outcome(
        name="disclosure_lost",
        label="Disclosure lost",
        group=FELT,
        kind="mean",
        better="lower",
        formula="readiness to disclose at entry minus at the horizon; negative where it grew",
        value=disclosure_lost,
        window="entry and the moment of the horizon",
    ),
    Outcome(
        name="trust_end",
        label="Trust at the end",
        group=FELT,
        kind="mean",
        better="neither",
        formula="trust in the assistant at the horizon; more is not always better",
        value=column_of("trust_end"),
        window=AT_HORIZON,
    ),
)

_BETTER: dict[Standing, Better] = {Standing.SWITCHED: "lower", Standing.WITHDRAWN: "lower"}


def _days(state: Standing) -> Outcome:
    words = state.word.replace("-", " ")
    return Outcome(
        name="days_" + state.word.replace("-", "_"),
        label=f"Days {words}",
        group=STATES,
        kind="days",
        better=_BETTER.get(state, "neither"),
        formula=f"days at whose end the person was in the state *{words}* (see States); over the "
        "five states they add up to the horizon",
        value=days_in(state),
        competing="the other four states: a person is in exactly one at any time",
        detail=state not in _BETTER,
    )


def _at_horizon(state: Standing) -> Outcome:
    words = state.word.replace("-", " ")
    return Outcome(
        name="end_" + state.word.replace("-", "_"),
        label=f"{words.capitalize()} at the horizon",
        group=STATES,
        kind="share",
        better=_BETTER.get(state, "neither"),
        formula=f"1 if the person was in the state *{words}* (see States), else 0; over the five "
        "states the shares add up to 100",
        value=stands_in(state),
        window=AT_HORIZON,
        competing="the other four states: a person is in exactly one at any time",
        detail=True,
    )


STATE_OUTCOMES = (*map(_days, Standing), *map(_at_horizon, Standing))
