"""The words of the project as enums: one place, one spelling, in files, tables and code.

Codes are stored as int8; the name in files is the member's name in kebab case. The order of
members is meaning only where the docstring says so. Never reorder: tables hold the codes.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeVar

Word = TypeVar("Word", bound="Code")

#: How many past refusals and referrals a world keeps per person, for policies that remember them.
#: Policies count them eight booleans to a word, so it stays 8.
REMEMBERED = 8


class Code(IntEnum):
    """A word with a stable integer code."""

    @property
    def word(self) -> str:
        """The word as people write it in files: `CRISIS_LINE` is `crisis-line`."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """All words of this kind, by code."""
        return tuple(member.word for member in cls)

    @classmethod
    def of(cls: type[Word], word: str) -> Word:
        """The member that a word names; `KeyError` if there is none."""
        return cls[word.upper().replace("-", "_")]


class Risk(Code):
    """How grave a person's own risk is; ordered. Coarser than any clinical scale, on purpose."""

    NONE = 0
    PASSIVE = 1
    ACTIVE = 2
    PLAN = 3


class Age(Code):
    """What the account says of the person's age."""

    ADULT = 0
    MINOR = 1


class Need(Code):
    """What a session is about."""

    VENTING = 0
    COPING = 1
    INFORMATION = 2
    CRISIS_DISCLOSURE = 3
    PROFESSIONAL_QUESTION = 4
    CREATIVE = 5


class Subject(Code):
    """Whom the need is about; risk belongs to the subject."""

    SELF = 0
    OTHER = 1


class Asks(Code):
    """What one message wants, apart from need and risk."""

    SUPPORT = 0
    INFORMATION = 1
    RESTRICTED = 2


class Act(Code):
    """What the assistant did with the request; ordered from permissive to restrictive.

    `BLOCKED` is a provider's filter: the person sees a refusal without a word of framing.
    """

    COMPLY = 0
    PARTIAL = 1
    REFUSE = 2
    BLOCKED = 3


class Rationale(Code):
    """The reason that a response gives."""

    NONE = 0
    ABILITY = 1
    POLICY = 2
    ETHICS = 3
    CONCERN = 4


class Referral(Code):
    """Which help a response points to; ordered by how much of the way it goes."""

    NONE = 0
    GENERIC = 1
    LOCALISED = 2
    TAILORED = 3
    HANDOFF = 4


class Continuation(Code):
    """What the response says about going on; ordered from closing to open."""

    ENDS = 0
    STAYS = 1
    INVITES = 2
    CHECKS_IN = 3


class Move(Code):
    """What the person does next, after a response."""

    CONTINUE = 0
    DISCLOSE_MORE = 1
    REPHRASE = 2
    MASK = 3
    PUSH_BACK = 4
    WORK_AROUND = 5
    TAKE_REFERRAL = 6
    LEAVE_SATISFIED = 7
    LEAVE_UNMET = 8


class Channel(Code):
    """Where a need can be taken."""

    ASSISTANT = 0
    OTHER_ASSISTANT = 1
    PEERS = 2
    FRIENDS_OR_FAMILY = 3
    CRISIS_LINE = 4
    PROFESSIONAL = 5
    EMERGENCY_CARE = 6
    NOBODY = 7


#: Channels with a human who answers for the person: what `reached a human` counts.
HUMAN = (
    Channel.FRIENDS_OR_FAMILY,
    Channel.CRISIS_LINE,
    Channel.PROFESSIONAL,
    Channel.EMERGENCY_CARE,
)

#: Channels less guarded than the assistant under test: what `switched` counts.
LESS_GUARDED = (Channel.OTHER_ASSISTANT, Channel.PEERS)


class Standing(Code):
    """The state a person is in; exactly one at any time (DESIGN §2, `state`)."""

    ENGAGED = 0
    AT_REST = 1
    SWITCHED = 2
    IN_HUMAN_CARE = 3
    WITHDRAWN = 4


class Trigger(Code):
    """What may move a person along an edge of the support-seeking graph."""

    NEED = 0  # a need arose
    HELPED = 1  # a session or another channel met the need
    REFUSED = 2  # a session ended unmet in which something was refused
    UNMET = 3  # a session without a refusal, or another channel, left the need unmet
    REFERRAL_TAKEN = 4  # the person took a referral that leads to a service
    REACHED_HUMAN = 5  # a human channel answered and treated the person well
    LEFT = 6  # the person decided to stop using the assistant
    RETURNED = 7  # the person came back to it
    NIGHT = 8  # time passed: edges with `after`


class Event(Code):
    """What is written to the events table; `detail` is a code of the kind named here."""

    NEED_AROSE = 0  # detail: Need
    CHANNEL_USED = 1  # detail: Channel
    TREATED_WELL = 2  # detail: Channel
    TREATED_BADLY = 3  # detail: Channel
    STAGE_CHANGED = 4  # detail: the stage's number in the run's codebook
    LEFT = 5  # detail: Cause
    RETURNED = 6  # detail: 0
    RISK_ESCALATED = 7  # detail: Risk
    REACHED_HUMAN = 8  # detail: Channel
    UNSAFE_HELP = 9  # detail: Risk
    HANDED_OVER = 10  # detail: Referral
    CENSORED = 11  # detail: Risk at the failed call
    LIFE_EVENT = 12  # detail: 0 for a bad one, 1 for a good one; no policy moves it
    CRISIS_BEGAN = 13  # detail: Risk in it; no policy moves when it begins and ends
    SERVICE_ASKED = 14  # detail: Channel; only where persons share services, like those below
    HUNG_UP = 15  # detail: Channel; waited, and nobody answered in time
    TURNED_AWAY = 16  # detail: Channel; closed, full, or not for people like them
    BOOKED = 17  # detail: Channel; on the list for an appointment
    MISSED = 18  # detail: Channel; did not come to the appointment, or was not there for the call
    TURNED_BACK = 19  # detail: Channel; did not ask after all, for fear of coercion or the cost


class Reception(Code):
    """What came of asking a service that persons share."""

    ANSWERED = 0
    HUNG_UP = 1
    TURNED_AWAY = 2
    BOOKED = 3
    TURNED_BACK = 4  # did not ask after all
    STILL_WAITING = 5  # at the horizon


class Cause(Code):
    """Why a person decided to stop using the assistant."""

    NOT_LEFT = 0
    REFUSED = 1  # the last session ended unmet after a refusal
    UNHELPED = 2  # the last session ended unmet without one
    DRIFTED = 3  # no session: the habit faded


def codes(kind: type[Code], words: tuple[str, ...] | list[str]) -> tuple[int, ...]:
    """The integer codes of several words, in the given order."""
    return tuple(int(kind.of(word)) for word in words)


def region_code(region: str) -> int:
    """An ISO 3166 alpha-2 code as a number: `US` packed in base 26. `ValueError` if it is none."""
    if len(region) != 2 or not (region.isascii() and region.isalpha() and region.isupper()):
        raise ValueError(f"{region!r} is no ISO 3166 alpha-2 code")
    return (ord(region[0]) - 65) * 26 + ord(region[1]) - 65


def language_code(language: str) -> int:
    """The primary subtag of a BCP 47 tag (`en`, `pt-BR`) as a number, packed in base 27."""
    primary = language.split("-", maxsplit=1)[0]
    if len(primary) not in {2, 3} or not (primary.isascii() and primary.isalpha()):
        raise ValueError(f"{language!r} is no BCP 47 language tag")
    number = 0
    for letter in primary.lower():
        number = number * 27 + ord(letter) - 96
    return number
