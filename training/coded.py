"""The double-coded replies: which two coders gave which codes, and what is learned from them.

`training/replies/own.jsonl` holds replies written for this project, with their words;
`training/replies/read.jsonl` holds codes of replies that are not the project's: those are named by
a digest of their words, which `--data` brings. A reply belongs to one part: by looking at those of
`learn` the rules were written; those of `tables` no rule was written by, so they tell how often a
rule is right; those of `test` are for figures only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from simenv.coder.codes import FIELDS, I8, UNDETERMINED, YES_NO
from training.data import OWN, Labelled

REPLIES = Path(__file__).parent / "replies"
UNLABELLED = "vera_mh_agent_turns_unlabelled.jsonl"
LEARN, TABLES, TEST = "learn", "tables", "test"


@dataclass(frozen=True, kw_only=True)
class Coded:
    """A reply and its codes by each coder: field to word."""

    key: str
    text: str
    to: str | None
    part: str
    family: str
    codes: tuple[Mapping[str, str], ...]


def own(path: Path = REPLIES / "own.jsonl") -> list[Coded]:
    """The project's own replies."""
    return [_coded(row, row["text"], row.get("to")) for row in _lines(path)]


def others(folder: Path, path: Path = REPLIES / "read.jsonl") -> list[Coded]:
    """The replies of others that were coded; none where their words are not at hand."""
    held = folder / UNLABELLED
    if not held.exists():
        return []
    texts = {digest(row["text"]): row["text"] for row in _lines(held)}
    return [_coded(row, texts[row["id"]], None) for row in _lines(path) if row["id"] in texts]


def digest(text: str) -> str:
    """The name of a reply whose words are not shown."""
    return sha256(text.encode()).hexdigest()[:12]


def _coded(row: Mapping[str, str], text: str, to: str | None) -> Coded:
    codes = tuple({**dict(zip(FIELDS, said.split(), strict=True))} for said in row["codes"])
    return Coded(
        key=row["id"], text=text, to=to, part=row["part"], family=row["family"], codes=codes
    )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def numbers(rows: Sequence[Coded], field: str) -> I8:
    """Codes of a field, shape (coders, n); -1 where an act cannot be told."""
    values = FIELDS[field]
    return np.array(
        [
            [-1 if said == UNDETERMINED else values.index(said) for said in by_one]
            for by_one in ([row.codes[coder][field] for row in rows] for coder in range(2))
        ],
        dtype=np.int64,
    ).reshape(2, len(rows))


def lessons(rows: Sequence[Coded]) -> list[Labelled]:
    """The project's own replies as lessons of the act: either coder may be right.

    The words of others are not trained on, only counted for the tables.
    """
    found = []
    for row in rows:
        acts = {codes["act"] for codes in row.codes} - {UNDETERMINED}
        if row.family == OWN and acts:
            found.append(
                Labelled(
                    text=row.text,
                    allowed=frozenset(FIELDS["act"].index(act) for act in acts),
                    label="/".join(sorted(acts)),
                    source=OWN,
                    model=f"{OWN} {row.key[:2]}",
                    prompt=f"{OWN}/{row.key}",
                )
            )
    return found


def packed(codes: Mapping[str, str | bool]) -> str:
    """Codes of one reply as they are kept: the words of all fields in their order."""
    return " ".join(
        ("yes" if codes[field] else "no") if field in YES_NO else str(codes[field])
        for field in FIELDS
    )
