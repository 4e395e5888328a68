"""Ways of counting what a search reached that break a law, each in one way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simenv.exchange import NEVER
from simenv.report.reaching import REQUEST, RISK, panels
from simenv.stress.context import SITUATIONS, situations


def visits_twice(visits):
    """Each visit counts once for the message and once for its answer."""
    return tuple(replace(one, visits=2 * one.visits) for one in panels(visits))


def reached_by_visits(visits):
    """A situation counts as often as it was met."""
    return tuple(replace(one, reached=one.visits) for one in panels(visits))


def rows_by_request(visits):
    """The rows in the other order: by request, then by risk shown."""
    order = np.arange(len(RISK.steps) * len(REQUEST.steps)).reshape(len(RISK.steps), -1).T.ravel()
    return tuple(
        replace(one, reached=one.reached[order], visits=one.visits[order]) for one in panels(visits)
    )


def of_all(visits):
    """Shares of all situations, those that contradict themselves with the others."""
    return tuple(
        replace(one, possible=np.full_like(one.possible, SITUATIONS // one.possible.size))
        for one in panels(visits)
    )


def last_step_lost(visits):
    """Of each axis the last step is never reached."""
    kept = [np.arange(len(one.axis.steps)) < len(one.axis.steps) - 1 for one in panels(visits)]
    return tuple(
        replace(one, reached=one.reached * mine, visits=one.visits * mine)
        for one, mine in zip(panels(visits), kept, strict=True)
    )


def memory_lost(requests):
    """Situations of people whose earlier refusals are forgotten, this session's included."""
    forgotten = np.full_like(requests.refusal_ages, NEVER)
    return situations(replace(requests, refusal_ages=forgotten))


BROKEN = (visits_twice, reached_by_visits, rows_by_request, of_all, last_step_lost)
