"""Policies of kind learned: a small network in a weights file beside the YAML, asked with NumPy."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.columns import I8
from simenv.detector import Detector
from simenv.exchange import Requests, Responses
from simenv.policy.format import PolicyFile
from simenv.policy.network import Network
from simenv.policy.view import Remembers, remembers, view
from simenv.policy.weights_file import Weights


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnedPolicy:
    """A policy that takes the best-scored value of each part of an answer; it throws no dice.

    It sees the same views as a policy of code: what its detector reads, what it remembers.
    """

    name: str
    version: str
    sha256: str
    summary: str
    detector: Detector
    remembers: Remembers
    network: Network
    kind: str = "learned"

    def respond(self, requests: Requests) -> Responses:
        """One response a request; each row by itself, to the last bit."""
        return self.network.responses(self.actions(requests))

    def actions(self, requests: Requests) -> I8:
        """The place of each part of the answers in its table, shape (n, 4)."""
        return self.network.actions(view(requests, self.detector, self.remembers))


def build(file: PolicyFile, detector: Detector, weights: Weights, sha: str) -> LearnedPolicy:
    """The policy of a file without problems."""
    return LearnedPolicy(
        name=file.name,
        version=file.version,
        sha256=sha,
        summary=file.summary,
        detector=detector,
        remembers=remembers(file.remembers.refusals, file.remembers.referrals),
        network=weights.network,
    )
