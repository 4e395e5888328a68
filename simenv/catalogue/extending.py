"""`extends`: a file merged onto its one parent.

Maps merge by key, lists replace, null removes. What says who a file is (its name, version, status,
authors, share …) is never inherited: a review of the parent is no review of the child.

In services and scenarios only sections merge by key: a table of hours, or a median with its middle
90 %, is one thing, and half of one table with half of another would be a file that nobody wrote.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from simenv.catalogue.document import ABSENT, Document, Field, at_field
from simenv.catalogue.sourcing import citations
from simenv.errors import Problem

#: What a child never takes from its parent, beside the key that names the file.
OWN = frozenset(
    {"extends", "version", "status", "reviewed_by", "authors", "summary", "abstract", "share"}
)

#: The sections of a service, whose fields a child may say one by one.
_SECTIONS = frozenset({"place", "staff", "service_time", "demand", "follow_up"})


def _merges(kind: str, at: Field) -> bool:
    """Whether the mapping at `at` of such a file merges by key, rather than being replaced."""
    if kind == "services":
        return at[0] in _SECTIONS and len(at) == 1
    if kind == "scenarios":  # by service, and each field of one whole, as a change replaces it
        return at[0] == "changes" and len(at) <= 2
    return True


def merged(child: Document, parent: Document | None, own: frozenset[str]) -> Document:
    """The child with its parent's fields under its own; `own` names what is not inherited."""
    base = {} if parent is None else {k: v for k, v in parent.data.items() if k not in own}
    data = _merge(child.kind, base, child.data)
    lines = {} if parent is None else dict(parent.lines)
    cited = {} if parent is None else dict(parent.cited)
    lines.update(child.lines)
    cited.update(citations(child.data))
    return dataclasses.replace(
        child,
        data=data,
        lines={at: line for at, line in lines.items() if at_field(data, at) is not ABSENT},
        cited={at: row for at, row in cited.items() if at_field(data, at) is not ABSENT},
    )


def _merge(kind: str, base: dict[str, Any], over: dict[str, Any], at: Field = ()) -> dict[str, Any]:
    """Mappings merge by key where they do at all, anything else replaces, null removes.

    A parent's `source` does not vouch for what the child says beside it.
    """
    joined = dict(base)
    if over and at:
        joined.pop("source", None)
    for key, value in over.items():
        here, below = (*at, key), base.get(key)
        if value is None:
            joined.pop(key, None)
        elif isinstance(value, dict):
            under = below if isinstance(below, dict) and _merges(kind, here) else {}
            joined[key] = _merge(kind, under, value, here)
        else:
            joined[key] = value
    return joined


def empty_fields(child: Document, parent: Document | None) -> list[Problem]:
    """Fields that say nothing and have no parent's value to remove."""
    base = {} if parent is None else parent.data
    return [
        child.problem(at, "a value", "nothing", "write a value, or remove the line")
        for at in _nulls(child.data, ())
        if at_field(base, at) is ABSENT
    ]


def _nulls(data: object, at: Field) -> list[Field]:
    if data is None:
        return [at]
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in _nulls(value, (*at, key))]
    return []
