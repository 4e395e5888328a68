"""The record of what models said, so that nothing is paid twice and a run can be told again.

A folder of files of lines, one line an answer: `{"key", "slot", "model", "answer"}`, or `"failed"`
in place of `"answer"`. Files are only ever added to, and each process adds to one of its own, so
several may share a folder. A line that the death of its writer cut short is the last of its file
and is passed over. A record holds no keys and no requests, only their hashes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

from simenv.errors import RunFailure
from simenv.models.conversation import Answer, Conversation, Finish
from simenv.models.failures import FAILURES, Failed

_PREFIX = "replies-"
_FILES = 1 << 20
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # made once: that takes as long as to use it
_SYNC_EVERY = 1.0
"""Seconds. What was written outlives the process at once, a power cut after so long."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question: to which model, what, and in whose place (`slot`).

    Two slots never share an answer; equal questions of one slot are one.
    """

    model: str
    conversation: Conversation
    slot: str

    @cached_property
    def key(self) -> str:
        """A hash of all that decides the answer."""
        talk = self.conversation
        said = [[message.role.value, message.content] for message in talk.messages]
        whole: list[Any] = [self.model, said, talk.max_tokens, talk.temperature, self.slot]
        # Left out where empty: records from before they were known stay valid.
        whose = {"session": talk.session, "person": talk.person}
        if given := {name: value for name, value in whose.items() if value}:
            whole.append(given)
        return blake2b(json.dumps(whole).encode(), digest_size=16).hexdigest()


class Cassette:
    """The answers in a folder, and where further ones go.

    With `replay` nothing is written, and failures are kept answers like any other; without, a call
    that failed is made again. `paid` is the known cost of what it held when it was opened, in USD.
    `RunFailure` if the folder cannot be used or a line is corrupt.
    """

    def __init__(self, folder: Path, *, replay: bool = False) -> None:
        self.folder, self.replay = folder, replay
        self.paid = 0.0
        self._places: dict[bytes, int] = {}
        self._files: list[Path] = []
        self._readers: dict[int, int] = {}
        self._own: int | None = None
        self._end = 0
        self._synced = monotonic()
        if replay and not folder.is_dir():
            raise RunFailure(f"{folder} is no record of replies: there is no such folder")
        for path in sorted(folder.glob(f"{_PREFIX}*.jsonl")):
            self._index(path)

    def __len__(self) -> int:
        return len(self._places)

    def __enter__(self) -> Cassette:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def find(self, asked: Asked) -> Answer | Failed | None:
        """What came of a question before; None if it is to be asked."""
        place = self._places.get(bytes.fromhex(asked.key))
        if place is None:
            return None
        found = _outcome(self._line(place))
        return None if isinstance(found, Failed) and not self.replay else found

    def keep(self, asked: Asked, outcome: Answer | Failed) -> None:
        """Add what came of a question. It outlives this process from here on."""
        line = {"key": asked.key, "slot": asked.slot, "model": asked.model, **_kept(outcome)}
        data = _ENCODE(line).encode("utf-8", "replace") + b"\n"
        number = self._open() if self._own is None else self._own
        try:
            _write(self._readers[number], data)
            if monotonic() - self._synced > _SYNC_EVERY:
                os.fsync(self._readers[number])
                self._synced = monotonic()
        except OSError as error:
            self._own = None  # its last line may be half a line: nothing goes behind that
            raise RunFailure(
                f"cannot write {self._files[number]}: {error.strerror}; every answer before is "
                "kept: make room or give access, then repeat the command"
            ) from error
        self._places[bytes.fromhex(asked.key)] = self._end * _FILES + number
        self._end += len(data)

    def close(self) -> None:
        """Force what was written to disk and let go of the files."""
        if self._own is not None:
            os.fsync(self._readers[self._own])
        for handle in self._readers.values():
            os.close(handle)
        self._readers.clear()
        self._own = None

    def _open(self) -> int:
        """Begin a file of this process's own."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path, handle = _new(self.folder)
        except OSError as error:
            raise RunFailure(f"cannot write into {self.folder}: {error.strerror}") from error
        self._files.append(path)
        self._own, self._end = len(self._files) - 1, 0
        self._readers[self._own] = handle
        return self._own

    def _index(self, path: Path) -> None:
        number, at = len(self._files), 0
        self._files.append(path)
        for count, line in enumerate(_whole_lines(path), 1):
            said = _parsed(line)
            if said is None:
                raise RunFailure(f"{path}:{count} is corrupt: it is not what was written there")
            self._places[bytes.fromhex(said["key"])] = at * _FILES + number
            self.paid += said.get("answer", {}).get("cost") or 0.0
            at += len(line)

    def _line(self, place: int) -> dict[str, Any]:
        at, number = divmod(place, _FILES)
        if number not in self._readers:
            self._readers[number] = os.open(self._files[number], os.O_RDONLY)
        with os.fdopen(os.dup(self._readers[number]), "rb") as file:
            file.seek(at)
            said = _parsed(file.readline())
        if said is None:
            raise RunFailure(f"{self._files[number]} was changed while it was read")
        return said


def _new(folder: Path) -> tuple[Path, int]:
    """A file that no other process has, and its handle."""
    number = len(list(folder.glob(f"{_PREFIX}*.jsonl")))
    while True:
        path = folder / f"{_PREFIX}{number:05d}.jsonl"
        try:
            return path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        except FileExistsError:
            number += 1


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _whole_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from (line for line in file if line.endswith(b"\n"))


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
        _outcome(said)
        bytes.fromhex(said["key"])
    except (ValueError, KeyError, TypeError):
        return None
    return dict(said)


def _kept(outcome: Answer | Failed) -> dict[str, Any]:
    if isinstance(outcome, Failed):
        return {"failed": {"kind": type(outcome).__name__, "told": str(outcome)}}
    return {
        "answer": {
            "text": outcome.text,
            "finish": outcome.finish.value,
            "prompt_tokens": outcome.prompt_tokens,
            "completion_tokens": outcome.completion_tokens,
            "cost": outcome.cost,
        }
    }


def _outcome(said: dict[str, Any]) -> Answer | Failed:
    if "failed" in said:
        return FAILURES[said["failed"]["kind"]](said["failed"]["told"])
    held = said["answer"]
    return Answer(
        text=held["text"],
        finish=Finish(held["finish"]),
        prompt_tokens=held["prompt_tokens"],
        completion_tokens=held["completion_tokens"],
        cost=held["cost"],
    )
