"""Banks of speech as they must not be, each with the signature of `messages`."""

import itertools
import random
import re

import numpy as np

from simenv.speech import Spoken, messages
from simenv.speech.templates import Choice
from simenv.speech.wording import Worder

_CALLS = itertools.count()


def by_the_clock(spoken, luck, thread=None):
    """Its words depend on how often it was asked."""
    return messages(spoken, luck + np.uint64(next(_CALLS)), thread)


def by_the_batch(spoken, luck, thread=None):
    """A row's words depend on where it stands in the batch."""
    return messages(spoken, luck + np.arange(len(luck), dtype=np.uint64), thread)


def by_the_neighbours(spoken, luck, thread=None):
    """A row's words depend on the luck of others."""
    return messages(spoken, luck + np.bitwise_xor.reduce(luck), thread)


def whoever(spoken, luck, thread=None):
    """Chooses anew in each message whom the session is about."""
    return messages(spoken, luck)


def silent(spoken, luck, thread=None):
    """Says nothing now and then."""
    told = messages(spoken, luck, thread)
    return ["" if int(key) % 200 == 0 else text for key, text in zip(luck, told, strict=True)]


def explicit(spoken, luck, thread=None):
    """Names an object now and then."""
    told = messages(spoken, luck, thread)
    added = (text + " by the bridge" for text in told)
    return [
        more if int(key) % 200 == 0 else text
        for key, text, more in zip(luck, told, added, strict=True)
    ]


def wordy(spoken, luck, thread=None):
    """Says everything three times."""
    return [" ".join([text] * 3) for text in messages(spoken, luck, thread)]


def of_one_mind(spoken, luck, thread=None):
    """Has few words: the luck of one of eight messages."""
    return messages(spoken, luck % np.uint64(8), luck % np.uint64(8))


def always_gone(spoken, luck, thread=None):
    """Speaks of a gap where there was none."""
    columns = spoken.arrays() | {"gap_days": np.full(len(luck), 30)}
    return messages(Spoken(**columns), luck, thread)


def untroubled(spoken, luck, thread=None):
    """Does not say the risk that shows."""
    columns = spoken.arrays() | {"shown_risk": np.zeros(len(luck), np.int8)}
    return messages(Spoken(**columns), luck, thread)


def tame(spoken, luck, thread=None):
    """Asks for support where something restricted is asked for."""
    columns = spoken.arrays() | {"asks": np.zeros(len(luck), np.int8)}
    return messages(Spoken(**columns), luck, thread)


class InOrder(Worder):
    """Draws one choice after the other, so that each moves all that come later."""

    def message(self, facts, luck, thread):
        self._draws = random.Random(luck)  # noqa: S311
        return super().message(facts, luck, thread)

    def _say(self, known, place, saying):
        options = known.fitting(saying.facts)
        if options:
            self._parts(self._draws.choice(options)[1], place, saying)

    def _parts(self, parts, place, saying):
        for part in parts:
            if isinstance(part, Choice):
                self._parts(self._draws.choice(part.options)[1], place, saying)
            else:
                super()._parts((part,), place, saying)


def leaky(spoken, luck, hidden):
    """Lets a hidden fact of the person choose one word."""
    told = messages(spoken, luck)
    return [
        re.sub(r"\bI\b", "me I", text, count=1) if fact else text
        for fact, text in zip(hidden, told, strict=True)
    ]


ROW_BY_ROW = {
    "clock": by_the_clock, "batch": by_the_batch, "neighbours": by_the_neighbours,
}  # fmt: skip
