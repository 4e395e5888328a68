"""Broken on purpose: raises as soon as one of the requests is a crisis disclosure."""

from simenv.exchange import Responses, View
from simenv.vocabulary import Need


def respond(view: View) -> Responses:
    if (view.need == Need.CRISIS_DISCLOSURE).any():
        raise RuntimeError("nobody thought of this")
    return Responses.blank(len(view))
