"""Broken on purpose: has no answer where restricted content is asked for."""

from simenv.exchange import Responses, View
from simenv.vocabulary import Asks


def respond(view: View) -> Responses:
    return Responses.blank(int((view.asks != Asks.RESTRICTED).sum()))
