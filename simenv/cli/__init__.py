"""The command line: verbs that parse, call the library and print. Nothing is decided here.

Every verb has `--json`. Exit codes: 0 done, 1 something failed (a policy, the disk, a run
directory), 2 the input is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from simenv.cli import (
    attacking,
    comparing,
    differing,
    gating,
    labelling,
    looking,
    measuring,
    modelling,
    powering,
    reading,
    screening,
    stressing,
    worlds,
)
from simenv.cli.app import app, guarded

__all__ = [
    "app",
    "attacking",
    "comparing",
    "differing",
    "gating",
    "labelling",
    "looking",
    "main",
    "measuring",
    "modelling",
    "powering",
    "reading",
    "screening",
    "stressing",
    "worlds",
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    guarded(sys.argv[1:] if arguments is None else arguments)
