"""Nothing heavy is loaded before it is needed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "altair",
    "gymnasium",
    "litellm",
    "networkx",
    "pandas",
    "pyarrow",
    "scipy",
    "simpy",
    "stable_baselines3",
    "torch",
    "vl_convert",
}
SIMENV = Path(sys.executable).with_name("simenv")


def loaded(*arguments: str | Path) -> set[str]:
    """The top-level modules that a Python process imports, as `-X importtime` lists them."""
    command = [sys.executable, "-X", "importtime", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    # By their submodules: the listing leaves out a package that `from package import part` loads.
    return set(re.findall(r"^import time:.*\|\s+(\w+)[\w.]*$", done.stderr, re.MULTILINE))


def test_the_listing_sees_imports():
    assert "json" in loaded("-c", "import json")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import simenv"),
        (SIMENV, "--help"),
        (SIMENV, "list", "personas", "--json"),
    ],
    ids=["import simenv", "--help", "list"],
)
def test_no_heavy_library_is_loaded(arguments):
    assert loaded(*arguments) & HEAVY == set()


def test_a_comparison_loads_no_chat_model(tmp_path):
    short = ["--people", "2", "--days", "2", "--worlds", "1", "--workers", "1"]
    policies = ["never-refuses", "hotline-boilerplate"]
    found = loaded(SIMENV, "compare", *policies, *short, "--out", tmp_path / "run")
    assert "pyarrow" in found
    assert "litellm" not in found
