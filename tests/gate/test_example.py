"""The workflow of the documentation: valid YAML, and commands that the command line takes."""

import os
import re
import shlex
from pathlib import Path

import typer
from ruamel.yaml import YAML

from simenv.cli import app

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "examples" / "gate.yml"
WORKFLOW = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
STEPS = WORKFLOW["jobs"]["gate"]["steps"]


def command(start: str) -> list[str]:
    """The words of the command that begins so, with the workflow's variables filled in."""
    (line,) = [step["run"] for step in STEPS if step.get("run", "").startswith(start)]
    return shlex.split(os.path.expandvars(re.sub(r"\$\{\{.*?\}\}", "", line)))


def test_the_gate_is_called_as_the_command_line_takes_it(monkeypatch):
    for name, value in WORKFLOW["env"].items():
        monkeypatch.setenv(name, value)
    words = command("simenv gate")
    verb = typer.main.get_command(app).commands["gate"]
    parsed = verb.make_context("gate", words[2:]).params
    assert (parsed["policy"], parsed["against"]) == ("policies/next.yaml", "policies/live.yaml")
    assert parsed["criteria"] == "default"
    assert (parsed["people"], parsed["worlds"], parsed["seed"]) == (200, 60, 1)
    assert str(parsed["junit"]) in _kept()
    assert str(parsed["page"]) in _kept()
    assert f"{parsed['out']}/gate.json" in _kept()


def _kept() -> list[str]:
    (upload,) = [one for one in STEPS if "upload-artifact" in one.get("uses", "")]
    assert upload["if"] == "always()", "what failed is looked at, too"
    return upload["with"]["path"].split()


def test_what_is_installed_is_what_was_tested():
    words = command("python -m pip install")
    assert words[words.index("-c") + 1] == "simenv/constraints.txt"
    assert (ROOT / "constraints.txt").exists()
    (fetched,) = [one["with"] for one in STEPS if "repository" in one.get("with", {})]
    assert fetched["path"] == "simenv"
    assert words[-1] == "./simenv"


def test_it_runs_on_a_change_of_policies():
    # `on` is a word in YAML 1.2, as GitHub reads it.
    assert "policies/**" in WORKFLOW["on"]["pull_request"]["paths"]
