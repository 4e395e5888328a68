"""Listen in on the traffic of a policy, and ask another the same at once.

A world tells a driver who speaks, and a policy what its detector and memory make of it. Whoever
wants to know what another version would have said to the same people has to stand between the two:
the world keeps no requests. What is kept of each is what contexts are told by, not the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simenv.columns import I4, I8, U8, Table, column
from simenv.exchange import Requests, Responses, View
from simenv.policy import LearnedPolicy, Policy, PythonPolicy, RulesPolicy, checked, view
from simenv.policy.base import Wrapped
from simenv.policy.view import NOTHING

#: What belongs to the first policy, and what to the second.
Views = tuple[View, View]
Said = tuple[Responses, Responses]


@dataclass(frozen=True, kw_only=True)
class Sender(Table):
    """Whose each request is, and of which session."""

    who: U8 = column("u8", 0, 2.0**64, "", "names the person")
    session: I4 = column("i4", 1, 2**20, "sessions", "session of this person, from 1")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """n requests: who sent each, how both policies read it and answer it."""

    sender: Sender
    seen: Views
    said: Said

    @classmethod
    def joined(cls, parts: Sequence[Heard]) -> Heard:
        """Several batches as one; an empty list gives none."""
        first, second = ([one.seen[side] for one in parts] for side in (0, 1))
        mine, others = ([one.said[side] for one in parts] for side in (0, 1))
        return cls(
            sender=Sender.joined([one.sender for one in parts]),
            seen=(View.joined(first), View.joined(second)),
            said=(Responses.joined(mine), Responses.joined(others)),
        )

    def take(self, rows: I8) -> Heard:
        """The requests at these positions."""
        return Heard(
            sender=self.sender.take(rows),
            seen=(self.seen[0].take(rows), self.seen[1].take(rows)),
            said=(self.said[0].take(rows), self.said[1].take(rows)),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Listening(Wrapped):
    """`policy` as it is, with a `log` of what it was asked and what `other` says to the same.

    A pure function of its requests, as `policy` is. Where the other one fails, its `PolicyFailure`
    goes through, so that it is named and not this one.
    """

    policy: Policy
    other: Policy
    log: list[Heard] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """How the policy decides."""
        return self.policy.kind

    def respond(self, requests: Requests) -> Responses:
        """What the policy says; both answers are kept."""
        found = heard(self.policy, self.other, requests)
        self.log.append(found)
        return found.said[0]


def heard(first: Policy, second: Policy, requests: Requests) -> Heard:
    """What two policies make of the same requests of a world whose requests name the person.

    `PolicyFailure` if one of them misbehaves.
    """
    return Heard(
        sender=Sender(who=requests.who, session=requests.session),
        seen=(seen_by(first, requests), seen_by(second, requests)),
        said=(checked(first, requests), checked(second, requests)),
    )


def seen_by(policy: Policy, requests: Requests) -> View:
    """The view that a policy has; one that says nothing of its detector and memory has neither."""
    if isinstance(policy, RulesPolicy | PythonPolicy | LearnedPolicy):
        return view(requests, policy.detector, policy.remembers)
    return view(requests, None, NOTHING)
