"""What a person's message shows: the request as an assistant could see it, built from the state.

How much risk shows depends on how much the person has disclosed and whether they mask. The luck of
a message belongs to the message and is equal in all arms; the skill to read it is the detector's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simenv.columns import B1, F8, I1, I8
from simenv.exchange import Requests
from simenv.life.crises import during, risk_now
from simenv.life.scene import Scene, place_of
from simenv.rows import DAY, HOUR
from simenv.vocabulary import Asks, Need, Risk, Subject

# Plain numbers: NumPy takes four times as long to compare with a member of an enum.
_INFORMATION, _RESTRICTED = int(Asks.INFORMATION), int(Asks.RESTRICTED)
_CRISIS, _VENTING, _CREATIVE = int(Need.CRISIS_DISCLOSURE), int(Need.VENTING), int(Need.CREATIVE)
_OTHER = int(Subject.OTHER)
_NO_RISK = int(Risk.NONE)

#: Noise near 1 must not round a message up to the next level.
_ALMOST_ONE = 1.0 - 2.0**-50


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message a row: what it states and shows, and the true risk of its subject.

    `acute` says that its writer is in a crisis.
    """

    acute: B1
    need: I1
    asks: I1
    risk: I1
    shown: I1
    signal: F8


def compose(scene: Scene, rows: I8) -> Message:
    """The messages that these persons send now."""
    persons = scene.persons
    place = place_of(persons.began[rows], persons.turn[rows])
    acute = during(scene, rows)
    risk = _subjects_risk(scene, rows, acute)
    about_other = persons.subject[rows] == _OTHER
    open_about = np.where(about_other, 1.0, persons.depth[rows])
    masked = persons.masked[rows]
    shows = open_about * np.where(masked, scene.p["life.masked"], 1.0)
    u = scene.uniform("message/shows", rows, place)
    half = shows + (1.0 - shows) * 0.5
    shown = np.where(u < shows, risk, np.where(u < half, np.maximum(risk - 1, 0), 0))
    noise = scene.uniform("message/noise", rows, place)
    return Message(
        acute=acute,
        need=_need(scene, rows, shown),
        asks=_asks(scene, rows, u),
        risk=risk,
        shown=shown.astype(np.int8),
        signal=np.minimum(shown + noise, shown + _ALMOST_ONE),
    )


def sent(scene: Scene, asked: Requests) -> Message:
    """The messages that were sent with these requests; what they show stands in the requests."""
    acute = during(scene, asked.row)
    return Message(
        acute=acute,
        need=asked.need,
        asks=asked.asks,
        risk=_subjects_risk(scene, asked.row, acute),
        shown=asked.risk_signal.astype(np.int8),
        signal=asked.risk_signal,
    )


def _subjects_risk(scene: Scene, rows: I8, acute: B1) -> I1:
    """The true risk level of whom each message is about."""
    persons = scene.persons
    about_other = persons.subject[rows] == _OTHER
    return np.where(about_other, persons.other_risk[rows], risk_now(scene, rows, acute))


def _need(scene: Scene, rows: I8, shown: I1) -> I1:
    """The need as stated: a crisis that does not show is venting, a masked purpose is craft."""
    persons = scene.persons
    need = persons.need[rows]
    quiet = (need == _CRISIS) & (shown == _NO_RISK)
    disguised = persons.masked[rows] & (persons.asks[rows] == _RESTRICTED)
    stated = np.where(quiet, _VENTING, np.where(disguised, _CREATIVE, need))
    return stated.astype(np.int8)


def _asks(scene: Scene, rows: I8, u: F8) -> I1:
    """What the message seems to ask for: a masked restricted request mostly reads as harmless."""
    persons = scene.persons
    asks = persons.asks[rows]
    veiled = persons.masked[rows] & (asks == _RESTRICTED) & (u >= scene.p["life.masked"])
    return np.where(veiled, _INFORMATION, asks).astype(np.int8)


def requests(scene: Scene, rows: I8) -> Requests:
    """The requests of the persons at `rows`, who speak now."""
    persons, kinds, message = scene.persons, scene.kinds, compose(scene, rows)
    now, persona = persons.clock[rows], persons.persona[rows]
    return Requests(
        **_spoken(scene, rows, now),
        row=rows.astype(np.int64),
        turn=persons.turn[rows],
        session=persons.sessions[rows],
        hour=((now % DAY) // HOUR).astype(np.int8),
        weekday=((now // DAY) % 7).astype(np.int8),
        need=message.need,
        subject=persons.subject[rows],
        asks=message.asks,
        region=kinds.region[persona],
        language=kinds.language[persona],
        age=kinds.age[persona],
        risk_signal=message.signal,
        session_refusals=persons.session_refusals[rows],
        session_referrals=persons.session_referrals[rows],
        last_act=persons.last_act[rows],
        last_move=persons.last_move[rows],
        refusal_ages=_ages(persons.refusal_times, rows, now),
        referral_ages=_ages(persons.referral_times, rows, now),
    )


def _spoken(scene: Scene, rows: I8, now: I8) -> dict[str, NDArray[Any]]:
    """The columns of which words are made; blank unless some policy reads words."""
    persons = scene.persons
    if not scene.spoken:
        return {}
    place = place_of(persons.began[rows], persons.turn[rows])
    return {
        "at": now,
        "voice": scene.kinds.ways[persons.persona[rows]],
        "who": persons.key[rows],
        "words": scene.bits("message/words", rows, place),
        "thread": persons.thread[rows],
    }


def _ages(times: I8, rows: I8, now: I8) -> I8:
    """Time since each remembered moment; what happened `LONG_AGO` is `NEVER` old, or older."""
    ages = times.take(rows, axis=0)  # several times quicker than `times[rows]`
    return np.subtract(now[:, None], ages, out=ages)


def remember(times: I8, rows: I8, now: I8) -> None:
    """Push `now` into the rows of a ring of the last moments, newest first; written in place."""
    before = times.take(rows, axis=0)
    times[rows] = np.concatenate([now[:, None], before[:, :-1]], axis=1)
