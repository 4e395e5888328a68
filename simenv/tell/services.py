"""A service told back: for whom, when, how one gets through, what follows, what is assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simenv import service as services
from simenv.catalogue import ASSUMED, Catalogue, shown
from simenv.catalogue.sourcing import SIZE_ASSUMED
from simenv.service import Service
from simenv.service.amounts import Chance, Count, Drawn, Time
from simenv.service.sections import Answering
from simenv.tell.evidence import PAGE
from simenv.tell.telling import Section, Telling
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.phrases import CHANNELS, WEEKDAYS, counted, listed, of_100

#: From closed to all on duty.
_BLOCKS = "·▁▂▃▄▅▆▇█"
_AGES = {"adult": "adults", "minor": "minors"}
_ELSEWHERE = "Others who are handed over go to a crisis line that is for them, if there is one."
_UNITS = ((1440.0, "day"), (60.0, "hour"), (1.0, "minute"))


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A service by name or file; `BadInput` with every problem of it."""
    one = services.load(catalogue, name_or_path)
    document = catalogue.read("services", name_or_path)
    return Telling(
        kind="service",
        name=one.name,
        summary=one.summary,
        notes=(_signed(one),),
        facts={
            "version": one.version,
            "status": one.status,
            "file": shown(document.path),
            "sha256": one.sha256,
        },
        sections=sections(one),
    )


def sections(one: Service) -> tuple[Section, ...]:
    """What a service says, part by part."""
    return (_for_whom(one), _opening(one), _getting_through(one), _after(one), _numbers(one))


def _signed(one: Service) -> str:
    if one.reviewed_by is None:
        return "A draft: nobody who runs such a service has reviewed it."
    return f"Reviewed by: {one.reviewed_by.role}, {one.reviewed_by.date}."


def _for_whom(one: Service) -> Section:
    place = one.place
    told = [
        "It takes whomever the assistant hands over to a human, whatever the hand-over leads to."
        if one.is_desk
        else f"It is what people reach who turn to {CHANNELS[one.stands_for]}.",
        f"{_whom('People in ', place.regions, 'People in any region')}, "
        f"{_whom('who speak ', place.languages, 'in any language')}, "
        f"{_whom('', [_AGES[age] for age in place.ages or ()], 'of any age')}. "
        f"{_ELSEWHERE if one.is_desk else 'Anybody else is told that it is not for them.'}",
        _turning_back(one),
    ]
    if not one.is_desk:
        told.insert(1, f"Beside others of its kind it is asked with weight {amount(one.weight)}.")
    facts = {
        "channel": one.channel,
        "weight": fact(one.weight),
        "regions": list(place.regions or ()),
        "languages": list(place.languages or ()),
        "ages": list(place.ages or ()),
        "fear_of_coercion": fact(one.fear_of_coercion),
        "cost": fact(one.cost),
    }
    return Section(key="for_whom", heading="Who it is for", lines=(*points(told),), facts=facts)


def _whom(before: str, named: Sequence[str] | None, otherwise: str) -> str:
    return f"{before}{listed(named, 'or')}" if named else otherwise


def _turning_back(one: Service) -> str:
    """Who does not ask after all; the fear of a channel itself is the persons'."""
    told = [
        f"{amount(share)} turn back {why}"
        for share, why in (
            (one.fear_of_coercion, "for fear of coercion"),
            (one.cost, "because of the cost"),
        )
        if share.middle90[1] > 0
    ]
    if not told:
        return "Nobody turns back here beyond what their own barriers to the channel make of them."
    return f"Of 100 about to ask, {listed(told)}, beside what their own barriers do."


def _opening(one: Service) -> Section:
    staff, demand = one.staff.by_week, one.demand.by_week
    most = max(demand)
    lines = [
        *wrapped("Staff on duty, by local hour: · is closed, █ is all of it.", 2),
        *picture(staff),
        "",
        *wrapped("When the others ask: █ is the busiest hour.", 2),
        *picture([weight / most for weight in demand]),
    ]
    facts = {"staff": list(staff), "demand": list(demand)}
    return Section(key="hours", heading="When", lines=tuple(lines), facts=facts)


def picture(week: Sequence[float]) -> list[str]:
    """168 shares as one line for each run of days that are alike, two columns an hour."""
    days = [tuple(week[24 * day : 24 * day + 24]) for day in range(7)]
    starts = [day for day in range(7) if not day or days[day] != days[day - 1]]
    rows = [
        (_days(start, end - 1), "".join(2 * _block(share) for share in days[start]))
        for start, end in zip(starts, [*starts[1:], 7], strict=True)
    ]
    scale = "".join(f"{hour:02d}".ljust(6) for hour in range(0, 24, 3)).rstrip()
    return grid([("", scale), *rows])


def _days(first: int, last: int) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"


def _block(share: float) -> str:
    """One of eight heights; little is more than nothing."""
    return _BLOCKS[0] if share <= 0 else _BLOCKS[max(1, round(8 * min(share, 1.0)))]


def _getting_through(one: Service) -> Section:
    talk = amount(one.service_time.mean)
    share = f"{amount(one.demand.share_of_demand)} of 100 who ask are people of the simulation."
    if one.way == "line":
        told = [_servers(one), *_on_the_line(one), f"One caller takes {talk} at the mean."]
    else:
        told = [_servers(one), *_on_the_list(one), f"An appointment takes {talk}."]
    told.append(f"{share} The others ask in the same way, and nobody follows what becomes of them.")
    if one.surge is not None:
        told.append(surging(one.surge.from_day, one.surge.days, one.surge.times))
    facts = {
        "way": one.way,
        "capacity": _capacity_fact(one),
        "service_time": fact(one.service_time.mean),
        "patience": one.patience and fact(one.patience),
        "triage": one.triage,
        "wait": fact(one.wait),
        "takes_new": fact(one.takes_new),
        "share_of_demand": fact(one.demand.share_of_demand),
    }
    heading = "How one gets through"
    return Section(key="getting_through", heading=heading, lines=(*points(told),), facts=facts)


def _servers(one: Service) -> str:
    capacity, what = one.capacity, "people who answer"
    if one.way == "book":
        what = "appointments on a full day"
    if isinstance(capacity, Answering):
        share = amount(capacity.answering)
        if one.way == "book":
            return f"As many {what} as keep step with {share} of 100 of those whom it takes."
        return (
            f"On full duty as many {what} as it takes to answer {share} of 100 who ask while it "
            "is open, at the reference demand."
        )
    if isinstance(capacity, Count):
        return f"{amount(capacity)} {what}, however many people a run has."
    return f"Unlimited {what}: nobody waits while it is open."


def _on_the_line(one: Service) -> list[str]:
    patience = "" if one.patience is None else amount(one.patience)
    first = "who is at the gravest risk" if one.triage == "by-risk" else "who has waited longest"
    return [
        f"First comes {first}.",
        f"Callers hold for {patience} at the mean; whoever is not answered by then hangs up.",
    ]


def _on_the_list(one: Service) -> list[str]:
    return [
        f"{amount(one.takes_new)} of 100 who ask are taken; the others are turned away.",
        f"The list is {amount(one.wait)} long when a run begins.",
    ]


def surging(from_day: int, days: int, times: Count) -> str:
    """When the others ask more than usual."""
    return (
        f"From day {from_day} on, for {counted(days, 'day')}, the others ask {amount(times)} "
        "times as often."
    )


def _after(one: Service) -> Section:
    follow = one.follow_up
    missed = f"{amount(one.no_show)} of 100 miss it."
    if one.way == "book":
        told = f"{amount(one.no_show)} of 100 who have an appointment do not come."
    elif follow is None or follow.chance.middle90[1] == 0:
        told = "Nobody is called back."
    else:
        told = (
            f"{amount(follow.chance)} of 100 who were answered are called back after "
            f"{amount(follow.after)}; {missed}"
        )
    facts = {
        "follow_up": follow and {"chance": fact(follow.chance), "after": fact(follow.after)},
        "no_show": fact(one.no_show),
    }
    return Section(key="after", heading="What follows", lines=(*wrapped(told, 2),), facts=facts)


def _numbers(one: Service) -> Section:
    sources = one.sources()
    facts = [{"field": field, "source": row} for field, row in sources.items()]
    heading = "Where the numbers come from"
    return Section(key="sources", heading=heading, lines=tuple(where(sources)), facts=facts)


def where(sources: Mapping[str, str], *, assumed: bool = True) -> list[str]:
    """How many numbers are assumed, and which stand on what; `assumed` lists those too."""
    guessed = sum(row == ASSUMED for row in sources.values())
    half = sum(row.endswith(SIZE_ASSUMED) for row in sources.values())
    intro = (
        f"{counted(len(sources), 'number')}: {guessed} assumed; {half} of which a row of "
        f"{PAGE} gives the direction and nobody the size; {len(sources) - guessed - half} that a "
        "row gives. What stands as a (b to c) is not known: each drawn world has its own, in 90 "
        "of 100 within b to c."
    )
    rows = sorted({*sources.values()} - {ASSUMED}) + [ASSUMED] * assumed
    return [*wrapped(intro, 2), *grid([(row, _fields(sources, row)) for row in rows])]


def _fields(sources: Mapping[str, str], row: str) -> str:
    """The fields that name a row; a median and its middle 90 % are one."""
    named = [field for field, said in sources.items() if said == row]
    return ", ".join(
        dict.fromkeys(field.removesuffix(".median").removesuffix(".middle90") for field in named)
    )


def amount(said: Drawn) -> str:
    """A number in words: a median, and from where to where it may lie."""
    low, high = said.middle90
    middle = _plain(said, said.median)
    if low == high:
        return middle
    ends = [_plain(said, low), _plain(said, high)]
    if isinstance(said, Time) and len({_unit(told) for told in (middle, *ends)}) == 1:
        ends = [told.split()[0] for told in ends]
    return f"{middle} ({ends[0]} to {ends[1]})"


def _unit(told: str) -> str:
    return told.split()[1].removesuffix("s")


def _plain(said: Drawn, number: float) -> str:
    if isinstance(said, Chance):
        return of_100(number)
    return span(number) if isinstance(said, Time) else f"{number:g}"


def span(minutes: float) -> str:
    """A length of time in the largest unit that it fills one and a half times."""
    for size, unit in _UNITS:
        if minutes >= 1.5 * size or minutes == size or unit == "minute":
            number = f"{minutes / size:.3g}"
            return f"{number} {unit}" if number == "1" else f"{number} {unit}s"
    raise AssertionError(minutes)  # the last unit always fits


def fact(said: Drawn) -> dict[str, Any]:
    """A number as data; times in minutes."""
    return {"median": said.median, "middle90": list(said.middle90)}


def _capacity_fact(one: Service) -> Any:
    capacity = one.capacity
    if isinstance(capacity, Answering):
        return {"answering": fact(capacity.answering)}
    return fact(capacity) if isinstance(capacity, Count) else capacity
