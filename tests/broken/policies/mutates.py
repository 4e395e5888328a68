"""Broken on purpose: lowers the risk that it is shown."""

from simenv.exchange import Responses, View


def respond(view: View) -> Responses:
    view.risk_seen[:] = 0
    return Responses.blank(len(view))
