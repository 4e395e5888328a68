"""The examples of the documentation print what stands beside them.

To write that down again: `for f in docs/examples/*.py; do python $f > ${f%.py}.txt; done`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent / "docs" / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_prints_what_stands_beside_it(path, tmp_path):
    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_there_are_examples():
    assert len(EXAMPLES) >= 2
