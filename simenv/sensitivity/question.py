"""What is asked of a screening: two arms, outcomes, and how much is evaluated; its identity."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from simenv import parameters
from simenv.catalogue import Catalogue
from simenv.errors import BadInput, Problem
from simenv.experiment.format import Scheduled, spec_of
from simenv.experiment.resolving import RUNS, Resolved, resolve
from simenv.experiment.spelling import arm
from simenv.sensitivity.inputs import Inputs
from simenv.sensitivity.salib import version
from simenv.sensitivity.screening import Design
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import HEADLINE, OUTCOMES
from simenv.stats.tables.brief import BRIEF

#: What is asked unless told otherwise: people are those of each persona, trajectories Morris's,
#: samples those of Sobol'.
STANDARD, DAYS, PEOPLE, TRAJECTORIES, SAMPLES, SEED = "listening-first", 30, 200, 10, 128, 1

_PACKAGE = Path(__file__).resolve().parent.parent
#: What lies between lives and the numbers of an evaluation; the engine's hash leaves it out.
_COUNTING = (
    "stats/outcome.py",
    "stats/outcomes/*.py",
    "stats/strata.py",
    "stats/lived.py",
    "sensitivity/inputs.py",
    "sensitivity/measuring.py",
)
#: The fewest that an effect's noise, and its spread, can be told from.
FEWEST_PEOPLE, FEWEST_TRAJECTORIES, FEWEST_SAMPLES = 2, 2, 2

_BY_NAME = {each.name: each for each in OUTCOMES}
#: The outcomes that are screened unless told otherwise, the headline first.
USUAL = tuple(
    sorted(
        (name for name in BRIEF if _BY_NAME[name].better != "neither"),
        key=lambda name: name != HEADLINE,
    )
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A screening with everything that it names found: differences are first arm minus second."""

    resolved: Resolved
    outcomes: tuple[Outcome, ...]
    trajectories: int
    samples: int

    @property
    def inputs(self) -> Inputs:
        """Every belief of the shipped table."""
        return Inputs(table=parameters.shipped())

    @property
    def design(self) -> Design:
        """How much is evaluated."""
        return Design(
            inputs=self.inputs.count,
            trajectories=self.trajectories,
            samples=self.samples,
            seed=self.resolved.spec.seed,
        )

    @property
    def arms(self) -> tuple[str, str]:
        """The names of both arms."""
        first, second = (each.name for each in self.resolved.arms)
        return first, second

    @property
    def lives(self) -> int:
        """The lives of one evaluation."""
        return 2 * len(self.resolved.personas) * self.resolved.spec.people

    @property
    def command(self) -> str:
        """The command that asks this, without where it is kept; options that are usual left out."""
        spec = self.resolved.spec
        named = [] if isinstance(spec.personas, str) else list(spec.personas)
        options = {
            "--personas": (",".join(named), ""),
            "--standard": (spec.standard, STANDARD),
            "--days": (spec.days, DAYS),
            "--people": (spec.people, PEOPLE),
            "--trajectories": (self.trajectories, TRAJECTORIES),
            "--samples": (self.samples, SAMPLES),
            "--seed": (spec.seed, SEED),
        }
        said = [(name, own) for name, (own, usual) in options.items() if own != usual]
        outcomes = tuple(each.name for each in self.outcomes)
        said += [("--outcome", one) for one in (outcomes if outcomes != USUAL else ())]
        given = [str(word) for option in said for word in option]
        arms = [spelt(one) for one in spec.policies]
        return shlex.join(["simenv", "sensitivity", *arms, *given])

    @cached_property
    def document(self) -> dict[str, Any]:
        """Everything that decides what an evaluation gives, and which are made; plain data."""
        design = {
            "outcomes": [each.name for each in self.outcomes],
            "trajectories": self.trajectories,
            "samples": self.samples,
            "salib": version(),
            "counting": _counting(),
        }
        told = json.loads(json.dumps({**self.resolved.document, "screening": design}))
        return dict(told)

    def directory(self) -> Path:
        """Where it goes by default, so that the same command finds it again."""
        canonical = json.dumps(self.document, sort_keys=True, separators=(",", ":"))
        return RUNS / f"sensitivity-{sha256(canonical.encode()).hexdigest()[:8]}"


def spelt(one: str | Scheduled) -> str:
    """An arm as the command line spells it."""
    if isinstance(one, str):
        return one
    days = ["" if part.from_day is None else f"@{part.from_day}" for part in one.schedule]
    parts = zip(one.schedule, days, strict=True)
    return ",".join(f"{part.policy}{day}" for part, day in parts)


def question(
    arms: tuple[str | Mapping[str, Any], str | Mapping[str, Any]],
    catalogue: Catalogue,
    *,
    outcomes: Sequence[str],
    trajectories: int,
    samples: int,
    **fields: object,
) -> Question:
    """The question from arguments; `fields` are those of an experiment file.

    `BadInput` with every problem of arguments and files.
    """
    problems = [*_unknown(outcomes), *_sizes(fields.get("people"), trajectories, samples)]
    asked = {
        "experiment": "sensitivity",
        "version": "1.0.0",
        "question": "Which numbers of the model drive the difference between two arms?",
        "policies": [arm(one) if isinstance(one, str) else dict(one) for one in arms],
        "worlds": 0,
    }
    try:
        resolved = resolve(spec_of(asked | fields, catalogue=catalogue), catalogue)
    except BadInput as error:
        raise BadInput({*problems, *error.problems}) from error
    if problems:
        raise BadInput(problems)
    return Question(
        resolved=resolved,
        outcomes=tuple(_BY_NAME[name] for name in outcomes or USUAL),
        trajectories=trajectories,
        samples=samples,
    )


def _unknown(outcomes: Sequence[str]) -> list[Problem]:
    """Names of no outcome, of one that no policy moves, and repetitions."""
    usable = [each.name for each in OUTCOMES if not each.exogenous]
    wrong = [name for name in outcomes if name not in usable]
    twice = sorted({name for name in outcomes if outcomes.count(name) > 1})
    remedy = f"one of {', '.join(usable)}"
    found = [_problem("outcome", "an outcome that a policy can move", one, remedy) for one in wrong]
    once = "name it once"
    return found + [_problem("outcome", "each once", f"{one} again", once) for one in twice]


def _sizes(people: object, trajectories: int, samples: int) -> list[Problem]:
    found = []
    if isinstance(people, int) and people < FEWEST_PEOPLE:
        told = f"at least {FEWEST_PEOPLE} of each persona: luck is told from how they differ"
        found.append(_problem("people", told, str(people), "ask for more"))
    if trajectories < FEWEST_TRAJECTORIES:
        told = f"at least {FEWEST_TRAJECTORIES}"
        found.append(_problem("trajectories", told, str(trajectories), "ask for more"))
    if samples < FEWEST_SAMPLES or samples & (samples - 1):
        found.append(_problem("samples", "a power of 2", str(samples), "such as 64, 128 or 256"))
    return found


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file="(arguments)", line=0, field=field, expected=expected, found=found, remedy=remedy
    )


def _counting(package: Path = _PACKAGE) -> str:
    """A hash of the source by which lives become the numbers of an evaluation."""
    digest = sha256()
    paths = [path for pattern in _COUNTING for path in package.glob(pattern)]
    for path in sorted(paths, key=lambda path: path.relative_to(package).as_posix()):
        text = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()
