"""The hours of a week: when channels can be reached, and when distress is higher.

A week begins on Monday at midnight by the person's own clock. Crisis lines, emergency care and
other assistants are there at any hour.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import F8, I8
from simenv.kinds import Kinds
from simenv.parameters import Values
from simenv.rows import HOUR
from simenv.vocabulary import Channel

WEEK = 168
_HOUR = np.arange(WEEK) % 24
#: People sleep, and friends with them.
_NIGHT = (_HOUR >= 23) | (_HOUR < 7)
#: Whether professionals work, by hour of the week.
WORKING = (np.arange(WEEK) < 5 * 24) & (_HOUR >= 8) & (_HOUR < 18)
#: The late evening and the small hours, by 3-hour cell of the day: 21 to 6.
_LATE = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
#: The same around its mean, so that it leaves the mean of a day as it is.
_RHYTHM = _LATE - 3.0 / 8.0
#: Keeps a persona without any weight from a division by zero.
_TINY = 1e-9


def hour_of_week(at: I8) -> I8:
    """The hour of the week, 0–167, of some times (microseconds)."""
    hour: I8 = (at // HOUR) % WEEK
    return hour


def reach(p: Values) -> F8:
    """How well each channel can be reached at each hour of the week: a factor, shape (168, 8)."""
    found = np.ones((WEEK, len(Channel)))
    found[_NIGHT, Channel.PEERS] = p["channel.peers-night"]
    found[_NIGHT, Channel.FRIENDS_OR_FAMILY] = p["channel.friends-night"]
    found[~WORKING, Channel.PROFESSIONAL] = p["channel.professional-closed"]
    return found


def by_hour(p: Values, kinds: Kinds) -> F8:
    """How many needs come at each hour against all channels being open, shape (P, 7, 24).

    People know when a channel is closed and do not turn to it; what they would have taken there
    does not come to the assistant instead, so `sessions_per_week` stays what the persona declares.
    """
    weights = kinds.channels * kinds.graph.opens[kinds.start]
    open_ones, whole = np.zeros((len(kinds.names), WEEK)), np.zeros(len(kinds.names))
    for channel in Channel:  # a fixed order of additions
        if channel not in {Channel.CRISIS_LINE, Channel.EMERGENCY_CARE}:
            whole = whole + weights[:, channel]
            open_ones = open_ones + weights[:, channel, None] * p.once(reach)[:, channel]
    shares: F8 = (open_ones + _TINY) / (whole + _TINY)[:, None]
    return shares.reshape(len(kinds.names), 7, 24)


def rhythm(p: Values) -> F8:
    """What the time of day adds to distress, by 3-hour cell, shape (8,); its mean is 0."""
    return p["life.night"] * _RHYTHM
