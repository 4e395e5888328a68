"""A policy that answers in words, told back: who is spoken to, in what manner, how it is read."""

from __future__ import annotations

from simenv.policy import SpokenPolicy
from simenv.policy.worded import coder
from simenv.tell.telling import Section
from simenv.wording.layout import wrapped

_HISTORIES = {
    "all": "all that was said before goes out with it, with the day and time of each session",
    "session": "what was said in this session goes out with it",
    "none": "nothing that was said before goes out with it",
}
_TARGETS = {
    "test": "a test system",
    "staging": "a staging system",
    "live": "a LIVE system: a run needs --i-have-permission",
}


def sections(one: SpokenPolicy) -> list[Section]:
    """Who is spoken to and how, and how replies are read."""
    return [_spoken_to(one), _read(one)]


def _spoken_to(one: SpokenPolicy) -> Section:
    manner = one.manner
    system = (
        f"The system prompt: {manner.system}" if manner.system else "There is no system prompt."
    )
    warmth = "as its provider sets it" if manner.temperature is None else f"{manner.temperature:g}"
    told = [
        f"A person's message is worded by the speech bank and sent to {one.model.name}, which is "
        f"{_TARGETS[one.target]}; {_HISTORIES[manner.history]}.",
        system,
        f"An answer has {manner.max_tokens:,} tokens at most; the temperature is {warmth}; "
        f"{one.at_once} messages wait for an answer at the same time.",
    ]
    return Section(
        key="spoken",
        heading="Who is spoken to",
        lines=tuple(line for each in told for line in wrapped(each, 2)),
        facts={
            "model": one.model.name,
            "target": one.target,
            "system": manner.system,
            "history": manner.history,
            "temperature": manner.temperature,
            "max_tokens": manner.max_tokens,
        },
    )


def _read(one: SpokenPolicy) -> Section:
    labels = one.labels
    whose = (
        "with its error borrowed from replies that are not this policy's (docs/coder.md)"
        if labels is None
        else f"with its error counted on {labels.labels:,} labels of your own"
    )
    told = (
        f"Each reply is read by the coder {coder().version}, {whose}. What it truly is, is drawn "
        "from the chances that the coder gives it; five runs or more take a draw each, and every "
        "interval is widened by what lies between them. What it answers is known only in a run: "
        "nothing is sent now."
    )
    facts = {"coder": coder().version, "labels": None if labels is None else labels.labels}
    return Section(key="read", heading="How it is read", lines=tuple(wrapped(told, 2)), facts=facts)
