"""Decision errors on the fixed battery, corrected for what the coder may have misread.

The battery asks every policy the same requests, so a text's error follows from its codes alone:
the expected rate is that of each code times the chance that the text truly has it (the matrix of
the coder's errors, P(true | read)). What persons live on to do is no such sum, so there runs are
imputed instead (`simenv.api.imputing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np

from simenv.battery import PEOPLE, Battery, draw
from simenv.coder.codes import Readings
from simenv.columns import B1, F8, I8
from simenv.errors import SimulatorFailure
from simenv.experiment import Resolved
from simenv.policy import Policy, RulesPolicy, SpokenPolicy
from simenv.standard import Standard
from simenv.stats.decisions import ERRORS, possible
from simenv.vocabulary import Act, Referral

Chances = Mapping[tuple[int, int], float]
"""How likely a response has each act and referral."""


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """The rate of one error of one arm over the battery, 0-1.

    `read` takes each text as the coder reads it, `value` is what is to be expected, and `error` the
    standard deviation around it that is due to the coder; None where the error is possible in no
    request.
    """

    arm: str
    outcome: str
    read: float | None
    value: float | None
    error: float | None


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What an arm says to the battery: k answers, how likely each truly has which codes.

    `chosen`, shape (requests,), is the answer that each request gets, -1 where its call failed.
    """

    chances: list[Chances]
    chosen: I8


def corrected(resolved: Resolved) -> list[dict[str, Any]]:
    """Every error of every arm that ends with a policy whose words are read; none without one."""
    policies = {arm.name: arm.policies[-1] for arm in resolved.arms}
    read = {name: one for name, one in policies.items() if _is_read(one)}
    if not read:
        return []
    spoken = any(isinstance(one, SpokenPolicy) for one in read.values())
    people = min(PEOPLE, resolved.spec.people) if spoken else PEOPLE
    battery = draw(resolved.personas, resolved.standard, people)
    return [
        asdict(one)
        for name, policy in read.items()
        for one in _arm(name, _said(policy, battery), battery, resolved.standard)
    ]


def _is_read(policy: Policy) -> bool:
    if isinstance(policy, RulesPolicy):
        return bool(policy.worded.answers)
    return isinstance(policy, SpokenPolicy)


def _said(policy: Policy, battery: Battery) -> _Said:
    if isinstance(policy, SpokenPolicy):
        return _spoken(policy, battery)
    if not isinstance(policy, RulesPolicy):
        raise SimulatorFailure(f"{policy.name} has no words that could be read")
    chances = [_worded(policy, answer) for answer in policy.answers]
    return _Said(chances=chances, chosen=policy.chosen(battery.requests).astype(np.int64))


def _spoken(policy: SpokenPolicy, battery: Battery) -> _Said:
    """The replies by their words: replies of the same words are misread alike."""
    replies, read = policy.heard(battery.requests)
    words = [(one.text, one.answered) for one in replies]
    first = {word: row for row, word in reversed(list(enumerate(words)))}
    answers = [word for word in dict.fromkeys(words) if word[1]]
    place = {word: number for number, word in enumerate(answers)}
    return _Said(
        chances=[_BLOCKED if word[0] is None else _pairs(read, first[word]) for word in answers],
        chosen=np.array([place.get(word, -1) for word in words], dtype=np.int64),
    )


_BLOCKED: Chances = {(int(Act.REFUSE), int(Referral.NONE)): 1.0}
"""What a filter lets through counts as refused, without a referral."""


def _worded(policy: RulesPolicy, answer: str) -> Chances:
    """How likely a response has which act and referral; sure where the file says it."""
    given, worded = policy.answers[answer], policy.worded
    sure = int(Referral.of(given.referral))
    if worded.read is None or answer not in worded.answers:
        return {(int(Act.of(str(given.act))), sure): 1.0}
    found = _pairs(worded.read, list(worded.answers).index(answer))
    if "referral" not in worded.answers[answer].model_fields_set:
        return found
    return {(act, sure): sum(p for (one, _), p in found.items() if one == act) for act, _ in found}


def _pairs(read: Readings, row: int) -> Chances:
    """The chances of act and referral together, which are read apart from each other."""
    acts, referrals = (read.chances[field][row].tolist() for field in ("act", "referral"))
    pairs = product(enumerate(acts), enumerate(referrals))
    return {(act, referral): p * q for (act, p), (referral, q) in pairs if p * q > 0}


def _arm(name: str, said: _Said, battery: Battery, standard: Standard) -> Iterator[Corrected]:
    """The errors of one arm."""
    likeliest = [{max(one, key=lambda code: one[code]): 1.0} for one in said.chances]
    truth, told = battery.truth, said.chosen >= 0
    cell = (truth.need, truth.asks, truth.hidden.astype(np.int8), truth.risk)
    for error, cells in possible(standard).items():
        weights = _weights(battery) * cells[cell] * told
        if weights.sum() <= 0:
            yield Corrected(arm=name, outcome=error, read=None, value=None, error=None)
            continue
        shares = np.zeros((len(said.chances), len(weights)))
        asked = np.flatnonzero(told)
        shares[said.chosen[asked], asked] = weights[asked] / weights.sum()
        costs = _costs(battery, standard, error, shares)
        value, spread = _moments(said.chances, costs)
        read, _ = _moments(likeliest, costs)
        yield Corrected(arm=name, outcome=error, read=read, value=value, error=spread)


def _weights(battery: Battery) -> F8:
    """What each request weighs: the share of its persona, shared among the persona's requests."""
    persona = battery.truth.persona
    asked = np.bincount(persona, minlength=len(battery.names))
    weights: F8 = (np.array(battery.shares) / np.maximum(asked, 1))[persona]
    return weights


def _costs(
    battery: Battery, standard: Standard, error: str, shares: F8
) -> dict[tuple[int, int], F8]:
    """For each act and referral what each response then adds to the rate, shape (responses,).

    `shares`, shape (responses, requests), is what each request weighs at the response it gets.
    """
    found, truth = {}, battery.truth
    for act, referral in product(range(Act.BLOCKED), range(len(Referral.words()))):
        acts, referrals = (np.full(shares.shape[1], one, np.int8) for one in (act, referral))
        verdicts = standard.judge(truth.need, truth.asks, truth.hidden, truth.risk, acts, referrals)
        wrong: B1 = getattr(verdicts, ERRORS[error])
        found[act, referral] = (shares * wrong).sum(axis=1)
    return found


def _moments(said: Sequence[Chances], costs: Mapping[tuple[int, int], F8]) -> tuple[float, float]:
    """Mean and standard deviation of the rate; responses are read independently of each other."""
    mean = variance = 0.0
    for place, chances in enumerate(said):
        own = [(chance, float(costs[code][place])) for code, chance in chances.items()]
        expected = sum(chance * cost for chance, cost in own)
        mean += expected
        variance += sum(chance * (cost - expected) ** 2 for chance, cost in own)
    return mean, variance**0.5
