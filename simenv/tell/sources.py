"""Which numbers of a persona are assumed, and which rest on an evidence row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from simenv.persona import Persona
from simenv.tell.telling import Section
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import counted


def sources(one: Persona) -> Section:
    """Counts and lists of assumed and of evidenced numbers."""
    assumed, sourced = one.assumed(), one.sourced()
    total = len(assumed) + len(sourced)
    lines = wrapped(
        f"{counted(total, 'number')} in this file and in what it extends: {len(assumed)} assumed, "
        f"{len(sourced)} with a row of the evidence list.",
        2,
    )
    rows = sorted(set(sourced.values()))
    told = [(row, _grouped(at for at, source in sourced.items() if source == row)) for row in rows]
    lines += grid([*told, ("assumed", _grouped(assumed))])
    facts = {"assumed": assumed, "sourced": sourced}
    heading = "Where the numbers come from"
    return Section(key="sources", heading=heading, lines=tuple(lines), facts=facts)


def _grouped(fields: Iterable[str]) -> str:
    """Fields by section, without what lies deeper: `traits (trust, hope), share`."""
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for field in fields:
        section, _, rest = field.partition(".")
        inner = rest if section == "barriers" else rest.partition(".")[0]
        groups[section][inner] = None
    return ", ".join(
        f"{section} ({', '.join(rest)})" if any(rest) else section
        for section, rest in groups.items()
    )
