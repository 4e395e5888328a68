"""What was said in a life under policies that answer in words: messages and replies, as kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simenv.coder.lines import shown
from simenv.draws import person_keys
from simenv.experiment.calling import SAID
from simenv.records import Run

#: So much of a message or a reply is told.
_TOLD = 600
Words = Mapping[tuple[int, int], tuple[str, str | None]]
"""By session and turn: the message, and the reply (None where a filter let nothing through)."""


def said(run: Run, persona: str, number: int, arm: str) -> Words:
    """What this person and the policies of this arm said; nothing where none answers in words."""
    folder = run.path / SAID
    if not folder.is_dir():
        return {}
    who = f"{int(person_keys(persona, np.array([number]))[0]):016x}"
    return {
        (turn["session"], turn["turn"]): (turn["to"], turn["text"])
        for policy in _policies(run.manifest.spec["policies"], arm)
        for path in sorted(folder.glob(f"{policy}-0-*.jsonl"))
        for turn in _turns(path.read_text("utf-8"), who)
    }


def told(words: tuple[str, str | None]) -> list[tuple[str, str]]:
    """The same for a page: nothing in it steers a terminal, and it has an end."""
    message, reply = words
    answer = "(a filter let nothing through)" if reply is None else shown(reply, _TOLD)
    return [("person", shown(message, _TOLD)), ("assistant", answer)]


def _turns(text: str, who: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if who in line:
            turn = json.loads(line)
            if turn["who"] == who:
                yield turn


def _policies(arms: list[Any], arm: str) -> list[str]:
    """The policies of an arm, as the run's spec names them."""
    for one in arms:
        if one == arm:
            return [arm]
        if isinstance(one, Mapping) and one.get("arm") == arm:
            return [part["policy"] for part in one["schedule"]]
    return []
