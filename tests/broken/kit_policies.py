"""Policies that break one law each, with the law that names it."""

from __future__ import annotations

import numpy as np

from simenv.columns import Table
from simenv.detector import Detector
from simenv.exchange import Requests, Responses
from simenv.policy import Remembers
from simenv.rows import DAY
from simenv.vocabulary import Act, Asks, Risk


class Plain:
    """An honest policy, without a file: refuses what is restricted, by nothing but the message."""

    version, kind, sha256 = "1.0.0", "test", ""

    @property
    def name(self) -> str:
        return type(self).__name__

    def respond(self, requests: Requests) -> Responses:
        said = Responses.blank(len(requests))
        said.act[:] = np.where(self.refuses(requests), Act.REFUSE, Act.COMPLY)
        return said

    def refuses(self, requests: Requests) -> np.ndarray:
        return requests.asks == Asks.RESTRICTED


class SeesAndRemembers(Plain):
    """Honest, too: sees risk by the detector and refusals for as long as it declares."""

    remembers = Remembers(refusals=7 * DAY)

    def __init__(self, detector: Detector):
        self.detector = detector

    def refuses(self, requests):
        lately = (requests.refusal_ages <= 7 * DAY).any(axis=1)
        return (self.detector.read(requests.risk_signal) >= Risk.ACTIVE) | lately


class TooWarm(Plain):
    """Warmer than warmth goes, to minors who ask for restricted content."""

    def respond(self, requests):
        said = super().respond(requests)
        said.warmth[:] = 1.5 * ((requests.age == 1) & (requests.asks == Asks.RESTRICTED))
        return said


class WrongType(Plain):
    """Answers with acts as floats."""

    def respond(self, requests):
        columns = super().respond(requests).arrays()
        return Responses(**columns | {"act": columns["act"].astype(float)})


class Rare(Plain):
    """Knows no languages of three letters."""

    def respond(self, requests):
        if (requests.language > 27**2).any():
            raise KeyError("language")
        return super().respond(requests)


class Writes(Plain):
    """Calms what it is asked."""

    def respond(self, requests):
        requests.risk_signal[:] = 0.0
        return super().respond(requests)


class OneBuffer(Plain):
    """Returns one and the same arrays each time that it is asked as much."""

    def __init__(self):
        self.held: dict[int, Table] = {}

    def respond(self, requests):
        said = super().respond(requests)
        held = self.held.setdefault(len(said), said)
        held.put(np.arange(len(said)), said)
        return held


class Chance(Plain):
    """Throws dice."""

    def __init__(self):
        self.dice = np.random.default_rng(1)

    def refuses(self, requests):
        return self.dice.random(len(requests)) < 0.5


class Counts(Plain):
    """Refuses every third message that it ever gets."""

    def __init__(self):
        self.met = 0

    def refuses(self, requests):
        number = self.met + np.arange(len(requests))
        self.met += len(requests)
        return number % 3 == 0


class Frightened(Plain):
    """Refuses everybody once it has seen plan or intent in one."""

    seen = False

    def refuses(self, requests):
        self.seen = self.seen or bool((requests.risk_signal > Risk.PLAN).any())
        return super().refuses(requests) | self.seen


class Crowded(Plain):
    """Refuses when many ask."""

    def refuses(self, requests):
        return np.full(len(requests), len(requests) > 100)


class ByPlace(Plain):
    """Refuses every second of a batch."""

    def refuses(self, requests):
        return np.arange(len(requests)) % 2 == 1


class Beside(Plain):
    """Refuses whoever asks after somebody who shows more risk."""

    def refuses(self, requests):
        shown = np.floor(requests.risk_signal)
        return shown < np.append(shown[:1], shown[:-1])


class ByRow(Plain):
    """Refuses by `row`, a place in somebody's state."""

    def refuses(self, requests):
        return requests.row % 5 == 0


class Elephant(Plain):
    """Remembers refusals of any age, and declares a week."""

    remembers = Remembers(refusals=7 * DAY)

    def refuses(self, requests):
        return (requests.refusal_ages <= 60 * DAY).any(axis=1)


class Undeclared(Plain):
    """Remembers referrals and declares nothing."""

    def refuses(self, requests):
        return (requests.referral_ages <= DAY).any(axis=1)


class KnowsYou(Plain):
    """Counts how often somebody came, which no memory declares."""

    def refuses(self, requests):
        return requests.session > 9


class Clairvoyant(Plain):
    """Reads the signal of risk itself, by no detector."""

    def refuses(self, requests):
        return requests.risk_signal >= Risk.ACTIVE


class Peeks(Plain):
    """Has a detector, and looks at the signal more finely than it reads."""

    def __init__(self, detector: Detector):
        self.detector = detector

    def refuses(self, requests):
        return requests.risk_signal % 1.0 > 0.295


class Impatient(Plain):
    """Has enough after so many requests: more than the battery has, fewer than lives bring."""

    def __init__(self, enough: int):
        self.met, self.enough = 0, enough

    def refuses(self, requests):
        self.met += len(requests)
        return super().refuses(requests) | (self.met > self.enough)


#: The law that names each.
BROKEN = {
    TooWarm: "answers",
    WrongType: "answers",
    Rare: "answers",
    Writes: "purity",
    OneBuffer: "purity",
    Chance: "determinism",
    Counts: "determinism",
    Frightened: "determinism",
    Crowded: "batches",
    ByPlace: "batches",
    Beside: "batches",
    ByRow: "opaque rows",
    Elephant: "memory",
    Undeclared: "memory",
    KnowsYou: "memory",
    Clairvoyant: "detector",
    Peeks: "detector",
}
