"""The persona file as a whole: its model, what is checked across fields, its JSON Schema."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, Strict, model_validator

from simenv.catalogue import ASSUMED, Catalogue, Document, Entry, citations, fill, spelt
from simenv.catalogue.document import Field as At
from simenv.catalogue.document import at_field, content_hash
from simenv.catalogue.reviewing import Review, unsigned
from simenv.catalogue.schemas import editor_schema
from simenv.catalogue.sourcing import SIZE_ASSUMED, is_number
from simenv.catalogue.values import SOURCED, Name, Text, Version
from simenv.errors import Problem
from simenv.persona.places import Place
from simenv.persona.rhythm import Rhythm
from simenv.persona.sections import (
    Asking,
    Barriers,
    Channels,
    Course,
    Needs,
    RiskShares,
    Sensitivities,
    Traits,
    Trajectory,
    Voice,
)
from simenv.persona.stages import misplaced
from simenv.persona.together import Together
from simenv.vocabulary import Channel, Need

#: The sections in which numbers of the model stand.
_NUMBERS = (
    "share",
    "traits",
    "sensitive_to",
    "together",
    "course",
    "requests",
    "risk",
    "needs",
    "rhythm",
    "channels",
    "barriers",
    "trajectory",
)
_OWN_REQUIRED = ("persona", "version", "status", "summary")


class Persona(Entry):
    """A kind of person; what each field means stands in FORMATS and in its section's docstring.

    `share` is a weight before rescaling; None for an abstract base, which is never simulated.
    """

    name: Name = Field(alias="persona")
    version: Version
    status: Literal["draft", "reviewed"]
    reviewed_by: Review | None = None
    authors: tuple[Text, ...] = ()
    licence: Text | None = None
    summary: Text
    scope: Text
    extends: Name | None = None
    abstract: Annotated[bool, Strict()] = False
    share: Annotated[float, Strict(), Field(gt=0, le=1), SOURCED] | None = None
    place: Place
    age: Literal["adult", "minor"] = "adult"
    traits: Traits
    sensitive_to: Sensitivities
    together: Together = Field(default_factory=dict)
    course: Course
    requests: Asking
    risk: RiskShares
    needs: Needs
    rhythm: Rhythm
    channels: Channels
    barriers: Barriers = Field(default_factory=dict)
    trajectory: Trajectory
    voice: Voice

    _said: dict[str, Any] = PrivateAttr(default_factory=dict)
    _cited: dict[At, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _keep(cls, said: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Keep what was written, which knows the sources and has a hash."""
        persona = handler(said)
        if isinstance(said, dict):
            persona._said = said
        return persona

    @property
    def said(self) -> dict[str, Any]:
        """What the file says, with what it extends; a copy."""
        return copy.deepcopy(self._said)

    @property
    def sha256(self) -> str:
        """The hash of what the file says, with what it extends."""
        return content_hash(self._said)

    @property
    def need_weights(self) -> tuple[float, ...]:
        """By the code of `Need`; not normalised."""
        return tuple(self.needs.get(word, 0.0) for word in Need.words())

    @property
    def channel_weights(self) -> tuple[float, ...]:
        """By the code of `Channel`; not normalised."""
        return tuple(self.channels.get(word, 0.0) for word in Channel.words())

    def barrier(self, channel: Channel, kind: str) -> float:
        """How high a barrier stands, 0-1; one that is not named is none."""
        return self.barriers.get(channel.word, {}).get(kind, 0.0)

    def assumed(self) -> list[str]:
        """The fields whose numbers have no evidence behind them."""
        return [field for field, source in self.sources().items() if source == ASSUMED]

    def directed(self) -> dict[str, str]:
        """The fields of which an evidence row gives the direction and nobody the size: the rows."""
        return {
            field: source.removesuffix(SIZE_ASSUMED)
            for field, source in self.sources().items()
            if source.endswith(SIZE_ASSUMED)
        }

    def sourced(self) -> dict[str, str]:
        """The fields whose numbers an evidence row gives, with that row.

        A row vouches for what its own file says beside it, never for a child's other number.
        """
        return {
            field: source
            for field, source in self.sources().items()
            if source != ASSUMED and not source.endswith(SIZE_ASSUMED)
        }

    def sources(self) -> dict[str, str]:
        """Every number of the file by field: `assumed`, `C20`, or `C20; size assumed`."""
        cited = self._cited or citations(self._said)
        return {spelt(at): row for at, row in cited.items() if _is_of_model(self._said, at)}


def _is_of_model(said: dict[str, Any], at: At) -> bool:
    """Whether a value of a persona is a number of the model."""
    if at[0] == "trajectory":
        return at[-1] in {"chance", "times", "after"}
    return at[0] in _NUMBERS and is_number(at_field(said, at))


def load(catalogue: Catalogue, name_or_path: str | Path) -> Persona:
    """A persona by name or file; `BadInput` with every problem of the file and its parents."""
    problems: list[Problem] = []
    document = catalogue.read("personas", name_or_path, problems)
    return check(document, problems)


def check(document: Document, problems: list[Problem] | None = None) -> Persona:
    """A document as a persona; `BadInput` with every problem, those handed in included."""
    found = [*(problems or []), *_across(document), *misplaced(document)]
    persona = fill(document, Persona, found)
    persona._cited = dict(document.cited)  # what `_said` has lost by merging
    return persona


def _across(document: Document) -> list[Problem]:
    """What no single field can know: a share for those who are simulated, a review's reviewer."""
    said, told = document.data, document.problem
    found: list[Problem] = []
    abstract = said.get("abstract") is True
    if abstract and "share" in said:
        remedy = "remove the share, or remove `abstract`"
        found.append(told(("share",), "no share in an abstract base", "a share", remedy))
    if not abstract and "share" not in said:
        remedy = "add a line `share: 0.05`, the share of the population"
        found.append(told(("share",), "the field share", "nothing", remedy))
    return [*found, *unsigned(document)]


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a persona file, for editors. A file that extends may leave fields out."""
    return editor_schema(Persona, _OWN_REQUIRED, whole=("Edge",))
