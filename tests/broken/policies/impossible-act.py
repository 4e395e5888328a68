"""Broken on purpose: act 7."""

import numpy as np

from simenv.exchange import Responses, View


def respond(view: View) -> Responses:
    answers = Responses.blank(len(view))
    answers.act[:] = np.where(view.subject == 1, 7, 0)
    return answers
