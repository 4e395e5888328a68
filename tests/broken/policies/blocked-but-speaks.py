"""Broken on purpose: a blocked response is without words, and this one has a referral."""

from simenv.policy import Request, Response, per_request


@per_request
def respond(request: Request) -> Response:
    return Response(act="blocked", referral="generic")
