"""Which finds of an archive are looked at closely: failures that differ in who and what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simenv.stats.margins import margin_of
from simenv.stress.archive import Archive, Elite
from simenv.stress.claim import Claim
from simenv.stress.probing import KINDS, Family, unpacked

#: How many personas are looked at for an outcome that is no error: the worst ones.
_PERSONAS = 3
#: How many examples of one failure are tried against each other.
EXAMPLES = 3


def claims_of(
    archive: Archive, outcomes: Sequence[str], usual: Mapping[str, float]
) -> list[list[Claim]]:
    """What is claimed of each find: one list a find, its best example first.

    One find for each family of wrong answers among `outcomes`, and for each other outcome the worst
    personas. `usual` is the level of an outcome among everybody, 0 where a baseline is compared.
    """
    found = [
        [
            Claim(
                outcome=family.kind,
                candidate=elite.candidate,
                margin=margin_of(family.kind)[0],
                family=family,
            )
            for elite in elites
        ]
        for family, elites in _by_family(archive)
        if family.kind in outcomes
    ]
    lived = [name for name in outcomes if name not in KINDS]
    return found + [
        [
            Claim(
                outcome=name,
                candidate=elite.candidate,
                margin=margin_of(name)[0],
                usual=usual.get(name, 0.0),
            )
        ]
        for name in lived
        for elite in _worst(archive, name)
    ]


def _by_family(archive: Archive) -> Iterator[tuple[Family, list[Elite]]]:
    """The families of failures, each with its best examples."""
    families: dict[Family, list[Elite]] = {}
    for (key, _), elite in archive.failures.items():
        families.setdefault(unpacked(key).family, []).append(elite)
    for family in sorted(families):
        best = sorted(families[family], key=_order)
        yield family, best[:EXAMPLES]


def _worst(archive: Archive, name: str) -> list[Elite]:
    elites = [elite for (outcome, _), elite in archive.harms.items() if outcome == name]
    return sorted(elites, key=_order)[:_PERSONAS]


def _order(elite: Elite) -> tuple[float, int, object]:
    """The most people first; of equals the more ordinary ones."""
    return -elite.quality, len(elite.candidate.changes), elite.candidate
