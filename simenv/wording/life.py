"""One life as moments: what its sessions and events say, in the order in which it was lived.

A moment is a session with all that it led to, a need that was taken elsewhere, or what a night
brought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from simenv.rows import DAY, EventRows, SessionRows
from simenv.vocabulary import Cause, Channel, Event, Move, Need, Risk
from simenv.wording.phrases import (
    CAUSES,
    CHANNELS,
    LIFE_EVENTS,
    NEEDS,
    RISKS,
    clock,
    counted,
    day,
    moved,
    stage,
)

#: What only a night brings, even when a session was still going on at midnight.
_NIGHTLY = (Event.RISK_ESCALATED, Event.RETURNED)
#: What happens all the time to people who take needs elsewhere.
_QUIET = (
    Event.NEED_AROSE,
    Event.CHANNEL_USED,
    Event.SERVICE_ASKED,
    Event.TREATED_WELL,
    Event.TREATED_BADLY,
)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One row of the events table."""

    at: int
    kind: Event
    detail: int


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What happened at one time; `session` is its number, 0 where nobody talked to the assistant.

    `quiet` says that it was a need taken elsewhere, without more.
    """

    at: int
    text: str
    session: int = 0
    quiet: bool = False


def happenings(events: EventRows) -> list[Happening]:
    """The events of one person, in their order."""
    rows = zip(events.at.tolist(), events.kind.tolist(), events.detail.tolist(), strict=True)
    return [Happening(at=at, kind=Event(kind), detail=detail) for at, kind, detail in rows]


def moments(sessions: SessionRows, events: EventRows, stages: Sequence[str]) -> list[Moment]:
    """One person's life; `stages` are the names that the numbers in events stand for."""
    spans = list(zip(sessions.started.tolist(), sessions.ended.tolist(), strict=True))
    during: list[list[Happening]] = [[] for _ in spans]
    apart: list[Happening] = []
    place = 0
    for one in happenings(events):
        while place < len(spans) and spans[place][1] < one.at:
            place += 1
        inside = place < len(spans) and spans[place][0] <= one.at and not _nightly(one)
        (during[place] if inside else apart).append(one)
    found = [_session(sessions, number, noted, stages) for number, noted in enumerate(during)]
    found += [_elsewhere(list(group), stages) for _, group in groupby(apart, lambda one: one.at)]
    return sorted(found, key=lambda moment: moment.at)


def _nightly(one: Happening) -> bool:
    drifted = one.kind == Event.LEFT and one.detail == Cause.DRIFTED
    return drifted or one.kind in _NIGHTLY


def _session(
    sessions: SessionRows, place: int, noted: list[Happening], stages: Sequence[str]
) -> Moment:
    need, refused = Need(int(sessions.need[place])), int(sessions.refused[place])
    other = ", about someone else" if sessions.subject[place] else ""
    told = [counted(int(sessions.turns[place]), "message")]
    if refused:
        told.append(f"{refused} refused")
    last = int(sessions.last_move[place])
    told.append(moved(Move(last), need) if last >= 0 else "it was cut off")
    after = "".join(f"; {said}" for said in _told(noted, stages) if said)
    return Moment(
        at=int(sessions.started[place]),
        text=f"{NEEDS[need]}{other}, brought to the assistant: {', '.join(told)}{after}",
        session=int(sessions.session[place]),
    )


def _elsewhere(noted: list[Happening], stages: Sequence[str]) -> Moment:
    needs = [NEEDS[Need(one.detail)] for one in noted if one.kind == Event.NEED_AROSE]
    told = [said for said in _told(noted, stages) if said]
    return Moment(
        at=noted[0].at,
        text=", ".join(needs + told[:1]) + "".join(f"; {said}" for said in told[1:]),
        quiet=all(one.kind in _QUIET for one in noted),
    )


def _told(noted: list[Happening], stages: Sequence[str]) -> Iterator[str]:
    """Each happening in words; how a channel treated the person is told with the channel."""
    kinds = {one.kind for one in noted}
    for one in noted:
        if one.kind == Event.CHANNEL_USED:
            yield _channel(Channel(one.detail), kinds)
        elif one.kind == Event.STAGE_CHANGED:
            yield f"stage is now {stage(stages[one.detail])}"
        elif one.kind in _TREATED and Event.CHANNEL_USED not in kinds:
            yield f"answered by {CHANNELS[Channel(one.detail)]}, {_TREATED[one.kind]}"
        elif one.kind in _WITH:
            yield _WITH[one.kind](one.detail)
        else:
            yield _PLAIN.get(one.kind, "")


def _of_channel(words: str) -> Callable[[int], str]:
    return lambda detail: words.format(CHANNELS[Channel(detail)])


def _of_risk(words: str) -> Callable[[int], str]:
    return lambda detail: f"{words} ({RISKS[Risk(detail)]})"


_TREATED = {Event.TREATED_WELL: "treated well", Event.TREATED_BADLY: "treated badly"}
_PLAIN = {
    Event.RETURNED: "is ready to use the assistant again",
    Event.HANDED_OVER: "is handed over to a human",
    Event.CENSORED: "a call failed, the life is unseen from here on",
}
#: Happenings whose words hang on the detail.
_WITH = {
    Event.LEFT: lambda detail: f"stops using the assistant {CAUSES[Cause(detail)]}".rstrip(),
    Event.LIFE_EVENT: lambda detail: LIFE_EVENTS[detail],
    Event.CRISIS_BEGAN: _of_risk("an acute crisis begins"),
    Event.RISK_ESCALATED: _of_risk("own risk has been above its level at entry for a day"),
    Event.UNSAFE_HELP: _of_risk("was helped with restricted content against the standard"),
    Event.HUNG_UP: _of_channel("hangs up on {} after waiting"),
    Event.TURNED_AWAY: _of_channel("turned away by {}"),
    Event.BOOKED: _of_channel("gets an appointment with {}"),
    Event.MISSED: _of_channel("misses the appointment or call of {}"),
    Event.TURNED_BACK: _of_channel("does not ask {} after all"),
}


def _channel(channel: Channel, kinds: set[Event]) -> str:
    if channel == Channel.NOBODY:
        return "kept to themselves"
    if Event.SERVICE_ASKED in kinds:
        return f"decides to ask {CHANNELS[channel]}"
    where = f"taken to {CHANNELS[channel]}"
    treated = [words for kind, words in _TREATED.items() if kind in kinds]
    return f"{where}, {treated[0] if treated else 'no answer'}"


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of a life, or several in a row (`calm`) with no session and no change."""

    first: int
    last: int
    moments: tuple[Moment, ...]
    calm: bool
    label: str

    def lines(self) -> list[str]:
        """One line a moment; of calm days only how many needs arose."""
        if not self.calm:
            return [line(one) for one in self.moments]
        if not self.moments:
            return ["no need arose"]
        return [f"{counted(len(self.moments), 'need')}, none brought to the assistant"]


def by_day(lived: Sequence[Moment], days: int) -> list[Day]:
    """A life as days, calm ones put together; what the last midnight brings comes after them."""
    dated = {number: list(group) for number, group in groupby(lived, lambda one: one.at // DAY)}
    found: list[Day] = []
    for calm, group in groupby(range(days), lambda n: all(one.quiet for one in dated.get(n, []))):
        numbers = list(group)
        if calm:
            found.append(_days(numbers, dated, calm=True))
        else:
            found += [_days([number], dated, calm=False) for number in numbers]
    if dated.get(days):
        moments = tuple(dated[days])
        found.append(Day(first=days, last=days, moments=moments, calm=False, label="at the end"))
    return found


def _days(numbers: list[int], dated: dict[int, list[Moment]], *, calm: bool) -> Day:
    first, last = numbers[0], numbers[-1]
    label = day(first) if first == last else f"days {first} to {last}"
    moments = tuple(one for number in numbers for one in dated.get(number, []))
    return Day(first=first, last=last, moments=moments, calm=calm, label=label)


def line(moment: Moment) -> str:
    """A moment with its time of day; what a night brings has none."""
    return moment.text if moment.at % DAY == 0 else f"{clock(moment.at)} {moment.text}"
