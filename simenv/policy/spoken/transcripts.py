"""What was said so far, by the thread that a policy hands back.

A policy that answers in words has to know what was said, and has no state of its own: it hands back
a thread with each answer, and gets it again with the person's next request. A thread is the hash of
the turn and of the thread before it, so the same words have the same thread in any batch and order,
and persons who part have threads that part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

_BITS = (1 << 62) - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One turn: a message, and the reply to it (None where a filter let nothing through).

    `before` is the thread that it goes on from, 0 for none. `at` is the local time in microseconds
    at which the message was sent; `who` and `words` name the person and the message. `handed` says
    that the reply announced a human who takes over.
    """

    before: int
    who: int
    words: int
    session: int
    turn: int
    at: int
    message: str
    reply: str | None
    handed: bool = False

    @property
    def thread(self) -> int:
        """The thread that ends with this turn; never 0."""
        told = (self.before, self.who, self.words, self.message, self.reply)
        digest = blake2b(repr(told).encode("utf-8", "replace"), digest_size=8).digest()
        return int.from_bytes(digest, "little") & _BITS or 1


class Transcripts:
    """The turns of the persons who are being lived, by thread."""

    def __init__(self) -> None:
        self._turns: dict[int, Said] = {}

    def __len__(self) -> int:
        return len(self._turns)

    def add(self, said: Said) -> int:
        """Keep a turn; its thread."""
        thread = said.thread
        self._turns[thread] = said
        return thread

    def before(self, thread: int, most: int) -> list[Said]:
        """The last turns up to a thread, the oldest first, at most so many.

        A thread of another policy leads nowhere: what another assistant was told, this one does not
        know.
        """
        found: list[Said] = []
        while len(found) < most and (said := self._turns.get(thread)) is not None:
            found.append(said)
            thread = said.before
        return found[::-1]

    def all(self) -> Iterator[Said]:
        """Every turn, by person, session and turn."""
        turns = self._turns.values()
        yield from sorted(turns, key=lambda one: (one.who, one.session, one.turn, one.words))

    def forget(self) -> None:
        """Let go of all turns: the persons whose they are have been lived to the end."""
        self._turns.clear()
