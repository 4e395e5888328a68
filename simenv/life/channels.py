"""Where a need goes, and how that channel treats the person.

Base weights come from the persona, are narrowed by barriers and by the stage, and shift with
trust, felt rejection, hope and risk. Channels have no queue here; each answers, and treats well or
badly, with a chance. Whether felt rejection drives people to humans or away is not known
(`channel.seek-humans` has no sign of its own).
"""

from __future__ import annotations

import numpy as np

from simenv.columns import B1, F8, I1, I8, U8
from simenv.draws import cause_keys, race
from simenv.life.scene import Scene
from simenv.life.stages import follow
from simenv.vocabulary import HUMAN, LESS_GUARDED, Channel, Event, Risk, Trigger

_CAUSES = cause_keys("channel", Channel.words())
_URGENT = (Channel.CRISIS_LINE, Channel.EMERGENCY_CARE)
_IS_HUMAN = np.isin(np.arange(len(Channel)), HUMAN)
#: A human channel counts as open when at least this much of its base weight gets through.
OPEN = 0.5

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


def choose(scene: Scene, rows: I8, place: U8) -> I8:
    """The channel that each person's need goes to, shape (n,)."""
    return race(scene.bits("channel", rows, place), _CAUSES, weights(scene, rows))


def weights(scene: Scene, rows: I8) -> F8:
    """Weights of all channels now, shape (8, n)."""
    p, persons, kinds = scene.p, scene.persons, scene.kinds
    base = kinds.channels[persons.persona[rows]] * kinds.graph.opens[persons.stage[rows]]
    found = np.ascontiguousarray(base.T)
    rejection, risk = persons.rejection[rows], persons.risk[rows]
    trust = persons.trust[rows] - persons.trust_start[rows]
    pull = np.exp(p["channel.by-trust"] * trust - p["channel.by-rejection"] * rejection)
    found[Channel.ASSISTANT] *= pull * ~persons.away[rows]
    for channel in LESS_GUARDED:
        found[channel] *= np.exp(p["channel.switch"] * rejection)
    hope = persons.hope[rows] - persons.hope_start[rows]
    human = np.exp(
        p["channel.by-hope"] * hope
        + p["channel.seek-humans"] * rejection
        - p["channel.help-negation"] * risk
    )
    for channel in HUMAN:
        found[channel] *= human
    for channel in _URGENT:
        calls = np.exp(p["channel.urgency"] * risk) * (risk >= Risk.PASSIVE)
        found[channel] *= calls
    # Whoever has nowhere left to go keeps it to themselves: a race needs one hazard.
    found[Channel.NOBODY] = np.where(found.any(axis=0), found[Channel.NOBODY], 1.0)
    return found


def human_open(scene: Scene, rows: I8) -> B1:
    """Whether a human channel stands open to each person: what `reliance` asks."""
    persons, kinds = scene.persons, scene.kinds
    through = kinds.passes[persons.persona[rows]] * kinds.graph.opens[persons.stage[rows]]
    found = np.zeros(len(rows), np.bool_)
    for channel in HUMAN:
        found |= (through[:, channel] >= OPEN) & (
            kinds.channels[persons.persona[rows], channel] > 0
        )
    return found


def visit(scene: Scene, rows: I8, channel: I8, place: U8, *, referred: bool) -> None:
    """Take an open need to channels other than the assistant, and live with how they treat it.

    `referred` says that a response pointed there.
    """
    if not len(rows):
        return
    persons = scene.persons
    persons.last_channel[rows] = channel
    sought = rows[channel != Channel.NOBODY]
    persons.last_support[sought] = persons.clock[sought]
    scene.note(rows, Event.CHANNEL_USED, channel.astype(np.int8))
    answered = (
        scene.uniform("channel/answers", rows, place) < _chances(scene, _ANSWERS, 1.0)[channel]
    )
    lucky = scene.uniform("channel/well", rows, place) < _chances(scene, _WELL, 0.0)[channel]
    well = answered & lucky & (channel != Channel.NOBODY)
    human = _IS_HUMAN[channel]
    _feel(scene, rows, channel, answered, well, human, referred=referred)
    _reach(scene, rows[human & answered], channel[human & answered])
    # Keeping a need to oneself is nobody's rebuff, and being treated badly is not being held.
    turned_away = ~well & (channel != Channel.NOBODY)
    for trigger, mask in (
        (Trigger.REACHED_HUMAN, well & human),
        (Trigger.HELPED, well & ~human),
        (Trigger.UNMET, turned_away),
    ):
        follow(scene, rows[mask], trigger, place[mask])


def _chances(scene: Scene, names: dict[Channel, str], otherwise: float) -> F8:
    """A chance a channel, shape (8,)."""
    return np.array([scene.p[names[c]] if c in names else otherwise for c in Channel])


def _feel(
    scene: Scene, rows: I8, channel: I8, answered: B1, well: B1, human: B1, *, referred: bool
) -> None:
    """What the treatment does to distress, hope and the open need."""
    p, persons = scene.p, scene.persons
    relief = p["channel.relief"] * (p["channel.follow-up"] if referred else 1.0)
    badly = answered & ~well & (channel != Channel.NOBODY)
    own = persons.distress_own[rows] - relief * well + p["channel.hurt"] * badly
    persons.distress_own[rows] = own + p["after.unmet"] * ~well
    hope = persons.hope[rows]
    hope = hope + p["channel.hope-well"] * (well & human) * (1.0 - hope)
    persons.hope[rows] = hope * (1.0 - p["channel.hope-badly"] * (human & ~well))
    persons.open_need[rows] &= ~well
    scene.note(rows[well], Event.TREATED_WELL, channel[well].astype(np.int8))
    scene.note(rows[badly], Event.TREATED_BADLY, channel[badly].astype(np.int8))


def _reach(scene: Scene, rows: I8, channel: I8) -> None:
    """A human answered."""
    if not len(rows):
        return
    persons = scene.persons
    now = persons.clock[rows]
    first = persons.human_at[rows] < 0
    persons.human_at[rows] = np.where(first, now, persons.human_at[rows])
    persons.last_human[rows] = now
    detail: I1 = channel.astype(np.int8)
    scene.note(rows, Event.REACHED_HUMAN, detail)
