"""What is asked of two versions: which two, whose traffic, for how long; every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simenv import policy as policies
from simenv.catalogue import Catalogue, Document
from simenv.errors import BadInput, Problem
from simenv.experiment.finding import Finder
from simenv.experiment.format import spec_of
from simenv.experiment.resolving import Resolved, resolve
from simenv.policy import Policy, RulesPolicy, SpokenPolicy

_FIELD = ("policies", 1)
_UNMET = Problem(
    file="(arguments)",
    line=0,
    field="baseline",
    expected="an established cohort, which has lived under it",
    found="a new one, which has lived under nothing yet",
    remedy="ask for the cohort established, or leave the baseline out",
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Two policies, the documents of their files, and everything else that a comparison names."""

    pair: tuple[Policy, Policy]
    documents: tuple[Document, Document]
    resolved: Resolved

    @property
    def names(self) -> tuple[str, str]:
        """What tells the two apart: their names, with versions or places where those are alike."""
        first, second = self.pair
        if first.name != second.name:
            return first.name, second.name
        if first.version != second.version:
            return f"{first.name} {first.version}", f"{second.name} {second.version}"
        return f"{first.name} (first)", f"{second.name} (second)"

    @property
    def shares(self) -> tuple[float, ...]:
        """What each persona weighs, as declared."""
        return tuple(one.share or 0.0 for one in self.resolved.personas)

    @property
    def files(self) -> tuple[dict[str, str], dict[str, str]]:
        """What decides the answers of each: name, version, kind, hash."""
        first, second = (
            {name: getattr(one, name) for name in ("name", "version", "kind", "sha256")}
            for one in self.pair
        )
        return first, second

    @property
    def told(self) -> dict[str, Any]:
        """What was asked, as plain data."""
        spec, norm = self.resolved.spec, self.resolved.standard
        known = {} if self.resolved.baseline is None else {"baseline": self.resolved.baseline.name}
        return {
            "personas": [one.name for one in self.resolved.personas],
            "cohort": spec.cohort,
            **known,
            "standard": norm.name,
            "standard_version": norm.version,
            "days": spec.days,
            "people": spec.people,
            "seed": spec.seed,
        }

    @property
    def worded(self) -> tuple[str, ...]:
        """Which of the two have responses that are texts only."""
        both = zip(self.names, self.pair, strict=True)
        return tuple(
            name for name, one in both if isinstance(one, RulesPolicy) and one.worded.answers
        )


def question(
    first: str, second: str, catalogue: Catalogue, fields: Mapping[str, object]
) -> Question:
    """The question from arguments; `fields` are those of an experiment file.

    `BadInput` with every problem of arguments and files, and where a policy answers in words.
    """
    finder = Finder(catalogue=catalogue)
    other = finder.find("policies", policies.load, second, _FIELD)
    problems = [_as_argument(one) for one in finder.problems]
    asked = {
        "experiment": "versions",
        "version": "1.0.0",
        "question": "Where do two versions of a policy decide otherwise?",
        "policies": [first],
        "worlds": 0,
    }
    try:
        resolved = resolve(spec_of(asked | dict(fields), catalogue=catalogue), catalogue)
    except BadInput as error:
        raise BadInput({*problems, *map(_as_argument, error.problems)}) from error
    if "baseline" in fields and resolved.spec.cohort == "new":
        problems.append(_UNMET)
    if other is None or problems:
        raise BadInput(problems)
    pair = (resolved.arms[0].policies[0], other)
    _refuse_spoken([*pair, *([] if resolved.baseline is None else [resolved.baseline])])
    documents = (catalogue.read("policies", first), catalogue.read("policies", second))
    return Question(pair=pair, documents=documents, resolved=resolved)


def _as_argument(problem: Problem) -> Problem:
    """A problem with what was typed, which no experiment says."""
    if problem.file != "(experiment)":
        return problem
    told = {name: getattr(problem, name) for name in ("line", "expected", "found", "remedy")}
    return Problem(file="(arguments)", field=problem.field, **told)


def _refuse_spoken(all_of: Sequence[Policy]) -> None:
    """Say why policies that answer in words are not compared here."""
    expected = "a policy that answers by codes: kind rules, python or learned"
    found = (
        "one that answers in words: each message would be a call, and what it says hangs on its "
        "own conversation, so it cannot be asked what it would have said in another's"
    )
    spoken = {one.name for one in all_of if isinstance(one, SpokenPolicy)}
    problems = [
        Problem(
            file=name,
            line=0,
            field="kind",
            expected=expected,
            found=found,
            remedy="simenv compare lets people meet both, with a record, a ceiling and a dry run",
        )
        for name in spoken
    ]
    if problems:
        raise BadInput(problems)
