"""A file told back in plain sentences, and new files to begin with.

>>> from simenv import tell
>>> page = tell.about(Catalogue(), "wait-listed")                        # doctest: +SKIP
>>> print(page.text())                                                  # doctest: +SKIP
>>> tell.new("persona", "night-shift-nurse", Path("my-catalogue"))      # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path

from simenv.catalogue import Catalogue
from simenv.tell import (
    criteria,
    detectors,
    experiments,
    personas,
    policies,
    scenarios,
    services,
    standards,
    suites,
)
from simenv.tell.drawing import draw
from simenv.tell.finding import find
from simenv.tell.new import TEMPLATES, new
from simenv.tell.telling import Section, Telling

__all__ = ["TEMPLATES", "Section", "Telling", "about", "draw", "new"]

_TELLERS = {
    "personas": personas.tell,
    "policies": policies.tell,
    "standards": standards.tell,
    "detectors": detectors.tell,
    "experiments": experiments.tell,
    "services": services.tell,
    "scenarios": scenarios.tell,
    "criteria": criteria.tell,
    "suites": suites.suite,
    "cases": suites.case,
}


def about(
    catalogue: Catalogue,
    name_or_path: str | Path,
    kind: str | None = None,
    *,
    policy: str | None = None,
) -> Telling:
    """What a file of any kind says: a persona, a policy, a standard, criteria and others.

    `kind` is one of these words (or its plural); without it a name is looked up among all
    kinds and a file says itself what it is. `policy` is the one under which a persona is told to
    live for a month: `never-refuses` unless named. `BadInput` if the name is unknown or stands for
    several things, and with every problem of the file.
    """
    found = find(catalogue, name_or_path, kind)
    if found == "personas":
        return personas.tell(catalogue, name_or_path, policy)
    return _TELLERS[found](catalogue, name_or_path)
