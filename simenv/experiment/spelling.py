"""A schedule in one word, for the command line: `never-refuses,graded-by-risk@14`."""

from __future__ import annotations

import re
from typing import Any

from simenv.catalogue import is_path
from simenv.experiment.checks import stem

_FROM = re.compile(r"(.+)@(\d+)")


def arm(text: str) -> str | dict[str, Any]:
    """An arm as it stands in an experiment file: a name or path, or a schedule.

    A schedule is policies with commas between them, each but the first with `@` and the day from
    entry on which it begins. It is named after them: `never-refuses-then-graded-by-risk-14`. No
    name holds a comma or `@`, and no policy's file ends in `@` and digits, so neither is mistaken
    for a schedule; a path that holds a comma cannot be part of one here, but can in a file.
    """
    if _FROM.fullmatch(text) is None and ("," not in text or is_path(text)):
        return text
    parts = [_part(piece) for piece in text.split(",")]
    return {"arm": "-then-".join(_named(part) for part in parts), "schedule": parts}


def _part(piece: str) -> dict[str, Any]:
    found = _FROM.fullmatch(piece)
    return {"policy": found[1], "from_day": int(found[2])} if found else {"policy": piece}


def _named(part: dict[str, Any]) -> str:
    name = stem(part["policy"])
    return f"{name}-{part['from_day']}" if "from_day" in part else name
