"""From what litellm raises to what went wrong.

Its own classes do not tell the cases apart: a refused connection, a reply that is no JSON and an
HTTP 500 are all an `InternalServerError`. What was raised first, down the chain of causes, does.
Causes are known by the names of their classes, as the clients that raise them are litellm's choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from time import time

from simenv.errors import SimenvError
from simenv.models.failures import (
    BadReply,
    NoCredit,
    RateLimited,
    Rejected,
    ServerFault,
    TimedOut,
    UnknownModel,
    Unreachable,
    WrongKey,
)
from simenv.models.keys import tellable

_NO_CREDIT = ("insufficient_quota", "exceeded your current quota", "credit balance")
_FILTERED = ("content_filter", "content_policy", "responsible ai policy")
_DEEPEST = 12


def _chain(error: BaseException) -> Iterator[BaseException]:
    """What was raised, what that was raised from, and so on."""
    link: BaseException | None = error
    for _ in range(_DEEPEST):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _caused(error: BaseException, *kinds: str) -> bool:
    """Whether a cause is of one of these classes, or of a class made from one."""
    return any(kind.__name__ in kinds for one in _chain(error) for kind in type(one).__mro__)


def filtered(error: BaseException) -> bool:
    """Whether a provider's content filter refused the request."""
    told = f"{getattr(error, 'code', '')} {type(error).__name__} {error}".lower()
    policy = type(error).__name__ == "ContentPolicyViolationError"
    return _status(error) == 400 and (policy or any(word in told for word in _FILTERED))


def failure(error: BaseException, key_from: str | None) -> SimenvError:
    """The failure that stands for an error of litellm, without any key."""
    told = tellable(str(error), key_from)
    status = _status(error)
    if _caused(error, "TimeoutError", "TimeoutException"):
        return TimedOut("no answer in time")
    if not _caused(error, "HTTPStatusError") and (status is None or status >= 500):
        return _unsaid(error, told)
    if status == 429:
        return _limited(error, told)
    return _refused(status, told)


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _unsaid(error: BaseException, told: str) -> SimenvError:
    """Where no status came from the server: nothing was reached, or what came was no answer."""
    if _caused(error, "TransportError", "OSError"):
        return Unreachable(f"no whole answer came: {told}")
    return BadReply(f"what came back is no answer: {told}")


def _limited(error: BaseException, told: str) -> SimenvError:
    if any(word in f"{getattr(error, 'code', '')} {told}".lower() for word in _NO_CREDIT):
        return NoCredit(f"the account has no quota left: {told}")
    return RateLimited(f"too many requests: {told}", _after(error))


def _refused(status: int | None, told: str) -> SimenvError:
    # What a provider says of a key often holds a part of it: those words stay out.
    if status in {401, 403}:
        return WrongKey(f"the key was refused (HTTP {status}), or may not use this model")
    if status == 402:
        return NoCredit(f"the account has no quota left: {told}")
    if status == 404:
        return UnknownModel(f"no such model or address: {told}")
    if status == 408:
        return TimedOut("the provider gave up waiting")
    if status is not None and status >= 500:
        return ServerFault(f"the provider's own fault (HTTP {status}): {told}")
    return Rejected(f"the provider does not take this request: {told}")


def _after(error: BaseException) -> float | None:
    """The seconds of a Retry-After, a number or a date; None if there is none that can be read."""
    for one in _chain(error):
        heads = (
            getattr(one, "litellm_response_headers", None),
            getattr(getattr(one, "response", None), "headers", None),
        )
        for head in heads:
            said = head.get("retry-after") if head else None
            if said is not None:
                return _seconds(str(said))
    return None


def _seconds(said: str) -> float | None:
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time())
    except ValueError:
        return None
