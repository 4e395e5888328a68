"""What the coder learned: weights of the act, and how often each level of evidence was right.

Shipped as one file, `weights.npz`, made by `training/`. It names the rules that it was made with:
weights of other rules mean nothing and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from simenv.coder.codes import F8, FIELDS
from simenv.coder.features import columns
from simenv.coder.levels import RULED, levels
from simenv.coder.rules import LIMITED, Rule
from simenv.errors import SimenvError

FORMAT = 1


class StaleWeights(SimenvError):
    """The weights were made with other rules than these."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Everything that was learned.

    `act` has shape (columns, 3) and `constant` (3,): log odds of comply, partial, refuse.
    `sharpness` multiplies them, so that their probabilities are calibrated on models that were not
    trained on. `base` (3,) are the shares of acts among the replies trained on. `tables` holds for
    each ruled field the chance of each value, of shape (2, levels, values): first where the act is
    read as compliance, then where it is not.
    """

    act: F8
    constant: F8
    sharpness: float
    base: F8
    tables: Mapping[str, F8]
    rules: str


def rules_key(rules: Sequence[Rule]) -> str:
    """A digest of all rules, in their order."""
    return blake2b(repr(tuple(rules)).encode(), digest_size=16).hexdigest()


def save(weights: Weights, path: Path) -> None:
    """Write weights. Those of the act are kept in half precision, as the coder reads them."""
    tables = {f"table_{field}": weights.tables[field] for field in RULED}
    np.savez_compressed(
        path,
        format=FORMAT,
        rules=weights.rules,
        act=weights.act.astype(np.float16),
        constant=weights.constant,
        sharpness=weights.sharpness,
        base=weights.base,
        allow_pickle=False,
        **tables,
    )


def load(path: Path, rules: Sequence[Rule]) -> Weights:
    """Read weights made with these rules; `StaleWeights` if they were made with others."""
    with np.load(path, allow_pickle=False) as held:
        said = {name: held[name] for name in held.files}
    if int(said["format"]) != FORMAT or str(said["rules"]) != rules_key(rules):
        raise StaleWeights(
            f"{path.name} was made with other rules than those of this version of simenv: "
            "make it anew with `python -m training.train` or reinstall"
        )
    weights = Weights(
        act=said["act"].astype(np.float64),
        constant=said["constant"],
        sharpness=float(said["sharpness"]),
        base=said["base"],
        tables={field: said[f"table_{field}"] for field in RULED},
        rules=str(said["rules"]),
    )
    tables = [weights.tables[field].shape[1] == levels(field) for field in RULED]
    signs = sum(rule.field not in LIMITED for rule in rules)
    if weights.act.shape != (columns(signs), len(FIELDS["act"])) or not all(tables):
        raise StaleWeights(f"{path.name} does not fit the columns and levels of this version")
    return weights


@cache
def shipped(rules: tuple[Rule, ...]) -> Weights:
    """The weights of this package."""
    with as_file(files("simenv.coder") / "weights.npz") as path:
        return load(path, rules)


def version(path: Path) -> str:
    """A short digest of a file of weights: it changes whenever the coder may read otherwise."""
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()
