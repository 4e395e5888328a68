"""The import contracts of pyproject.toml hold on a bare skeleton and catch each kind of breach."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = SETTINGS["contracts"][0]["layers"]
MODULES = [re.sub(r"[()\s]", "", name) for layer in LAYERS for name in layer.split("|")]
NAMES = [contract["name"] for contract in SETTINGS["contracts"]]

#: One breach a contract: which module gets which import.
BREACHES = {
    "Each layer imports only what stands below it": ("errors", "from simenv import vocabulary"),
    "A policy sees requests and nothing latent": ("standard", "import simenv.state"),
    "Only models imports litellm": ("policy", "def lazily():\n    import litellm"),
    "Only models imports aiohttp": ("speech", "import aiohttp"),
    "Only clock imports simpy": ("lockstep", "from simpy.core import Environment"),
    "Only envs and testing import gymnasium": ("world", "import gymnasium as gym"),
    "Only graph imports networkx": ("persona", "import networkx"),
    "Only records imports pyarrow": ("report", "import pyarrow.parquet as pq"),
    "Only stats and copula import scipy": ("population", "from scipy.special import ndtri"),
    "Only report imports altair and vl-convert": ("viewer", "import vl_convert"),
    "Only cli imports typer and rich": ("report", "from rich.table import Table"),
    "Only catalogue imports ruamel.yaml": ("persona", "from ruamel.yaml import YAML"),
    "Only sensitivity imports SALib": ("stats", "from SALib.sample import morris"),
    "Only learning imports stable_baselines3 and torch": ("envs", "import torch"),
}

#: What the owners may do.
ALLOWED = {
    "models": "import litellm\nimport aiohttp",
    "clock": "import simpy",
    "envs": "import gymnasium",
    "graph": "import networkx",
    "records": "import pyarrow",
    "stats": "import scipy.stats",
    "report": "import altair\nimport vl_convert",
    "cli": "import typer\nimport rich",
    "catalogue": "from ruamel.yaml import YAML",
    "sensitivity": "from SALib.sample import morris",
    "learning": "import stable_baselines3\nimport torch",
}


def skeleton(folder: Path, imports: dict[str, str]) -> Path:
    """A package with every module of the layers; each imports only what `imports` gives it."""
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for module in ["", *MODULES]:
        package = folder / "simenv" / module
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(imports.get(module, "") + "\n")
        if module:
            (package / "inner.py").write_text(imports.get(f"{module}.inner", "") + "\n")
    return folder


def verdicts(folder: Path) -> tuple[dict[str, str], int]:
    """KEPT or BROKEN by contract, and the exit code of the linter."""
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    found = {name: told.stdout.split(name, 1)[-1].split()[0] for name in NAMES}
    return found, told.returncode


def test_every_contract_has_its_breach():
    assert set(BREACHES) == set(NAMES)


def test_the_rules_allow_what_owners_do_also_in_sub_modules(tmp_path):
    inner = {f"{name}.inner": text for name, text in ALLOWED.items()}
    assert verdicts(skeleton(tmp_path, ALLOWED | inner)) == (dict.fromkeys(NAMES, "KEPT"), 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_breach_is_caught(name, tmp_path):
    module, text = BREACHES[name]
    carriers = {module: text}
    if module == "standard":  # indirect: policy imports standard, which imports state
        carriers["policy"] = "import simenv.standard"
    found, code = verdicts(skeleton(tmp_path, carriers))
    assert (found[name], code) == ("BROKEN", 1)


def test_a_module_without_a_layer_is_caught(tmp_path):
    skeleton(tmp_path, {})
    (tmp_path / "simenv" / "stray.py").write_text("")
    _, code = verdicts(tmp_path)
    assert code == 1
