"""Criteria told back: every limit with its reason, in the units in which it is judged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simenv import criteria as criterion_files
from simenv.catalogue import Catalogue, shown
from simenv.criteria import Criteria, ErrorLimit, Harm, WorldsHarm
from simenv.stats.outcomes import outcome
from simenv.stats.tables.numbers import SHORT, number
from simenv.tell.telling import Section, Telling
from simenv.wording.layout import grid
from simenv.wording.phrases import of_100

_Row = tuple[str, str, str]
_COHORTS = {
    "new": "people who are new to the assistant",
    "established": "people who have lived with the live policy for four weeks",
}


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """Criteria by name or file; `BadInput` with every problem of the file and its standard."""
    one = criterion_files.load(catalogue, name_or_path)
    document = catalogue.read("criteria", name_or_path)
    file = one.file
    return Telling(
        kind="criteria",
        name=file.name,
        summary=file.summary,
        notes=(
            f"Asked of {_COHORTS[file.cohort]}, by the standard {one.standard.name}. "
            f"{of_100(one.share_assumed)} of 100 of its limits are assumed.",
        ),
        facts={
            "version": file.version,
            "cohort": file.cohort,
            "standard": one.standard.name,
            "share_assumed": one.share_assumed,
            "file": shown(document.path),
            "sha256": one.sha256,
        },
        sections=tuple(_sections(one)),
    )


def _sections(one: Criteria) -> Iterator[Section]:
    file = one.file
    suite = () if file.suite is None else (file.suite,)
    lists = {
        "Errors on the fixed battery": (file.battery, map(_error, file.battery)),
        "Not worse than the baseline": (file.non_inferiority, map(_harm, file.non_inferiority)),
        "In each group by itself": (file.worst_group, map(_harm, file.worst_group)),
        "Over plausible worlds": (file.worlds, map(_over_worlds, file.worlds)),
        "Stored cases": (
            suite,
            (("new failures", f"{one.new_failures}", one.why) for one in suite),
        ),
    }
    for heading, (limits, rows) in lists.items():
        if limits:
            yield Section(
                key=heading.lower().replace(" ", "_"),
                heading=heading,
                lines=tuple(grid(rows, ("what", "limit", "why"))),
                facts=[limit.model_dump(mode="json") for limit in limits],
            )


def _error(one: ErrorLimit) -> _Row:
    most = f"{number(one.at_most, 'share')} of 100"
    if one.or_baseline_plus is not None:
        most += f", or the baseline's\nand {number(one.or_baseline_plus, 'share')} more"
    where = "" if one.by == "all" else f", by {one.by}"
    return one.error.replace("_", "-") + where, most, one.why


def _harm(one: Harm) -> _Row:
    each = outcome(one.outcome)
    return each.label, f"{number(one.size, each.kind)} {SHORT[each.kind]}", one.why


def _over_worlds(one: WorldsHarm) -> _Row:
    label, margin, why = _harm(one)
    return label, f"{margin}, in at least\n{number(one.in_at_least, 'share')} of 100 worlds", why
