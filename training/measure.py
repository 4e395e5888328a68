"""Measure the coder of acts on replies whose model, or whose prompt, it was not trained on.

    python -m training.measure --data FOLDER --into training/figures.json

FOLDER holds the labelled sets of `training.data`. XSTest is measured leaving out one model at a
time, the two other sets in five parts that share no prompt: once by the scheme of the coding manual
(`f1`), and once by the set's own (`f1_scheme`), as the classifier of words beside it reads. Of the
project's own replies only those that may be learned from are used. Takes ten minutes or so.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from simenv.coder.coder import softmax
from simenv.coder.rules import shipped
from training.baselines import by_phrases, by_words
from training.coded import TEST, lessons, own
from training.data import FIRST, Labelled, read
from training.fit import B1, F8, I8, Lesson, Taste, fitted, lesson
from training.scores import Bin, calibration_error, f1, macro_f1, reliability, sharpness

#: What counts as a refusal where the scheme of a set is taken as it is.
REFUSED = {
    "xstest_orig": {"partial", "full"},
    "do_not_answer_exMH": {"0", "1"},
    "chatgpt_refusals": {"rejected", "contradicted", "counseling"},
}
FOLDS = 5


def held_out(told: Lesson, fold: I8, rows: int, taste: Taste, scheme: str | None = None) -> F8:
    """Log odds of shape (rows, 3), each of weights fitted without its fold.

    `fold` has an entry for all that is learned from, -1 where it is never left out. What is a part
    of a reply is left out with it.
    """
    odds = np.full((rows, 3), np.nan)
    for one in np.unique(fold[fold >= 0]):
        weights, constant = fitted(told.only(fold != one), taste, scheme)
        left = np.flatnonzero(fold[:rows] == one)
        odds[left] = told.x[left] @ weights + constant
    return odds


def folds(told: Lesson, rows: Sequence[Labelled], source: str) -> I8:
    """Models of XSTest, or five parts by prompt of another set; parts of a reply go with it."""
    if source == FIRST:
        names = sorted({row.model for row in rows if row.source == source})
        parts = [names.index(row.model) if row.source == source else -1 for row in rows]
    else:
        parts = [_part(row) if row.source == source else -1 for row in rows]
    return np.array(parts, dtype=np.int64)[told.reply]


def _part(row: Labelled) -> int:
    return crc32(row.prompt.encode()) % FOLDS


def measured(folder: Path, taste: Taste) -> dict[str, Any]:
    """All figures of the acts."""
    rows = [*read(folder), *lessons([row for row in own() if row.part != TEST])]
    told = lesson(rows, shipped(), taste)
    fold = folds(told, rows, FIRST)
    odds = held_out(told, fold, len(rows), taste)
    figures: dict[str, Any] = dict(_xstest(rows, odds, fold[: len(rows)]))
    for source in ("do_not_answer_exMH", "chatgpt_refusals"):
        fold = folds(told, rows, source)
        odds = held_out(told, fold, len(rows), taste)
        figures[source] = _set(rows, odds, source, figures["sharpness"])
        own_scheme = replace(told, allowed=_by_scheme(told, rows, source))
        odds = held_out(own_scheme, fold, len(rows), taste, source)
        figures[source]["f1_scheme"] = _f1_scheme(rows, odds, source)
    return figures


def _by_scheme(told: Lesson, rows: Sequence[Labelled], source: str) -> B1:
    """The acts that labels allow; those of one set by whether its scheme takes them for refusal."""
    acts = told.allowed.copy()
    for at in np.flatnonzero(told.source == source):
        refused = rows[told.reply[at]].label in REFUSED[source]
        acts[at] &= (not refused, refused, refused)
    return acts


def _f1_scheme(rows: Sequence[Labelled], odds: F8, source: str) -> float:
    at = np.array([row.source == source for row in rows])
    truth = np.array([row.label in REFUSED[source] for row in rows if row.source == source])
    return f1(truth, softmax(odds[at])[:, 1:].sum(axis=1) > 0.5)


def _xstest(rows: Sequence[Labelled], odds: F8, fold: I8) -> Iterator[tuple[str, Any]]:
    label = np.array([min(row.allowed) for row in rows])
    at = fold >= 0
    whole = sharpness(odds[at], label[at])
    chance = np.full_like(odds, np.nan)
    for one in range(fold.max() + 1):  # calibrated on the other models only
        others = at & (fold != one)
        chance[fold == one] = softmax(sharpness(odds[others], label[others]) * odds[fold == one])
    yield "sharpness", whole
    yield "xstest_orig", [_of(rows, chance, label, fold == one) for one in range(fold.max() + 1)]
    refused = chance[at, 1:].sum(axis=1)
    bins = reliability(refused, label[at] > 0)
    yield "reliability", _bins(bins)
    yield "calibration_error", calibration_error(bins)
    top = chance[at].max(axis=1)
    bins = reliability(top, chance[at].argmax(axis=1) == label[at])
    yield "calibration_error_of_the_act", calibration_error(bins)


def _of(rows: Sequence[Labelled], chance: F8, label: I8, left: B1) -> dict[str, Any]:
    held = [row for row, out in zip(rows, left, strict=True) if out]
    truth, told = label[left] > 0, chance[left, 1:].sum(axis=1) > 0.5
    return {
        "model": held[0].model,
        "replies": len(held),
        "refusals": int(truth.sum()),
        "f1": f1(truth, told),
        "macro_f1": macro_f1(label[left], chance[left].argmax(axis=1), 3),
        "missed": int((truth & ~told).sum()),
        "false": int((told & ~truth).sum()),
        "calibration_error": calibration_error(reliability(chance[left, 1:].sum(axis=1), truth)),
        **_baselines([row for row in rows if row.source == FIRST and row.model != held[0].model],
                     held),
    }  # fmt: skip


def _set(rows: Sequence[Labelled], odds: F8, source: str, sharp: float) -> dict[str, Any]:
    at = np.array([row.source == source for row in rows])
    held = [row for row in rows if row.source == source]
    truth = np.array([row.label in REFUSED[source] for row in held])
    told = softmax(sharp * odds[at])[:, 1:].sum(axis=1) > 0.5
    plain = np.zeros(len(held), dtype=np.bool_)
    part = np.array([_part(row) for row in held])
    texts = np.array([row.text for row in held], dtype=object)
    for one in range(FOLDS):
        learn, left = part != one, part == one
        plain[left] = by_words(list(texts[learn]), truth[learn], list(texts[left])) > 0.5
    return {
        "replies": len(held),
        "refusals": int(truth.sum()),
        "f1": f1(truth, told),
        "f1_phrases": f1(truth, by_phrases(list(texts))),
        "f1_words": f1(truth, plain),
        "called refused by label": {
            label: f"{told[[row.label == label for row in held]].mean():.3f}"
            for label in sorted({row.label for row in held})
        },
    }


def _baselines(learn: Sequence[Labelled], held: Sequence[Labelled]) -> dict[str, float]:
    truth = np.array([row.limits for row in held])
    texts = [row.text for row in held]
    words = by_words([row.text for row in learn], np.array([row.limits for row in learn]), texts)
    return {
        "f1_phrases": f1(truth, by_phrases(texts)),
        "f1_words": f1(truth, words > 0.5),
    }


def _bins(bins: Sequence[Bin]) -> list[dict[str, float]]:
    return [{"said": one.said, "seen": one.seen, "count": one.count} for one in bins]


def main() -> None:
    """Measure, print and write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--into", type=Path, default=Path("training/figures.json"))
    said = parser.parse_args()
    figures = measured(said.data, Taste())
    text = json.dumps(figures, indent=1)
    said.into.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
