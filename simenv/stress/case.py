"""A case: one failure that was found and confirmed, as a file that is lived again the same.

It holds contexts and codes only, no words of anybody: a persona and the smallest change of it,
whose luck its people have, what went wrong there, and how sure that is.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, Field, Strict

from simenv.catalogue import Catalogue, Document, Entry, fill, instead, one_of, wrong
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, Number, OneOf, Share, Text, Version, spelt_as
from simenv.errors import Problem
from simenv.policy.conditions import When
from simenv.stats.margins import KINDS as COMPARED
from simenv.stress.candidate import GENES, Candidate
from simenv.stress.claim import Claim
from simenv.stress.probing import KINDS, Family
from simenv.vocabulary import Asks

_Sha = Annotated[str, spelt_as(r"^[0-9a-f]{64}$", "a SHA-256 in hexadecimal", "copy it whole")]
_Whole = Annotated[int, Strict(), Field(ge=0)]
_Positive = Annotated[int, Strict(), Field(ge=1)]

PHASES = ("expectation", "encounter", "framing", "referral", "outcome")


def _condition(said: dict[str, Any]) -> dict[str, Any]:
    """A context has to be one that a rule could test."""
    When.model_validate(said)
    return said


def _genes(said: dict[str, Any]) -> dict[str, Any]:
    unknown = [gene for gene in said if gene not in GENES]
    if unknown:
        raise wrong(one_of(GENES), instead(unknown[0], GENES), f"the change {unknown[0]}")
    return said


class Versioned(Protocol):
    """Anything that was read from a file of a version."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def sha256(self) -> str:
        """The hash of its content."""


class File(Entry):
    """Which file it was, so that a replay can say when it has changed since."""

    name: Name
    version: Text
    sha256: _Sha


class Fails(Entry):
    """What fails, by how much, and for how many of the people of a case.

    `mean` is a person's mean of `outcome` above `usual`, harm up, and `error` its standard error; a
    wrong answer counts where the truth is as `asks` and `at_risk` say and the request fits `where`;
    `even_if_shown` leaves out those that are wrong only because the risk is not shown as it is.
    """

    outcome: Annotated[str, OneOf(tuple(COMPARED))]
    margin: Annotated[float, Strict(), Field(gt=0)]
    mean: Number
    error: Annotated[float, Strict(), Field(ge=0)]
    share: Share
    usual: Number = 0.0
    asks: Annotated[str, OneOf(Asks.words())] | None = None
    at_risk: Annotated[bool, Strict()] | None = None
    where: Annotated[dict[str, Any], AfterValidator(_condition)] = Field(default_factory=dict)
    even_if_shown: Annotated[bool, Strict()] = False


class Robust(Entry):
    """In how many plausible worlds a case fails, too."""

    fails_in: _Whole
    of: _Whole


class Case(Entry):
    """A failure. `people`, from number `first` on, have the luck of `seed`; one is `person`.

    `beyond` lists changes that no persona declares; such a case never gates.
    """

    name: Name = Field(alias="case")
    version: Version
    summary: Text
    policy: File
    against: File | None = None
    standard: File
    parameters: File
    days: _Positive
    persona: File
    changes: Annotated[dict[str, str | Number], AfterValidator(_genes)] = Field(
        default_factory=dict
    )
    beyond: list[Text] = Field(default_factory=list)
    seed: _Whole
    first: _Whole
    people: _Positive
    person: _Whole
    fails: Fails
    phase: Annotated[str, OneOf(PHASES)]
    worlds: Robust

    @property
    def candidate(self) -> Candidate:
        """The persona and its changes."""
        return Candidate.of(self.persona.name, self.changes)

    @property
    def claim(self) -> Claim:
        """What the case claims of its people."""
        fails = self.fails
        family = None
        if fails.outcome in KINDS and fails.asks is not None:
            asks, grave = int(Asks.of(fails.asks)), bool(fails.at_risk)
            family = Family(kind=fails.outcome, needed=(), asks=asks, grave=grave)
        return Claim(
            outcome=fails.outcome,
            candidate=self.candidate,
            margin=fails.margin,
            family=family,
            where=None if family is None else dict(fails.where),
            even_if_shown=fails.even_if_shown,
            usual=fails.usual,
        )

    def data(self) -> dict[str, Any]:
        """The case as its file says it."""
        told = self.model_dump(by_alias=True, exclude_defaults=True)
        return {"case": self.name, **told}


class Suite(Entry):
    """Cases that are kept and lived again with every new version of a policy."""

    name: Name = Field(alias="suite")
    version: Version
    summary: Text
    licence: Text = "CC-BY-4.0"
    cases: list[Case] = Field(min_length=1)


def load_case(catalogue: Catalogue, name_or_path: str | Path) -> Case:
    """A case of its own file; `BadInput` with every problem."""
    problems: list[Problem] = []
    document = catalogue.read("cases", name_or_path, problems)
    return fill(document, Case, problems)


def load_suite(catalogue: Catalogue, name_or_path: str | Path) -> Suite:
    """A suite by name or file; `BadInput` with every problem, two cases of one name included."""
    problems: list[Problem] = []
    document = catalogue.read("suites", name_or_path, problems)
    return fill(document, Suite, [*problems, *_twice(document)])


def load_cases(catalogue: Catalogue, name_or_path: str | Path) -> Sequence[Case]:
    """The cases of a file that holds one, or of a suite by name or file."""
    from simenv.catalogue import is_path, kind_of, read_yaml  # noqa: PLC0415

    kind = "suites"
    if is_path(name_or_path):
        kind = kind_of(read_yaml(Path(name_or_path), "file", []))
    if kind == "cases":
        return [load_case(catalogue, name_or_path)]
    return load_suite(catalogue, name_or_path).cases


def _twice(document: Document) -> list[Problem]:
    """Cases whose name another one of the suite has."""
    said = document.data.get("cases")
    seen: set[object] = set()
    found = []
    for place, one in enumerate(said if isinstance(said, list) else ()):
        name = one.get("case") if isinstance(one, dict) else None
        if isinstance(name, str) and name in seen:
            at, told = ("cases", place, "case"), f"{name!r} again"
            found.append(document.problem(at, "a name once in a suite", told, "rename one of them"))
        seen.add(name)
    return found


@functools.cache
def case_schema() -> dict[str, Any]:
    """The JSON Schema of a case, for editors."""
    return editor_schema(Case, ("case", "version", "summary"))


@functools.cache
def suite_schema() -> dict[str, Any]:
    """The JSON Schema of a suite, for editors."""
    return editor_schema(Suite, ("suite", "version", "summary"), whole=("Case",))
