"""`simenv` as on the command line, with searches of small batches.

python -m tests.stress.run_small stress POLICY ...
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module

from simenv.cli import main
from simenv.stress.finding import Sizes

#: The package has a function of that name.
QUESTION = import_module("simenv.stress.question")
CANDIDATES, PEOPLE = 12, 3


def shrink(put: Callable[[object, str, object], None]) -> None:
    """Make every search small; `put` sets an attribute, for as long as it likes."""
    put(QUESTION, "_A_BATCH", CANDIDATES)
    put(QUESTION, "_PEOPLE", PEOPLE)
    put(QUESTION, "Sizes", partial(Sizes, shrunk_on=6, tested_on=30, in_a_world=3))


if __name__ == "__main__":
    # Whoever runs the tests in the background (`&`, nohup) has them ignore Ctrl-C, and so would we.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    shrink(setattr)
    main(sys.argv[1:])
