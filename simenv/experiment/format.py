"""The experiment file: a question, who meets which policies, and how long, how many, which luck."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag

from simenv.catalogue import Catalogue, Document, Entry, fill, wrong
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.values import Name, Text, Version, spelt_as
from simenv.errors import Problem
from simenv.experiment.written import as_yaml

_OWN_REQUIRED = ("experiment", "version")


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise wrong("each name once", "remove the repetition", f"{', '.join(twice)} again")
    return names


def _written_as(said: object) -> str:
    return "<all>" if isinstance(said, str) else "<names>"


_Names = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_once)]
_All = Annotated[str, spelt_as("^all$", "all, or a list of names", "write all, or [name, name]")]
_AllOrNames = Annotated[
    Annotated[_All, Tag("<all>")] | Annotated[_Names, Tag("<names>")], Discriminator(_written_as)
]


class Spec(Entry):
    """One experiment with every default filled in; the same spec gives the same tables.

    Names of personas, policies and the standard are catalogue names or paths of files. `days` is
    the horizon, `people` the number of persons of each persona, `worlds` the number of drawn
    worlds beside the median one.
    """

    name: Name = Field(alias="experiment")
    version: Version
    question: Text
    extends: Name | None = None
    personas: _AllOrNames = "all"
    policies: _Names
    standard: Text = "listening-first"
    days: Annotated[int, Strict(), Field(ge=1, le=365)] = 30
    people: Annotated[int, Strict(), Field(ge=1, le=10_000_000)] = 200
    worlds: Annotated[int, Strict(), Field(ge=0, le=1000)] = 10
    seed: Annotated[int, Strict(), Field(ge=0, lt=2**63)] = 1


def load(catalogue: Catalogue, name_or_path: str | Path) -> Spec:
    """An experiment by name or file; `BadInput` with every problem."""
    problems: list[Problem] = []
    document = catalogue.read("experiments", name_or_path, problems)
    return fill(document, Spec, problems)


def spec_of(said: Mapping[str, Any], origin: str = "(arguments)") -> Spec:
    """A spec from arguments instead of a file, under the file's field names.

    `BadInput` names `origin` where it would name the file.
    """
    document = Document(
        kind="experiments",
        name=str(said.get("experiment", "")),
        path=Path(origin),
        data=dict(said),
        lines={(): (origin, 0)},
    )
    return fill(document, Spec)


def saved(spec: Spec) -> str:
    """The experiment as a file that loads to the same spec, every default written out."""
    said = spec.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"extends"})
    return as_yaml(said)


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of an experiment file, for editors."""
    return editor_schema(Spec, _OWN_REQUIRED)
