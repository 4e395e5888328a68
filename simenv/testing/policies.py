"""Whether a policy is what every driver takes it for: a pure function of what it may know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simenv import policy as policies
from simenv.catalogue import Catalogue
from simenv.columns import B1, I8
from simenv.detector import Detector
from simenv.draws import mix
from simenv.errors import PolicyFailure
from simenv.exchange import NEVER, Requests, Responses
from simenv.policy import Policy, Remembers, checked
from simenv.rows import DAY
from simenv.testing.comparing import answered, requested, unlike_answers, unlike_tables
from simenv.testing.findings import Law, Report, Seen, examined
from simenv.testing.parting import parts_where_answers_part
from simenv.testing.requests import LENGTH, battery
from simenv.vocabulary import Risk

#: How many requests are put at once the first time: small, so that plain ones come before rare.
_BLOCK = 61
#: How many requests are put one by one.
_ALONE = 48
_ALL: I8 = np.arange(LENGTH)


@dataclass(kw_only=True)
class Asked:
    """A policy, what it answered the first time that it was asked, and those very arrays."""

    policy: Policy
    first: list[tuple[I8, Requests, Responses, Responses]] = field(default_factory=list)

    @property
    def memory(self) -> Remembers:
        """What it declares to remember."""
        declared = getattr(self.policy, "remembers", None)
        return declared if isinstance(declared, Remembers) else Remembers()

    @property
    def detector(self) -> Detector | None:
        """The detector by which it declares to see risk."""
        declared = getattr(self.policy, "detector", None)
        return declared if isinstance(declared, Detector) else None

    @property
    def answers(self) -> Responses:
        """Its first answers to the whole battery."""
        return Responses.joined([kept for _, _, _, kept in self.first])

    def at(self, rows: I8) -> Responses:
        """What it answers to the requests of the battery at `rows`, put to it together."""
        return checked(self.policy, battery().take(rows))


def check_policy(policy: str | Path | Policy, catalogue: Catalogue | None = None) -> Report:
    """Check a policy by the name or path of its file, or as an object.

    An object declares by attributes `detector` (a `Detector`) and `remembers` (a `Remembers`) how
    it sees risk and what it remembers; without them it may do neither. Raises `NotConformant` with
    every finding, and `BadInput` for a file that cannot be read.
    """
    known = catalogue or Catalogue()
    one = policies.load(known, policy) if isinstance(policy, str | Path) else policy
    return examined(f"policy {one.name}", Asked(policy=one), LAWS)


def _answers(asked: Asked) -> Iterator[Seen]:
    """Every request gets one valid answer. Puts the battery to the policy for the first time."""
    for start in range(0, LENGTH, _BLOCK):
        rows = _ALL[start : start + _BLOCK]
        requests = battery().take(rows)
        try:
            said = checked(asked.policy, requests)
        except PolicyFailure as failure:
            expected = "one response that its columns allow"
            yield Seen(done=f"asked {failure.request}", expected=expected, seen=failure.reason)
            continue
        asked.first.append((rows, requests, said, said.copy()))


def _purity(asked: Asked) -> Iterator[Seen]:
    """Requests are as they were put, and answers as they were given, whatever came after."""
    for rows, requests, said, kept in asked.first:
        put = battery().take(rows)
        told = unlike_tables("requests", put, requests)
        if told:
            expected = "the requests as they were put"
            yield Seen(done=f"asked {requested(put, 0)}", expected=expected, seen=told)
        told = unlike_tables("responses", kept, said)
        if told:
            done = f"asked {requested(put, 0)}, and then others"
            yield Seen(done=done, expected="the first answers as they were given", seen=told)


def _determinism(asked: Asked) -> Iterator[Seen]:
    """The same question gets the same answer, whatever was asked in between."""
    for rows, _, _, kept in reversed(asked.first):
        done = "asked the same batch again, after others"
        yield from _unlike(rows, kept, asked.at(rows), done, "the same answer")


def _batches(asked: Asked) -> Iterator[Seen]:
    """An answer does not hang on the requests beside it: how many, in what order, of what kind."""
    answers = asked.answers
    shuffled = np.argsort(mix(_ALL.astype(np.uint64)))
    ways: list[tuple[str, list[I8]]] = [
        ("put all requests together", [_ALL]),
        ("put them in another order", [shuffled]),
        ("put them by 29, in another order", list(np.array_split(shuffled, LENGTH // 29))),
        ("put them one by one", [_ALL[n : n + 1] for n in range(0, LENGTH, LENGTH // _ALONE)]),
    ]
    for done, parts in ways:
        rows = np.concatenate(parts)
        again = Responses.joined([asked.at(part) for part in parts])
        yield from _unlike(rows, answers.take(rows), again, done, "the answer of the first time")


def _rows(asked: Asked) -> Iterator[Seen]:
    """`row` is a place in somebody's state: opaque."""

    def moved(requests: Requests) -> None:
        requests.row[:] = mix(requests.row.astype(np.uint64)) >> np.uint64(24)

    yield from _altered(asked, moved, "changed `row`, which is opaque, and nothing else")


def _memory(asked: Asked) -> Iterator[Seen]:
    """Nothing of a person's past is known but what is declared, for as long as it is."""

    def counted(requests: Requests) -> None:
        requests.session[:] = 1 + (requests.session * 7 + 3) % 50

    yield from _altered(asked, counted, "changed how many sessions went before")
    for name in ("refusals", "referrals"):
        span = getattr(asked.memory, name)
        column = f"{name[:-1]}_ages"

        def forgotten(requests: Requests, column: str = column, span: int = span) -> None:
            ages = getattr(requests, column)
            ages[ages > span] = NEVER

        def older(requests: Requests, column: str = column, span: int = span) -> None:
            ages = getattr(requests, column)
            past = (ages > span) if span else np.ones(ages.shape, np.bool_)
            ages[past] = span + 1

        window = f"more than {span / DAY:g} days ago" if span else "at any time (it remembers none)"
        for change, done in ((forgotten, "left out"), (older, "changed the time of")):
            yield from _altered(asked, change, f"{done} {name} {window}")


def _detector(asked: Asked) -> Iterator[Seen]:
    """Risk is seen by the declared detector alone: equal readings get equal answers."""
    detector = asked.detector

    def noisy(requests: Requests) -> None:
        shown = np.minimum(np.floor(requests.risk_signal), float(Risk.PLAN))
        part = requests.risk_signal - shown
        other = shown + np.where(part > 0.5, part * 0.98, part * 0.98 + 0.01)
        if detector is None:
            requests.risk_signal[:] = 4.0 - requests.risk_signal
            return
        same = detector.read(other) == detector.read(requests.risk_signal)
        requests.risk_signal[same] = other[same]

    told = (
        "with no detector declared" if detector is None else "so that its detector reads the same"
    )
    yield from _altered(asked, noisy, f"changed the risk signal, {told}")


def _altered(asked: Asked, change: Callable[[Requests], None], done: str) -> Iterator[Seen]:
    """Ask again with something changed that must not change the answers."""
    requests = battery().copy()
    change(requests)
    again = checked(asked.policy, requests)
    yield from _unlike(_ALL, asked.answers, again, done, "the answer as before")


def _unlike(
    rows: I8, before: Responses, after: Responses, done: str, expected: str
) -> Iterator[Seen]:
    """The first request that was answered otherwise, and how many there are."""
    apart: B1 = unlike_answers(before, after)
    if not apart.any():
        return
    row = int(np.argmax(apart))
    first = f"first {requested(battery(), int(rows[row]))}"
    yield Seen(
        done=f"{done}; {first}",
        expected=f"{expected}: {answered(before, row)}",
        seen=f"{answered(after, row)}; {np.count_nonzero(apart)} of {len(apart)} differ",
    )


def _lives(asked: Asked) -> Iterator[Seen]:
    """Law 3: arms part only where answers part; and law 1 in lives that this policy answers."""
    yield from parts_where_answers_part(asked.policy)


LAWS = (
    Law(
        name="answers",
        says="every request that can come up gets one response within its columns' bounds",
        ask=_answers,
    ),
    Law(
        name="purity",
        says="requests are not changed, nor are answers once they are given",
        ask=_purity,
        needs=("answers",),
    ),
    Law(
        name="determinism",
        says="the same request gets the same answer, whatever was asked in between",
        ask=_determinism,
        needs=("answers", "purity"),
    ),
    Law(
        name="batches",
        says="an answer does not hang on the requests beside it",
        ask=_batches,
        needs=("determinism",),
    ),
    Law(name="opaque rows", says="`row` tells nothing", ask=_rows, needs=("batches",)),
    Law(
        name="memory",
        says="only what is declared is remembered, and for as long",
        ask=_memory,
        needs=("batches",),
    ),
    Law(
        name="detector",
        says="risk is seen by the declared detector alone",
        ask=_detector,
        needs=("batches",),
    ),
    Law(
        name="lives",
        says="people live the same lives in any batch, and arms part only where answers part",
        ask=_lives,
        needs=("batches", "opaque rows", "memory", "detector"),
    ),
)
