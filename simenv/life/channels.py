"""Where a need goes, and how that channel treats the person.

Base weights come from the persona, are narrowed by barriers, by the stage and by the hour, and
shift with trust, felt rejection, hope, risk and with how each channel treated the person before.
Crisis lines and emergency care are for needs that call for them, by the risk of whom they are
about.
Channels have no queue here; each answers, and treats well or badly, with a chance, but for those
that persons of a world share (`seeking`). Whether felt rejection drives people to humans or away is
not known (`channel.seek-humans` has no sign of its own).
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I1, I8, U8
from simenv.draws import cause_keys, race
from simenv.life.crises import risk_now
from simenv.life.hours import WORKING, hour_of_week, reach
from simenv.life.scene import Scene
from simenv.life.seeking import put_through, seek, seeks
from simenv.life.stages import follow
from simenv.parameters import Values
from simenv.vocabulary import (
    HUMAN,
    LESS_GUARDED,
    Channel,
    Event,
    Need,
    Risk,
    Subject,
    Trigger,
)

_CAUSES = cause_keys("channel", Channel.words())
_IS_HUMAN = np.isin(np.arange(len(Channel)), HUMAN)
# Plain numbers: looking a member of an enum up takes longer than the arithmetic.
_ASSISTANT, _NOBODY, _OTHER = int(Channel.ASSISTANT), int(Channel.NOBODY), int(Subject.OTHER)
_NEVER = max(Risk) + 1


def _span(channels: tuple[Channel, ...]) -> slice:
    """The rows of several channels as one slice, which is no copy; codes must be evenly spaced."""
    codes = [int(channel) for channel in channels]
    found = slice(codes[0], codes[-1] + 1, codes[1] - codes[0])
    if list(range(*found.indices(len(Channel)))) != codes:
        raise ValueError(f"{channels} are not evenly spaced")
    return found


_UNGUARDED, _HUMANS = _span(LESS_GUARDED), _span(HUMAN)
_URGENT = _span((Channel.CRISIS_LINE, Channel.EMERGENCY_CARE))
_REACHED, _HELPED, _UNMET = (
    np.int8(one) for one in (Trigger.REACHED_HUMAN, Trigger.HELPED, Trigger.UNMET)
)

#: From which risk of whom a need is about it may go to a crisis line or emergency care: if it asks
#: for support, from passive ideation on; a question only about somebody else in a crisis.
URGENT_FROM = {
    Need.VENTING: (Risk.PASSIVE, Risk.PASSIVE),
    Need.COPING: (Risk.PASSIVE, Risk.PASSIVE),
    Need.INFORMATION: (_NEVER, Risk.ACTIVE),
    Need.CRISIS_DISCLOSURE: (Risk.PASSIVE, Risk.PASSIVE),
    Need.PROFESSIONAL_QUESTION: (_NEVER, Risk.ACTIVE),
    Need.CREATIVE: (_NEVER, _NEVER),
}
_URGENT_FROM = np.array([URGENT_FROM[need] for need in Need], np.int8)

#: The parameters of each channel: chance that it answers, chance that it then treats well.
_ANSWERS = {
    Channel.FRIENDS_OR_FAMILY: "channel.answers-friends",
    Channel.CRISIS_LINE: "channel.answers-line",
    Channel.PROFESSIONAL: "channel.answers-professional",
    Channel.EMERGENCY_CARE: "channel.answers-emergency",
}
_WELL = {
    Channel.OTHER_ASSISTANT: "channel.well-other-assistant",
    Channel.PEERS: "channel.well-peers",
    Channel.FRIENDS_OR_FAMILY: "channel.well-friends",
    Channel.CRISIS_LINE: "channel.well-line",
    Channel.PROFESSIONAL: "channel.well-professional",
    Channel.EMERGENCY_CARE: "channel.well-emergency",
}


def choose(scene: Scene, rows: I8, place: U8, acute: B1 | None = None) -> I8:
    """The channel that each person's need goes to, shape (n,)."""
    return race(scene.bits("channel", rows, place), _CAUSES, weights(scene, rows, acute))


def weights(scene: Scene, rows: I8, acute: B1 | None = None) -> F8:
    """Weights of all channels for the present need of each person, shape (8, n).

    `acute` says who is in a crisis, if that is known.
    """
    persons, kinds = scene.persons, scene.kinds
    own, subject = risk_now(scene, rows, acute), persons.subject[rows]
    risk = np.where(subject == _OTHER, persons.other_risk[rows], own)
    found = _lift(scene, rows, own, risk)
    place = kinds.place(persons.persona[rows], persons.stage[rows])
    hour, reached = hour_of_week(persons.clock[rows]), scene.p.once(_reach_of)
    for channel in Channel:  # one at a time: short arrays stay in the cache
        base = kinds.weights_of[channel].take(place) * reached[channel].take(hour)
        found[channel] = np.exp(found[channel]) * base
    found[_ASSISTANT] *= ~persons.away[rows]
    found[_URGENT] *= risk >= _URGENT_FROM[persons.need[rows], subject]
    # Whoever has nowhere left to go keeps it to themselves: a race needs one hazard.
    found[_NOBODY] += ~found.any(axis=0)
    return found


def _lift(scene: Scene, rows: I8, own: I1, risk: I1) -> F8:
    """Log factors on the channels by what the person feels and has lived through, shape (8, n).

    `own` is the person's own risk, `risk` that of whom the need is about.
    """
    p, persons = scene.p, scene.persons
    rejection = persons.rejection[rows]
    lift = np.empty((len(Channel), len(rows)))
    np.multiply(persons.experience.take(rows, axis=0).T, p["channel.by-experience"], out=lift)
    trust = persons.trust[rows] - persons.trust_start[rows]
    lift[_ASSISTANT] += p["channel.by-trust"] * trust - p["channel.by-rejection"] * rejection
    lift[_UNGUARDED] += p["channel.switch"] * rejection
    hope = persons.hope[rows] - persons.hope_start[rows]
    lift[_HUMANS] += (
        p["channel.by-hope"] * hope
        + p["channel.seek-humans"] * rejection
        - p["channel.help-negation"] * own
    )
    lift[_URGENT] += p["channel.urgency"] * risk
    return lift


def _reach_of(p: Values) -> F8:
    """`reach` by channel, shape (8, 168)."""
    return np.ascontiguousarray(reach(p).T)


def human_open(scene: Scene, rows: I8) -> B1:
    """Whether a human channel stands open to each person now: what `reliance` asks."""
    persons, kinds = scene.persons, scene.kinds
    place = kinds.place(persons.persona[rows], persons.stage[rows])
    working = WORKING[hour_of_week(persons.clock[rows])].astype(np.int8)
    return kinds.human_open[working, place]


def visit(scene: Scene, rows: I8, channel: I8, place: U8, *, handed: B1 | None = None) -> None:
    """Take an open need to channels other than the assistant, and live with how they treat it.

    Where a response pointed there, `handed` says to whom it was a hand-off; else it is None. Who
    turns to a service that is shared with others waits for it instead.
    """
    if not len(rows):
        return
    persons, channel = scene.persons, put_through(scene, channel, handed)
    persons.last_channel[rows] = channel
    scene.note(rows, Event.CHANNEL_USED, channel.astype(np.int8))
    sought = channel != _NOBODY
    kept = rows[~sought]
    persons.distress_own[kept] += scene.p["after.unmet"]
    if scene.shares is not None:
        shared = seeks(scene, rows, channel, handed)
        seek(scene, rows[shared], channel[shared], place[shared], _part(handed, shared))
        sought &= ~shared
    if sought.any():
        _meet(scene, rows[sought], channel[sought], place[sought], referred=handed is not None)


def _part(handed: B1 | None, of: B1) -> B1 | None:
    return None if handed is None else handed[of]


def _meet(scene: Scene, rows: I8, channel: I8, place: U8, *, referred: bool) -> None:
    """Meet whoever is there: answered or not."""
    now = scene.persons.clock[rows]
    scene.persons.last_support[rows] = now
    there = scene.p.once(_answering)[hour_of_week(now), channel]
    answered = scene.uniform("channel/answers", rows, place) < there
    treat(scene, rows, channel, place, answered, referred=referred, at=now)


def treat(
    scene: Scene,
    rows: I8,
    channel: I8,
    place: U8,
    answered: B1,
    *,
    referred: bool | B1,
    at: I8,
    luck: str = "channel/well",
) -> None:
    """Let persons be answered by a channel, and treated well or badly, at these moments.

    `luck` names the stream by which it is decided who is treated well.
    """
    well = answered & (scene.uniform(luck, rows, place) < scene.p.once(_treating)[channel])
    human = _IS_HUMAN[channel]
    _feel(scene, rows, channel, answered, well, human, referred=referred)
    _learn(scene, rows, channel, well)
    reached = human & answered
    _reach(scene, rows[reached], channel[reached], at[reached])
    # Being treated badly is not being held.
    follow(scene, rows, np.where(well, np.where(human, _REACHED, _HELPED), _UNMET), place)


def _answering(p: Values) -> F8:
    """The chance that each channel answers, by hour of the week, shape (168, 8)."""
    chances: F8 = _chances(p, _ANSWERS, 1.0) * reach(p)
    return chances


def _treating(p: Values) -> F8:
    """The chance that each channel, if it answers, treats well, shape (8,)."""
    return _chances(p, _WELL, 0.0)


def _chances(p: Values, names: dict[Channel, str], otherwise: float) -> F8:
    """A chance a channel, shape (8,)."""
    return np.array([p[names[c]] if c in names else otherwise for c in Channel])


def _feel(
    scene: Scene,
    rows: I8,
    channel: I8,
    answered: B1,
    well: B1,
    human: B1,
    *,
    referred: bool | B1,
) -> None:
    """What the treatment does to distress, hope and the open need."""
    p, persons = scene.p, scene.persons
    relief = p["channel.relief"] * np.where(referred, p["channel.follow-up"], 1.0)
    badly = answered & ~well
    unmet = p["after.unmet"] + p["channel.hurt"] * answered
    persons.distress_own[rows] += np.where(well, -relief, unmet)
    hope = persons.hope[rows]
    hope = hope + p["channel.hope-well"] * (well & human) * (1.0 - hope)
    persons.hope[rows] = hope * (1.0 - p["channel.hope-badly"] * (human & ~well))
    persons.open_need[rows] &= ~well
    scene.note(rows[well], Event.TREATED_WELL, channel[well].astype(np.int8))
    scene.note(rows[badly], Event.TREATED_BADLY, channel[badly].astype(np.int8))


def _learn(scene: Scene, rows: I8, channel: I8, well: B1) -> None:
    """Move the experience with a channel towards 1 by good treatment, else towards -1."""
    before = scene.persons.experience[rows, channel]
    aim = np.where(well, 1.0, -1.0)
    after = before + scene.p["channel.experience"] * (aim - before)
    scene.persons.experience[rows, channel] = after


def _reach(scene: Scene, rows: I8, channel: I8, at: I8) -> None:
    """A human answered, at these moments."""
    if not len(rows):
        return
    persons = scene.persons
    first = persons.human_at[rows] < 0
    persons.human_at[rows[first]] = at[first]
    persons.last_human[rows] = np.maximum(persons.last_human[rows], at)
    detail: I1 = channel.astype(np.int8)
    scene.note(rows, Event.REACHED_HUMAN, detail, at)
