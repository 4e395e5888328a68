"""From what litellm raises to what went wrong.

Its own classes do not tell the cases apart: a refused connection, a reply that is no JSON and an
HTTP 500 are all an `InternalServerError`. What was raised first, down the chain of causes, does.
Causes are known by the names of their classes, as the clients that raise them are litellm's choice.
"""

from __future__ import annotations

from simenv.errors import SimenvError
from simenv.models import statuses
from simenv.models.causes import causes
from simenv.models.failures import BadReply, TimedOut, Unreachable
from simenv.models.keys import tellable


def _caused(error: BaseException, *kinds: str) -> bool:
    """Whether a cause is of one of these classes, or of a class made from one."""
    return any(kind.__name__ in kinds for one in causes(error) for kind in type(one).__mro__)


def filtered(error: BaseException) -> bool:
    """Whether a provider's content filter refused the request."""
    told = f"{getattr(error, 'code', '')} {type(error).__name__} {error}"
    policy = type(error).__name__ == "ContentPolicyViolationError" and _status(error) == 400
    return policy or statuses.filtered(_status(error), told)


def failure(error: BaseException, key_from: str | None) -> SimenvError:
    """The failure that stands for an error of litellm, without any key."""
    told = tellable(str(error), key_from)
    status = _status(error)
    if _caused(error, "TimeoutError", "TimeoutException"):
        return TimedOut("no answer in time")
    if not _caused(error, "HTTPStatusError") and (status is None or status >= 500):
        return _unsaid(error, told)
    return statuses.failure(status, told, code=str(getattr(error, "code", "")), after=_after(error))


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _unsaid(error: BaseException, told: str) -> SimenvError:
    """Where no status came from the server: nothing was reached, or what came was no answer."""
    if _caused(error, "TransportError", "OSError"):
        return Unreachable(f"no whole answer came: {told}")
    return BadReply(f"what came back is no answer: {told}")


def _after(error: BaseException) -> float | None:
    """The seconds of a Retry-After, a number or a date; None if there is none that can be read."""
    for one in causes(error):
        heads = (
            getattr(one, "litellm_response_headers", None),
            getattr(getattr(one, "response", None), "headers", None),
        )
        for head in heads:
            said = head.get("retry-after") if head else None
            if said is not None:
                return statuses.seconds(str(said))
    return None
