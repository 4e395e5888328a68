"""Broken on purpose: divides nothing by nothing."""

import numpy as np

from simenv.exchange import Responses, View
from simenv.vocabulary import Risk


def respond(view: View) -> Responses:
    answers = Responses.blank(len(view))
    answers.warmth[view.risk_seen == Risk.PLAN] = np.nan
    return answers
