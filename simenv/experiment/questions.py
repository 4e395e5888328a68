"""A folder that answers one question: begun, or gone on with by whoever asks the same again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simenv.errors import RunFailure
from simenv.experiment.resuming import alone, differences
from simenv.records import numeric_fingerprint
from simenv.records.files import write_whole

QUESTION = "question.json"


@contextmanager
def asked_in(folder: Path, document: Mapping[str, Any], what: str) -> Iterator[None]:
    """Begin or go on in `folder`; alone until the block ends.

    `what` names the work, such as `screening`. `RunFailure` says what differs if another question
    was asked there, or that the folder holds something else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except OSError as error:
        raise RunFailure(f"cannot use the folder {folder}: {error.strerror}") from error
    if others and QUESTION not in others:
        raise RunFailure(f"{folder} holds files that are no {what}: choose another folder")
    with alone(folder):
        _same(folder, {**document, "arithmetic": numeric_fingerprint()}, what)
        yield


def _same(folder: Path, wanted: Mapping[str, Any], what: str) -> None:
    path = folder / QUESTION
    if not path.exists():
        write_whole(path, json.dumps(wanted, indent=1).encode() + b"\n")
        return
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFailure(f"{path} cannot be read: {error}") from error
    different = differences(recorded, wanted)
    if different:
        told = "\n".join(f"  {line}" for line in different)
        raise RunFailure(
            f"{folder} holds another {what}; choose another folder. It differs in\n{told}"
        )
