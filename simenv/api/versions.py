"""Two runs, or two policies: what `diff` is asked to lay beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from simenv.errors import BadInput, Problem
from simenv.versions import Versions, versions

__all__ = ["Versions", "two_runs", "versions"]

_RUNS = "--anyway", "two runs: whether numbers can be compared is asked of those"
_POLICIES = "two policies: a run says this itself"


def two_runs(first: str, second: str, given: Iterable[str] = ()) -> bool:
    """Whether two arguments are run directories; else they are policies, by name or file.

    A directory is a run. `given` are the options that were used, spelled as on the command line.
    `BadInput` if one is a run and the other is not, or an option is for the other kind.
    """
    runs = Path(first).is_dir(), Path(second).is_dir()
    if runs[0] != runs[1]:
        raise BadInput([_mixed(first, second, runs[0])])
    odd = sorted((set(given) - {_RUNS[0]}) if runs[0] else (set(given) & {_RUNS[0]}))
    if odd:
        expected = _POLICIES if runs[0] else _RUNS[1]
        found = "two run directories" if runs[0] else "two policies"
        raise BadInput(_problem(one, expected, found, f"leave {one} out") for one in odd)
    return runs[0]


def _mixed(first: str, second: str, first_is_run: bool) -> Problem:
    run, other = (first, second) if first_is_run else (second, first)
    found = f"{run}, a directory, and {other}, which is none"
    expected = "two run directories, or two policies by name or file"
    return _problem("arguments", expected, found, "name two of one kind")


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    told = {"expected": expected, "found": found, "remedy": remedy}
    return Problem(file="(arguments)", line=0, field=field, **told)
