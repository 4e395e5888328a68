"""Where the text of a response does not say what its codes declare: notes, never problems.

The codes decide and the coder may be wrong, so nothing is refused for it. What is noted is worth a
look: a text that reads otherwise is what people would have met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simenv.coder.codes import FIELDS, Readings, Reply
from simenv.policy.format import Answer
from simenv.policy.rules import RulesPolicy
from simenv.policy.worded import coder

#: A declared code that the coder holds for less likely than this is noted (assumed).
UNLIKELY = 0.1
_LOUD = 0.5
"""A framing from here on is declared as there, below as not (assumed)."""


def notes(policy: RulesPolicy) -> list[str]:
    """A sentence on each response whose text reads otherwise, and on each that is a text only."""
    said = {name: one for name, one in policy.answers.items() if one.text}
    if not said:
        return []
    read = coder().read([Reply(text=str(one.text)) for one in said.values()])
    found = []
    for place, (name, answer) in enumerate(said.items()):
        if name in policy.worded.answers:
            found.append(f"response {name} is a text only, read as {_all(read, place)}")
        else:
            found += [f"response {name}: {told}" for told in _otherwise(answer, read, place)]
    return found


def _all(read: Readings, place: int) -> str:
    """The act, the reason and the referral as they are read, with their chances."""
    return ", ".join(_likeliest(read, field, place) for field in ("act", "rationale", "referral"))


def _likeliest(read: Readings, field: str, place: int) -> str:
    chances = read.chances[field][place]
    value = int(chances.argmax())
    return f"{field} {FIELDS[field][value]} ({chances[value]:.2f})"


def _otherwise(answer: Answer, read: Readings, place: int) -> Iterator[str]:
    for field, value in _declared(answer).items():
        chance = read.chances[field][place][FIELDS[field].index(value)]
        if chance < UNLIKELY:
            likeliest = _likeliest(read, field, place)
            yield f"declared {field} {value}, but its text reads as {likeliest} (docs/coder.md)"


def _declared(answer: Answer) -> Mapping[str, str]:
    """What a response declares, in the words of the coding manual."""
    loud = float(answer.framing.judgement) >= _LOUD
    return {
        "act": str(answer.act),
        "rationale": answer.rationale,
        "referral": answer.referral,
        "judgement": "yes" if loud else "no",
        "invites": "yes" if answer.continuation == "invites" else "no",
    }
