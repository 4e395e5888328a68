"""When a need arises and what it is: thinning under a ceiling rate that no policy moves.

Candidates stand in `Fate`, at most one an hour. One becomes a need when the person's state lifts
the rate above its bar. What the need is about is drawn by keys of that hour, equal in all arms.
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I1, I8, U8
from simenv.draws import cause_keys, race
from simenv.life.channels import choose, human_open, visit
from simenv.life.crises import during, risk_now
from simenv.life.distress import elapse, fade
from simenv.life.scene import Scene, place_of
from simenv.life.stages import follow
from simenv.vocabulary import Asks, Channel, Event, Need, Risk, Trigger

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
#: No further need is in store.
NEVER = 2**61
# Plain numbers: looking a member of an enum up takes longer than the arithmetic.
_ASSISTANT, _RESTRICTED = int(Channel.ASSISTANT), int(Asks.RESTRICTED)
_CRISIS, _VENTING, _AT_RISK = int(Need.CRISIS_DISCLOSURE), int(Need.VENTING), int(Risk.PASSIVE)


def next_need(scene: Scene, rows: I8, until: I8) -> B1:
    """Find each person's next need before `until` (microseconds); whether there is one.

    Leaves `next_need` of the person at that candidate, or at the first one from `until` on.
    Nothing but time passes between two needs, so what policy and channels have done decays alone.
    """
    persons, fate = scene.persons, scene.fate
    ends = fate.first.take(persons.seat[rows] + 1)
    place, now = persons.next_need[rows], persons.clock[rows]
    own = scene.p["life.need-by-distress"] * persons.distress_own[rows]
    here, found = place.copy(), np.zeros(len(rows), np.bool_)
    # Without a candidate in the whole batch there is no place to look at.
    still = np.arange(len(rows) if len(fate.when) else 0)
    while len(still):
        when = fate.when.take(place, mode="clip")
        within = (place < ends) & (when < until)
        arises = within & _arises(scene, own, when - now, fate.hurdle.take(place, mode="clip"))
        here[still], found[still] = place, arises
        on = np.flatnonzero(within & ~arises)
        still, place, ends, until = still[on], place[on] + 1, ends[on], until[on]
        now, own = now[on], own[on]
    persons.next_need[rows] = here
    return found


def _arises(scene: Scene, own: F8, time: I8, hurdle: F8) -> B1:
    """Whether candidates after this time become needs of persons with this own part, shape (n,).

    What own distress does to the rate lies between all of it and nothing: most hurdles lie outside,
    and need no exact answer.
    """
    arises = hurdle < np.minimum(own, 0.0)
    between = np.flatnonzero(~arises & (hurdle < np.maximum(own, 0.0)))
    arises[between] = own[between] * fade(scene, time[between]) > hurdle[between]
    arises &= time >= 0  # an earlier one came up in a session, and went with it
    return arises


def soonest(scene: Scene, rows: I8, hurt: float) -> I8:
    """The first moment from now on at which a need of each could arise, or `NEVER` (microseconds).

    Whatever happens to them until then, if it adds at most `hurt` to their own distress.
    """
    persons, fate = scene.persons, scene.fate
    place, ends = persons.next_need[rows], fate.first.take(persons.seat[rows] + 1)
    now = persons.clock[rows]
    most = scene.p["life.need-by-distress"] * (np.maximum(persons.distress_own[rows], 0.0) + hurt)
    found = np.full(len(rows), NEVER)
    still = np.flatnonzero(place < ends)
    while len(still):
        here = place[still]
        when = fate.when[here]
        could = (when >= now[still]) & (fate.hurdle[here] < most[still])
        found[still[could]] = when[could]
        place[still] += 1
        still = still[~could]
        still = still[place[still] < ends[still]]
    return found


def meet(scene: Scene, rows: I8) -> None:
    """Live to the need that was found for each of these persons, and take it somewhere."""
    if not len(rows):
        return
    persons = scene.persons
    candidate = persons.next_need[rows]
    elapse(scene, rows, scene.fate.when[candidate])
    persons.next_need[rows] = candidate + 1
    _arise(scene, rows, place_of(persons.clock[rows]))


def _arise(scene: Scene, rows: I8, place: U8) -> None:
    persons = scene.persons
    acute = during(scene, rows)
    describe(scene, rows, place, acute)
    persons.needs[rows] += 1
    persons.open_need[rows] = True
    persons.last_need[rows] = persons.clock[rows]
    scene.note(rows, Event.NEED_AROSE, persons.need[rows])
    follow(scene, rows, Trigger.NEED, place)
    channel = choose(scene, rows, place, acute)
    here = channel == _ASSISTANT
    _begin(scene, rows[here])
    elsewhere = ~here
    visit(scene, rows[elsewhere], channel[elsewhere], place[elsewhere])


def describe(scene: Scene, rows: I8, place: U8, acute: B1) -> None:
    """Say what the need of each person is, whom it is about, and what it asks for.

    `acute` says who is in a crisis.
    """
    persons, kinds = scene.persons, scene.kinds
    persona = persons.persona[rows]
    other = _falls(scene, "need/subject", rows, place, kinds.about_other[persona])
    others_risk = _risk_of_other(scene, rows, place, other)
    risk = np.where(other, others_risk, risk_now(scene, rows, acute))
    rates = kinds.needs_of.take(persona, axis=1)
    rates[_CRISIS] *= np.exp(scene.p["life.crisis-disclosure"] * (risk - 1.0)) * (risk >= _AT_RISK)
    # Who could only disclose a crisis, where there is none, vents.
    rates[_VENTING] += ~rates.any(axis=0)
    need = race(scene.bits("need", rows, place), _CAUSES, rates)
    touchy = _falls(scene, "need/restricted", rows, place, kinds.restricted[persona])
    hides = kinds.hidden[persona] * touchy
    persons.need[rows] = need
    persons.subject[rows] = other
    persons.asks[rows] = np.where(touchy, _RESTRICTED, _ASKS[need])
    persons.hidden[rows] = _falls(scene, "need/hidden", rows, place, hides)
    persons.other_risk[rows] = others_risk


def _falls(scene: Scene, stream: str, rows: I8, place: U8, chance: F8) -> B1:
    """Whether something of this chance happens; nothing is drawn for those who have none."""
    found = chance > 0.0
    some = np.flatnonzero(found)
    if len(some):
        found[some] = scene.uniform(stream, rows[some], place[some]) < chance[some]
    return found


def _risk_of_other(scene: Scene, rows: I8, place: U8, other: B1) -> I1:
    found = np.zeros(len(rows), np.int8)
    some = np.flatnonzero(other)
    if len(some):
        u = scene.uniform("need/other-risk", rows[some], place[some])
        passive = scene.p["life.other-at-risk"]
        active = passive * scene.p["life.other-active"]
        plan = active * scene.p["life.other-plan"]
        found[some] = (u < passive).astype(np.int8) + (u < active) + (u < plan)
    return found


def _begin(scene: Scene, rows: I8) -> None:
    """A session with the assistant begins."""
    if not len(rows):
        return
    persons, kinds = scene.persons, scene.kinds
    now = persons.clock[rows]
    persons.reliance[rows] += human_open(scene, rows)
    # What was heard gives way to what is lived through, as fast as that is learnt.
    again = persons.last_session[rows] >= 0
    persons.reputation[rows] *= 1.0 - scene.p["expectation.learning"] * again
    persons.last_channel[rows] = _ASSISTANT
    for column in (persons.last_session, persons.began, persons.last_support):
        column[rows] = now
    persons.sessions[rows] += 1
    persons.talking[rows] = True
    persons.turn[rows] = 1
    persons.remaining[rows] = 1.0
    persons.depth[rows] = persons.openness[rows] * kinds.discloses(scene.p)[persons.persona[rows]]
    persons.masked[rows] = persons.hidden[rows]
    persons.reactance[rows] = persons.gained[rows] = 0.0
    for counter in (persons.fails, persons.session_refusals, persons.session_referrals):
        counter[rows] = 0
    persons.informed[rows] = False
    persons.last_act[rows] = persons.last_move[rows] = -1
