"""Files written for one test, and pages told once for many."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from simenv import tell
from simenv.catalogue import Catalogue
from simenv.tell import Telling

CATALOGUE = Catalogue()

#: A persona that is in no catalogue, with an edge of each kind.
ELSEWHERE = """
persona: elsewhere
version: 1.0.0
status: reviewed
reviewed_by: {role: clinical psychologist, date: 2026-01-01}
extends: adult
summary: A persona for tests.
scope: Nobody in particular.
share: 0.01
place: {region: BR, languages: [pt-BR, en], timezone: America/Sao_Paulo}
course: {crises_per_month: 0.5}
rhythm: {sessions_per_week: 3, hours: {"22-02": 3}, weekdays: {sat: 2, sun: 2}}
requests: {about_other: {value: 0.25, source: C16}, restricted: 0.2, hidden_intent: 0.15}
trajectory:
  start: waiting
  edges:
    - {from: waiting, to: with-professional, after: 30 days, source: C20}
    - {from: waiting, to: gave-up, on: refused, times: 2}
    - {from: waiting, to: talking, on: helped, chance: 0.4}
voice: {length: short, discloses: hardly}
"""


def finished(path: Path) -> Path:
    """A file from a template with the author's own words in place of the template's."""
    text = path.read_text(encoding="utf-8")
    for field in ("summary", "scope", "asks"):
        text = re.sub(rf"^{field}: .*$", f"{field}: In my own words.", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    return path


def written(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@functools.cache
def page(name: str, kind: str | None = None) -> Telling:
    """What the shipped catalogue's file says, told once for all tests."""
    return tell.about(CATALOGUE, name, kind)


def told(page: Telling) -> str:
    """The page without line breaks, so that a sentence can be looked for."""
    return " ".join(page.text().split())
