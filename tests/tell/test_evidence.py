"""The page of evidence: every row that a file cites stands there, told whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simenv.tell.evidence import PAGE, ROWS
from tests.tell.pages import page, told
from tests.test_shipped_personas import KEPT

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
FILES = [
    ROOT / "simenv/model/parameters.yaml",
    ROOT / "simenv/model/graph.yaml",
    *(ROOT / "simenv/model/detectors").glob("*.yaml"),
    *(ROOT / "personas").glob("*.yaml"),
    *(ROOT / "policies").glob("*.*"),
    *(ROOT / "experiments").glob("*/*.yaml"),
]
_ID = re.compile(r"\b[A-D]\d{1,2}b?\b")


def rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of evidence on a page, by the row's name."""
    lines = re.findall(r"^\| ([A-D]\d+b?) \| (.*) \|$", text, re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in lines}


def missing(text: str, cited: set[str]) -> set[str]:
    """The cited rows that a page does not hold."""
    return cited - rows(text).keys()


CITED = {name for file in FILES for name in _ID.findall(file.read_text(encoding="utf-8"))}


def test_every_row_that_a_file_cites_stands_on_the_page():
    assert len(CITED) > 20
    assert missing(TEXT, CITED) == set()
    assert ROWS.keys() <= rows(TEXT).keys()


def test_a_page_that_forgets_a_row_is_caught():
    lines = [line for line in TEXT.splitlines() if not line.startswith("| C20 ")]
    assert missing("\n".join(lines), CITED) == {"C20"}


def test_a_row_says_what_it_found_where_how_it_was_read_and_what_it_is_for():
    for cells in rows(TEXT).values():
        found, figure, source, read, use = cells
        assert min(map(len, (found, figure, source))) > 3
        assert read in {"P", "S"}
        assert use.startswith(("prior", "fit", "check", "context"))


def test_the_rows_that_are_kept_to_fit_or_check_are_those_of_the_page():
    uses = {name: cells[-1] for name, cells in rows(TEXT).items()}
    assert {name for name, use in uses.items() if use.startswith(("fit", "check"))} == KEPT


@pytest.mark.parametrize(
    ("kind", "name"),
    [("persona", "wait-listed"), ("policy", "status-quo-2026"), ("detector", "typical-2025")],
)
def test_a_page_that_names_a_row_says_where_it_stands(kind, name):
    assert PAGE in told(page(name, kind))
