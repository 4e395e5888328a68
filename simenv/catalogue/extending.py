"""`extends`: a file merged onto its one parent.

Maps merge by key, lists replace, null removes. What says who a file is (its name, version, status,
authors, share …) is never inherited: a review of the parent is no review of the child.
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


def merged(child: Document, parent: Document | None, own: frozenset[str]) -> Document:
    """The child with its parent's fields under its own; `own` names what is not inherited."""
    base = {} if parent is None else {k: v for k, v in parent.data.items() if k not in own}
    data = _merge(base, child.data)
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


def _merge(base: dict[str, Any], over: dict[str, Any], *, top: bool = True) -> dict[str, Any]:
    """Mappings merge by key, anything else replaces, null removes.

    A parent's `source` does not vouch for what the child says beside it.
    """
    joined = dict(base)
    if over and not top:
        joined.pop("source", None)
    for key, value in over.items():
        below = base.get(key)
        if value is None:
            joined.pop(key, None)
        elif isinstance(value, dict):
            joined[key] = _merge(below if isinstance(below, dict) else {}, value, top=False)
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
