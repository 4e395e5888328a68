"""Why an answer was wrong: the plainest request that the policy still answers wrongly.

A policy is a function of its request. So each feature of a request that was answered wrongly is
set back to what is ordinary, one after the other, and stays so where the answer is still the same
kind of error for a person in the same need and at the same risk. What cannot be set back is what it
takes. Requests that take the same make one failure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, I8
from simenv.exchange import NEVER, Requests
from simenv.kinds import HOME
from simenv.policy import Policy, checked
from simenv.rows import TurnRows
from simenv.standard import Standard
from simenv.stress.context import remembered
from simenv.vocabulary import Age, Risk, Subject, language_code

#: The column of a turn that marks each error.
COLUMNS = {
    "over_refusals": "over_refusal",
    "under_refusals": "under_refusal",
    "unsafe_help": "unsafe_help",
    "missed_referrals": "missed_referral",
}
#: The verdict of a standard that each one is.
VERDICTS = {
    "over_refusals": "over",
    "under_refusals": "under",
    "unsafe_help": "unsafe_help",
    "missed_referrals": "missed_referral",
}
#: The errors, the gravest first where a turn has several.
KINDS = ("unsafe_help", "under_refusals", "missed_referrals", "over_refusals")

_Column = NDArray[Any]
_AFTERNOON, _MIDWEEK = 14, 2
#: Counts are told apart up to here.
_MANY = 3


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature of a request; `plain` gives its columns as they are in the ordinary case."""

    name: str
    plain: Callable[[Requests, TurnRows], Mapping[str, _Column]]


def _constant(**values: int) -> Callable[[Requests, TurnRows], Mapping[str, _Column]]:
    def plain(requests: Requests, turns: TurnRows) -> Mapping[str, _Column]:
        return {
            name: np.full_like(getattr(requests, name), value) for name, value in values.items()
        }

    return plain


def _shown(requests: Requests, turns: TurnRows) -> Mapping[str, _Column]:
    """Risk shows as it is, and is read as it mostly is."""
    return {"risk_signal": turns.risk + 0.5}


RISK_SHOWN = "risk shown"
#: The features, in the order in which they are set back. What a person shows and states comes
#: first: an answer that would be wrong if it were said plainly is put down to nothing else.
FEATURES = (
    Feature(name=RISK_SHOWN, plain=_shown),
    Feature(name="stated ask", plain=lambda requests, turns: {"asks": turns.asks}),
    Feature(name="stated need", plain=lambda requests, turns: {"need": turns.need}),
    Feature(name="weekday", plain=_constant(weekday=_MIDWEEK)),
    Feature(name="session", plain=_constant(session=1)),
    Feature(name="turn", plain=_constant(turn=1)),
    Feature(name="last act", plain=_constant(last_act=-1)),
    Feature(name="last move", plain=_constant(last_move=-1)),
    Feature(name="session referrals", plain=_constant(session_referrals=0)),
    Feature(name="session refusals", plain=_constant(session_refusals=0)),
    Feature(name="referrals before", plain=_constant(referral_ages=NEVER)),
    Feature(name="refusals before", plain=_constant(refusal_ages=NEVER)),
    Feature(name="hour", plain=_constant(hour=_AFTERNOON)),
    Feature(name="language", plain=_constant(language=language_code("en"))),
    Feature(name="place", plain=_constant(region=HOME)),
    Feature(name="age", plain=_constant(age=Age.ADULT)),
    Feature(name="subject", plain=_constant(subject=Subject.SELF)),
)
NAMES = tuple(feature.name for feature in FEATURES)


@dataclass(frozen=True, kw_only=True)
class Count:
    """A feature that counts what went before: how many it takes is told, up to three."""

    name: str
    column: str
    ages: bool

    def of(self, requests: Requests) -> I8:
        """The count of each request."""
        values = getattr(requests, self.column)
        return remembered(values) if self.ages else values.astype(np.int64)

    def at(self, requests: Requests, count: int) -> Requests:
        """The same requests with no more than that count."""
        values = getattr(requests, self.column).copy()
        if self.ages:
            values[:, count:] = NEVER
        else:
            np.minimum(values, count, out=values)
        return dataclasses.replace(requests, **{self.column: values})


COUNTS = (
    Count(name="session referrals", column="session_referrals", ages=False),
    Count(name="session refusals", column="session_refusals", ages=False),
    Count(name="referrals before", column="referral_ages", ages=True),
    Count(name="refusals before", column="refusal_ages", ages=True),
)


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Turns answered wrongly: what was asked, what was true, and the kind of error; n rows.

    `kind` (n,) is a place in `KINDS`; `rows` (n,) say which turns of all they are.
    """

    requests: Requests
    turns: TurnRows
    kind: I8
    rows: I8

    @classmethod
    def among(cls, requests: Requests, turns: TurnRows) -> Wrong:
        """Those that the standard calls wrong; a turn with several errors stands once for each."""
        marked = {kind: getattr(turns, COLUMNS[kind]) & ~turns.failed for kind in KINDS}
        # Unsafe help is an under-refusal by definition: it is told once, by the graver name.
        marked["under_refusals"] = marked["under_refusals"] & ~marked["unsafe_help"]
        found = [np.flatnonzero(marked[kind]) for kind in KINDS]
        rows = np.concatenate(found)
        kind = np.repeat(np.arange(len(KINDS)), [len(each) for each in found])
        return cls(requests=requests.take(rows), turns=turns.take(rows), kind=kind, rows=rows)

    def take(self, rows: I8) -> Wrong:
        """Some of them."""
        return Wrong(
            requests=self.requests.take(rows),
            turns=self.turns.take(rows),
            kind=self.kind[rows],
            rows=self.rows[rows],
        )


def shown_as_it_is(wrong: Wrong) -> Requests:
    """What was asked, with the risk shown as it is."""
    return dataclasses.replace(wrong.requests, **_shown(wrong.requests, wrong.turns))


@dataclass(frozen=True, kw_only=True)
class Probed:
    """The plainest request of each wrong turn that is still answered wrongly; n rows.

    `needed` (n,) has a bit for each feature, by `NAMES`, that could not be set back; `key` (n,)
    names the failure: the kind of error, what it takes, and what is true of the person.
    """

    plainest: Requests
    needed: I8
    key: I8


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Asks a policy what it would answer, and a standard whether that is wrong.

    With a `baseline` only what the baseline would not answer wrongly, too, is wrong.
    """

    policy: Policy
    standard: Standard
    baseline: Policy | None = None

    def errs(self, asked: Requests, wrong: Wrong) -> B1:
        """Whether `asked` would be answered with the same kind of error as the wrong turns were."""
        found = errs(self.policy, self.standard, asked, wrong)
        if self.baseline is None or not found.any():
            return found
        return found & ~errs(self.baseline, self.standard, asked, wrong)


def errs(policy: Policy, standard: Standard, asked: Requests, wrong: Wrong) -> B1:
    """Whether one policy would answer `asked` with the same kind of error."""
    answers, turns = checked(policy, asked), wrong.turns
    found = standard.judge(
        turns.need, turns.asks, turns.hidden, turns.risk, answers.act, answers.referral
    )
    each = np.stack([getattr(found, VERDICTS[name]) for name in KINDS])
    same: B1 = each[wrong.kind, np.arange(len(wrong.kind))] & ~answers.failed
    return same


def probe(judge: Judge, wrong: Wrong) -> Probed:
    """Set each feature of each request back to what is ordinary, where it stays wrong."""
    asked = wrong.requests.copy()
    if not len(asked):
        none = np.zeros(0, np.int64)
        return Probed(plainest=asked, needed=none, key=none)
    needed = _set_back(judge, asked, wrong)
    # Once more, as what was needed may be so no longer after what came later was set back.
    needed = _set_back(judge, asked, wrong) if needed.any() else needed
    _lower(judge, asked, wrong)
    return Probed(plainest=asked, needed=needed, key=_key(asked, wrong, needed))


def _set_back(judge: Judge, asked: Requests, wrong: Wrong) -> I8:
    """Set features back in place where that stays wrong; bits of those that could not be."""
    needed = np.zeros(len(asked), np.int64)
    for bit, feature in enumerate(FEATURES):
        plainer = dataclasses.replace(asked, **feature.plain(asked, wrong.turns))
        odd = np.flatnonzero(differs(asked, plainer))
        if not len(odd):
            continue
        stays = judge.errs(plainer.take(odd), wrong.take(odd))
        asked.put(odd[stays], plainer.take(odd[stays]))
        needed[odd[~stays]] |= 1 << bit
    return needed


def differs(one: Requests, other: Requests) -> B1:
    """Which requests differ in any column."""
    found = np.zeros(len(one), np.bool_)
    for name, values in one.arrays().items():
        apart = values != getattr(other, name)
        found |= apart.any(axis=1) if apart.ndim > 1 else apart
    return found


def _lower(judge: Judge, asked: Requests, wrong: Wrong) -> None:
    """Lower counts, in place, as far as they can be and the answer still be wrong."""
    for count in COUNTS:
        for number in range(_MANY, 0, -1):
            fewer = count.at(asked, number)
            lower = np.flatnonzero(count.of(asked) > number)
            if len(lower):
                kept = lower[judge.errs(fewer.take(lower), wrong.take(lower))]
                asked.put(kept, fewer.take(kept))


def _key(plainest: Requests, wrong: Wrong, needed: I8) -> I8:
    """One number a failure; `unpacked` tells what is in it."""
    turns = wrong.turns
    parts = [
        *(np.minimum(count.of(plainest), _MANY) for count in COUNTS),
        turns.risk,
        turns.asks,
        turns.hidden,
        wrong.kind,
    ]
    found = needed.copy()
    for part, size in zip(parts, _SIZES, strict=True):
        found = found * size + part
    return found


def unprobed(wrong: Wrong) -> I8:
    """The keys of wrong turns of which it is not known what they take."""
    nothing = Requests.blank(len(wrong.kind))
    return _key(nothing, wrong, np.zeros(len(wrong.kind), np.int64))


_SIZES = (*(4 for _ in COUNTS), 4, 3, 2, len(KINDS))


@dataclass(frozen=True, kw_only=True, order=True)
class Family:
    """Failures that are one to a reader: the error, the features it takes, and whom it befalls.

    `asks` is what is truly asked for, by `Asks`; `grave` says that the subject is at active
    ideation or above.
    """

    kind: str
    needed: tuple[str, ...]
    asks: int
    grave: bool


@dataclass(frozen=True, kw_only=True, order=True)
class Failure:
    """What a key says: the error, what it takes, how many refusals or referrals, what is true."""

    kind: str
    needed: tuple[str, ...]
    counts: tuple[int, ...]
    risk: int
    asks: int
    hidden: bool

    @property
    def family(self) -> Family:
        """What makes two failures one and the same to a reader: the error, what it takes, whom."""
        return Family(
            kind=self.kind,
            needed=self.needed,
            asks=self.asks,
            grave=self.risk >= int(Risk.ACTIVE),
        )


def unpacked(key: int) -> Failure:
    """The failure that a key names."""
    parts = []
    for size in reversed(_SIZES):
        key, part = divmod(key, size)
        parts.append(part)
    kind, hidden, asks, risk, *counts = parts
    needed = tuple(name for bit, name in enumerate(NAMES) if key >> bit & 1)
    return Failure(
        kind=KINDS[kind],
        needed=needed,
        counts=tuple(reversed(counts)),
        risk=risk,
        asks=asks,
        hidden=bool(hidden),
    )
