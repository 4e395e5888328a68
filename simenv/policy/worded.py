"""Responses of a rules policy that are given in words only: the coder says what they do.

A response with a `text` and no `act` is worded. Its codes are a draw from the chances that the
coder gives it, one for each imputation; what the file does say of it stays as it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from simenv.catalogue import Document, levels, shown
from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS, I8, Readings, Reply, Validation
from simenv.coder.drawn import drawn
from simenv.coder.labels import Labels, LabelsFault, load
from simenv.errors import Problem
from simenv.policy.format import Answer, Framing
from simenv.vocabulary import Act, Continuation, Rationale, Referral

#: How much of a framing a code stands for, in words of the scales (assumed: docs/coder.md).
VALIDATION = {Validation.NONE: "none", Validation.FORMULAIC: "low", Validation.SPECIFIC: "high"}
YES, NO = "high", "none"


@dataclass(frozen=True, kw_only=True)
class Worded:
    """The worded responses of a policy, by name, and how they were read.

    `coder` is the version of the coder; `labels` are the team's own, None where the coder's error
    is borrowed.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    read: Readings | None = None
    coder: str = ""
    labels: Labels | None = None

    def drawn(self, imputation: int) -> dict[str, Answer]:
        """The worded responses as one imputation has them."""
        if self.read is None:
            return {}
        texts = [str(answer.text) for answer in self.answers.values()]
        codes = drawn(self.read, texts, imputation)
        return {
            name: _answer(answer, codes, place)
            for place, (name, answer) in enumerate(self.answers.items())
        }


def of(answers: Mapping[str, Answer], labels: Labels | None) -> Worded:
    """The worded ones of resolved responses, read by the coder."""
    worded = {name: one for name, one in answers.items() if one.act is None and one.text}
    if not worded:
        return Worded()
    reader = coder()
    read = reader.read([Reply(text=str(one.text)) for one in worded.values()])
    taught = read if labels is None else labels.taught(read)
    return Worded(answers=worded, read=taught, coder=reader.version, labels=labels)


@cache
def coder() -> Coder:
    """The coder of this package, loaded once."""
    return Coder()


def _answer(answer: Answer, codes: Mapping[str, I8], place: int) -> Answer:
    """A worded response with the codes of one draw, where the file does not say otherwise."""
    said = {name: FIELDS[name][int(codes[name][place])] for name in FIELDS}
    read: dict[str, Any] = {
        "act": Act.of(said["act"]).word,
        "rationale": Rationale.of(said["rationale"]).word,
        "referral": Referral.of(said["referral"]).word,
        "continuation": _continuation(said),
        "framing": _framing(said) | answer.framing.model_dump(exclude_unset=True),
    }
    given = answer.model_dump(exclude_unset=True, exclude={"framing", "act"})
    whole = read | given
    return Answer.model_construct(
        **whole | {"framing": Framing.model_construct(**whole["framing"])}
    )


def _continuation(said: Mapping[str, str]) -> str:
    if said["checks_in"] == "yes":
        return Continuation.CHECKS_IN.word
    return (Continuation.INVITES if said["invites"] == "yes" else Continuation.STAYS).word


def _framing(said: Mapping[str, str]) -> dict[str, float]:
    """The framing that codes stand for, 0-1."""
    words = {
        "validation": VALIDATION[Validation.of(said["validation"])],
        "explanation": YES if said["explanation"] == "yes" else NO,
        "agency": YES if said["choice"] == "yes" else NO,
        "judgement": YES if said["judgement"] == "yes" else NO,
        "warmth": YES if said["warmth"] == "yes" else NO,
    }
    return {name: levels()[word].point for name, word in words.items()}


def own_labels(document: Document, found: list[Problem]) -> Labels | None:
    """The labels that a policy file names; None if it names none, or there is a problem."""
    name = document.data.get("labels")
    if not isinstance(name, str):
        return None
    path = Path(document.place(("labels",))[0]).with_name(Path(name).name)
    try:
        labels = load(path)
    except LabelsFault as fault:
        remedy = "write it with `simenv label REPLIES --audit-read … --errors FILE`"
        expected = "a file of the coder's errors beside this one"
        found.append(document.problem(("labels",), expected, f"{shown(path)}: {fault}", remedy))
        return None
    if labels.coder != coder().version:
        told = f"those of coder {labels.coder}"
        remedy = "read the replies again and label them against this coder"
        found.append(
            document.problem(("labels",), f"labels of coder {coder().version}", told, remedy)
        )
        return None
    return labels
