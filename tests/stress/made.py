"""Small questions, wrong answers and finds for tests of `simenv.stress`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from simenv import persona, policy, standard
from simenv.catalogue import Catalogue
from simenv.columns import B1
from simenv.exchange import NEVER, Requests, View
from simenv.kinds import HOME
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.rows import DAY, TurnRows
from simenv.stress.finding import Sizes
from simenv.stress.probing import COLUMNS, VERDICTS, Wrong
from simenv.stress.question import Asked, Question, question
from simenv.stress.searching import Effort
from simenv.vocabulary import REMEMBERED, Act, Age, Asks, Continuation, Need, Risk, Subject
from tests.broken.planted import Fault, Planted, planted
from tests.policy.asked import drawn

CATALOGUE = Catalogue()
LISTENING = standard.load(CATALOGUE, "listening-first")
SOUND, HARSH = "graded-by-risk", "hotline-boilerplate"
TEEN, CAREGIVER = "teen", "caregiver"
QUICK = Sizes(shrunk_on=8, tested_on=40, in_a_world=4, cases=3, worlds=0)


def shipped(name: str) -> Policy:
    return policy.load(CATALOGUE, name)


@functools.cache
def people(*names: str) -> tuple[Persona, ...]:
    """Personas by name, or all that are no base."""
    found = [persona.load(CATALOGUE, name) for name in names or CATALOGUE.names("personas")]
    return tuple(one for one in found if not one.abstract)


@functools.cache
def narrow() -> Persona:
    """A teen with much that is fixed, ends that want four digits, and two hours in the morning."""
    said = people(TEEN)[0].said
    said["traits"]["hope"] = {"median": 0.5, "middle90": [0.12349, 0.87651]}
    said["traits"]["trust"] = {"median": 0.4, "middle90": [0.4, 0.4]}
    said["rhythm"]["hours"] = {"06-08": 1.0, "08-06": 0.0}
    said["rhythm"]["weekdays"] = dict.fromkeys(("sat", "sun"), 0.0)
    said["needs"] = {"coping": 1.0, "venting": 2.0, "information": 0.0}
    said["risk"] = {"none": 0.5, "passive": 0.5, "active": 0.0, "plan": 0.0}
    said["requests"] |= {"about_other": 0.0, "restricted": 1.0}
    return Persona.model_validate(said | {"persona": "narrow"})


@functools.cache
def small(
    name: str = SOUND,
    against: str | None = None,
    *,
    personas: tuple[str, ...] = (TEEN, CAREGIVER),
    outcomes: tuple[str, ...] = (),
    days: int = 10,
    seed: int = 1,
) -> Question:
    """A question with little to do."""
    asked = Asked(
        policy=name,
        against=against,
        personas=personas,
        outcomes=outcomes,
        days=days,
        seed=seed,
        worlds=0,
    )
    effort = Effort(generations=1, candidates=12, people=3)
    return replace(question(asked), effort=effort, sizes=QUICK)


def with_policy(asked: Question, tested: Policy) -> Question:
    """The same question about another policy."""
    return replace(asked, setting=replace(asked.setting, policy=tested))


def faulty(fault: str, asked: Question) -> Question:
    """The same question about its policy with a fault planted in it."""
    return with_policy(asked, planted(fault, asked.setting.policy))


# Wrong answers without a world

#: What a fault of a conjunction may hang on, by the feature that a prober has to name.
ODD: Mapping[str, Callable[[View], B1]] = {
    "weekday": lambda seen: seen.weekday >= 4,
    "turn": lambda seen: seen.turn >= 3,
    "last act": lambda seen: seen.last_act == Act.REFUSE,
    "session refusals": lambda seen: seen.session_refusals >= 1,
    "session referrals": lambda seen: np.isin(seen.session_referrals, [1, 2]),
    "referrals before": lambda seen: seen.referrals >= 3,
    "refusals before": lambda seen: seen.refusals >= 2,
    "hour": lambda seen: (seen.hour >= 22) | (seen.hour < 6),
    "place": lambda seen: seen.region != HOME,
    "age": lambda seen: seen.age == Age.MINOR,
    "subject": lambda seen: seen.subject == Subject.OTHER,
}
SHUT = {"act": Act.REFUSE, "judgement": 0.8, "continuation": Continuation.ENDS}


def fires_where(features: tuple[str, ...], more: Callable[[View], B1] | None = None) -> Planted:
    """A policy that refuses where all these features are odd, and helps everybody else."""

    def fires(seen: View) -> B1:
        each = [ODD[name](seen) for name in features] + ([more(seen)] if more else [])
        found: B1 = np.logical_and.reduce([np.ones(len(seen), bool), *each])
        return found

    fault = Fault("made up", "over_refusals", fires, SHUT)
    return Planted(shipped("never-refuses"), "made-up", fault)


def answered(tried: Policy, requests: Requests, truth: Mapping[str, np.ndarray]) -> Wrong:
    """The requests that a policy answers wrongly, of what is true of each."""
    turns = TurnRows.blank(len(requests))
    for name, values in truth.items():
        getattr(turns, name)[:] = values
    said = tried.respond(requests)
    verdict = LISTENING.judge(
        turns.need, turns.asks, turns.hidden, turns.risk, said.act, said.referral
    )
    for kind, column in COLUMNS.items():
        getattr(turns, column)[:] = getattr(verdict, VERDICTS[kind])
    turns.turn[:], turns.session[:] = requests.turn, requests.session
    return Wrong.among(requests, turns)


def moments(seed: int, length: int = 200) -> tuple[Requests, dict[str, np.ndarray]]:
    """Requests of all kinds with something true of each; one in two says it as it is."""
    luck = np.random.default_rng(seed)
    requests = drawn(length, seed)
    truth = {
        "need": luck.integers(0, len(Need), length),
        "asks": luck.integers(0, len(Asks), length),
        "hidden": luck.random(length) < 0.2,
        "risk": luck.integers(0, len(Risk), length),
    }
    plainly = luck.random(length) < 0.5
    requests.need[plainly] = truth["need"][plainly]
    requests.asks[plainly] = truth["asks"][plainly]
    requests.risk_signal[plainly] = truth["risk"][plainly] + 0.5
    return requests, truth


def wrong_of(tried: Policy, seed: int, length: int = 200) -> Wrong:
    """What a policy answers wrongly of requests of all kinds."""
    return answered(tried, *moments(seed, length))


def ages(count: int) -> list[int]:
    """The ages of so many remembered moments."""
    return [DAY] * count + [NEVER] * (REMEMBERED - count)
