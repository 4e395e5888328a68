"""A call that fails now and then: neither an answer nor a refusal, and nobody else's failure."""

from simenv.errors import CallFailed
from simenv.policy import Request, Response, per_request


@per_request
def respond(request: Request) -> Response:
    if request.need == "creative":
        raise CallFailed("no answer after 3 tries")
    return Response(act="partial", validation="high", rationale="concern")
