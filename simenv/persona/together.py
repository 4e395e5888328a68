"""Which traits of a person, and their own risk, go together, as rank correlations.

What is not named is independent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, Strict

from simenv.catalogue import instead, wrong
from simenv.catalogue.values import SOURCED, WITH_SOURCE, Reads
from simenv.copula import factor
from simenv.persona.sections import Sensitivities, Traits

#: Where a person leans on the risk scale of their persona: the higher, the graver at entry.
RISK = "risk"
#: What may go together, in the order of the file: traits and sensitivities; and risk. It comes
#: last, so that it follows the traits: to name it moves none of them.
TOGETHER = (*Traits.model_fields, *Sensitivities.model_fields, RISK)
#: Nearer to 1 two traits are one.
_MOST = 0.95
_PAIR = re.compile(r"([a-z]+) & ([a-z]+)")
_WORDS = f"two of {', '.join(TOGETHER)}"


def pair_of(said: str) -> tuple[str, str]:
    """The two traits of a key such as `distress & hope`; `ValueError` if it is none."""
    found = _PAIR.fullmatch(said)
    if found is None:
        raise ValueError(said)
    return found[1], found[2]


def _pair(said: str) -> str:
    try:
        traits = pair_of(said)
    except ValueError as error:
        expected = "two traits joined by &, such as distress & hope"
        raise wrong(expected, "write it in that form") from error
    for trait in traits:
        if trait not in TOGETHER:
            raise wrong(_WORDS, instead(trait, TOGETHER), trait)
    if traits[0] == traits[1]:
        raise wrong("two different traits", "name another one")
    return said


def _once(ranks: dict[str, float]) -> dict[str, float]:
    """No pair in both orders."""
    for said in ranks:
        one, other = pair_of(said)
        if f"{other} & {one}" in ranks:
            found = f"{said} and {other} & {one}"
            raise wrong("each pair once", "remove one of them", found)
    return ranks


def _possible(ranks: dict[str, float]) -> dict[str, float]:
    """Correlations that some people could have."""
    try:
        rows_of(ranks)
    except ValueError as error:
        expected, found = "correlations that are possible together", str(error)
        raise wrong(expected, _nearer(ranks), found) from error
    return ranks


def _nearer(ranks: dict[str, float]) -> str:
    """How near to 0 the pair that has to change least would do, and how near all of them."""
    alone = {said: _share_left(ranks, [said]) for said in ranks}
    found = {said: left for said, left in alone.items() if left is not None}
    told = []
    if found:
        said = min(found, key=lambda one: abs(ranks[one]) * (1.0 - found[one]))
        told.append(f"write `{said}: {ranks[said] * found[said]:.2g}`")
    told.append(f"multiply all of them by {_share_left(ranks, list(ranks)) or 0:.2f}")
    return ", or ".join(told)


def _share_left(ranks: dict[str, float], some: list[str]) -> float | None:
    """By how much `some` may at most be multiplied, in hundredths; None if even 0 is too much."""
    for hundredths in range(99, -1, -1):
        share = hundredths / 100.0
        try:
            rows_of({said: rank * share if said in some else rank for said, rank in ranks.items()})
        except ValueError:
            continue
        return share
    return None


def names_of(ranks: Mapping[str, float]) -> tuple[str, ...]:
    """What goes with anything else, in the order of `TOGETHER`."""
    named = {trait for said in ranks for trait in pair_of(said)}
    return tuple(trait for trait in TOGETHER if trait in named)


def rows_of(ranks: Mapping[str, float]) -> list[list[float]]:
    """The factor of the traits of `names_of`; `ValueError` if the correlations are impossible."""
    return factor(names_of(ranks), {pair_of(said): rank for said, rank in ranks.items()})


def _strictly(inner: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema with the names of the traits in its keys."""
    some = "|".join(TOGETHER)
    values = inner.pop("additionalProperties")
    keys = {f"^({some}) & ({some})$": values}
    return inner | {"patternProperties": keys, "additionalProperties": False}


Rank = Annotated[float, Strict(), Field(ge=-_MOST, le=_MOST), SOURCED]
Together = Annotated[
    dict[Annotated[str, AfterValidator(_pair)], Rank],
    AfterValidator(_once),
    AfterValidator(_possible),
    WITH_SOURCE,
    Reads(lambda said: said, _strictly),
]
