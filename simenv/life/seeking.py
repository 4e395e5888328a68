"""Seeking a service that is shared with others: from the decision to the moment of asking.

What comes of it depends on everybody who asks, so a person waits until somebody who sees them all,
the clock, says it. Those in regular professional care go to their own clinician, who is no service.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, I8, U8
from simenv.draws import cause_key, race_time
from simenv.life.scene import Scene
from simenv.parameters import Values
from simenv.rows import HOUR
from simenv.vocabulary import Channel, Event

_MINUTE = HOUR // 60
_ONLY = cause_key("service/delay")
_LINE, _PROFESSIONAL = int(Channel.CRISIS_LINE), int(Channel.PROFESSIONAL)


def put_through(scene: Scene, channel: I8, handed: B1 | None) -> I8:
    """The channel that each turns to: where there is a desk, hand-overs end there and nowhere else.

    Whoever is put through talks to somebody like those who answer a line, whatever the hand-over
    leads to without a desk. `handed` as in `visit`.
    """
    if handed is None or scene.shares is None or not scene.shares.desk:
        return channel
    return np.where(handed, _LINE, channel)


def seeks(scene: Scene, rows: I8, channel: I8, handed: B1 | None) -> B1:
    """Whether what each person turns to is a shared service, shape (n,); `handed` as in `visit`."""
    shares, persons = scene.shares, scene.persons
    if shares is None:
        return np.zeros(len(rows), np.bool_)
    # A stage that opens professionals wider than usual is one of regular care.
    cared = scene.kinds.graph.opens[persons.stage[rows], _PROFESSIONAL] > 1.0
    found: B1 = shares.channels[channel] & ~(cared & (channel == _PROFESSIONAL))
    return found | handed if shares.desk and handed is not None else found


def seek(scene: Scene, rows: I8, channel: I8, place: U8, handed: B1 | None) -> None:
    """Let persons decide to ask a service: they will a little later, and wait for what comes."""
    if not len(rows):
        return
    persons = scene.persons
    persons.last_support[rows] = persons.clock[rows]
    persons.waiting[rows] = True
    persons.sought[rows] = channel
    persons.sought_place[rows] = place
    persons.referred[rows] = handed is not None
    persons.handed[rows] = False if handed is None else handed
    hesitates = race_time(scene.bits("service/delay", rows, place), _ONLY)
    later = (hesitates * (scene.p["service.delay"] * _MINUTE)).astype(np.int64)
    persons.asks_at[rows] = persons.clock[rows] + least_delay(scene.p) + later
    scene.note(rows, Event.SERVICE_ASKED, persons.sought[rows])


def least_delay(p: Values) -> int:
    """The declared least time (microseconds) from deciding to ask a service to asking it."""
    return int(p["service.least-delay"] * _MINUTE)
