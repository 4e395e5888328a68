"""What can go wrong, by whose fault it is.

Different things are never confused: a file that a person wrote is wrong (`BadInput`), a
policy under test misbehaved (`PolicyFailure`), one call to it gave no answer (`CallFailed`) or no
call can be made any more (`CallsStopped`), the machine or the run directory is at fault
(`RunFailure`), or simenv itself is (`SimulatorFailure`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong with one file, and what to do about it."""

    file: str
    line: int
    field: str
    expected: str
    found: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{place}  {self.field}\n    expected  {self.expected}\n"
            f"    found     {self.found}\n    remedy    {self.remedy}"
        )


class SimenvError(Exception):
    """The root of all errors that simenv raises on purpose.

    `exit_code` is what the command line ends with.
    """

    exit_code = 1


class BadInput(SimenvError):
    """One or more files or arguments are wrong; carries every problem that was found."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(self._told())

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """Cross a process boundary whole."""
        return type(self), (self.problems,)

    def _told(self) -> str:
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        return "\n".join([head, *(str(problem) for problem in self.problems)])


class PolicyFailure(SimenvError):
    """A policy under test raised, or answered with something that is no response.

    Names the arm and the first offending request; the other arms go on.
    """

    def __init__(self, arm: str, request: str, reason: str) -> None:
        self.arm, self.request, self.reason = arm, request, reason
        super().__init__(f"policy {arm!r} failed at {request}: {reason}")

    def __reduce__(self) -> tuple[type[PolicyFailure], tuple[str, str, str]]:
        """Cross a process boundary whole: a worker's failure names its arm in the parent."""
        return type(self), (self.arm, self.request, self.reason)


class CallFailed(SimenvError):
    """One call gave no answer after its retries.

    It is neither an utterance nor a refusal: the person is censored there, in all arms.
    """


class CallsStopped(SimenvError):
    """No call can be made any more: a key was refused, a ceiling of cost reached, a reply not kept.

    Nothing is sent after it. What was answered before is kept, and the same command goes on from
    there once the cause is mended.
    """


class RunFailure(SimenvError):
    """The run directory or the machine is at fault: disk full, corrupt chunk, another spec."""


class SimulatorFailure(SimenvError):
    """Simenv broke a promise of its own; nothing that the user wrote is to blame."""
