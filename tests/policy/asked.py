"""Requests of all kinds, drawn or made by Hypothesis, for tests of policies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from simenv.catalogue import Catalogue
from simenv.columns import Column
from simenv.exchange import NEVER, Requests
from simenv.policy import Policy, load
from simenv.rows import DAY
from simenv.vocabulary import language_code, region_code

HERE = Path(__file__).resolve().parent
BROKEN = HERE.parent / "broken" / "policies"
_PLACES = {
    "region": [region_code(word) for word in ("US", "GB", "IN", "AA", "ZZ")],
    "language": [language_code(word) for word in ("en", "pt", "yue")],
}


def drawn(length: int, seed: int = 0) -> Requests:
    """Valid requests, every column over the values that matter; a function of the seed."""
    luck = np.random.default_rng(seed)
    columns = {name: _drawn(luck, name, spec, length) for name, spec in Requests.specs().items()}
    return Requests(**columns).validate()


def _drawn(luck: np.random.Generator, name: str, spec: Column, length: int) -> np.ndarray:
    if name in _PLACES:
        return luck.choice(_PLACES[name], length).astype(spec.dtype)
    if spec.width:
        ages = luck.integers(0, 60 * DAY, (length, spec.width))
        return np.where(luck.random(ages.shape) < 0.5, NEVER, ages)
    if spec.dtype == "<f8":
        return luck.random(length) * spec.high
    return luck.integers(int(spec.low), min(int(spec.high), 12) + 1, length).astype(spec.dtype)


#: Batches of a few requests.
batches = st.builds(drawn, st.integers(1, 40), st.integers(0, 2**32 - 1))


def same(one: object, other: object) -> bool:
    """Whether two tables are equal, byte for byte."""
    left, right = one.arrays(), other.arrays()
    return all(
        left[name].dtype == right[name].dtype and left[name].tobytes() == right[name].tobytes()
        for name in left
    )


def policy_of(folder: Path, text: str, code: str | None = None, name: str = "tried") -> Policy:
    """A policy out of the text of its file, and of the Python file beside it."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    if code is not None:
        path.with_suffix(".py").write_text(code, encoding="utf-8")
    return load(Catalogue(), path)
