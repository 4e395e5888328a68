"""Broken on purpose: acts as floats."""

from dataclasses import replace

from simenv.exchange import Responses, View


def respond(view: View) -> Responses:
    answers = Responses.blank(len(view))
    return replace(answers, act=answers.validation)
