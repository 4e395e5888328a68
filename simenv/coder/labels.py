"""A team's own labels of the coder: how often what it read turned out to be what.

`simenv label --audit-read … --errors FILE` writes such a file from replies that people labelled. It
takes the place of the borrowed error, which was counted on the replies in `training/`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simenv.coder.codes import F8, FIELDS, Readings

FORMAT = 1
LEANING = 4.0
"""So many labels of a value count as much as the coder's own chances of a reply (assumed)."""


class LabelsFault(ValueError):
    """A file of labels that cannot be used; says why."""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What people said of replies: for each field, labels of shape (read, true).

    `coder` is the version of the coder that read them; `labels` how many replies there were.
    """

    coder: str
    labels: int
    counts: Mapping[str, F8]

    def taught(self, read: Readings) -> Readings:
        """The readings with the chances that these labels give; fields without labels stay."""
        chances = {field: _taught(read.chances[field], self.counts.get(field)) for field in FIELDS}
        return Readings(chances=chances, determined=read.determined)


def _taught(chances: F8, counts: F8 | None) -> F8:
    if counts is None:
        return chances
    whole = LEANING * chances + counts[chances.argmax(axis=1)]
    taught: F8 = whole / whole.sum(axis=1, keepdims=True)
    return taught


def parsed(text: str) -> Labels:
    """Labels from the text of a file; `LabelsFault` says what is wrong with it.

    Weighted counts are brought to the number of labels, so that they weigh what they are worth.
    """
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise LabelsFault(f"format {FORMAT}, not {said['format']!r}")
        number, fields = int(said["labels"]), dict(said["fields"])
        counts = {name: _counts(name, one) for name, one in fields.items()}
        return Labels(coder=str(said["coder"]), labels=number, counts=counts)
    except (KeyError, TypeError, ValueError) as error:
        told = str(error) if isinstance(error, LabelsFault) else "it is no file of coder errors"
        raise LabelsFault(told) from error


def _counts(name: str, said: Mapping[str, Any]) -> F8:
    if name not in FIELDS:
        raise LabelsFault(f"no field {name!r} in the coding manual")
    counts = np.array(said["counts"], dtype=np.float64)
    values = len(FIELDS[name])
    if counts.shape != (values, values) or not np.isfinite(counts).all() or (counts < 0).any():
        raise LabelsFault(f"counts of {name}: {values} rows of {values} numbers from 0")
    total = float(said.get("labels", counts.sum()))
    return counts * (total / counts.sum()) if counts.sum() else counts


def load(path: Path) -> Labels:
    """Labels from a file; `LabelsFault` if it cannot be read or used."""
    try:
        return parsed(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsFault("it cannot be read as text") from error
