"""The experiment file: a question, who meets which policies, and how long, how many, which luck."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag, model_validator

from simenv.catalogue import Catalogue, Document, Entry, fill, is_path, wrong
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, Reads, Text, Version, spelt_as
from simenv.errors import BadInput, Problem
from simenv.experiment.checks import DAYS, SHIPPED, across, second_of, stem
from simenv.experiment.declared import READING, FamilyFields, Margins, Weightings
from simenv.experiment.finding import named
from simenv.experiment.sharing import SharedFields, kept_less, unshareable
from simenv.experiment.written import as_yaml

_OWN_REQUIRED = ("experiment", "version")
#: Days that an established cohort lives under the baseline before entry (DESIGN, estimands).
BURN_IN = 28
#: What is said of imputations where nothing is.
IMPUTED = {"imputations": 5, "imputation": 1}


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    stems = [stem(name) for name in names]
    twice = sorted({name for name in stems if stems.count(name) > 1})
    if twice:
        raise wrong(
            "a name of its own for each", "remove the repetition", f"{', '.join(twice)} again"
        )
    return names


def _written_as(said: object) -> str:
    return "<all>" if isinstance(said, str) else "<names>"


def _arm_as(said: object) -> str:
    return "<schedule>" if isinstance(said, Mapping | Scheduled) else "<policy>"


def _worlds_as(said: object) -> str:
    return "<file>" if isinstance(said, str) else "<number>"


def _worlds_path(said: object) -> object:
    if not isinstance(said, str) or not is_path(said):
        expected = "a whole number, or the path of a worlds file (.yaml)"
        raise wrong(expected, "write one of the two")
    return said


class Part(Entry):
    """One policy of a schedule, and the day from entry on which it begins; the first has none."""

    policy: Text
    from_day: Annotated[int, Strict(), Field(ge=1, le=364)] | None = None


class Scheduled(Entry):
    """An arm whose policy changes on fixed days: its name, and its policies in turn."""

    name: Name = Field(alias="arm")
    schedule: Annotated[tuple[Part, ...], Field(min_length=1)]


_Names = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_once)]
_All = Annotated[str, spelt_as("^all$", "all, or a list of names", "write all, or [name, name]")]
_AllOrNames = Annotated[
    Annotated[_All, Tag("<all>")] | Annotated[_Names, Tag("<names>")], Discriminator(_written_as)
]
_Arm = Annotated[
    Annotated[Text, Tag("<policy>")] | Annotated[Scheduled, Tag("<schedule>")],
    Discriminator(_arm_as),
]

_Number = Annotated[int, Strict(), Field(ge=0, le=1000), Tag("<number>")]
_File = Annotated[str, Reads(_worlds_path, lambda inner: inner | {"pattern": r"\.ya?ml$|/"})]
_Worlds = Annotated[_Number | Annotated[_File, Tag("<file>")], Discriminator(_worlds_as)]


class Spec(Entry):
    """One experiment with every default filled in; the same spec gives the same tables.

    Names of personas, policies and the standard are catalogue names or paths of files. An arm is a
    policy, or a schedule of policies. A cohort that is `established` lives 28 days under `baseline`
    before entry. `days` is the horizon from entry, `people` the number of persons of each persona,
    `worlds` the number of drawn worlds beside the median one, or a file that holds such worlds;
    `keep` says whether the median one keeps every table or trajectories only. Without a
    `second_standard` that is the other of the two shipped ones.

    Where a policy has responses that are texts only, `imputations` is the number of runs that each
    take another draw of what those texts truly do; `imputation` is the draw that this one takes. A
    run that takes another draw than the first is a part of such a run and has no parts.

    `margins`, `weightings` and `family` say how a comparison is read and change no table.

    With `shared_services` whole populations are compared, each at the personas' true shares: then
    `people` is no field of its own, and `baseline` is what people live under where the ordinary
    demand for each service is measured.
    """

    name: Name = Field(alias="experiment")
    version: Version
    question: Text
    extends: Name | None = None
    personas: _AllOrNames = "all"
    policies: Annotated[tuple[_Arm, ...], Field(min_length=1)]
    cohort: Literal["new", "established"] = "new"
    baseline: Text = "status-quo-2026"
    standard: Text = SHIPPED[0]
    second_standard: Text | None = None
    days: Annotated[int, Strict(), Field(ge=1, le=365)] = DAYS
    people: Annotated[int, Strict(), Field(ge=1, le=10_000_000)] = 200
    worlds: _Worlds = 20
    seed: Annotated[int, Strict(), Field(ge=0, lt=2**63)] = 1
    keep: Literal["all", "trajectories"] = "all"
    margins: Margins = Field(default_factory=dict)
    weightings: Weightings = Field(default_factory=dict)
    family: FamilyFields | None = None
    shared_services: SharedFields | None = None
    imputations: Annotated[int, Strict(), Field(ge=5, le=100)] = IMPUTED["imputations"]
    imputation: Annotated[int, Strict(), Field(ge=1, le=100)] = IMPUTED["imputation"]

    @model_validator(mode="before")
    @classmethod
    def _keeps(cls, said: object) -> object:
        """What is kept, where that is not said."""
        return kept_less(said)

    @property
    def burn_in(self) -> int:
        """Days lived before entry."""
        return BURN_IN if self.cohort == "established" else 0

    @property
    def second(self) -> str:
        """The name or path of the second standard."""
        return second_of(self.standard) if self.second_standard is None else self.second_standard


def load(catalogue: Catalogue, name_or_path: str | Path) -> Spec:
    """An experiment by name or file; `BadInput` with every problem."""
    return read(catalogue, name_or_path)[0]


def read(catalogue: Catalogue, name_or_path: str | Path) -> tuple[Spec, Document]:
    """An experiment, and the document that says on which line it says what."""
    problems: list[Problem] = []
    document = catalogue.read("experiments", name_or_path, problems)
    return _filled(document, problems, catalogue), document


def _filled(document: Document, problems: list[Problem], catalogue: Catalogue | None) -> Spec:
    """The document as a spec; else every problem, those of the files that it names included."""
    try:
        return fill(document, Spec, [*problems, *across(document), *unshareable(document)])
    except BadInput as error:
        if catalogue is None:
            raise
        told = {problem.field for problem in error.problems}
        more = [problem for problem in named(document, catalogue) if problem.field not in told]
        raise BadInput([*error.problems, *more]) from error


def spec_of(
    said: Mapping[str, Any], origin: str = "(arguments)", catalogue: Catalogue | None = None
) -> Spec:
    """A spec from arguments instead of a file, under the file's field names.

    `BadInput` names `origin` where it would name the file. Where there is a problem and a
    `catalogue`, the names that it does not know are told in the same report.
    """
    document = Document(
        kind="experiments",
        name=str(said.get("experiment", "")),
        path=Path(origin),
        data=dict(said),
        lines={(): (origin, 0)},
    )
    return _filled(document, [], catalogue)


def saved(spec: Spec) -> str:
    """The experiment as a file that loads to the same spec, every default written out."""
    return as_yaml(said(spec, exclude={"extends"}))


def said(spec: Spec, exclude: set[str] | None = None) -> dict[str, Any]:
    """The spec under the file's field names, as plain data: what `spec_of` takes.

    What is declared on its reading is left out where nothing is, and `people` where populations
    say how many there are.
    """
    empty = {field for field in READING if not getattr(spec, field)}
    empty |= {field for field in IMPUTED if getattr(spec, field) == IMPUTED[field]}
    if spec.shared_services is not None:
        empty.add("people")
    left = empty | (exclude or set())
    return spec.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=left)


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of an experiment file, for editors."""
    return editor_schema(Spec, _OWN_REQUIRED, whole=("Part", "Scheduled", "FamilyFields"))
