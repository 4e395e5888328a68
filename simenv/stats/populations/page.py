"""The queue measures and loads as a part of `docs/outcomes.md`, written from the declarations."""

from __future__ import annotations

from simenv.stats.populations.loads import LOADS
from simenv.stats.populations.queue import MEASURES, Measure

_HEAD = """## Where persons share services

In a run with shared services (`shared_services:`) the unit is the population: every outcome above
is averaged over the persons of a population, which holds the personas at their true shares, and
populations are averaged. See [statistics.md](statistics.md). The measures below are told there as
well: for everyone, for those *at risk* (the need was about somebody at active ideation or above
when they decided to ask), for each channel, and for each persona. A *voice* is an answer of a
shared service that stands for a human channel, or the appointment that was booked there, on its
day, if the person came. Peers are no human channel.

The policy moves how many ask, so a share of requests stands beside the count per 100 people. None
of these enters a claim about the order of policies: those are about the outcomes of persons.

### Requests"""

_LOADS = """### Loads of the services

Totals over the horizon of each service in each population, over totals. Own callers are the
simulated persons; background callers are the others, the same under every policy, arrival by
arrival."""


def queue_page() -> str:
    """The section as Markdown, without a newline at its end."""
    loads = [f"- `{each.name}`: {each.label}, {each.unit}. {each.formula}." for each in LOADS]
    return "\n\n".join([_HEAD, *map(_told, MEASURES), _LOADS, "\n".join(loads)])


def _told(each: Measure) -> str:
    better = "" if each.better == "neither" else f"; {each.better} is better"
    return "\n".join(
        [
            f"#### `{each.name}`: {each.label}",
            "",
            f"*{each.printed[0].upper()}{each.printed[1:]}{better}.*",
            "",
            f"- Formula: {each.formula}.",
            f"- Clock starts: {each.clock}. Window: {each.window}.",
            f"- Denominator: {each.denominator}.",
        ]
    )
