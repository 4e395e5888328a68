"""Worker processes that end with their parent, whether it ends by itself, Ctrl-C or `kill -9`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for
from threading import Thread

from simenv.errors import RunFailure

_Pipe = tuple[int, int]
"""The descriptors of a pipe: its reading and its writing end."""


@contextmanager
def processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """So many workers until the block ends; `RunFailure` if one of them dies in it.

    They are forked where that is sound, and spawned elsewhere; what they are given must survive
    pickling.
    """
    fork = _may_fork()
    context = multiprocessing.get_context("fork" if fork else "spawn")
    with _lifeline(fork) as line:
        pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=_settle, initargs=(line,)
        )
        try:
            yield pool
        except BrokenProcessPool as error:
            raise RunFailure(
                "a worker process died, perhaps for want of memory; what is finished is kept: "
                "repeat the command with fewer workers or a smaller chunk (in a script of your "
                'own, call simenv under `if __name__ == "__main__":`)'
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _lifeline(fork: bool) -> Iterator[_Pipe | None]:
    """A pipe of which only the parent holds the writing end, so that its death ends the pipe.

    None unless workers are forked: a spawned one has a pipe of its own to the parent. A forked
    one has that too, but what the parent holds of it is inherited by the workers forked after it,
    and an elder worker would outlive its parent for as long as a younger one does.
    """
    if not fork:
        yield None
        return
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def _may_fork() -> bool:
    """Whether a copy of this process is a sound worker: then it need not read everything again.

    Only on Linux, and only while no other thread runs, of Python or of Arrow: a thread is not
    copied, but a lock that it holds is.
    """
    alone = threading.active_count() == 1 and "pyarrow" not in sys.modules
    return sys.platform == "linux" and alone


def _settle(line: _Pipe | None) -> None:
    """Set up a worker: the parent alone answers Ctrl-C, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if line is not None:
        os.close(line[1])
    Thread(target=_end_with_parent, args=(line,), daemon=True).start()


def _end_with_parent(line: _Pipe | None) -> None:
    """Wait for the parent's death, also by `kill -9`, and leave at once.

    Without this an orphan would wait for work for ever, as it holds both ends of its own queue.
    """
    parent = multiprocessing.parent_process()
    if line is not None:
        os.read(line[0], 1)
    elif parent is not None:
        wait_for([parent.sentinel])
    else:
        return
    os._exit(1)
