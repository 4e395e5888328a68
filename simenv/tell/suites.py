"""A suite, or a single case, told back: what was found of whom, sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simenv.catalogue import Catalogue, shown
from simenv.tell.telling import Section, Telling
from simenv.wording.layout import wrapped

_OF = {
    "suites": "Each case is lived again by: simenv stress POLICY --suite",
    "cases": "Its person is told day by day by: simenv person",
}


def suite(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A suite by name or file."""
    return _told(catalogue, "suites", name_or_path)


def case(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A case by name or file."""
    return _told(catalogue, "cases", name_or_path)


def _told(catalogue: Catalogue, kind: str, name_or_path: str | Path) -> Telling:
    document = catalogue.read(kind, name_or_path)
    said = document.data
    cases = said["cases"] if kind == "suites" else [said]
    return Telling(
        kind=kind.removesuffix("s"),
        name=document.name,
        summary=str(said["summary"]),
        notes=(f"{_OF[kind]} {shown(document.path)}",),
        facts={"version": said["version"], "sha256": document.sha256},
        sections=(
            Section(key="cases", heading="Cases", lines=tuple(_lines(cases)), facts=list(cases)),
        ),
    )


def _lines(cases: list[Mapping[str, Any]]) -> list[str]:
    """What each case says went wrong, under its name, with who it is."""
    found = []
    for one in cases:
        changes = ", ".join(f"{gene} {value}" for gene, value in one.get("changes", {}).items())
        beyond = "; beyond what is declared: never gates" if one.get("beyond") else ""
        who = f"{one['persona']['name']}, {changes or 'as declared'}{beyond}"
        found += wrapped(f"{one['case']} ({who})", 2, 4)
        found += wrapped(str(one["summary"]), 4, 4)
    return found
