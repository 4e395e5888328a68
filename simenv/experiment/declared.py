"""What an experiment declares on how it is read: margins, weightings, the family of comparisons.

None of it changes a table: a run that is finished and asked for again with other margins gets
another summary of the same tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag

from simenv.catalogue import Document, Entry, instead, one_of, told_value, wrong
from simenv.catalogue.values import Name, Number, OneOf, Text, spelt_as
from simenv.errors import Problem
from simenv.stats.margins import KINDS, wrong_size

#: Weightings that every comparison has; what they are is told by `simenv.stats`.
BUILT_IN = ("declared", "equal", "by-use")
#: The fields of an experiment that tell how it is read and never what is computed.
READING = ("margins", "weightings", "family")

_Outcome = Annotated[str, OneOf(tuple(KINDS))]
_Weight = Annotated[float, Strict(), Field(ge=0)]
_All = Annotated[str, spelt_as("^all$", "all, or a list of arms", "write all, or [name, name]")]


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise wrong("each of them once", "remove the repetition", f"{', '.join(twice)} again")
    return names


_Outcomes = Annotated[tuple[_Outcome, ...], Field(min_length=1), AfterValidator(_once)]
_Names = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_once)]


def _written_as(said: object) -> str:
    return "<all>" if isinstance(said, str) else "<names>"


_Arms = Annotated[
    Annotated[_All, Tag("<all>")] | Annotated[_Names, Tag("<names>")], Discriminator(_written_as)
]

#: The margin of some outcomes, in the unit of each.
Margins = dict[_Outcome, Number]
#: Weights by persona; those that are not named weigh nothing.
Weightings = dict[Name, Annotated[dict[Text, _Weight], Field(min_length=1)]]


class FamilyFields(Entry):
    """The comparisons that are declared beforehand: these outcomes, of these arms with the first.

    Outcomes of which neither direction is better may be among them.
    """

    outcomes: _Outcomes
    arms: _Arms = "all"


def undeclarable(document: Document, arms: Collection[str]) -> Iterator[Problem]:
    """What is wrong with what is declared, as far as the file tells; `arms` in its order."""
    yield from _margins(document)
    yield from _weightings(document)
    yield from _family(document, list(arms))


def unweighable(
    data: Mapping[str, Any], personas: Collection[str]
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    """Weights of personas that are not in the run: field, expected, found, remedy."""
    for name, weights in _maps(data, "weightings"):
        for persona in weights if isinstance(weights, Mapping) else ():
            if persona not in personas:
                at = ("weightings", name, str(persona))
                expected = f"a persona of this experiment: {one_of(sorted(personas))}"
                yield at, expected, told_value(persona), instead(persona, personas)


def _maps(data: Mapping[str, Any], field: str) -> list[tuple[str, Any]]:
    said = data.get(field)
    return list(said.items()) if isinstance(said, Mapping) else []


def _margins(document: Document) -> Iterator[Problem]:
    """Margins that are none. An outcome that nobody knows is told by `fill`."""
    for name, value in _maps(document.data, "margins"):
        odd = wrong_size(name, value) if name in KINDS else None
        if odd is not None:
            expected, remedy = odd
            yield document.problem(("margins", name), expected, told_value(value), remedy)


def _weightings(document: Document) -> Iterator[Problem]:
    for name, weights in _maps(document.data, "weightings"):
        at = ("weightings", name)
        if name in BUILT_IN:
            others = f"a name other than {', '.join(BUILT_IN)}"
            yield document.problem(at, others, f"{name!r} again", "give it another name")
        if isinstance(weights, Mapping) and weights and not any(weights.values()):
            told = "a weight above 0 for some persona", "zeros only"
            yield document.problem(at, *told, "give one a weight")


def _family(document: Document, arms: list[str]) -> Iterator[Problem]:
    """Arms of a family that are none, or the first, with which all others are compared."""
    family = document.data.get("family")
    if not isinstance(family, Mapping):
        return
    if len(arms) == 1:
        told = "two arms or more, to compare", f"{arms[0]} alone", "add a policy, or remove this"
        yield document.problem(("family",), *told)
    said = family.get("arms", "all")
    for place, arm in enumerate(said) if isinstance(said, list | tuple) else ():
        at = ("family", "arms", place)
        others = arms[1:]
        if isinstance(arm, str) and arm not in others:
            first = f"{arm!r}, with which the others are compared"
            found = first if arm in arms else repr(arm)
            yield document.problem(at, one_of(others), found, instead(arm, others))
