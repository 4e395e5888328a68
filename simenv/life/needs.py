"""When a need arises and what it is: thinning under a ceiling rate that no policy moves.

Candidates stand in `Fate`, at most one an hour. One becomes a need when the person's state lifts
the rate above its bar. What the need is about is drawn by keys of that hour, equal in all arms.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I1, I8, U8
from simenv.draws import cause_keys, race
from simenv.life.channels import choose, human_open, visit
from simenv.life.distress import elapse, fade
from simenv.life.scene import Scene, place_of
from simenv.life.stages import follow
from simenv.vocabulary import Asks, Channel, Event, Need, Risk, Subject, Trigger

_CAUSES = cause_keys("need", Need.words())
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


def next_need(scene: Scene, rows: I8, until: I8) -> B1:
    """Find each person's next need before `until` (microseconds); whether there is one.

    Leaves `next_need` of the person at that candidate, or at the first one from `until` on.
    Nothing but time passes between two needs, so what policy and channels have done decays alone.
    """
    persons, fate = scene.persons, scene.fate
    found = np.zeros(len(rows), np.bool_)
    open_ones = np.arange(len(rows))
    ends = fate.first[persons.seat[rows] + 1]
    here = persons.next_need[rows]
    while len(open_ones):
        place = here[open_ones]
        left = place < ends[open_ones]
        open_ones, place = open_ones[left], place[left]
        soon = fate.when[place] < until[open_ones]
        open_ones, place = open_ones[soon], place[soon]
        arises = _arises(scene, rows[open_ones], place)
        found[open_ones[arises]] = True
        open_ones = open_ones[~arises]
        here[open_ones] += 1
    persons.next_need[rows] = here
    return found


def _arises(scene: Scene, rows: I8, place: I8) -> B1:
    """Whether the candidates at these places become needs of these persons."""
    persons, fate = scene.persons, scene.fate
    late = fate.when[place] < persons.clock[rows]  # it came up in a session, and went with it
    own = persons.distress_own[rows] * fade(scene, fate.when[place] - persons.clock[rows])
    lift = np.exp(scene.p["life.need-by-distress"] * (fate.exogenous[place] + own))
    arises: B1 = (np.minimum(lift, scene.p["life.ceiling"]) > fate.bar[place]) & ~late
    return arises


def meet(scene: Scene, rows: I8) -> None:
    """Live to the need that was found for each of these persons, and take it somewhere."""
    if not len(rows):
        return
    persons = scene.persons
    elapse(scene, rows, scene.fate.when[persons.next_need[rows]])
    persons.next_need[rows] += 1
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
    other = scene.uniform("need/subject", rows, place) < kinds.about_other[persona]
    others_risk = _risk_of_other(scene, rows, place, other)
    risk = np.where(other, others_risk, persons.risk[rows])
    graver = np.exp(scene.p["life.crisis-disclosure"] * (risk - 1.0)) * (risk >= Risk.PASSIVE)
    rates[Need.CRISIS_DISCLOSURE] *= graver
    # Who could only disclose a crisis, where there is none, vents.
    rates[Need.VENTING] = np.where(rates.any(axis=0), rates[Need.VENTING], 1.0)
    need = race(scene.bits("need", rows, place), _CAUSES, rates)
    touchy = scene.uniform("need/restricted", rows, place) < kinds.restricted[persona]
    hidden = scene.uniform("need/hidden", rows, place) < kinds.hidden[persona]
    persons.need[rows] = need
    persons.subject[rows] = np.where(other, Subject.OTHER, Subject.SELF)
    persons.asks[rows] = np.where(touchy, Asks.RESTRICTED, _ASKS[need])
    persons.hidden[rows] = hidden & touchy
    persons.other_risk[rows] = others_risk


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
    persons.last_support[rows] = persons.clock[rows]
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
