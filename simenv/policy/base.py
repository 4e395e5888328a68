"""What every policy is, whatever its kind."""

from __future__ import annotations

from typing import Protocol

from simenv.exchange import Requests, Responses


class Policy(Protocol):
    """Answers requests in batches; a pure function of its argument, row by row.

    `sha256` covers all that decides the answers: the file, its detector, its code, its weights.
    """

    @property
    def name(self) -> str:
        """The name of its file."""

    @property
    def version(self) -> str:
        """The version of its file."""

    @property
    def kind(self) -> str:
        """How it decides: rules, python, learned."""

    @property
    def sha256(self) -> str:
        """The hash of all that decides its answers."""

    def respond(self, requests: Requests) -> Responses:
        """One response a request, in the order of the requests."""


class Wrapped:
    """Another policy's name, version and hash, for one that asks it and keeps what passed."""

    policy: Policy

    @property
    def name(self) -> str:
        """The name of the policy."""
        return self.policy.name

    @property
    def version(self) -> str:
        """The version of the policy."""
        return self.policy.version

    @property
    def sha256(self) -> str:
        """The hash of all that decides the answers of the policy."""
        return self.policy.sha256
