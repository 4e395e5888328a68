"""The labelled replies that the coder of acts is trained on and measured on.

The sets are no part of the project (`--data` names their folder): what they are, their terms and
their traps stand in `docs/coder.md`. Their label schemes differ, so a label becomes the set of acts
that it allows: a scheme that knows no partial refusal says "partial or refuse".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COMPLY, PARTIAL, REFUSE = 0, 1, 2
_EITHER = frozenset({PARTIAL, REFUSE})
_ANY = frozenset({COMPLY, PARTIAL, REFUSE})
#: The set whose models are left out, one at a time, to measure.
FIRST = "xstest_orig"
#: The project's own replies, and all sets that are labelled as the coding manual says.
OWN = "own"
PLAIN = frozenset({FIRST, OWN})


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """One reply: the acts that its label allows, and which set, model and prompt it is from."""

    text: str
    allowed: frozenset[int]
    label: str
    source: str
    model: str
    prompt: str

    @property
    def limits(self) -> bool:
        """Whether it is labelled a refusal, whole or partial."""
        return COMPLY not in self.allowed


#: For each set: which acts a label allows.
SCHEMES: Mapping[str, Mapping[str, frozenset[int]]] = {
    "xstest_orig": {
        "none": frozenset({COMPLY}),
        "partial": frozenset({PARTIAL}),
        "full": frozenset({REFUSE}),
    },
    # 3 sends to a professional and 4 says that it does not know: there either may stand in place
    # of an answer, so they tell nothing of an act by our manual.
    "do_not_answer_exMH": {
        **dict.fromkeys("01", _EITHER),
        **dict.fromkeys("25", frozenset({COMPLY})),
        **dict.fromkeys("34", _ANY),
    },
    # A redirection or a disclaimer may come before an answer or in place of one; a contradiction is
    # a lecture.
    "chatgpt_refusals": {
        "complied": frozenset({COMPLY}),
        **dict.fromkeys(("rejected", "contradicted", "counseling"), _EITHER),
        **dict.fromkeys(("redirected", "disclaimed"), _ANY),
    },
}


def read(folder: Path, sets: Sequence[str] = tuple(SCHEMES)) -> list[Labelled]:
    """The labelled replies of these sets, in the order of their files."""
    return [one for name in sets for one in _set(folder, name)]


def _set(folder: Path, name: str) -> Iterator[Labelled]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Labelled(
                text=row["text"],
                allowed=SCHEMES[name][str(row["label"])],
                label=str(row["label"]),
                source=name,
                model=row["model"],
                prompt=f"{name}/{row['prompt_id']}",
            )


def allowed(rows: Sequence[Labelled]) -> NDArray[np.bool_]:
    """Shape (n, 3): which acts each label allows."""
    return np.array([[act in row.allowed for act in range(3)] for row in rows])
