"""Speech: a person's message put into words, offline, by a grammar, from keys.

Behaviour is decided by the model of persons; words are a view of it. They are a function of what
an assistant could see of the request (`Spoken`), of the voice that the persona declares, and of
keyed luck, and of nothing else. The true kind of a need, how much somebody discloses and what they
mask act only through what the world has already made of them: the need as stated, what is asked
for, the risk that shows. So words tell no more of a latent state than the features tell that
policies of rules are given.

The words stay coarse: no attempt, death, method, means, time, place or object has any.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from simenv.speech.facts import facts
from simenv.speech.reading import shipped
from simenv.speech.spoken import Spoken
from simenv.speech.voices import Discloses, Length
from simenv.speech.wording import Worder

__all__ = ["Discloses", "Length", "Spoken", "messages", "worded"]

U8 = NDArray[np.uint64]


def messages(spoken: Spoken, luck: U8, thread: U8 | None = None) -> list[str]:
    """One message a row. `luck` (n,) is the key of each message's words.

    `thread` (n,) is the key of each message's session, equal throughout it: whom and what the
    session is about and how it is typed are chosen by it; without one they are chosen by `luck`,
    anew for each message. A row's words depend on that row only. `ValueError` names every column
    that is out of bounds or of another shape.
    """
    return worded(_worder(), spoken, luck, thread)


def worded(worder: Worder, spoken: Spoken, luck: U8, thread: U8 | None = None) -> list[str]:
    """As `messages`, by the grammar of that worder."""
    keys = luck if thread is None else thread
    wrong = [*spoken.wrong(), *_wrong("luck", luck, spoken), *_wrong("thread", keys, spoken)]
    if wrong:
        raise ValueError("; ".join(wrong))
    rows = zip(facts(spoken), luck.tolist(), keys.tolist(), strict=True)
    return [worder.message(known, own, session) for known, own, session in rows]


def _wrong(name: str, keys: U8, spoken: Spoken) -> list[str]:
    if keys.shape == (len(spoken),) and keys.dtype == np.uint64:
        return []
    return [f"{name}: expected uint64 of shape ({len(spoken)},), found {keys.dtype} {keys.shape}"]


@cache
def _worder() -> Worder:
    return Worder(shipped())
