"""The one seam to chat models: who answers, what it cost, what went wrong, and the record of it.

A model answers one conversation (`ChatModel`: `Scripted`; `Litellm` for any provider; `Http` for a
deployed bot, or for an OpenAI-compatible endpoint at volume). A `Caller` asks it, with patience and
limits, keeps answers in a `Cassette` and counts in a `Ledger`. litellm and aiohttp are imported
when the first call goes out by them.
"""

from simenv.models.caller import AT_ONCE, Caller, Outcome
from simenv.models.cassette import Asked, Cassette
from simenv.models.conversation import Answer, Conversation, Finish, Message, Role
from simenv.models.failures import (
    BadReply,
    CostCeiling,
    Failed,
    NoCredit,
    NotRecorded,
    PriceUnknown,
    RateLimited,
    Rejected,
    ServerFault,
    TimedOut,
    TooLong,
    UnknownModel,
    Unreachable,
    WrongKey,
)
from simenv.models.http import Http
from simenv.models.ledger import Account, Ledger, Line, Purpose
from simenv.models.model import ChatModel, Price
from simenv.models.patience import Patience
from simenv.models.remote import Litellm
from simenv.models.scripted import Scripted

__all__ = [
    "AT_ONCE",
    "Account",
    "Answer",
    "Asked",
    "BadReply",
    "Caller",
    "Cassette",
    "ChatModel",
    "Conversation",
    "CostCeiling",
    "Failed",
    "Finish",
    "Http",
    "Ledger",
    "Line",
    "Litellm",
    "Message",
    "NoCredit",
    "NotRecorded",
    "Outcome",
    "Patience",
    "Price",
    "PriceUnknown",
    "Purpose",
    "RateLimited",
    "Rejected",
    "Role",
    "Scripted",
    "ServerFault",
    "TimedOut",
    "TooLong",
    "UnknownModel",
    "Unreachable",
    "WrongKey",
]
