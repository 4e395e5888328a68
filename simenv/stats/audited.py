"""The coder's error by the labels of people: what was read against what they said it is.

The sample is not drawn evenly, so each labelled reply stands for as many as the inverse of its
chance to be drawn and labelled (Horvitz & Thompson 1952). Where several people labelled a reply,
each of their labels counts as a part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from simenv.coder.audit import Sample
from simenv.coder.codes import FIELDS, I8
from simenv.stats.agreement import F8, MISSING, alpha, effective, wilson

Codes = Mapping[str, I8]
"""For each field the codes of a sample, -1 where there is none; an act that cannot be told has the
code after the last act."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share with its 95 % interval, and Kish's number of labels that it rests on."""

    value: float
    low: float
    high: float
    number: float

    def data(self) -> dict[str, float]:
        """As JSON."""
        return {"value": self.value, "low": self.low, "high": self.high, "labels": self.number}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Krippendorff's alpha among some who coded, on replies that two or more of them coded."""

    among: tuple[str, ...]
    alpha: float | None
    replies: int

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {"among": list(self.among), "alpha": self.alpha, "replies": self.replies}


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """The error of one field.

    `counts`, shape (read, true), are replies of the file, by weight. `sensitivity` and
    `specificity` are by value: of those that truly are it, how many are read so; of the others,
    how many are not. None where there are none to ask it of.
    """

    field: str
    labels: int
    counts: F8
    right: Share | None
    sensitivity: tuple[Share | None, ...]
    specificity: tuple[Share | None, ...]
    agreement: tuple[Agreement, ...]

    def chances(self) -> F8:
        """P(true | read), shape (read, true); rows of zeros where nothing was read so."""
        totals = self.counts.sum(axis=1, keepdims=True)
        shares: F8 = self.counts / np.where(totals > 0, totals, 1.0)
        return shares

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "values": list(FIELDS[self.field]),
            "labels": self.labels,
            "counts": self.counts.tolist(),
            "true_given_read": self.chances().tolist(),
            "right": _data(self.right),
            "sensitivity": [_data(one) for one in self.sensitivity],
            "specificity": [_data(one) for one in self.specificity],
            "agreement": [one.data() for one in self.agreement],
        }


def _data(share: Share | None) -> dict[str, float] | None:
    return None if share is None else share.data()


def errors(
    sample: Sample, read: Codes, people: Mapping[str, Codes], judge: Codes | None = None
) -> list[FieldError]:
    """The error of each field that somebody labelled; people by their names."""
    found = []
    for field in FIELDS:
        labels = np.stack([codes[field] for codes in people.values()])
        if (labels != MISSING).any():
            told = {"coder": read[field]} | {name: codes[field] for name, codes in people.items()}
            if judge is not None:
                told["judge"] = judge[field]
            found.append(_error(sample, field, labels, told))
    return found


def _error(sample: Sample, field: str, labels: I8, told: Mapping[str, I8]) -> FieldError:
    values, read = len(FIELDS[field]), told["coder"]
    true = _truth(labels, values)
    counted = (true.sum(axis=1) > 0) & (read < values)
    weights = sample.weights(counted.tolist())
    rows = np.eye(values)[np.where(counted, read, 0)] * counted[:, None]
    right = (rows * true).sum(axis=1)
    return FieldError(
        field=field,
        labels=int(counted.sum()),
        counts=np.einsum("n,nr,nt->rt", weights, rows, true),
        right=_share(right, weights * counted),
        sensitivity=tuple(_share(rows[:, v], weights * true[:, v]) for v in range(values)),
        specificity=tuple(
            _share(1 - rows[:, v], weights * (counted - true[:, v] * counted))
            for v in range(values)
        ),
        agreement=tuple(_agreements(told)),
    )


def _truth(labels: I8, values: int) -> F8:
    """Shape (replies, values): the part of the people who labelled it that said each value.

    Rows of zeros where nobody did. Who says that an act cannot be told gives it no value.
    """
    said: F8 = (labels[:, :, None] == np.arange(values)).sum(axis=0).astype(np.float64)
    totals = said.sum(axis=1, keepdims=True)
    parts: F8 = said / np.where(totals > 0, totals, 1.0)
    return parts


def _share(hit: F8, weights: F8) -> Share | None:
    total = float(weights.sum())
    if total <= 0:
        return None
    value, number = float((hit * weights).sum()) / total, effective(weights)
    low, high = wilson(value, number)
    return Share(value=value, low=low, high=high, number=number)


def _agreements(told: Mapping[str, I8]) -> list[Agreement]:
    """Each two of those who coded, and all of them where there are more."""
    groups: list[tuple[str, ...]] = list(combinations(told, 2))
    if len(told) > _PAIR:
        groups.append(tuple(told))
    return [_agreement(told, names) for names in groups]


_PAIR = 2


def _agreement(told: Mapping[str, I8], names: Sequence[str]) -> Agreement:
    codes = np.stack([told[name] for name in names])
    both = ((codes != MISSING).sum(axis=0) > 1).sum()
    return Agreement(among=tuple(names), alpha=alpha(codes), replies=int(both))


def file(found: Sequence[FieldError], coder: str) -> dict[str, Any]:
    """What `--errors` writes: labels that runs take in place of the borrowed error."""
    return {
        "format": 1,
        "coder": coder,
        "labels": max((one.labels for one in found), default=0),
        "fields": {
            one.field: {
                "values": list(FIELDS[one.field]),
                "labels": one.labels,
                "counts": one.counts.tolist(),
            }
            for one in found
        },
    }
