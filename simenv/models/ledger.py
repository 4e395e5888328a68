"""What was asked, answered and paid, by purpose, and the ceiling that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from simenv.errors import CallFailed, SimenvError
from simenv.models.conversation import Answer
from simenv.models.failures import CostCeiling, Failed, PriceUnknown


class Purpose(StrEnum):
    """What a model is asked for; each has its own line."""

    POLICY = "policy"
    WORDING = "wording"
    JUDGE = "judge"


class Account(NamedTuple):
    """A purpose and the arm that it is for: each has its own line, under the same ceiling."""

    purpose: Purpose
    arm: str

    @property
    def value(self) -> str:
        """As it is told."""
        return f"{self.purpose.value} {self.arm}"


For = Purpose | Account
"""What a model is asked for, and perhaps for which arm."""


@dataclass(kw_only=True)
class Line:
    """The counts of one purpose. Costs are in USD.

    `tries` are requests sent, `answers` those that were answered, `kept` the answers that came from
    the record or from an equal question, and were not sent again. `unpriced` counts answers whose
    cost is unknown, `cost` sums the others. `perhaps` is the most that was charged for tries that
    came to nothing.
    """

    tries: int = 0
    answers: int = 0
    kept: int = 0
    retries: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    uncounted: int = 0
    cost: float = 0.0
    unpriced: int = 0
    perhaps: float = 0.0

    def data(self) -> dict[str, Any]:
        """As plain data; a cost is None where that of every answer is unknown."""
        known = self.cost if self.answers > self.unpriced or not self.unpriced else None
        counts = {"retries": dict(self.retries), "failures": dict(self.failures)}
        return {**asdict(self), **counts, "cost": known}

    def priced(self) -> str:
        """The cost in words; what is unknown is said to be unknown."""
        known = f"${self.cost:.4f}"
        if self.unpriced and not self.cost:
            known = "unknown"
        elif self.unpriced:
            known += f" and {self.unpriced} of unknown cost"
        return f"{known}, perhaps ${self.perhaps:.4f} more" if self.perhaps else known


@dataclass(kw_only=True)
class Try:
    """One try under way: `answer` is set once it came."""

    answer: Answer | None = None


class Ledger:
    """Counts by purpose, under one ceiling in USD (None is none).

    The ceiling holds for all that is paid with what was paid `before`, such as the `paid` of a
    cassette that a run goes on from. Before a try the most that it may cost is set aside, so that
    calls under way do not pass the ceiling together; it may therefore stop a little early.
    """

    def __init__(self, ceiling: float | None = None, *, before: float = 0.0) -> None:
        self.ceiling, self.before = ceiling, before
        self._lines: dict[For, Line] = {}
        self._aside = 0.0

    @property
    def lines(self) -> Mapping[For, Line]:
        """The line of every purpose that was asked for."""
        return self._lines

    def line(self, purpose: For) -> Line:
        """The line of a purpose."""
        return self._lines.setdefault(purpose, Line())

    @property
    def spent(self) -> float:
        """All that was paid, as far as is known, with what may have been charged, in USD."""
        return self.before + sum(line.cost + line.perhaps for line in self._lines.values())

    @contextmanager
    def trying(self, purpose: For, most: float | None) -> Iterator[Try]:
        """Around a try: set aside the most that it may cost, and write down what came of it.

        `CostCeiling` if it might pass the ceiling, `PriceUnknown` if none can tell; then nothing
        has been sent.
        """
        bound = self._allowed(most)
        line = self.line(purpose)
        line.tries += 1
        self._aside += bound
        billed = True  # also where the try is broken off
        under_way = Try()
        try:
            yield under_way
        except SimenvError as failed:
            billed = isinstance(failed, Failed) and failed.perhaps_billed
            raise
        finally:
            self._aside -= bound
            if under_way.answer is not None:
                _count(line, under_way.answer)
            elif billed:
                line.perhaps += bound

    def _allowed(self, most: float | None) -> float:
        if self.ceiling is None:
            return most or 0.0
        if most is None:
            raise PriceUnknown(
                "a ceiling of cost was set and the price of this model is unknown: "
                "give its price, or ask without a ceiling"
            )
        taken = self.spent + self._aside
        if taken + most > self.ceiling:
            raise CostCeiling(
                f"the next call may cost ${most:.4f}; ${taken:.4f} of ${self.ceiling:.4f} are "
                "spent or set aside"
            )
        return most

    def retried(self, purpose: For, failed: Failed) -> None:
        """A try failed, and another follows."""
        self.line(purpose).retries[type(failed).__name__] += 1

    def failed(self, purpose: For, failed: CallFailed) -> None:
        """A call failed for good."""
        self.line(purpose).failures[type(failed).__name__] += 1

    def reused(self, purpose: For) -> None:
        """An answer came from the record, or from an equal question under way."""
        self.line(purpose).kept += 1

    def told(self) -> str:
        """One line a purpose, for people."""
        return "\n".join(_told(purpose, line) for purpose, line in self._lines.items())


def _count(line: Line, answer: Answer) -> None:
    line.answers += 1
    line.cost += answer.cost or 0.0
    line.unpriced += answer.cost is None
    line.prompt_tokens += answer.prompt_tokens or 0
    line.completion_tokens += answer.completion_tokens or 0
    line.uncounted += answer.prompt_tokens is None


def _told(purpose: For, line: Line) -> str:
    parts = [f"{purpose.value}: {line.answers:,} answered, {line.kept:,} from the record"]
    for what, counts in (("tried again", line.retries), ("failed", line.failures)):
        if counts:
            kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
            parts.append(f"{sum(counts.values()):,} {what} ({kinds})")
    tokens = f"{line.prompt_tokens:,} + {line.completion_tokens:,} tokens"
    if line.uncounted:
        tokens += f" and {line.uncounted:,} answers of unknown length"
    return "; ".join([*parts, tokens, f"cost {line.priced()}"])
