"""Broken on purpose: warmth above one from the sixth turn on."""

from dataclasses import replace

from simenv.exchange import Responses, View


def respond(view: View) -> Responses:
    return replace(Responses.blank(len(view)), warmth=view.turn * 0.19)
