"""What a run would ask of chat models and bots, and what that may cost, before anything is sent.

The whole run is lived with a stand-in that answers every message alike, in a folder that is thrown
away. How long real answers are, and how they move people, nobody knows beforehand: so the figures
are of that order, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simenv import attacks, experiment, stress
from simenv.battery import draw
from simenv.experiment import Means, Resolved, Spec
from simenv.experiment.calling import lines
from simenv.models import Answer, ChatModel, Conversation
from simenv.policy import SpokenPolicy
from simenv.stress.stressed import StressTest
from simenv.stress.working import Here

_PER_TOKEN = 4
"""Characters of English to a token (assumed)."""
_REPLY = (
    "Thank you for telling me. That sounds like a lot to carry, and I am glad that you wrote. "
    "If you like, tell me what has been hardest today, and we can look at it together. "
) * 3


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Of one policy: calls, tokens out and back, and cost in USD (None where no price is known).

    `most` is what it comes to if every further reading of the replies leads everybody elsewhere:
    then each asks anew.
    """

    policy: str
    target: str
    model: str
    calls: int
    most_calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None
    most_cost: float | None

    def told(self) -> str:
        """One line."""
        cost = "unknown" if self.cost is None else f"${self.cost:.2f} to ${self.most_cost:.2f}"
        return (
            f"{self.policy} ({self.target}, {self.model}): {self.calls:,} to {self.most_calls:,} "
            f"calls, about {self.prompt_tokens:,} tokens out and {self.completion_tokens:,} back "
            f"in the fewest; cost {cost}"
        )


@dataclass(kw_only=True)
class _Counter:
    """A stand-in for a model: answers everything alike, and counts what it was asked."""

    name: str
    calls: int = 0
    characters: int = 0

    def ready(self) -> None:
        """It needs nothing."""

    async def answer(self, conversation: Conversation) -> Answer:
        """The same words for everybody."""
        self.calls += 1
        self.characters += sum(len(one.content) for one in conversation.messages)
        return Answer(text=_REPLY, cost=0.0)

    def most(self, conversation: Conversation) -> float:
        """Nothing."""
        return 0.0


_Swapped = Callable[[Any], Any]
"""A policy with a counter in place of its model; others, and None, are left as they are."""


def estimate(spec: Spec, resolved: Resolved) -> list[Estimate]:
    """What a run of this spec would ask; none where no policy answers in words.

    `BadInput`, `RunFailure` as of any run.
    """

    def live(swapped: _Swapped, folder: Path) -> None:
        stand_in = _standing_in(resolved, swapped)
        with experiment.put_through(stand_in, folder, _means(folder)):
            experiment.run(stand_in, folder)
            _battery(stand_in)

    return _counted(experiment.spoken(resolved), live, spec.imputations)


def of_attack(asked: attacks.Question) -> list[Estimate]:
    """The same of an attack."""

    def live(swapped: _Swapped, folder: Path) -> None:
        stand_in = replace(asked, resolved=_standing_in(asked.resolved, swapped))
        with experiment.put_through(stand_in.resolved, folder, _means(folder)) as calls:
            attacks.attacked(stand_in, calls)

    return _counted(experiment.spoken(asked.resolved), live)


def of_stress_test(asked: stress.Question) -> list[Estimate]:
    """The same of a stress test."""

    def live(swapped: _Swapped, folder: Path) -> None:
        setting = asked.setting
        setting = replace(
            setting, policy=swapped(setting.policy), baseline=swapped(setting.baseline)
        )
        stand_in = replace(asked, setting=setting)
        with lines(stand_in.spoken, folder, _means(folder)):
            StressTest(stand_in, Here(stand_in)).run()

    return _counted(asked.spoken, live)


def _means(folder: Path) -> Means:
    return Means(permission=True, record=folder / "record")


def _counted(
    found: Sequence[SpokenPolicy], live: Callable[[_Swapped, Path], None], readings: int = 1
) -> list[Estimate]:
    """What these policies are asked in a life with counters in place of their models."""
    if not found:
        return []
    counters = {one.name: _Counter(name=one.model.name) for one in found}

    def swapped(one: Any) -> Any:
        return replace(one, model=counters[one.name]) if isinstance(one, SpokenPolicy) else one

    with TemporaryDirectory() as folder:
        live(swapped, Path(folder) / "run")
    return [_of(one, counters[one.name], readings) for one in found]


def _standing_in(resolved: Resolved, swapped: _Swapped) -> Resolved:
    """The same run, with a counter in place of each model."""
    arms = tuple(
        replace(arm, parts=tuple((day, swapped(one)) for day, one in arm.parts))
        for arm in resolved.arms
    )
    baseline = None if resolved.baseline is None else swapped(resolved.baseline)
    return replace(resolved, arms=arms, baseline=baseline)


def _battery(resolved: Resolved) -> None:
    """Ask what the fixed battery asks."""
    battery = draw(resolved.personas, resolved.standard, min(400, resolved.spec.people))
    for arm in resolved.arms:
        one = arm.policies[-1]
        if isinstance(one, SpokenPolicy):
            one.respond(battery.requests)


def _of(policy: SpokenPolicy, counted: _Counter, readings: int) -> Estimate:
    out = counted.characters // _PER_TOKEN
    back = counted.calls * len(_REPLY) // _PER_TOKEN
    price = _price(policy.model)
    cost = None if price is None else price[0] * out + price[1] * back
    return Estimate(
        policy=policy.name,
        target=policy.target,
        model=policy.model.name,
        calls=counted.calls,
        most_calls=counted.calls * readings,
        prompt_tokens=out,
        completion_tokens=back,
        cost=cost,
        most_cost=None if cost is None else cost * readings,
    )


def _price(model: ChatModel) -> tuple[float, float] | None:
    """The price of a token out and of one back, told by what two bounds of a call differ in."""
    short, longer = (Conversation.of("", max_tokens=number) for number in (1, 2))
    first, second = model.most(short), model.most(longer)
    wordy = model.most(Conversation.of("x" * 1000, max_tokens=1))
    if first is None or second is None or wordy is None:
        return None
    return (wordy - first) / 1000, second - first


def total(found: Sequence[Estimate]) -> float | None:
    """The most that all of it may cost; None where a price is not known."""
    costs = [one.most_cost for one in found]
    known = [cost for cost in costs if cost is not None]
    return None if len(known) < len(costs) else sum(known)
