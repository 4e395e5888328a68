"""One event loop a process, in a thread of its own, for all that is asynchronous here.

Clients of providers bind their connections and helpers to the loop that they first meet; a loop a
batch would leave them with dead ones. In a thread, because the caller may already run a loop (a
notebook does).
"""

from __future__ import annotations

import asyncio
import atexit
import os
import selectors
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from simenv.errors import SimulatorFailure

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

T = TypeVar("T")
Goodbye = Callable[[], Coroutine[Any, Any, None]]
_PATIENCE = 5.0
"""Seconds that connections get to close at the end of the process."""
_TICKS = 0.01


class _Ears(selectors.DefaultSelector):
    """What a loop listens to, out of reach of a forked process.

    A forked process shares the list that the system keeps. At its end it closes what it finds of
    its parent's connections, and would take them off that list: the parent would wait for ever.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        super().__init__()

    def unregister(self, fileobj: FileDescriptorLike) -> selectors.SelectorKey:
        """Listen to it no more."""
        if self.process != os.getpid():
            return self.get_key(fileobj)
        return super().unregister(fileobj)

    def modify(
        self, fileobj: FileDescriptorLike, events: int, data: Any = None
    ) -> selectors.SelectorKey:
        """Listen to it for something else."""
        if self.process != os.getpid():
            return self.get_key(fileobj)
        return super().modify(fileobj, events, data)


class _Loop:
    """A loop that runs until the process ends."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.goodbyes: list[Goodbye] = []
        self.loop = asyncio.SelectorEventLoop(_Ears())
        self.thread = threading.Thread(
            target=self.loop.run_forever, name="simenv models", daemon=True
        )
        self.thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        if threading.current_thread() is self.thread:
            work.close()
            raise SimulatorFailure("a model was asked to wait for itself: use `await caller.ask`")
        done = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return done.result()
        finally:
            done.cancel()  # where Ctrl-C ended the waiting; else it does nothing

    def close(self) -> None:
        for goodbye in self.goodbyes:
            self.run(_within(goodbye()))
        self.run(_cancelled())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(_PATIENCE)
        if not self.thread.is_alive():
            self.loop.close()


async def _within(work: Coroutine[Any, Any, None]) -> None:
    await asyncio.wait_for(work, _PATIENCE)


async def _cancelled() -> None:
    """End what still runs, such as helpers of libraries."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.wait_for(asyncio.gather(*left, return_exceptions=True), _PATIENCE)
    await asyncio.sleep(_TICKS)  # a closed connection lets go of its socket a tick later


_lock = threading.Lock()
_running: list[_Loop] = []


def _current() -> _Loop:
    """The loop of this process: a forked one has none of its parent's threads."""
    with _lock:
        if not _running or _running[0].process != os.getpid():
            _running[:] = [_Loop()]
            atexit.register(_close)
        return _running[0]


def _close() -> None:
    with _lock:
        mine = [one for one in _running if one.process == os.getpid()]
        _running.clear()
    for one in mine:
        one.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, done in the loop of this process."""
    return _current().run(work)


def at_end(goodbye: Goodbye) -> None:
    """Have `goodbye` awaited before the loop of this process ends.

    That is before anything that a library registered when it was imported, if this comes after.
    """
    _current().goodbyes.append(goodbye)
    atexit.unregister(_close)
    atexit.register(_close)
