"""Infos of many environments in Gymnasium's form: an array a key, and beside it who has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, I8

Infos = dict[str, Any]


def put(infos: Infos, name: str, rows: I8, values: NDArray[Any], length: int) -> None:
    """Say under a name what holds for some of `length` environments; written in place."""
    if name not in infos:
        blank: NDArray[Any] = np.zeros(length, values.dtype)
        if values.dtype == object:
            blank = np.full(length, None, object)
        infos[name], infos[f"_{name}"] = blank, np.zeros(length, np.bool_)
    infos[name][rows] = values
    infos[f"_{name}"][rows] = True


def put_all(infos: Infos, name: str, rows: I8, values: Mapping[str, Any], length: int) -> None:
    """Say under a name several things that hold for the same environments."""
    inner = infos.setdefault(name, {})
    for key, found in values.items():
        if isinstance(found, Mapping):
            put_all(inner, key, rows, found, length)
        else:
            put(inner, key, rows, found, length)
    mask: B1 = infos.setdefault(f"_{name}", np.zeros(length, np.bool_))
    mask[rows] = True
