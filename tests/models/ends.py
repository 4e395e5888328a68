"""What each fault of the scripted server ends as, whichever client asks."""

from simenv.models import (
    BadReply,
    NoCredit,
    RateLimited,
    Rejected,
    ServerFault,
    TimedOut,
    TooLong,
    UnknownModel,
    Unreachable,
    WrongKey,
)

#: For each fault what it ends as, and how many requests are sent with two tries at most.
ENDS = {
    "429": (RateLimited, 2),
    "429 with Retry-After": (RateLimited, 2),
    "no credit": (NoCredit, 1),
    "500": (ServerFault, 2),
    "503 as a page": (ServerFault, 2),
    "400": (Rejected, 1),
    "context too long": (Rejected, 1),
    "wrong key": (WrongKey, 1),
    "403": (WrongKey, 1),
    "404": (UnknownModel, 1),
    "reset": (Unreachable, 2),
    "late": (TimedOut, 2),
    "slow drip": (TimedOut, 2),
    "cut off": (Unreachable, 2),
    "truncated": (BadReply, 2),
    "malformed": (BadReply, 2),
    "no object": (BadReply, 2),
    "no choices": (BadReply, 2),
    "a page": (BadReply, 2),
    "empty": (BadReply, 2),
    "empty text": (BadReply, 2),
    "no text": (BadReply, 2),
    "1 MB": (TooLong, 1),
    "wrong encoding": (BadReply, 2),
}
