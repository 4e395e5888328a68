"""What a check says: laws, findings, one report with all of them, one error that carries it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from simenv.errors import SimenvError, SimulatorFailure

Subject = TypeVar("Subject")

#: Findings told of one law at most: the first says what to correct, the hundredth nothing new.
_TOLD = 5


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One thing that is not as a law says: what was done, what was expected, what was seen."""

    done: str
    expected: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class Finding(Seen):
    """The same with the name of its law."""

    law: str

    def __str__(self) -> str:
        return (
            f"{self.law}\n    done      {self.done}\n"
            f"    expected  {self.expected}\n    seen      {self.seen}"
        )


@dataclass(frozen=True, kw_only=True)
class Law(Generic[Subject]):
    """One law of a kind of part, and how a part is asked whether it keeps it.

    `ask` yields what is amiss. A law is asked only if those that it `needs` were kept: a part that
    answers by chance is named for that, and not for everything that follows from it.
    """

    name: str
    says: str
    ask: Callable[[Subject], Iterator[Seen]]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of one check: the laws that were kept, those not asked, and every finding."""

    subject: str
    kept: tuple[str, ...]
    unasked: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """The laws that were broken, each once, in the order in which they were asked."""
        return tuple(dict.fromkeys(finding.law for finding in self.findings))

    def __str__(self) -> str:
        count = len(self.findings)
        head = f"{self.subject}: {count} finding{'' if count == 1 else 's'}"
        lines = [head, *(str(finding) for finding in self.findings)]
        if self.kept:
            lines.append(f"kept: {', '.join(self.kept)}")
        if self.unasked:
            lines.append(f"not asked, as others were broken: {', '.join(self.unasked)}")
        return "\n".join(lines)


class NotConformant(SimenvError):
    """A persona, policy or environment breaks laws of simenv; `report` holds every finding."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))

    def __reduce__(self) -> tuple[type[NotConformant], tuple[Report]]:
        """Cross a process boundary whole."""
        return type(self), (self.report,)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the laws."""
        return self.report.findings


def examined(name: str, subject: Subject, laws: Sequence[Law[Subject]]) -> Report:
    """Ask `subject` about each law in turn; `NotConformant` with all findings if there are any."""
    findings: list[Finding] = []
    kept: list[str] = []
    unasked: list[str] = []
    for law in laws:
        if not set(law.needs) <= set(kept):
            unasked.append(law.name)
            continue
        found = [
            Finding(law=law.name, done=one.done, expected=one.expected, seen=one.seen)
            for one in islice(_seen(law, subject), _TOLD)
        ]
        findings += found
        if not found:
            kept.append(law.name)
    report = Report(
        subject=name, kept=tuple(kept), unasked=tuple(unasked), findings=tuple(findings)
    )
    if findings:
        raise NotConformant(report)
    return report


def _seen(law: Law[Subject], subject: Subject) -> Iterator[Seen]:
    """What is amiss by one law; an error that the part raises is a finding, too."""
    try:
        yield from law.ask(subject)
    except SimulatorFailure:
        raise
    # A part is the code of others: it may raise anything, and the report of the rest is wanted.
    except Exception as error:  # noqa: BLE001
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})"
        yield Seen(done=f"asked whether {law.says}", expected="an answer", seen=told)
