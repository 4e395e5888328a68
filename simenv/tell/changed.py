"""What a scenario changes of its services, told field by field: from what, to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simenv.catalogue import Entry
from simenv.service import Scenario, Service
from simenv.service.amounts import Chance, Drawn
from simenv.service.sections import Answering, Demand, Staff
from simenv.tell.services import amount, fact, picture
from simenv.tell.telling import Section
from simenv.wording.layout import wrapped
from simenv.wording.phrases import listed

#: A share or a weight for each hour of the week, Monday first.
_Week = tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value of a service: as its own file has it, and as the scenario does; None is unsaid."""

    service: Service
    field: str
    before: Any
    after: Any


def section(one: Scenario, own: Mapping[str, Service], changed: Mapping[str, Any]) -> list[Section]:
    """The changes of a scenario; `own` are its services by name, as their files have them."""
    found = [
        change
        for service in one.services
        for field in changed.get(service.name) or ()
        for change in _changes(service, own.get(service.name), str(field))
    ]
    if not found:
        return []
    lines = []
    for service in one.services:
        told = [line for each in found if each.service is service for line in _lines(each)]
        lines += [f"  {service.name}", *told] if told else []
    facts = [
        {
            "service": each.service.name,
            "field": each.field,
            "before": _fact(each.before),
            "after": _fact(each.after),
        }
        for each in found
    ]
    heading = "What is changed here"
    return [Section(key="changes", heading=heading, lines=tuple(lines), facts=facts)]


def _changes(service: Service, own: Service | None, field: str) -> Iterator[Change]:
    """The values of one field that differ; if none does, all of them."""
    before = {} if own is None else _values(field, getattr(own, field))
    after = _values(field, getattr(service, field))
    names = list(dict.fromkeys([*before, *after]))
    differ = [name for name in names if _fact(before.get(name)) != _fact(after.get(name))]
    for name in differ or names:
        yield Change(service=service, field=name, before=before.get(name), after=after.get(name))


def _values(field: str, said: Any) -> dict[str, Any]:
    """What a field says, value by value; a table of hours is one value."""
    if not isinstance(said, Entry) or isinstance(said, Drawn | Answering):
        return {} if said is None else {field: said}
    if isinstance(said, Staff):
        return {field: said.by_week}
    values = {
        f"{field}.{name}": getattr(said, name)
        for name in type(said).model_fields
        if name not in {"source", "hours", "weekdays"} and getattr(said, name) is not None
    }
    return values | ({field: said.by_week} if isinstance(said, Demand) else {})


def _lines(change: Change) -> Iterator[str]:
    same = _fact(change.before) == _fact(change.after)
    weeks = [week for week in (change.before, change.after) if _is_week(week)]
    if not weeks:
        way = change.service.way
        told = _words(change.after, way)
        to = "as in its own file" if same else f"-> {told}"
        yield from wrapped(f"{change.field}: {_words(change.before, way)} {to}", 4, 2)
        return
    yield f"    {change.field}, as in its own file:" if same else f"    {change.field}:"
    most = max(max(week) for week in weeks) if change.field == "demand" else 1.0
    for number, week in enumerate(weeks[:1] if same else weeks):
        if number:
            yield "    ->"
        yield from (f"    {line}" for line in picture([share / most for share in week]))


def _is_week(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], float)


def _words(value: Any, way: str) -> str:
    if value is None:
        return "not said"
    if isinstance(value, Answering):
        what = "answer" if way == "line" else "keep step with"
        return f"as many as {what} {amount(value.answering)} of 100"
    if isinstance(value, Chance):
        return f"{amount(value)} of 100"
    if isinstance(value, Drawn):
        return amount(value)
    return listed(value, "or") if isinstance(value, tuple) else str(value)


def _fact(value: Any) -> Any:
    """A value as data; times in minutes, a table of hours as the 168 of the week from Monday."""
    if isinstance(value, Answering):
        return {"answering": fact(value.answering)}
    if isinstance(value, Drawn):
        return fact(value)
    return list(value) if isinstance(value, tuple) else value
