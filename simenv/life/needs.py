"""When a need arises and what it is: thinning under a ceiling rate that no policy moves.

Candidates stand in `Fate`, at most one an hour. One becomes a need when the person's state lifts
the rate above its bar. What the need is about is drawn by keys of that hour, equal in all arms.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I1, I8, U8
from simenv.draws import cause_key, race
from simenv.life.channels import choose, human_open, visit
from simenv.life.distress import deviation, elapse
from simenv.life.scene import Scene, place_of
from simenv.life.stages import follow
from simenv.vocabulary import Asks, Channel, Event, Need, Risk, Subject, Trigger

_CAUSES = tuple(cause_key("need/" + word) for word in Need.words())
#: What a need asks for unless it asks for restricted content, by `Need`.
_ASKS = np.array(
    [
        Asks.SUPPORT,
        Asks.SUPPORT,
        Asks.INFORMATION,
        Asks.SUPPORT,
        Asks.INFORMATION,
        Asks.INFORMATION,
    ],
    dtype=np.int8,
)


def meet_candidates(scene: Scene, rows: I8, at: I8) -> None:
    """Live to each person's next candidate, at time `at`; take what arises somewhere."""
    if not len(rows):
        return
    persons = scene.persons
    elapse(scene, rows, at)
    bar = scene.fate.bar[persons.next_need[rows]]
    persons.next_need[rows] += 1
    lift = np.exp(scene.p["life.need-by-distress"] * deviation(scene, rows))
    arises = np.minimum(lift, scene.p["life.ceiling"]) > bar
    rows = rows[arises]
    if len(rows):
        _arise(scene, rows, place_of(persons.clock[rows]))


def _arise(scene: Scene, rows: I8, place: U8) -> None:
    persons = scene.persons
    _describe(scene, rows, place)
    persons.needs[rows] += 1
    persons.open_need[rows] = True
    persons.last_need[rows] = persons.clock[rows]
    scene.note(rows, Event.NEED_AROSE, persons.need[rows])
    follow(scene, rows, Trigger.NEED, place)
    channel = choose(scene, rows, place)
    here = channel == Channel.ASSISTANT
    _begin(scene, rows[here])
    elsewhere = ~here
    visit(scene, rows[elsewhere], channel[elsewhere], place[elsewhere], referred=False)


def _describe(scene: Scene, rows: I8, place: U8) -> None:
    """What the need is, whom it is about, and what it asks for."""
    persons, kinds = scene.persons, scene.kinds
    persona = persons.persona[rows]
    rates = np.ascontiguousarray(kinds.needs[persona].T)
    risk = persons.risk[rows]
    graver = np.exp(scene.p["life.crisis-disclosure"] * (risk - 1.0)) * (risk >= Risk.PASSIVE)
    rates[Need.CRISIS_DISCLOSURE] *= graver
    need = race(scene.bits("need", rows, place), _CAUSES, rates)
    other = scene.uniform("need/subject", rows, place) < kinds.about_other[persona]
    touchy = scene.uniform("need/restricted", rows, place) < kinds.restricted[persona]
    hidden = scene.uniform("need/hidden", rows, place) < kinds.hidden[persona]
    persons.need[rows] = need
    persons.subject[rows] = np.where(other, Subject.OTHER, Subject.SELF)
    persons.asks[rows] = np.where(touchy, Asks.RESTRICTED, _ASKS[need])
    persons.hidden[rows] = hidden & touchy
    persons.other_risk[rows] = _risk_of_other(scene, rows, place, other)


def _risk_of_other(scene: Scene, rows: I8, place: U8, other: B1) -> I1:
    u = scene.uniform("need/other-risk", rows, place)
    passive = scene.p["life.other-at-risk"]
    active = passive * scene.p["life.other-active"]
    plan = active * scene.p["life.other-plan"]
    graver = (u < passive).astype(np.int8) + (u < active) + (u < plan)
    found: I1 = (graver * other).astype(np.int8)
    return found


def _begin(scene: Scene, rows: I8) -> None:
    """A session with the assistant begins."""
    if not len(rows):
        return
    persons, kinds = scene.persons, scene.kinds
    persons.reliance[rows] += human_open(scene, rows)
    persons.last_channel[rows] = Channel.ASSISTANT
    persons.last_session[rows] = persons.began[rows] = persons.clock[rows]
    persons.sessions[rows] += 1
    persons.talking[rows] = True
    persons.turn[rows] = 1
    persons.remaining[rows] = 1.0
    persons.depth[rows] = persons.openness[rows] * kinds.discloses(scene.p)[persons.persona[rows]]
    persons.masked[rows] = persons.hidden[rows]
    blank: tuple[F8 | I8, ...] = (persons.reactance, persons.gained)
    for column in blank:
        column[rows] = 0.0
    for counter in (persons.fails, persons.session_refusals, persons.session_referrals):
        counter[rows] = 0
    persons.informed[rows] = False
    persons.last_act[rows] = persons.last_move[rows] = -1
