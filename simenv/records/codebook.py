"""The codebook: what every column of every table means, generated from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simenv import vocabulary
from simenv.columns import Column
from simenv.records.arrow import words
from simenv.records.layout import EVERY_TABLE, TRAJECTORIES
from simenv.vocabulary import Code

_HEAD = """# Codebook

Generated from the declarations in `simenv/rows.py` and `simenv/vocabulary.py` by
`simenv.records.codebook`; a test keeps it equal to them.

A run keeps four tables as Parquet files, one file a unit (world, arm, block of people):
`trajectories`, `sessions`, `turns` and `events`. Each table may be read with any Parquet reader as
the folder of that name. Every row names its world and its arm: world 0 is the median world, which
keeps all four tables (only `trajectories` where the experiment says `keep: trajectories`); drawn
worlds (1 and up) keep `trajectories`. Times are integer microseconds since the person entered
(1 h = 3,600,000,000); what an established cohort lived through before is in no table.

A run with shared services keeps `calls` and `loads` besides, in every world, one file a unit
(scenario, world, arm, population); its rows name their scenario, too, and person j of persona k in
population r has the number r x counts[k] + j, with `counts` as in `layout.shared` of manifest.json.

Codes are small integers; their words stand below, those of `service` in `layout.shared` of
manifest.json, and all of them in the metadata of each file. What does not exist is a null, never
NaN. Rows lie in key order: persona by name, then person, then time.
"""

_COLUMNS = """\
| column | type | unit or codes | range | null | meaning |
|---|---|---|---|---|---|"""
_COMMON = (
    "| `world` | int32 | | 0 and up | | world: 0 is the median one, 1 and up are drawn |",
    "| `arm` | string | | | | the policy, or the schedule of policies by its name |",
)
_SCENARIO = "| `scenario` | string | | | | with shared services only: the scenario by its name |"
_STANDING = (
    "| `standing` | list of int8, one a day | Standing | 0 to 4 | | state at the end of each day |"
)
_NOTES = {
    "Risk": "How grave a person's own risk is; ordered.",
    "Act": "Ordered from permissive to restrictive; `blocked` is a provider's filter.",
    "Referral": "Ordered by how much of the way it goes.",
    "Standing": "Exactly one at any time.",
    "Event": "`detail` is a code of the kind in brackets.",
}
_DETAILS = {
    "need-arose": "Need",
    "channel-used": "Channel",
    "treated-well": "Channel",
    "treated-badly": "Channel",
    "stage-changed": "the stage's place in `stages` of manifest.json",
    "left": "Cause",
    "risk-escalated": "Risk",
    "reached-human": "Channel",
    "unsafe-help": "Risk",
    "handed-over": "Referral",
    "censored": "Risk",
    "life-event": "0 a bad one, 1 a good one",
    "crisis-began": "Risk",
    "service-asked": "Channel",
    "hung-up": "Channel",
    "turned-away": "Channel",
    "booked": "Channel",
    "missed": "Channel",
    "turned-back": "Channel",
}


def codebook() -> str:
    """The whole of `docs/codebook.md`."""
    return "\n".join([_HEAD, *_tables(), *_words()]) + "\n"


def _tables() -> Iterator[str]:
    for name, kind in EVERY_TABLE.items():
        about = (kind.__doc__ or "").strip().splitlines()[0]
        yield f"## `{name}`\n\n{about}\n"
        yield _COLUMNS
        yield from (_COMMON[0], _SCENARIO, _COMMON[1])
        yield from (_row(column, spec) for column, spec in kind.specs().items())
        if name == TRAJECTORIES:
            yield _STANDING
        yield ""


def _row(name: str, spec: Column) -> str:
    if name == "persona":
        return "| `persona` | string | | | | name of the persona |"
    null = "there is none" if spec.missing is not None else ""
    dtype = np.dtype(spec.dtype).name
    bounds = "" if dtype == "bool" else _range(spec)
    return f"| `{name}` | {dtype} | {spec.unit} | {bounds} | {null} | {spec.about} |"


def _range(spec: Column) -> str:
    largest = np.iinfo(np.int32).max
    return f"{spec.low:g} and up" if spec.high >= largest else f"{spec.low:g} to {spec.high:g}"


def _words() -> Iterator[str]:
    columns = [spec for kind in EVERY_TABLE.values() for spec in kind.specs().values()]
    used = {spec.unit for spec in columns if words(spec)}
    used |= {"Standing", "Channel"}
    yield "## Codes\n"
    for name, kind in vars(vocabulary).items():
        if name in used and isinstance(kind, type) and issubclass(kind, Code):
            yield from _kind(name, kind)


def _kind(name: str, kind: type[Code]) -> Iterator[str]:
    yield f"### {name}\n"
    if name in _NOTES:
        yield f"{_NOTES[name]}\n"
    yield "| code | word |\n|---|---|"
    for member in kind:
        detail = _DETAILS.get(member.word) if name == "Event" else None
        yield f"| {member.value} | {member.word}{f' ({detail})' if detail else ''} |"
    yield ""
