"""What is asked of a search: policies, people, outcomes, how much; and its identity."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from simenv import parameters, persona, policy, standard
from simenv.catalogue import Catalogue, instead, one_of
from simenv.errors import BadInput, Problem
from simenv.experiment.provenance import engine, simenv_version
from simenv.experiment.resolving import RUNS
from simenv.persona import Persona
from simenv.policy import Policy, SpokenPolicy
from simenv.stats.margins import KINDS as COMPARED
from simenv.stats.outcomes import OUTCOMES
from simenv.stress.finding import Sizes
from simenv.stress.probing import KINDS
from simenv.stress.searching import Effort, Search
from simenv.stress.space import Space
from simenv.stress.trial import Setting

#: What is looked at unless told otherwise: wrong answers, and what a person makes of the answers.
USUAL_OUTCOMES = (*KINDS, "disengaged", "met_share", "felt_heard")
STANDARD, DAYS, SEED, GENERATIONS = "listening-first", 30, 1, 6
#: Of a policy in words every message is a call: a glance rather than a search.
_GLANCE = Effort(generations=1, candidates=12, people=1)
_GLANCED = Sizes(shrunk_on=2, tested_on=12, in_a_world=1, cases=3, worlds=0)
_A_BATCH, _PEOPLE = 256, 32
#: Outcomes of which one direction is worse.
_HARMS = tuple(each.name for each in OUTCOMES if each.name in COMPARED and each.better != "neither")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a search is asked for; policies, personas and standard by name or path."""

    policy: str
    against: str | None = None
    outcomes: tuple[str, ...] = ()
    personas: tuple[str, ...] | None = None
    standard: str = STANDARD
    days: int = DAYS
    beyond: bool = False
    generations: int | None = None
    cases: int | None = None
    worlds: int | None = None
    seed: int = SEED
    directed: bool = True
    catalogue: Catalogue = field(default_factory=Catalogue, compare=False)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A search with everything that it names found and read."""

    setting: Setting
    space: Space
    outcomes: tuple[str, ...]
    effort: Effort
    sizes: Sizes
    seed: int
    directed: bool = True

    @property
    def search(self) -> Search:
        """The search that finds candidates."""
        return Search(
            space=self.space,
            outcomes=self.lived,
            effort=self.effort,
            seed=self.seed,
            directed=self.directed,
        )

    @property
    def lived(self) -> tuple[str, ...]:
        """The outcomes that are no wrong answers."""
        return tuple(name for name in self.outcomes if name not in KINDS)

    @property
    def spoken(self) -> tuple[SpokenPolicy, ...]:
        """The policies that answer in words."""
        both = (self.setting.policy, self.setting.baseline)
        return tuple(one for one in both if isinstance(one, SpokenPolicy))

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything that decides what is found, as plain data."""
        setting, table = self.setting, parameters.shipped()
        baseline = None if setting.baseline is None else _version(setting.baseline)
        return {
            "policy": _version(setting.policy),
            "against": baseline,
            "personas": {name: _version(one) for name, one in setting.personas.items()},
            "standard": _version(setting.standard),
            "outcomes": list(self.outcomes),
            "days": setting.days,
            "beyond": self.space.beyond,
            "effort": asdict(self.effort),
            "sizes": asdict(self.sizes),
            "seed": self.seed,
            "directed": self.directed,
            "simenv": {
                "version": simenv_version(),
                "source": engine(),
                "parameters": {"version": table.version, "sha256": table.sha256},
            },
        }

    def directory(self) -> Path:
        """Where it goes by default, so that the same command finds it again."""
        told = json.dumps(self.document, sort_keys=True, separators=(",", ":"))
        digest = sha256(told.encode()).hexdigest()[:8]
        return RUNS / f"stress-{self.setting.policy.name}-{digest}"


def _version(one: Any) -> Mapping[str, str]:
    return {"name": one.name, "version": one.version, "sha256": one.sha256}


def question(asked: Asked) -> Question:
    """Find and read all that is named; `BadInput` with every problem."""
    problems = _unfit(asked)
    found = _policies(asked, problems)
    people = _personas(asked, problems)
    norm = None
    try:
        norm = standard.load(asked.catalogue, asked.standard)
    except BadInput as error:
        problems += error.problems
    if problems or norm is None:
        raise BadInput(set(problems))
    tested, *others = found
    setting = Setting(
        personas={one.name: one for one in people},
        policy=tested,
        baseline=others[0] if others else None,
        standard=norm,
        days=asked.days,
        spoken=any(isinstance(one, SpokenPolicy) for one in found),
    )
    return Question(
        setting=setting,
        space=Space(tuple(people), asked.beyond),
        outcomes=asked.outcomes or USUAL_OUTCOMES,
        effort=_effort(asked, setting),
        sizes=_sizes(asked, setting),
        seed=asked.seed,
        directed=asked.directed,
    )


def _effort(asked: Asked, setting: Setting) -> Effort:
    if setting.spoken:
        return Effort(
            generations=asked.generations or _GLANCE.generations,
            candidates=_GLANCE.candidates,
            people=_GLANCE.people,
        )
    generations = asked.generations or GENERATIONS
    return Effort(generations=generations, candidates=_A_BATCH, people=_PEOPLE)


def _sizes(asked: Asked, setting: Setting) -> Sizes:
    usual = _GLANCED if setting.spoken else Sizes()
    given = {"cases": asked.cases, "worlds": asked.worlds}
    return Sizes(**{**asdict(usual), **{k: v for k, v in given.items() if v is not None}})


def _policies(asked: Asked, problems: list[Problem]) -> list[Policy]:
    found = []
    for name in (asked.policy, asked.against):
        try:
            if name is not None:
                found.append(policy.load(asked.catalogue, name))
        except BadInput as error:
            problems += error.problems
    return found


def _personas(asked: Asked, problems: list[Problem]) -> Sequence[Persona]:
    names = asked.catalogue.names("personas") if asked.personas is None else asked.personas
    found = []
    for name in names:
        try:
            found.append(persona.load(asked.catalogue, name))
        except BadInput as error:
            problems += error.problems
    simulated = sorted((one for one in found if not one.abstract), key=lambda one: one.name)
    if not simulated and not problems:
        problems.append(_wrong("--personas", "a persona that is no base", "none", "name one"))
    return simulated


def _unfit(asked: Asked) -> list[Problem]:
    """Outcomes that cannot be searched, and numbers that are none."""
    found = [
        _wrong("--outcomes", one_of(_HARMS), repr(name), instead(name, _HARMS))
        for name in asked.outcomes
        if name not in _HARMS
    ]
    least = {"--days": (asked.days, 1), "--generations": (asked.generations, 1)}
    least |= {"--cases": (asked.cases, 1), "--worlds": (asked.worlds, 0), "--seed": (asked.seed, 0)}
    return found + [
        _wrong(option, f"a whole number of at least {low}", str(value), "give a larger one")
        for option, (value, low) in least.items()
        if value is not None and value < low
    ]


def _wrong(option: str, expected: str, found: str, remedy: str) -> Problem:
    told = {"expected": expected, "found": found, "remedy": remedy}
    return Problem(file="(command)", line=0, field=option, **told)
