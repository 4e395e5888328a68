"""A persona told back: the page on which a clinician judges its face validity."""

from __future__ import annotations

from pathlib import Path

from simenv import kinds, parameters, persona
from simenv.catalogue import Catalogue, shown
from simenv.tell import persona_file
from simenv.tell.drawn import five, month_of, policy_for
from simenv.tell.month import lived
from simenv.tell.nearest import nearest, others
from simenv.tell.paths import paths
from simenv.tell.sources import sources
from simenv.tell.telling import Section, Telling


def tell(catalogue: Catalogue, name_or_path: str | Path, policy: str | None = None) -> Telling:
    """A persona by name or file; `policy` names the one of the month that is told.

    A base that is never simulated (`abstract`) is told without persons, month and distance.
    `BadInput` with every problem of the file, `PolicyFailure` if the policy misbehaves.
    """
    document = catalogue.read("personas", name_or_path)
    one = persona.check(document)
    compiled = kinds.compile_all([one])
    p = parameters.shipped().median()
    month = month_of(one, catalogue)
    beside = others(one, catalogue)
    sections = [
        persona_file.who(one, beside.mix(one)),
        persona_file.rhythm(one, compiled, p),
        persona_file.asking(one),
        persona_file.risk(one, p),
        persona_file.course(one),
        persona_file.channels(one, compiled, month.entry_channels()),
        persona_file.hurts(one),
        persona_file.voice(one, compiled, p),
        paths(one),
    ]
    if not one.abstract:
        sections.append(five(month))
        under = policy_for(catalogue, policy)
        sections += [] if under is None else [lived(month, under)]
    sections.append(sources(one))
    sections += [] if one.abstract else [nearest(one, beside)]
    return _page(one, document.path, sections)


def _page(one: persona.Persona, path: Path, sections: list[Section]) -> Telling:
    facts = {
        "version": one.version,
        "status": one.status,
        "extends": one.extends,
        "abstract": one.abstract,
        "file": shown(path),
        "sha256": one.sha256,
    }
    return Telling(
        kind="persona",
        name=one.name,
        summary=one.summary,
        notes=tuple(persona_file.head(one)),
        facts=facts,
        sections=tuple(sections),
    )
