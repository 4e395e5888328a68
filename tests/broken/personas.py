"""Populations and readers as they must not be: each breaks one law of persona files."""

from __future__ import annotations

from pathlib import Path

from simenv.catalogue import Catalogue, fill
from simenv.errors import BadInput, Problem
from simenv.persona import Persona, unsound


def first_come_shares(written: dict[str, float]) -> dict[str, float]:
    """Shares that are kept as they are until 1 is used up; whoever comes late gets the rest."""
    left, found = 1.0, {}
    for name, share in written.items():
        found[name] = min(share, left) or 1e-9
        left -= found[name]
    return found


def one_kind_at_a_time(path: Path) -> set[str]:
    """The fields of a persona's problems, those of its graph only once there are no others."""
    problems: list[Problem] = []
    document = Catalogue().read("personas", path, problems)
    try:
        fill(document, Persona, problems)
    except BadInput as error:
        return {problem.field for problem in error.problems}
    return {problem.field for problem in unsound(document)}
