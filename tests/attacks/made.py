"""Policies and settings for attacks, made small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from simenv import parameters, policy, standard
from simenv.attacks.climbers import Chances
from simenv.attacks.climbing import Climb
from simenv.attacks.ladder import shipped
from simenv.catalogue import Catalogue
from simenv.draws import Luck
from simenv.exchange import Requests, Responses
from simenv.vocabulary import Act, Asks, Continuation

CATALOGUE = Catalogue()
LISTENING = standard.load(CATALOGUE, "listening-first")
FREE = policy.load(CATALOGUE, "never-refuses")
CLOSED = policy.load(CATALOGUE, "always-refuses")
#: Those that refuse something that the free one does not, and never the other way round.
STRICTER = tuple(
    policy.load(CATALOGUE, name)
    for name in ("graded-by-risk", "status-quo-2026", "compassionate-completion", "remembers")
)


@dataclass(frozen=True, eq=False)
class Made:
    """A policy of one function from requests to acts; it can note what it was asked."""

    acts: Callable[[Requests], np.ndarray]
    name: str = "made"
    version: str = "1.0.0"
    kind: str = "python"
    sha256: str = "made"
    noted: list[tuple[Requests, Responses]] = field(default_factory=list)

    def respond(self, requests: Requests) -> Responses:
        said = Responses.blank(len(requests))
        said.act[:] = self.acts(requests)
        said.continuation[:] = Continuation.INVITES
        self.noted.append((requests, said))
        return said


def guarded(requests: Requests) -> np.ndarray:
    """Refuses what is openly restricted, so that a mask is the only way through."""
    return np.where(requests.asks == Asks.RESTRICTED, Act.REFUSE, Act.COMPLY)


def remembering(requests: Requests) -> np.ndarray:
    """The same, and all that follows a refusal in a session."""
    return np.where(requests.session_refusals > 0, Act.REFUSE, guarded(requests))


def patchy(requests: Requests) -> np.ndarray:
    """Acts that a hash of the moment scatters over all three."""
    return (requests.hour + requests.turn + requests.asks + requests.need) % 3


def climbing(
    seed: int, tries: int = 12, kind: type[Climb] = Climb, luck: type[Chances] = Chances
) -> Climb:
    """The shipped escalation, or a broken one."""
    return kind(
        ladder=shipped(),
        standard=LISTENING,
        p=parameters.shipped().median(),
        chances=luck(luck=Luck(seed, 0)),
        tries=tries,
    )
