"""The behaviour of a persona as a page for a terminal, and as plain data."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from simenv.behaviour.checking import Behaviour, Bound, Value
from simenv.behaviour.measures import OPENED, Measure
from simenv.wording.layout import grid, points, section, wrapped
from simenv.wording.phrases import counted, listed

_SIGN = "*"


def text(found: Behaviour) -> str:
    """The page, at most 100 columns wide."""
    one = found.persona
    lines = [f"{one.name}  (persona, version {one.version}): how its people behave"]
    lines += wrapped(_how(found))
    for group, values in groupby(found.values, key=lambda each: each.measure.group):
        some = list(values)
        table = _table(some, found.policies)
        lines += section(_heading(group), [*table, *wrapped(_beside_b3(some), 2)])
    lines += section("Out of the range of the others", _outside(found))
    lines += section("Hard bounds", _bounds(found))
    return "\n".join(lines)


def _how(found: Behaviour) -> str:
    others = counted(len(found.panel), "other persona", "other personas")
    unread = f" Not compared, as unreadable: {listed(found.unread)}." if found.unread else ""
    return (
        f"{found.people} people, {found.days} days, seed {found.seed}, every parameter at its "
        f"median, under three policies. In brackets the lowest and the highest of the {others}, "
        f"{found.panel_people} people each, under the same policy; {_SIGN} marks what lies "
        f"outside. Shares are of 100. Uncalibrated.{unread}"
    )


def _heading(group: str) -> str:
    return {
        "Moves": "Moves, of 100 answered messages",
        "Needs": "Needs that arose, of 100",
        "Where they turn": "Where they turn, of 100 sessions and visits",
    }.get(group, group)


def _table(values: list[Value], policies: tuple[str, ...]) -> list[str]:
    rows = []
    for measure, each in groupby(values, key=lambda value: value.measure):
        rows.append((measure.label, *map(_cell, each), measure.beside))
    return grid(rows, ("", *policies, ""))


def _cell(value: Value) -> str:
    if value.value is None:
        return "0 of 0"
    shown = _number(value, value.value)
    if value.low is None or value.high is None:
        return shown
    mark = _SIGN if value.outside else ""
    return f"{shown}{mark} ({_number(value, value.low)} to {_number(value, value.high)})"


def _number(value: Value, number: float) -> str:
    """Shares of 100; two digits that count, so that a small number shows that it is not 0."""
    scaled = 100.0 * number if value.measure.unit == "share" else number
    if scaled and abs(scaled) < 0.995:
        return f"{scaled:.2g}"
    return f"{scaled:.0f}" if abs(scaled) >= 99.5 else f"{scaled:.3g}"


def _outside(found: Behaviour) -> list[str]:
    compared = sum(value.low is not None and value.value is not None for value in found.values)
    if not compared:
        return wrapped("There is no other persona to compare with.", 2)
    alike = len(found.panel) + 1
    note = (
        f"{len(found.outside)} of {compared} values. Of {alike} like personas each would have the "
        f"lowest or the highest value in about {min(100, 200 / alike):.0f} of 100, so being "
        "outside is no error: ask whether this kind of person is meant to differ there."
    )
    grouped = groupby(found.outside, key=lambda value: value.measure)
    return [*wrapped(note, 2), *points(_told(measure, list(each)) for measure, each in grouped)]


def _told(measure: Measure, values: list[Value]) -> str:
    cells = "; ".join(f"{_cell(value)} under {value.policy}" for value in values)
    return f"{measure.group.lower()}, {measure.label}: {cells.replace(_SIGN, '')}"


def _beside_b3(values: list[Value]) -> str:
    """In words how the people lie beside B3; "" where the days show none of its figures."""
    told = []
    for day, figure in OPENED.items():
        name = f"on-day-{day}"
        found = [one.value for one in values if one.measure.name == name and one.value is not None]
        if found:
            low, high = (f"{share / figure:.2g}" for share in (min(found), max(found)))
            span = low if low == high else f"{low} to {high}"
            told.append(f"{span} times its {100 * figure:.1f} of 100 on day {day}")
    if not told:
        return ""
    return (
        f"Beside B3, by policy: {listed(told)}. That row is a one-sided lower bound (daily opens "
        "of an install cohort, not of a chat assistant's users): nothing was fitted to it, to be "
        "above it is no success, and how far above would be too far it does not say."
    )


def _bounds(found: Behaviour) -> list[str]:
    note = (
        "Whether these people can be simulated at all, and are not absurd. No figure of coming "
        "back is among them: B3 is neither met nor broken here."
    )
    return [*wrapped(note, 2), *points(_bound(each) for each in found.bounds)]


def _bound(bound: Bound) -> str:
    if not bound.broken:
        return f"not broken: {bound.about}"
    return f"{'IMPOSSIBLE' if bound.impossible else 'LOOK AT'}: {bound.about}; {bound.broken}"


def data(found: Behaviour) -> dict[str, Any]:
    """The same as maps, lists, words and numbers."""
    return {
        "persona": found.persona.name,
        "version": found.persona.version,
        "sha256": found.persona.sha256,
        "people": found.people,
        "days": found.days,
        "seed": found.seed,
        "policies": list(found.policies),
        "panel": {
            "personas": list(found.panel),
            "people": found.panel_people,
            "not_compared": list(found.unread),
        },
        "values": [_fact(value) for value in found.values],
        "outside": len(found.outside),
        "bounds": [
            {"name": b.name, "about": b.about, "broken": b.broken, "impossible": b.impossible}
            for b in found.bounds
        ],
        "impossible": found.impossible,
    }


def _fact(value: Value) -> dict[str, Any]:
    measure = value.measure
    return {
        "measure": measure.name,
        "group": measure.group,
        "label": measure.label,
        "unit": measure.unit,
        "policy": value.policy,
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "outside": value.outside,
        "beside": measure.beside,
    }
