"""Which numbers of a persona are assumed, which rest on an evidence row, and which half on one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from simenv.persona import Persona
from simenv.tell.evidence import PAGE
from simenv.tell.telling import Section
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import counted


def sources(one: Persona) -> Section:
    """Counts and lists of numbers by what stands behind them."""
    assumed, directed, sourced = one.assumed(), one.directed(), one.sourced()
    total = len(assumed) + len(directed) + len(sourced)
    lines = wrapped(
        f"{counted(total, 'number')} in this file and in what it extends: {len(assumed)} assumed; "
        f"{len(directed)} of which a row of the evidence list gives the direction, with a size "
        f"that is assumed; {len(sourced)} that a row gives. What each row found, and in whom, "
        f"stands in {PAGE}.",
        2,
    )
    told = [*_by_row(sourced, ""), *_by_row(directed, ", size assumed")]
    lines += grid([*told, ("assumed", _grouped(assumed))])
    facts = {"assumed": assumed, "size_assumed": directed, "sourced": sourced}
    heading = "Where the numbers come from"
    return Section(key="sources", heading=heading, lines=tuple(lines), facts=facts)


def _by_row(cited: Mapping[str, str], more: str) -> list[tuple[str, str]]:
    """The fields that name each row, row by row."""
    rows = sorted(set(cited.values()))
    return [
        (f"{row}{more}", _grouped(at for at, source in cited.items() if source == row))
        for row in rows
    ]


def _grouped(fields: Iterable[str]) -> str:
    """Fields by section, without what lies deeper: `traits (trust, hope), share, 3 edges`."""
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for field in fields:
        section, _, rest = field.partition(".")
        inner = rest if section in {"barriers", "trajectory"} else rest.partition(".")[0]
        groups[section][inner] = None
    edges = len(groups.pop("trajectory", {}))
    told = [
        f"{section} ({', '.join(rest)})" if any(rest) else section
        for section, rest in groups.items()
    ]
    return ", ".join([*told, *([counted(edges, "number") + " of edges"] if edges else [])])
