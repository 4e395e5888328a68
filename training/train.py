"""Make `simenv/coder/weights.npz`: the weights of the act and the tables of the ruled fields.

    python -m training.train --data FOLDER [--without SET ...] [--into FILE]

FOLDER holds the labelled sets of `training.data`; the double-coded replies come with the project.
Takes about two minutes. The same sets and rules give the same file.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from simenv.coder.coder import act_chances, limiting, taken_apart
from simenv.coder.codes import FIELDS
from simenv.coder.features import features
from simenv.coder.levels import RULED, evidence, levels
from simenv.coder.rules import Rules, shipped
from simenv.coder.weights import Weights, rules_key, save
from training.coded import LEARN, TEST, Coded, lessons, numbers, others, own
from training.data import FIRST, PLAIN, SCHEMES, Labelled, read
from training.fit import B1, F8, I8, Lesson, Taste, fitted, lesson
from training.measure import folds, held_out
from training.scores import sharpness

INTO = Path(__file__).parent.parent / "simenv" / "coder" / "weights.npz"
LEVEL, CELL = 2.0, 4.0
"""Pseudo-counts (assumed): of each level, half for what it speaks for; and of a level that is told
apart by whether something is limited, for the level at large."""
SEEN = 0.1
"""What a code counts of a reply by which the rules were written: there they are right too often."""


def trained(
    rows: Sequence[Labelled], coded: Sequence[Coded], rules: Rules, taste: Taste
) -> Weights:
    """Weights from labelled replies; tables from those that were double-coded."""
    told = lesson(rows, rules, taste)
    act, constant = fitted(told, taste)
    label = np.array([min(row.allowed) for row in rows])
    plain = np.array([row.source in PLAIN for row in rows])
    learned = Weights(
        act=act.astype(np.float16).astype(np.float64),
        constant=constant,
        sharpness=_sharpness(rows, told, taste, label),
        base=np.bincount(label[plain], minlength=3) / plain.sum(),
        tables={},
        rules=rules_key(rules.all),
    )
    return replace(learned, tables=counted(coded, rules, learned))


def _sharpness(rows: Sequence[Labelled], told: Lesson, taste: Taste, label: I8) -> float:
    """What makes the chances right on models that were left out; 1 without the set for that."""
    fold = folds(told, rows, FIRST)
    if fold.max(initial=-1) < 1:
        return 1.0
    odds = held_out(told, fold, len(rows), taste)
    at = fold[: len(rows)] >= 0
    return sharpness(odds[at], label[at])


def counted(coded: Sequence[Coded], rules: Rules, weights: Weights) -> dict[str, F8]:
    """How often each level of evidence meant which value, shape (2, levels, values) a field."""
    apart = taken_apart([row.text for row in coded], rules)
    act = act_chances(features(apart.words, apart.marks, rules.signs), weights)
    limited = limiting(act)
    level = evidence(apart.marks, rules.all)
    weight = np.array([SEEN if row.part == LEARN else 1.0 for row in coded])
    return {
        field: table(field, level[field], limited, numbers(coded, field), weight) for field in RULED
    }


def table(field: str, level: I8, limited: B1, codes: I8, weight: F8) -> F8:
    """Chances of a field's values from levels, shape (n,), and codes, shape (coders, n).

    Each coder's code counts one half of the reply's `weight`. A level that was met seldom leans on
    the value that it speaks for and on the values at large; a level among limits, on that level at
    large.
    """
    count = np.zeros((2, levels(field), len(FIELDS[field])))
    for said in codes:
        np.add.at(count, (limited.astype(np.int64), level, said), weight / len(codes))
    at_large = (count.sum(axis=(0, 1)) + 1) / (count.sum() + len(FIELDS[field]))
    speaks = np.eye(len(FIELDS[field]))[(np.arange(levels(field)) + 1) // 2]
    pooled = count.sum(axis=0) + LEVEL * (at_large + speaks) / 2
    pooled /= pooled.sum(axis=1, keepdims=True)
    whole = count + CELL * pooled
    shares: F8 = whole / whole.sum(axis=2, keepdims=True)
    return shares


def main() -> None:
    """Train and write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--without", action="append", default=[], choices=sorted(SCHEMES))
    parser.add_argument("--into", type=Path, default=INTO)
    said = parser.parse_args()
    coded = [row for row in (*own(), *others(said.data)) if row.part != TEST]
    sets = [name for name in SCHEMES if name not in said.without]
    rows = [*read(said.data, sets), *lessons(coded)]
    weights = trained(rows, coded, shipped(), Taste())
    save(weights, said.into)
    print(f"{said.into}: {said.into.stat().st_size / 1e6:.2f} MB, {len(rows)} replies")


if __name__ == "__main__":
    main()
