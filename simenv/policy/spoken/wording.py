"""Requests put into words: the message that each person sends, by the speech bank."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simenv.draws import mix
from simenv.exchange import Requests
from simenv.policy.spoken.transcripts import Said
from simenv.rows import DAY
from simenv.speech import Spoken, messages

_VOICES = 3
"""A voice is its length times three, and how it discloses."""
_LEVELS = 3


def worded(requests: Requests, before: Sequence[Sequence[Said]]) -> list[str]:
    """The message of each request; `before` is what this policy was told earlier by each person.

    Words are made of what a policy of rules could see of the request, of the persona's declared
    voice and of the message's own luck. The risk that shows is the whole part of the signal: what a
    detector without error reads.
    """
    shown = np.minimum(requests.risk_signal.astype(np.int8), _LEVELS)
    spoken = Spoken(
        need=requests.need,
        subject=requests.subject,
        asks=requests.asks,
        shown_risk=shown,
        age=requests.age,
        turn=requests.turn,
        session=requests.session,
        hour=requests.hour,
        weekday=requests.weekday,
        last_act=requests.last_act,
        last_move=requests.last_move,
        gap_days=_gaps(requests, before),
        length=requests.voice // _VOICES,
        discloses=requests.voice % _VOICES,
    )
    session = mix(requests.who ^ requests.session.astype(np.uint64))
    return messages(spoken, requests.words, session)


def _gaps(requests: Requests, before: Sequence[Sequence[Said]]) -> np.ndarray:
    """Whole days since the last session with this policy, -1 where there was none."""
    return np.array(
        [
            _gap(int(at), int(session), said)
            for at, session, said in zip(requests.at, requests.session, before, strict=True)
        ],
        dtype=np.int32,
    )


def _gap(at: int, session: int, before: Sequence[Said]) -> int:
    earlier = [one for one in before if one.session != session]
    return int((at - earlier[-1].at) // DAY) if earlier else -1
