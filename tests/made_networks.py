"""Networks with drawn weights, and policies of kind learned made of them, for tests."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from simenv.catalogue import Catalogue
from simenv.exchange import View
from simenv.policy import LearnedPolicy, load
from simenv.policy.features import features, saturates
from simenv.policy.network import Network
from simenv.policy.weights_file import write
from simenv.vocabulary import Continuation, Referral

NAMES = (
    *(name for name in View.specs() if name not in ("region", "language", "hour")),
    "hour_sin",
    "hour_cos",
    *(f"need={code}" for code in range(6)),
    *(f"last_move={code}" for code in range(10)),
    "region=538",
    "language=149",
)
FRAMINGS = ("bare", "warm", "lecture")
OUT = 3 + len(FRAMINGS) + len(Referral) + len(Continuation)
FILE = """policy: {name}
version: 1.0.0
kind: learned
summary: For tests.
detector: typical-2025
remembers: {{refusals: 30 days}}
weights: {name}.npz
"""


def network(seed: int = 0, widths: tuple[int, ...] = (24, 24), of: type[Network] = Network):
    """A network with weights drawn from a seed, which answers many things."""
    luck = np.random.default_rng(seed)
    sizes = [len(NAMES), *widths, OUT]
    return of(
        features=features(NAMES),
        most=np.array([saturates(name) for name in NAMES], np.float32),
        layers=tuple(
            (
                luck.normal(size=(before, after)).astype(np.float32),
                luck.normal(size=after).astype(np.float32),
            )
            for before, after in pairwise(sizes)
        ),
        framings=FRAMINGS,
        scores=np.array([[0, 0, 0, 0, 0], [0.8, 0.2, 0.5, 0, 0.8], [0, 0.5, 0, 0.8, 0]], float),
        rationale=np.array([0, 0, 3], np.int8),
    )


def always(act: int, framing: int, referral: int, continuation: int) -> Network:
    """A network that gives every request the same answer."""
    bias = np.zeros(OUT, np.float32)
    starts = (0, 3, 3 + len(FRAMINGS), 3 + len(FRAMINGS) + len(Referral))
    bias[np.add(starts, (act, framing, referral, continuation))] = 1.0
    like = network(widths=())
    told = {name: getattr(like, name) for name in ("features", "most", "framings", "scores")}
    layers = ((np.zeros((len(NAMES), OUT), np.float32), bias),)
    return Network(layers=layers, rationale=like.rationale, **told)


def saved(folder: Path, of: Network, name: str = "tried") -> Path:
    """The path of a policy file with these weights beside it."""
    write(of, folder / f"{name}.npz")
    path = folder / f"{name}.yaml"
    path.write_text(FILE.format(name=name), "utf-8")
    return path


def policy_of(folder: Path, of: Network, name: str = "tried") -> LearnedPolicy:
    """A policy with these weights, through its files."""
    found = load(Catalogue(), saved(folder, of, name))
    assert isinstance(found, LearnedPolicy)
    return found
