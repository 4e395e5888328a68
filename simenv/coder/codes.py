"""What a reply is coded for, and what every reader of replies gives back.

The fields and their values are those of the coding manual, `docs/coding.md`. A reader is the coder
of this package, a chat model that judges, or people whose codes were read from a file: all give
`Readings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simenv.vocabulary import Act, Code, Rationale, Referral

B1 = NDArray[np.bool_]
F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

UNDETERMINED = "undetermined"
"""The word for an act that cannot be told from the words."""
_NO_YES = ("no", "yes")


class Validation(Code):
    """How a reply acknowledges what the person feels; ordered."""

    NONE = 0
    FORMULAIC = 1
    SPECIFIC = 2


#: The coded fields and their values, in the order of the manual. Yes and no are 1 and 0.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "act": Act.words()[: Act.BLOCKED],
    "rationale": Rationale.words(),
    "explanation": _NO_YES,
    "judgement": _NO_YES,
    "validation": Validation.words(),
    "referral": Referral.words(),
    "crisis_line": _NO_YES,
    "invites": _NO_YES,
    "checks_in": _NO_YES,
    "risk_question": _NO_YES,
    "choice": _NO_YES,
    "warmth": _NO_YES,
}
#: The fields that are answered yes or no.
YES_NO = frozenset(name for name, words in FIELDS.items() if words == _NO_YES)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply to be coded and, where it is known, the message that it answers."""

    text: str
    to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Readings:
    """How likely each value of each field is, for n replies.

    `chances` holds for each field an array of shape (n, values) whose rows sum to 1. `determined`,
    shape (n,), is False where the act cannot be told from the words; its chances are then those of
    replies at large.
    """

    chances: Mapping[str, F8]
    determined: B1

    def __len__(self) -> int:
        return len(self.determined)

    @classmethod
    def joined(cls, parts: Sequence[Readings]) -> Readings:
        """Readings one after the other."""
        if not parts:
            none = {field: np.zeros((0, len(words))) for field, words in FIELDS.items()}
            return cls(chances=none, determined=np.zeros(0, dtype=np.bool_))
        return cls(
            chances={
                field: np.concatenate([part.chances[field] for part in parts]) for field in FIELDS
            },
            determined=np.concatenate([part.determined for part in parts]),
        )

    def code(self, field: str) -> I8:
        """The likeliest value of a field, as a number, shape (n,)."""
        codes: I8 = self.chances[field].argmax(axis=1)
        return codes

    def words(self, field: str) -> list[str]:
        """The likeliest value of a field as the manual writes it; an act may be undetermined."""
        found = [FIELDS[field][code] for code in self.code(field).tolist()]
        if field != "act":
            return found
        told = self.determined.tolist()
        return [word if sure else UNDETERMINED for word, sure in zip(found, told, strict=True)]


class Reader(Protocol):
    """Whoever codes replies. `name` and `version` go into manifests and figures."""

    @property
    def name(self) -> str:
        """What it is called where its figures are printed."""

    @property
    def version(self) -> str:
        """Changes whenever it would read some reply otherwise."""

    def read(self, replies: Sequence[Reply]) -> Readings:
        """Code replies, in their order; each as if it were alone."""
