"""The page for users of R names columns and fields that exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from simenv.rows import TrajectoryRows
from simenv.stats.claims import Claim
from simenv.stats.summary import PersonaLine, Summary
from simenv.vocabulary import Cause

PAGE = (Path(__file__).parent.parent / "docs" / "r.md").read_text(encoding="utf-8")
CODE = "\n".join(re.findall(r"```r\n(.*?)```", PAGE, re.DOTALL))
COLUMNS = {"world", "arm", *TrajectoryRows.specs()}


def named(kind: type) -> set[str]:
    return {one.name for one in fields(kind)}


def test_every_column_that_is_selected_exists():
    """Only the first `select` after `lives |>` speaks of columns of the files."""
    selected = [
        name
        for found in re.findall(r"lives \|>\s+filter\([^)]*\) \|>\s+select\(([^)]*)\)", CODE)
        for name in re.split(r",\s*", found)
    ]
    assert len(selected) > 8
    assert set(selected) <= COLUMNS


def test_every_field_of_the_summary_exists():
    assert set(re.findall(r"summary\$(\w+)", CODE)) <= named(Summary)
    assert set(re.findall(r"one\$(\w+)", CODE)) <= named(Claim)
    assert set(re.findall(r'`\[\[`, "(\w+)"', CODE)) <= named(PersonaLine)


def test_causes_are_told_in_their_order():
    words = re.search(r"0:3,\s+c\(([^)]*)\)", CODE)
    assert words is not None
    assert re.findall(r'"([^"]+)"', words[1]) == list(Cause.words())
