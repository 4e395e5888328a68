"""From the status of an HTTP reply, and what it says, to what went wrong."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from time import time

from simenv.errors import SimenvError
from simenv.models.failures import (
    NoCredit,
    RateLimited,
    Rejected,
    ServerFault,
    TimedOut,
    UnknownModel,
    WrongKey,
)

_NO_CREDIT = ("insufficient_quota", "exceeded your current quota", "credit balance")
_FILTERED = ("content_filter", "content_policy", "responsible ai policy")


def filtered(status: int | None, said: str) -> bool:
    """Whether a provider's content filter refused the request; `said` holds code and words."""
    return status == 400 and any(word in said.lower() for word in _FILTERED)


def failure(
    status: int | None, told: str, *, code: str = "", after: float | None = None
) -> SimenvError:
    """The failure that stands for a status that is no success.

    `told` are the provider's words as they may be shown, `after` its Retry-After in seconds.
    """
    if status == 429:
        return _limited(told, code, after)
    if status == 408:
        return TimedOut("the provider gave up waiting")
    if status is not None and status >= 500:
        return ServerFault(f"the provider's own fault (HTTP {status}): {told}")
    return _refused(status, told)


def _refused(status: int | None, told: str) -> SimenvError:
    # What a provider says of a key often holds a part of it: those words stay out.
    if status in {401, 403}:
        return WrongKey(f"the key was refused (HTTP {status}), or may not use this model")
    if status == 402:
        return NoCredit(f"the account has no quota left: {told}")
    if status == 404:
        return UnknownModel(f"no such model or address: {told}")
    return Rejected(f"the provider does not take this request: {told}")


def _limited(told: str, code: str, after: float | None) -> SimenvError:
    if any(word in f"{code} {told}".lower() for word in _NO_CREDIT):
        return NoCredit(f"the account has no quota left: {told}")
    return RateLimited(f"too many requests: {told}", after)


def seconds(said: str) -> float | None:
    """The seconds of a Retry-After, a number or a date; None if it can be read as neither."""
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time())
    except (ValueError, OverflowError):
        return None
