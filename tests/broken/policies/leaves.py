"""Broken on purpose: calls exit."""

import sys

from simenv.exchange import Responses, View


def respond(view: View) -> Responses:
    sys.exit(f"{len(view)} requests are too many")
