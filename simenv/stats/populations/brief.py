"""The tables that a terminal shows by default: two screens, people at risk first."""

from __future__ import annotations

import re

from simenv.stats.populations.places import places
from simenv.stats.populations.reading import (
    FEWEST,
    NOBODY,
    NOTHING,
    TOO_FEW,
    capacity_of,
    lived,
    load_of,
    queue_of,
    ranked,
    scenarios,
    told,
)
from simenv.stats.tables.numbers import DIGITS, SHORT, Plain, number
from simenv.stats.tables.sheet import Sheet

#: More outcomes than these are named in a line, not tabled.
_MOST = 3
_BEFORE = ("risk_hours_alone", "human", "alone_nights", "risk_escalated")
_LINES, _BOOKS = "lines, at risk", "appointments, at risk"
#: Column, group, measure, and whether it is the change against the first scenario.
_COLUMNS = (
    ("lines: answered", _LINES, "answered_share", False),
    ("hung up", _LINES, "hung_up_share", False),
    ("turned away", _LINES, "turned_away_share", False),
    ("change in answered", _LINES, "answered_share", True),
    ("visits: booked", _BOOKS, "booked_share", False),
    ("change in booked", _BOOKS, "booked_share", True),
)


def at_risk(summary: Plain) -> Sheet:
    """What came of requests by people at risk, a scenario and arm a row."""
    rows: list[tuple[str, ...]] = []
    first = scenarios(summary)[0]
    for scenario in scenarios(summary):
        if queue_of(summary, scenario, "requests", "at risk") is None:
            continue
        rows.append((scenario,))
        for arm in lived(summary):
            cells = (
                _cell(summary, (scenario, name, group), arm, change)
                for _, group, name, change in _COLUMNS
            )
            rows.append((f"  {arm}", *cells))
    title = (
        "People at risk: of 100 requests of lines, and of 100 for an appointment (visits); changes "
        f"are against {first}; ± is half a {100 * summary['confidence']:g} % interval"
    )
    return Sheet(title=title, header=("", *(each[0] for each in _COLUMNS)), rows=tuple(rows))


def moves(summary: Plain) -> Sheet:
    """The outcomes of people that shortage moves: level in the first scenario, then changes."""
    first, *others = scenarios(summary)
    rows: list[tuple[str, ...]] = []
    for line in _told(summary):
        better = "" if line["better"] == "neither" else f", {line['better']} is better"
        rows.append((f"{line['label']}, {SHORT[line['kind']]}{better}",))
        at = places(summary, line["name"], first)
        for arm in lived(summary):
            level = told(line["scenarios"][first][arm], line["kind"])
            place = f" ({at[arm]})" if at.get(arm) else ""
            found = (capacity_of(summary, line["name"], other, arm) for other in others)
            moved = (None if each is None else each["moved"] for each in found)
            cells = (NOTHING if one is None else _around(one, line["kind"], "+") for one in moved)
            rows.append((f"  {arm}", level + place, *cells))
    title = (
        f"Outcomes of people by day {summary['days']}: level under {first} (place among the arms; "
        "= where the order to another is open), then what other services change. One interval in "
        "20 leaves out no change by luck"
    )
    return Sheet(title=title, header=_header(summary), rows=tuple(rows), broken=14)


def unmoved(summary: Plain) -> str:
    """Which ranked outcomes are not tabled, and why."""
    shown = {line["name"] for line in _told(summary)}
    clear = [line for line in ranked(summary) if line["name"] in _moved(summary)]
    more = [line["label"] for line in clear if line["name"] not in shown]
    still = [line["label"] for line in ranked(summary) if line not in clear]
    if len(scenarios(summary)) < 2:
        return ""
    parts = [f"Other outcomes with a clear change: {'; '.join(more)}." if more else ""]
    parts.append(f"No clear change under any arm: {'; '.join(still)}." if still else "")
    return " ".join(part for part in parts if part)


def services(summary: Plain) -> Sheet:
    """Callers, use of staff and background callers under the reference, a scenario a column."""
    arm = summary["reference"]
    every = dict.fromkeys((line["service"], line["book"]) for line in summary["loads"])
    rows: list[tuple[str, ...]] = []
    for heading, names, book in (
        ("Callers a day, own + background", ("own_a_day", "others_a_day"), None),
        ("Staff time in use, of 100", ("used",), False),
        ("Background callers answered, of 100", ("others_answered",), False),
        ("Background callers booked, of 100", ("others_answered",), True),
        ("Own callers: days to the appointment", ("own_days",), True),
    ):
        mine = [name for name, own in every if book in {None, own}]
        cells = [(name, *_loads(summary, name, names, arm)) for name in mine]
        some = [(f"  {name}", *row) for name, *row in cells if set(row) != {NOTHING}]
        rows += [(heading,), *some] if some else []
    title = (
        f"The services with {arm} (other arms: --full); {NOTHING} is unlimited, or nobody called"
    )
    return Sheet(title=title, header=_header(summary), rows=tuple(rows), broken=14)


def _header(summary: Plain) -> tuple[str, ...]:
    """The scenarios; long names can be broken before a year too."""
    names = scenarios(summary)
    return ("", *(re.sub(r"-(?=\d)", "- ", each) if len(each) > 14 else each for each in names))


def _loads(summary: Plain, service: str, names: tuple[str, ...], arm: str) -> list[str]:
    """One service in all scenarios, several measures joined."""
    found = []
    for scenario in scenarios(summary):
        cells = [load_of(summary, (scenario, service, name), arm) for name in names]
        found.append(NOTHING if set(cells) <= {NOTHING} else " + ".join(cells))
    return found


def _cell(summary: Plain, of: tuple[str, str, str], arm: str, change: bool) -> str:
    scenario, name, group = of
    line = queue_of(summary, scenario, name, group)
    level = None if line is None else line["arms"][arm]
    if line is None or level is None:
        return NOBODY
    if line["units"][arm] < FEWEST:
        return TOO_FEW
    if not change:
        return _around(level, "share")
    moved = line["moved"].get(arm)
    return NOTHING if moved is None else _around(moved, "share", "+")


def _around(found: Plain, kind: str, sign: str = "") -> str:
    """`value ± half`, the longer half where the interval is cut off at an end."""
    if found["low"] is None:
        return number(found["value"], kind)
    scale = 100 if kind == "share" else 1
    value, low, high = (scale * found[name] for name in ("value", "low", "high"))
    half = max(high - value, value - low)
    digits = next((n for n in range(DIGITS[kind], 4) if half >= 0.5 * 10**-n), DIGITS[kind])
    middle = round(value, digits) + 0.0  # no minus before zeros
    shown = f"{middle:{sign}.{digits}f}" if middle else f"{middle:.{digits}f}"
    return f"{shown} ± {half:.{digits}f}"


def _moved(summary: Plain) -> set[str]:
    """The outcomes that some scenario moves under some arm: the interval leaves out 0."""
    return {
        line["outcome"]
        for line in summary["capacity"]
        if (one := line["moved"]) is not None
        and one["low"] is not None
        and (one["low"] > 0 or one["high"] < 0)
    }


def _told(summary: Plain) -> list[Plain]:
    """The outcomes that move, those of safety and of humans before others."""
    if len(scenarios(summary)) < 2:
        return ranked(summary)[:_MOST]
    some = [line for line in ranked(summary) if line["name"] in _moved(summary)]
    first = {name: place for place, name in enumerate(_BEFORE)}
    some.sort(key=lambda line: first.get(line["name"], len(first)))  # others in their own order
    return some[:_MOST]
