"""For each pattern a world in which it holds, and one of a wrong model that it must reject."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from simenv.patterns import Seen
from simenv.patterns.probes import DIRECT, EXPLANATION, FULL, PARTIAL, POINTING, REDIRECTION
from simenv.rows import DAY, EventRows, SessionRows, TurnRows
from simenv.vocabulary import Channel, Event, Move, Need, Referral, Risk
from tests.patterns.made import EACH, PEOPLE, each_with, everyone, lives, rows, seen

STYLES = (FULL, PARTIAL, EXPLANATION, REDIRECTION, DIRECT)


def stock(uptake: float = 0.2, taken_of: int = 20) -> Seen:
    """Everybody gets one stock referral in a grave moment; every so many take it."""
    persona, person = everyone()
    move = np.where(person % taken_of == 0, Move.TAKE_REFERRAL, Move.LEAVE_UNMET)
    turns = rows(
        TurnRows,
        persona,
        person,
        referral=Referral.GENERIC,
        risk_shown=Risk.ACTIVE,
        uptake=uptake,
        move=move,
    )
    return seen({"hotline-boilerplate": lives(turns)})


def nobody_goes() -> Seen:
    """Referrals that no one takes."""
    world = stock()
    world.arms["hotline-boilerplate"].turns.move[:] = Move.LEAVE_UNMET
    return world


def helped(share: float) -> Seen:
    """First sessions of people at risk, this share of which end with the need met."""
    persona, person = everyone()
    sessions = rows(
        SessionRows, persona, person, session=1, need=Need.COPING, risk=Risk.PASSIVE,
        met=person < share * EACH,
    )  # fmt: skip
    return seen({"never-refuses": lives(sessions)})


def kept(*shares: float) -> Seen:
    """Each has ten needs and keeps these shares to themselves: mild, moderate, severe."""
    persona, person = each_with(10)
    number = np.tile(np.arange(10), PEOPLE)
    third = person * 3 // EACH
    alone = number < 10 * np.array(shares)[third]
    arose = rows(EventRows, persona, person, kind=Event.NEED_AROSE, detail=Need.VENTING, at=number)
    gone = rows(EventRows, persona, person, kind=Event.CHANNEL_USED, detail=Channel.NOBODY)
    events = EventRows.joined([arose, gone.take(alone)])
    level = (everyone()[1] + 0.5) / EACH
    return seen({"status-quo-2026": lives(events)}, level)


def frustrated(*levels: float) -> Seen:
    """Frustration a turn under each style: full, partial, explained, redirected, direct."""
    return seen(
        {one.name: lives(frustration_sum=4 * x) for one, x in zip(STYLES, levels, strict=True)}
    )


def left(*levels: float) -> Seen:
    """The share that stops under each style."""
    _, person = everyone()
    return seen(
        {
            one.name: lives(disengaged_at=np.where(person < x * EACH, DAY, -1))
            for one, x in zip(STYLES, levels, strict=True)
        }
    )


def ready(*by_distress: Callable[[np.ndarray], np.ndarray], risk: tuple[int, int] = (1, 1)) -> Seen:
    """Readiness for a first referral as a function of distress, with a little noise.

    One function for both personas, or one each; `risk` is that of each persona's people at entry.
    """
    persona, person = everyone()
    distress = (person + 0.5) / EACH
    first, second = by_distress[0](distress), by_distress[-1](distress)
    uptake = np.where(persona, second, first) + 0.02 * np.sin(17.0 * person + persona)
    turns = rows(
        TurnRows, persona, person, referral=Referral.LOCALISED, distress=distress, uptake=uptake
    )
    return seen({POINTING.name: lives(turns, entry_risk=np.array(risk)[persona])})


def rises(distress: np.ndarray) -> np.ndarray:
    """The worse off, the readier."""
    return 0.2 + 0.3 * distress


def falls(distress: np.ndarray) -> np.ndarray:
    """The worse off, the less ready."""
    return 0.5 - 0.3 * distress


def peaks(distress: np.ndarray) -> np.ndarray:
    """Readiest in the middle."""
    return 0.2 + distress * (1 - distress)


def dips(distress: np.ndarray) -> np.ndarray:
    """Least ready in the middle."""
    return 0.5 - distress * (1 - distress)


def traded() -> Seen:
    """One policy meets more needs, the other brings more people to humans."""
    return seen({"warm": lives(met=3), "strict": lives(human_at=DAY)})


def divided() -> Seen:
    """One policy meets more needs of the first persona, the other of the second."""
    persona, _ = everyone()
    return seen({"one": lives(met=np.where(persona, 3, 1)), "other": lives(met=2 - persona)})


def refused(**columns: np.ndarray | int) -> Seen:
    """What refusing everything does, beside helping with everything."""
    return seen({"always-refuses": lives(**columns), "never-refuses": lives(alone_nights=2)})


@cache
def worlds() -> dict[str, tuple[list[Seen], list[Seen]]]:
    """By the id of a pattern: worlds in which it is met, worlds of wrong models."""
    return {
        "C2": ([stock(0.2), stock(0.3)], [stock(0.95), stock(0.0)]),
        "C3-calls": ([stock(taken_of=60), stock(taken_of=1)], [nobody_goes()]),
        "C3-clicks": (
            [stock(taken_of=20), stock(taken_of=1)],
            [stock(taken_of=60), nobody_goes()],
        ),
        "C21": ([helped(0.25), helped(0.4)], [helped(1.0), helped(0.0)]),
        "D1b": (
            [kept(0.6, 0.4, 0.3)],
            [kept(0.3, 0.4, 0.6), kept(0.4, 0.4, 0.4), kept(0.6, 0.6, 0.3)],
        ),
        "styles-frustration": (
            [frustrated(0.0, 0.1, 0.2, 0.2, 0.3)],
            [frustrated(0.0, 0.4, 0.2, 0.2, 0.3), frustrated(0.1, 0.1, 0.1, 0.1, 0.1)],
        ),
        "styles-leaving": (
            [left(0.1, 0.2, 0.4, 0.3, 0.5)],
            [left(0.3, 0.3, 0.3, 0.3, 0.3), left(0.1, 0.2, 0.3, 0.6, 0.5)],
        ),
        "uptake-by-distress": (
            [ready(peaks), ready(dips)],
            [ready(rises), ready(falls), ready(np.zeros_like)],
        ),
        "uptake-by-distress-at-risk": (
            [ready(peaks), ready(peaks, rises, risk=(1, 0))],
            [ready(rises), ready(rises, peaks, risk=(1, 0)), ready(falls, dips, risk=(2, 0))],
        ),
        "best-on-all-outcomes": (
            [seen({"warm": lives(met=3), "strict": lives(met=2)})],
            [traded()],
        ),
        "best-in-all-personas": (
            [seen({"warm": lives(met=3), "strict": lives(met=2)}), traded()],
            [divided()],
        ),
        "refusing-and-humans": ([refused(human_at=DAY)], [refused(human_at=-1)]),
        "refusing-and-nights-alone": (
            [refused(alone_nights=3)],
            [refused(alone_nights=2), refused(alone_nights=1)],
        ),
    }
