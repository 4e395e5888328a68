"""A scenario told back: its question, its services at a glance, what is assumed of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simenv import service as services
from simenv.catalogue import Catalogue, shown
from simenv.service import Scenario, Service
from simenv.service.sections import Answering
from simenv.tell.changed import section
from simenv.tell.services import amount, surging, where
from simenv.tell.telling import Section, Telling
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import listed, of_100


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A scenario by name or file; `BadInput` with every problem of it and of its services."""
    one = services.load_scenario(catalogue, name_or_path)
    document = catalogue.read("scenarios", name_or_path)
    changed = document.data.get("changes", {})
    own = services.unchanged(catalogue, name_or_path) if changed else {}
    return Telling(
        kind="scenario",
        name=one.name,
        summary=one.summary,
        notes=(one.question, _shared(one)),
        facts={
            "version": one.version,
            "question": one.question,
            "share_assumed": one.share_assumed,
            "file": shown(document.path),
            "sha256": one.sha256,
        },
        sections=(
            _services(one, changed),
            *section(one, own, changed),
            *_surge(one),
            _numbers(one),
        ),
    )


def _shared(one: Scenario) -> str:
    channels = listed(channel.word for channel in sorted(one.shared))
    desk = "; whoever the assistant hands over goes to a desk" if one.desk else ""
    return (
        f"People share {channels}{desk}. Other channels answer each person by chance, as ever. "
        f"{of_100(one.share_assumed)} of 100 of its numbers are assumed."
    )


def _services(one: Scenario, changed: dict[str, Any]) -> Section:
    rows = [
        (service.name, _how_many(service), _wait(service), ", ".join(changed.get(service.name, {})))
        for service in one.services
    ]
    head = ("service", "answers", "how long one holds or waits", "changed here")
    intro = "`simenv show NAME` tells a service as its own file has it."
    facts = [
        {
            "service": service.name,
            "version": service.version,
            "sha256": service.sha256,
            "changed": sorted(changed.get(service.name, {})),
        }
        for service in one.services
    ]
    lines = (*grid(rows, head), "", *wrapped(intro, 2))
    return Section(key="services", heading="Services", lines=lines, facts=facts)


def _how_many(service: Service) -> str:
    """What share is answered, or how many answer; the median of what is not known."""
    capacity = service.capacity
    if isinstance(capacity, Answering):
        return f"{of_100(capacity.answering.median)} of 100"
    if capacity is None or isinstance(capacity, str):
        return "everybody"
    return f"with {capacity.median:g}"


def _wait(service: Service) -> str:
    if service.way == "book":
        return f"a list of {amount(service.wait)}"
    if service.capacity == "unlimited" or service.patience is None:
        return "not at all"
    return f"{amount(service.patience)}, then hangs up"


def _surge(one: Scenario) -> list[Section]:
    surge = one.surge
    if surge is None:
        return []
    told = surging(surge.from_day, surge.days, surge.times)
    facts = {"from_day": surge.from_day, "days": surge.days, "times": surge.times.median}
    lines = tuple(wrapped(f"At every service: {told}", 2))
    return [Section(key="surge", heading="Surge", lines=lines, facts=facts)]


def _numbers(one: Scenario) -> Section:
    sources = {
        f"{service.name}.{field}": row
        for service in one.services
        for field, row in service.sources().items()
    }
    lines = where(sources, assumed=False)
    facts = [{"field": field, "source": row} for field, row in sources.items()]
    heading = "Where the numbers come from"
    return Section(key="sources", heading=heading, lines=tuple(lines), facts=facts)
