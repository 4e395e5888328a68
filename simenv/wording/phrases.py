"""What codes, shares and times are called when they are told to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simenv.rows import DAY, HOUR
from simenv.vocabulary import (
    Act,
    Asks,
    Cause,
    Channel,
    Continuation,
    Move,
    Need,
    Referral,
    Risk,
    Trigger,
)

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

#: By the detail of the event: 0 for a bad one, 1 for a good one.
LIFE_EVENTS = ("something bad happens in their life", "something good happens in their life")

RISKS = {
    Risk.NONE: "no risk",
    Risk.PASSIVE: "passive ideation",
    Risk.ACTIVE: "active ideation",
    Risk.PLAN: "plan or intent",
}

NEEDS = {
    Need.VENTING: "venting",
    Need.COPING: "coping",
    Need.INFORMATION: "information",
    Need.CRISIS_DISCLOSURE: "disclosing a crisis",
    Need.PROFESSIONAL_QUESTION: "a professional question",
    Need.CREATIVE: "creative or research work",
}

ASKED = {
    Asks.SUPPORT: "support",
    Asks.INFORMATION: "information",
    Asks.RESTRICTED: "restricted content",
}

#: What an assistant did, as `A refused`.
ACTS = {
    Act.COMPLY: "helped",
    Act.PARTIAL: "helped in part",
    Act.REFUSE: "refused",
    Act.BLOCKED: "was blocked by a filter",
}

#: The help that a response points to.
REFERRALS = {
    Referral.NONE: "no referral",
    Referral.GENERIC: "a general referral",
    Referral.LOCALISED: "a referral to services in the person's region",
    Referral.TAILORED: "a referral chosen for the person",
    Referral.HANDOFF: "a hand-off to a human",
}

CONTINUATIONS = {
    Continuation.ENDS: "ends the conversation",
    Continuation.STAYS: "stays",
    Continuation.INVITES: "invites to go on",
    Continuation.CHECKS_IN: "promises to check in later",
}

MOVES = {
    Move.CONTINUE: "goes on",
    Move.DISCLOSE_MORE: "says more",
    Move.REPHRASE: "says it in other words",
    Move.MASK: "hides what it is about",
    Move.PUSH_BACK: "pushes back",
    Move.WORK_AROUND: "works around the limit",
    Move.TAKE_REFERRAL: "takes the referral",
    Move.LEAVE_SATISFIED: "leaves with the need met",
    Move.LEAVE_UNMET: "leaves with the need unmet",
}

#: A stage whose name says less than what may have led to it.
_STAGES = {"rebuffed": "rebuffed (turned away, or left without help)"}

CHANNELS = {
    Channel.ASSISTANT: "the assistant",
    Channel.OTHER_ASSISTANT: "another assistant",
    Channel.PEERS: "peers online",
    Channel.FRIENDS_OR_FAMILY: "friends or family",
    Channel.CRISIS_LINE: "a crisis line",
    Channel.PROFESSIONAL: "a professional",
    Channel.EMERGENCY_CARE: "emergency care",
    Channel.NOBODY: "nobody",
}

CAUSES = {
    Cause.NOT_LEFT: "",
    Cause.REFUSED: "after a refusal",
    Cause.UNHELPED: "after no help, without a refusal",
    Cause.DRIFTED: "by drifting away",
}

#: When an edge of the graph may be taken, as `of 100 times that …`.
TRIGGERS = {
    Trigger.NEED: "a need arises",
    Trigger.HELPED: "a need is met",
    Trigger.REFUSED: "a session ends unmet after a refusal",
    Trigger.UNMET: "a need stays unmet and nothing was refused",
    Trigger.REFERRAL_TAKEN: "a referral to a service is taken",
    Trigger.REACHED_HUMAN: "a human answers",
    Trigger.LEFT: "they stop using the assistant",
    Trigger.RETURNED: "they are ready to use the assistant again",
    Trigger.NIGHT: "a night passes",
}


def when(at: int) -> str:
    """A time since entry (microseconds) as `day 4, Thu 21:13`; day 0 is a Monday, local time."""
    return f"{day(at // DAY)} {clock(at)}"


def day(number: int) -> str:
    """A day since entry as `day 4, Fri`."""
    return f"day {number}, {WEEKDAYS[number % 7]}"


def clock(at: int) -> str:
    """The local time of day of a time since entry, as `21:13`."""
    minutes = at % DAY * 60 // HOUR
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def of_100(share: float) -> str:
    """A share as a number out of 100: whole from 10 on, else with two digits that count."""
    number = 100.0 * share
    if number >= 9.95:
        return f"{number:.0f}"
    return f"{number:.1f}".removesuffix(".0") if number >= 0.95 or not number else f"{number:.2g}"


def plain(number: float) -> str:
    """A number 0-1 with two digits: `0.65`; exact ends as `0` and `1`."""
    return f"{number:.2f}" if 0.0 < number < 1.0 else f"{number:g}"


def named(word: str) -> str:
    """A name in kebab case as words: `holding-on` is `holding on`."""
    return word.replace("-", " ")


def stage(name: str) -> str:
    """A stage of the graph by its name, with what the name leaves out."""
    return _STAGES.get(name, named(name))


def moved(move: Move, need: Need) -> str:
    """What the person did, as `leaves with the need unmet`.

    Who has told of a crisis and leaves content has told of it: nothing says that it is over.
    """
    if move == Move.LEAVE_SATISFIED and need == Need.CRISIS_DISCLOSURE:
        return "ends the conversation by their own choice, the wish to talk met"
    return MOVES[move]


def span(microseconds: int) -> str:
    """A length of time as `35 min` or `2 h 05 min`; what is under a minute says so."""
    minutes = microseconds * 60 // HOUR
    if minutes < 60:
        return f"{minutes} min" if minutes else "under a minute"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def crises(number: int, microseconds: int) -> str:
    """How many acute crises began and how long they lasted, as `1, which lasted 35 min`."""
    if not number:
        return "none"
    return f"{number}, which lasted {span(microseconds)}{' in all' if number > 1 else ''}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    *rest, end = list(items) or [""]
    return f"{', '.join(rest)} {last} {end}" if rest else end


def counted(number: int, one: str, many: str = "") -> str:
    """`1 message`, `3 messages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spans(hours: Sequence[int]) -> str:
    """Hours of the day as spans: 22, 23, 0, 1 is `22 to 02 h`."""
    chosen = set(hours)
    starts = [hour for hour in range(24) if hour in chosen and (hour - 1) % 24 not in chosen]
    if not starts:
        return "all day" if chosen else "never"
    return listed(f"{start:02d} to {_end(start, chosen):02d} h" for start in starts)


def _end(start: int, chosen: set[int]) -> int:
    end = start
    while end % 24 in chosen:
        end += 1
    return end if end == 24 else end % 24
