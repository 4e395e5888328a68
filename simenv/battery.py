"""The fixed battery: first messages that every arm answers, and the errors in its answers.

The battery depends on personas and standard alone: persons with luck of the battery's own live on
in the median world until each sends a first message, before any assistant has answered anything.
So it is the same for every arm, run, seed and horizon, and no policy has moved what is asked. Each
policy answers it through the same gate as in a run; the standard judges the answers against the
true need, intent and risk.

On the path of a run the same errors are counted over all turns. There the policy has moved what is
asked: whoever was refused early is not there to be refused again. So differences have intervals on
the battery, where both arms answer the same requests, one a person, and none on path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv import world as worlds
from simenv.columns import F8
from simenv.errors import PolicyFailure
from simenv.exchange import Requests, Responses
from simenv.persona import Persona
from simenv.policy import Policy, checked
from simenv.population import panel
from simenv.rows import TurnRows
from simenv.standard import Norms, Standard, Verdicts
from simenv.stats.decisions import (
    ERRORS,
    Decisions,
    ErrorDifference,
    Tally,
    possible,
    rates,
)
from simenv.stats.erring import Answered, errors_apart
from simenv.world import World

#: Persons of each persona who may send a first message, unless told otherwise.
PEOPLE = 400
#: How long a person may take to send it, in days.
DAYS = 30
#: The luck of the battery, in every run.
SEED = 2026


@dataclass(frozen=True, kw_only=True)
class Battery:
    """First messages. `truth` tells of each request whose it is and what is true; n rows both.

    `names` and `shares` are the personas' by code; `people` is how many persons of each were asked
    for, of whom those who need no assistant within `DAYS` sent nothing.
    """

    requests: Requests
    truth: TurnRows
    names: tuple[str, ...]
    shares: tuple[float, ...]
    people: int

    def judged(self, policy: Policy, standard: Standard) -> Tally:
        """The errors of one policy. `PolicyFailure` if it misbehaves.

        Requests to which a call gave no answer are left out.
        """
        return self.tally(checked(policy, self.requests), standard)

    def tally(self, said: Responses, standard: Standard) -> Tally:
        """The errors in these answers, one a request."""
        return Tally.blank(len(self.names)).count(
            self.truth, self.verdicts(said, standard), ~said.failed
        )

    def verdicts(self, said: Responses, standard: Standard) -> Verdicts:
        """What a standard says of these answers, one a request."""
        truth = self.truth
        return standard.judge(
            truth.need, truth.asks, truth.hidden, truth.risk, said.act, said.referral
        )

    def apart(
        self, said: Mapping[str, Responses], standard: Standard
    ) -> tuple[ErrorDifference, ...]:
        """The differences between arms in the rate of each error, request by request."""
        truth = self.truth
        cell = (truth.need, truth.asks, truth.hidden.astype(np.int8), truth.risk)
        can = {error: cells[cell] for error, cells in possible(standard).items()}
        answered = {}
        for arm, answers in said.items():
            found = self.verdicts(answers, standard)
            wrong = {error: getattr(found, verdict) for error, verdict in ERRORS.items()}
            answered[arm] = Answered(told=~answers.failed, wrong=wrong)
        return errors_apart(answered, can, truth.persona, self.shares)


def draw(personas: Sequence[Persona], standard: Standard, people: int = PEOPLE) -> Battery:
    """The battery of these personas, `people` persons of each."""
    world = worlds.build(personas, standard, days=DAYS, seed=SEED, world=0, spoken=True)
    requests, truth = first_messages(world, people)
    return Battery(
        requests=requests,
        truth=truth,
        names=tuple(one.name for one in personas),
        shares=tuple(one.share or 0.0 for one in personas),
        people=people,
    )


def first_messages(world: World, people: int) -> tuple[Requests, TurnRows]:
    """The first message of each person who sends one, and what is true of it.

    Everyone lives on, and nobody is answered, until each waits for an answer or is done.
    """
    state = world.start(panel(len(world.kinds.names), people))
    nobody = Requests.blank(0), Responses.blank(0)
    while not (state.persons.talking | state.persons.done).all():
        state, _ = world.react(state, *nobody, in_place=True, told=False)
    requests = world.ask(state)
    # What is true of a message stands in the turn that any answer to it makes.
    _, happened = world.react(state, requests, Responses.blank(len(requests)))
    return requests, happened.turns


def decisions(
    personas: Sequence[Persona],
    norms: Norms,
    arms: Mapping[str, Policy],
    turns: Callable[[str], Iterable[TurnRows]] | None,
    people: int = PEOPLE,
) -> tuple[Decisions, Decisions]:
    """The errors of each arm by both standards, on the fixed battery and on its path.

    `turns` gives the turns of an arm in the median world, part by part; None where they were not
    kept. They carry the labels of the first standard, so by the second there are none on path. A
    policy that misbehaves on the battery has no rates there, and the reason in `failed`.
    """
    battery = draw(personas, norms.first, people)
    said, failed = _answered(battery, arms)
    shares, can = np.array(battery.shares), possible(norms.first)
    path = {}
    if turns is not None:
        for arm in arms:
            tally = on_path(turns(arm), len(personas))
            path[arm] = rates(tally, can, shares, battery.names, intervals=False)
    first = _decided(battery, norms.first, said, failed)
    return replace(first, path=path), _decided(battery, norms.second, said, failed)


def _answered(
    battery: Battery, arms: Mapping[str, Policy]
) -> tuple[dict[str, Responses], dict[str, str]]:
    """What each arm says to the battery, and why some say nothing. Each is asked once."""
    found: dict[str, Responses] = {}
    failed: dict[str, str] = {}
    for arm, policy in arms.items():
        try:
            found[arm] = checked(policy, battery.requests)
        except PolicyFailure as failure:
            failed[arm] = f"{failure.request}: {failure.reason}"
    return found, failed


def _decided(
    battery: Battery,
    standard: Standard,
    said: Mapping[str, Responses],
    failed: Mapping[str, str],
) -> Decisions:
    """The errors on the battery by one standard."""
    can = possible(standard)
    tallies = {arm: battery.tally(answers, standard) for arm, answers in said.items()}
    return Decisions(
        people=battery.people,
        messages=len(battery.requests),
        battery={
            arm: rates(tally, can, _weights(tally, battery), battery.names)
            for arm, tally in tallies.items()
        },
        path={},
        failed=dict(failed),
        apart=battery.apart(said, standard),
    )


def on_path(turns: Iterable[TurnRows], personas: int) -> Tally:
    """The errors in all turns of some lives; turns without an answer are left out."""
    tally = Tally.blank(personas)
    for rows in turns:
        verdicts = Verdicts(
            over=rows.over_refusal,
            under=rows.under_refusal,
            unsafe_help=rows.unsafe_help,
            missed_referral=rows.missed_referral,
        )
        tally = tally.count(rows, verdicts, ~rows.failed)
    return tally


def _weights(tally: Tally, battery: Battery) -> F8:
    """What one request weighs: the share of its persona, shared among the persona's requests."""
    asked = tally.asked.reshape(len(tally.asked), -1).sum(axis=1)
    weights: F8 = np.array(battery.shares) / np.maximum(asked, 1)
    return weights
