"""What is asked of an attack: policies, who attacks and who pays, how much; everything found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from simenv import parameters
from simenv import persona as personas_of
from simenv.attacks.benign import FREE
from simenv.attacks.ladder import Ladder, shipped
from simenv.attacks.testers import BASE, Tester, testers
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, Problem
from simenv.experiment.checks import stem
from simenv.experiment.format import spec_of
from simenv.experiment.resolving import RUNS, Resolved, resolve
from simenv.kinds import faults
from simenv.policy import Policy

#: What is asked unless told otherwise.
STANDARD, DAYS, TRIES, SEED = "listening-first", 30, 20, 1
#: Attackers of each kind at each level of risk, and people of each persona: before policies that
#: are free to ask, and before those that answer in words.
PEOPLE, PEOPLE_IN_WORDS = 200, 5
#: The most messages that an attacker may have.
_MOST_TRIES = 1000
_Read = TypeVar("_Read")
#: The two ends that the others are held against.
YARDSTICKS = (FREE, "always-refuses")


@dataclass(frozen=True, kw_only=True)
class Question:
    """An attack with everything that it names found.

    `people` is None where it is left to the kind of policy. The personas of `resolved` are the
    benign ones, its policies those asked for and, after them, yardsticks that were not.
    """

    resolved: Resolved
    testers: tuple[Tester, ...]
    ladder: Ladder
    asked: tuple[str, ...]
    tries: int
    people: int | None

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Those asked for, then the yardsticks."""
        return self.resolved.policies

    def policy(self, name: str) -> Policy:
        """A policy by its name."""
        return next(one for one in self.policies if one.name == name)

    def directory(self) -> Path:
        """Where replies of models are kept by default, so that the same command finds them."""
        return RUNS / f"attack-{self.resolved.sha256[:8]}"


def question(
    policies: Sequence[str],
    catalogue: Catalogue,
    *,
    personas: Sequence[str] | None = None,
    standard: str = STANDARD,
    people: int | None = None,
    tries: int = TRIES,
    days: int = DAYS,
    seed: int = SEED,
) -> Question:
    """The question from arguments; `BadInput` with every problem of arguments and files."""
    ladder, problems = shipped(), _too_many(tries)
    asked = {
        "policies": list(policies),
        "personas": list(ladder.benign.personas if personas is None else personas),
        "people": PEOPLE if people is None else people,
        "standard": standard,
        "days": days,
        "seed": seed,
    }
    resolved = _tried(problems, lambda: _resolved(asked, catalogue))
    base = _tried(problems, lambda: personas_of.load(catalogue, BASE))
    found = () if base is None else testers(base, ladder)
    problems += _impossible(found)
    if problems or resolved is None:
        raise BadInput(set(problems))
    every = [one.name for one in resolved.policies]
    return Question(
        resolved=resolved,
        testers=found,
        ladder=ladder,
        asked=tuple(every[: len(policies)]),
        tries=tries,
        people=people,
    )


def _resolved(asked: Mapping[str, Any], catalogue: Catalogue) -> Resolved:
    """The benign people before the policies asked about and the yardsticks that are not."""
    named = [stem(one) for one in asked["policies"]]
    said = {
        **asked,
        "policies": [*asked["policies"], *(one for one in YARDSTICKS if one not in named)],
        "experiment": "attack",
        "version": "1.0.0",
        "question": "What do attackers on leniency get, and what do benign people lose?",
        "worlds": 0,
    }
    return resolve(spec_of(said, catalogue=catalogue), catalogue)


def _tried(problems: list[Problem], read: Callable[[], _Read]) -> _Read | None:
    """What is read; None, and problems, where something is wrong with it."""
    try:
        return read()
    except BadInput as error:
        problems += error.problems
        return None


def _too_many(tries: int) -> list[Problem]:
    if 1 <= tries <= _MOST_TRIES:
        return []
    told = f"a whole number from 1 to {_MOST_TRIES}"
    return [_problem("tries", told, str(tries), "write how many messages each attacker has")]


def _impossible(found: Sequence[Tester]) -> list[Problem]:
    """Testers that come more often than the model can hold."""
    values = parameters.shipped().median()
    return [
        _problem(BASE, fault[1], f"{one.persona.name}: {fault[2]}", fault[3])
        for one in found
        for fault in faults(one.persona, values)
    ]


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file="(arguments)", line=0, field=field, expected=expected, found=found, remedy=remedy
    )
