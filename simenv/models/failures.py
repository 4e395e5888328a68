"""Why a chat model gave no answer.

A `CallFailed` concerns one conversation: it has no answer, which is neither an utterance nor a
refusal, and others go on. A `CallsStopped` concerns all that would follow.
"""

from __future__ import annotations

from typing import ClassVar

from simenv.errors import CallFailed, CallsStopped


class Failed(CallFailed):
    """One try, or after all its tries one call, without an answer."""

    #: Whether another try may do better.
    again: ClassVar[bool] = True
    #: Whether the provider may charge for it all the same.
    perhaps_billed: ClassVar[bool] = False


class RateLimited(Failed):
    """The provider asks for patience; `after` is its Retry-After in seconds, if it gave one."""

    def __init__(self, told: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(told)

    def __reduce__(self) -> tuple[type[RateLimited], tuple[str, float | None]]:
        """Cross a process boundary whole."""
        return type(self), (str(self), self.after)


class TimedOut(Failed):
    """No whole answer within the time given."""

    perhaps_billed = True


class Unreachable(Failed):
    """No connection, or one that broke before the answer was whole."""

    perhaps_billed = True


class ServerFault(Failed):
    """The provider says that the fault is its own (HTTP 5xx)."""


class BadReply(Failed):
    """What came back is no answer: not JSON, no text, an empty text, not UTF-8."""

    perhaps_billed = True


class TooLong(BadReply):
    """An answer far beyond what was asked for. Another try would cost as much again."""

    again = False


class Rejected(Failed):
    """The provider refuses this very request: too long, or with a setting that it does not take."""

    again = False


class WrongKey(CallsStopped):
    """The key is missing, refused, or may not use this model."""


class NoCredit(CallsStopped):
    """The account has no money or quota left."""


class UnknownModel(CallsStopped):
    """There is no such provider or model."""


class CostCeiling(CallsStopped):
    """The next call might pass the ceiling of cost, so it was not sent."""


class PriceUnknown(CallsStopped):
    """There is a ceiling of cost, and no price by which to keep it."""


class NotRecorded(CallsStopped):
    """A reply is to come from the record, and the record has none."""


FAILURES: dict[str, type[Failed]] = {
    kind.__name__: kind
    for kind in (
        RateLimited, TimedOut, Unreachable, ServerFault, BadReply, TooLong, Rejected,
    )
}  # fmt: skip
"""The kinds of failure of one call, by the name under which a record keeps them."""
