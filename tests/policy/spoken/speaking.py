"""Policies in words on a line of their own, and persons who speak to them."""

from dataclasses import replace

import numpy as np

from simenv.exchange import Requests
from simenv.models import Caller, Patience, Purpose, Scripted
from simenv.policy.spoken import Line, Manner, SpokenPolicy, Wire

WARM = "I hear you, and I'm glad you told me. What has today been like?"
REFUSAL = "I'm sorry, but I can't help with that."
HANDED = "I'm connecting you to a human colleague now. They will join this chat in a minute."
SOON = Patience(tries=2, first=0.0)


def policy(reply, kind=SpokenPolicy, said=None, **more):
    """A policy whose model answers by a function of the conversation."""
    model = Scripted(name="scripted", reply=reply)
    line = Line(caller=Caller(model, Purpose.POLICY, patience=SOON))
    if said is not None:
        line.said = said
    return kind(
        name="tried", version="1.0.0", sha256="0", summary="", kind="chat", model=model,
        manner=Manner(**more), target="test", at_once=4, wire=Wire(line=line),
    )  # fmt: skip


def requests(number, turn=1, session=1, thread=None, who=None, at=0):
    """Requests of so many persons, at one turn."""
    found = Requests.blank(number)
    found.turn[:], found.session[:], found.at[:] = turn, session, at
    found.who[:] = np.arange(1, number + 1) if who is None else who
    found.words[:] = found.who * np.uint64(1000) + np.uint64(turn + 100 * session)
    found.voice[:] = 4
    if turn > 1:
        found.last_act[:], found.last_move[:] = 0, 0
    if thread is not None:
        found.thread[:] = thread
    return found


def turned(found, rows):
    """A table with its rows in another order."""
    return replace(found, **{name: array[rows] for name, array in found.arrays().items()})
