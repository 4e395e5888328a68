"""Measure all fields on double-coded replies that nothing was learned from.

    python -m training.fields --data FOLDER --into training/figures.json

FOLDER holds the words of the replies that are not the project's own; without them only the own ones
are measured. The shipped weights are used as they are. Figures go into the file beside those of
`training.measure`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS, I8, Readings, Reply
from simenv.stats.agreement import alpha
from training.coded import TEST, Coded, numbers, others, own
from training.data import OWN
from training.fit import B1
from training.scores import calibration_error, f1, reliability


def measured(rows: Sequence[Coded]) -> dict[str, Any]:
    """The figures of every field, of the own replies and of those of other models."""
    read = Coder().read([Reply(text=row.text, to=row.to) for row in rows])
    mine = np.array([row.family == OWN for row in rows])
    groups = {"own": mine, "others": ~mine}
    return {
        "replies": {name: int(at.sum()) for name, at in groups.items()},
        "fields": {
            field: {name: _field(rows, read, field, at) for name, at in groups.items() if at.any()}
            for field in FIELDS
        },
        "families": _families(rows, read),
        "kinds": _kinds(rows, read),
    }


def _field(rows: Sequence[Coded], read: Readings, field: str, at: B1) -> dict[str, Any]:
    """Agreement of the two who coded and of the coder with them, and its error by value.

    Each coder's code counts one half; a code that cannot be told counts for nothing.
    """
    codes = numbers(rows, field)[:, at]
    told = read.code(field)[at]
    chances = read.chances[field][at]
    known = codes >= 0
    right = (codes == told) & known
    top = np.tile(chances.max(axis=1), 2)[known.ravel()]
    bins = reliability(top, right.ravel()[known.ravel()])
    return {
        "alpha_coders": alpha(codes),
        "alpha_coder": _mean([alpha(np.stack([one, told])) for one in codes]),
        "right": float(right.sum() / known.sum()),
        "calibration_error": calibration_error(bins),
        "values": {word: _value(codes, told, value) for value, word in enumerate(FIELDS[field])},
    }


def _mean(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return float(np.mean(known)) if known else None


def _value(codes: I8, told: I8, value: int) -> dict[str, float]:
    truly, read = codes == value, told == value
    hits = (truly & read).sum() / 2
    return {
        "truly": truly.sum() / 2,
        "read": float((read & (codes >= 0)).sum() / 2),
        "precision": float(hits / max(1, read.sum())),
        "recall": float(hits / max(0.5, truly.sum() / 2)),
    }


def _families(rows: Sequence[Coded], read: Readings) -> dict[str, Any]:
    """The act by whose replies they are: writers of the own ones, models of the others."""
    names = np.array([_family(row) for row in rows])
    act, codes = read.code("act"), numbers(rows, "act")
    found = {}
    for name in sorted(set(names)):
        at = (names == name) & (codes >= 0).all(axis=0)
        truly, told = codes[0, at] > 0, act[at] > 0
        found[name] = {
            "replies": int(at.sum()),
            "refusals": int(truly.sum()),
            "right": float((codes[:, at] == act[at]).mean()),
            "f1": f1(truly, told) if truly.any() else None,
        }
    return found


def _family(row: Coded) -> str:
    return f"{OWN}, writer {row.key[0]}" if row.family == OWN else row.family


def _kinds(rows: Sequence[Coded], read: Readings) -> dict[str, int]:
    """How often which act was taken for which, where both coders agree."""
    codes, told = numbers(rows, "act"), read.code("act")
    sure = (codes[0] == codes[1]) & (codes[0] >= 0)
    words = FIELDS["act"]
    pairs = zip(codes[0, sure].tolist(), told[sure].tolist(), strict=True)
    found: dict[str, int] = {}
    for true, seen in pairs:
        if true != seen:
            kind = f"{words[true]} read as {words[seen]}"
            found[kind] = found.get(kind, 0) + 1
    return dict(sorted(found.items()))


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--into", type=Path, default=Path("training/figures.json"))
    said = parser.parse_args()
    all_rows = [*own(), *(others(said.data) if said.data else ())]
    found = measured([row for row in all_rows if row.part == TEST])
    before = json.loads(said.into.read_text("utf-8")) if said.into.exists() else {}
    text = json.dumps({**before, "coded": found}, indent=1)
    said.into.write_text(text + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
