"""The files that the README shows are good files, and its links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SIMENV = Path(sys.executable).with_name("simenv")
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split()[1])
def test_an_example_passes_its_check(example, tmp_path):
    kind, name = example.split()[:2]
    assert kind in {"persona:", "policy:"}
    file = tmp_path / f"{name}.yaml"
    file.write_text(example, encoding="utf-8")
    done = subprocess.run([SIMENV, "check", file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_both_kinds_are_shown():
    assert len(EXAMPLES) == 2


def test_links_and_pictures_lead_to_files():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [link for link in links if not (ROOT / link).exists()] == []
