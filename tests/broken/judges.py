"""Judges as they must not be: each lets a reply reach beyond its own codes."""

import json
from dataclasses import replace

from simenv.coder.judge import Verdict, question
from simenv.models import Answer

_FIXED = "0123456789abcdef0123456789abcdef"


def believing(whole):
    """Takes whatever comes back for codes."""

    class Believing(whole):
        def verdicts(self, replies):
            answers = self.caller.ask_all([(question(reply), "") for reply in replies])
            return [Verdict(codes=_said(answer)) for answer in answers]

    return Believing


def _said(answer):
    try:
        said = json.loads(answer.text) if isinstance(answer, Answer) else {}
    except ValueError:
        said = {}
    return {name: value for name, value in said.items() if name != "mark"}


def one_mark_for_all(whole):
    """Marks every reply alike, so a reply can hold the mark and end before its end."""

    class OneMark(whole):
        def question(self, reply):
            talk = question(reply)
            system, last = talk.messages
            own = last.content.rpartition("The mark is ")[2].rstrip(".")
            last = replace(last, content=last.content.replace(own, _FIXED))
            return replace(talk, messages=(system, last))

    return OneMark


BROKEN = {"others": believing, "mark": one_mark_for_all}
