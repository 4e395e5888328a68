"""The rules by which the act of a reply is read."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.coder.codes import B1, FIELDS, I8

FIELD = {name: place for place, name in enumerate(FIELDS)}
"""The place of each field."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """The rules by which the act is read: the first `count` of all.

    `declines` says of each whether who says so withholds something, `field` which field it is of,
    both of shape (count,).
    """

    count: int
    declines: B1
    field: I8
