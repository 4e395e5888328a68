"""Readers and commands that break law 7, each in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from simenv import api
from simenv.catalogue import Catalogue


def first_problem_only(path: Path) -> list[dict]:
    """A check that gives up at the first problem of each file."""
    checked = [asdict(one) for one in api.check([path], Catalogue())]
    return [one | {"problems": one["problems"][:1]} for one in checked]


def writes_before_it_reads(ends: Callable[..., int]) -> Callable[..., int]:
    """A comparison that makes its directory before it has read what it is asked to compare."""

    def compare(*said: object) -> int:
        Path(str(said[-1])).mkdir()
        return ends("compare", *said)

    return compare
