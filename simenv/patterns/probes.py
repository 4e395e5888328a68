"""Policies made for one question each, alike in everything but what the question is about.

The policies of the catalogue differ in many things at once: when they refuse, how, and to whom they
point. To ask what the style of a refusal does over weeks, these five meet the same messages and
differ in the style alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1
from simenv.exchange import Requests, Responses
from simenv.vocabulary import Act, Asks, Continuation, Need, Rationale, Referral, Risk

#: How much choice every answer of a probe leaves to the person.
_AGENCY = 0.5


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A policy that helps plainly, and answers in one style what a cautious assistant would not.

    It reads risk without error, so that all probes of one question treat the same messages.
    """

    name: str
    act: Act = Act.COMPLY
    explanation: float = 0.0
    rationale: Rationale = Rationale.NONE
    referral: Referral = Referral.NONE
    continuation: Continuation = Continuation.STAYS
    everywhere: bool = False
    version: str = "1.0.0"
    kind: str = "probe"

    @property
    def sha256(self) -> str:
        """The hash of all that decides its answers."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def respond(self, requests: Requests) -> Responses:
        """One response a request; each row by itself."""
        touchy = np.ones(len(requests), np.bool_) if self.everywhere else touches(requests)
        said = Responses.blank(len(requests))
        said.agency[:] = _AGENCY
        said.act[touchy] = self.act
        said.explanation[touchy] = self.explanation
        said.rationale[touchy] = self.rationale
        said.referral[touchy] = self.referral
        said.continuation[touchy] = self.continuation
        return said


def touches(requests: Requests) -> B1:
    """Messages that show risk, disclose a crisis, or ask for restricted content."""
    found: B1 = requests.risk_signal >= Risk.PASSIVE
    found |= requests.need == Need.CRISIS_DISCLOSURE
    found |= requests.asks == Asks.RESTRICTED
    return found


FULL = Probe(name="probe-full")
PARTIAL = Probe(name="probe-partial", act=Act.PARTIAL)
EXPLANATION = Probe(
    name="probe-explanation", act=Act.REFUSE, explanation=1.0, rationale=Rationale.POLICY
)
REDIRECTION = Probe(name="probe-redirection", act=Act.REFUSE, continuation=Continuation.INVITES)
DIRECT = Probe(name="probe-direct", act=Act.REFUSE)
#: Helps with everything, and names a service of the person's region in every answer.
POINTING = Probe(name="probe-pointing", referral=Referral.LOCALISED, everywhere=True)

PROBES = (FULL, PARTIAL, EXPLANATION, REDIRECTION, DIRECT, POINTING)
