"""Pieces of tables: levels, differences, and the frame that all tables stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simenv.report.intervals import dot_and_interval
from simenv.report.markup import Html, tag
from simenv.stats.tables import NOTHING, Plain, apart, interval, nothing, number

#: A hyphen before a digit, and after no letter, digit or hyphen.
_NEGATIVE = re.compile(r"(?<![\w-])-(?=\.?\d)")
_BETTER = {"lower": "lower is better", "higher": "higher is better", "neither": ""}


def printed(told: str) -> str:
    """Numbers with a true minus sign; the hyphens of names stay."""
    return _NEGATIVE.sub("\u2212", told)


def table(
    caption: str, head: Iterable[Html], *bodies: Html, class_: str = "", label: str | None = None
) -> Html:
    """A table that scrolls sideways by itself on a narrow screen, reachable by keyboard.

    `label` says aloud what it is, where the caption is markup.
    """
    inner = tag("table", tag("caption", caption), tag("thead", *head), *bodies, class_=class_)
    aloud = caption if label is None else label
    return tag("div", inner, class_="scroll", tabindex=0, role="region", aria_label=aloud)


def columns(*names: str) -> Html:
    """One header row."""
    return tag("tr", *(tag("th", name, scope="col") for name in names))


def unit(line: Plain) -> str:
    """What a number of an outcome means, by which standard, and which way is better."""
    standard = f"by {line['standard']}" if line["standard"] else ""
    parts = (line["unit"], standard, _BETTER[line["better"]])
    return "; ".join(part for part in parts if part)


def level(found: Plain, kind: str) -> Html:
    """A level with its interval below it."""
    return tag("td", printed(number(found["value"], kind)), within(found, kind))


def within(found: Plain, kind: str) -> Html | None:
    """An interval, small; nothing where there is none."""
    told = interval(found, kind)
    return tag("span", printed(told), class_="within") if told else None


def difference(found: Plain, kind: str, scale: float, line: Plain | None = None) -> Html:
    """One difference as picture and number; with its worlds where `line` tells them."""
    if found["same"]:
        return tag("td", "same decisions", class_="difference same")
    return tag(
        "td",
        dot_and_interval(found, scale),
        told(found, kind),
        _worlds(line, kind),
        class_="difference",
    )


def told(found: Plain, kind: str) -> Html:
    """A difference in numbers, the interval fainter than the value."""
    value, _, rest = apart(found, kind).partition(" ")
    strong = tag("strong", printed(value), " ")
    return tag("span", strong, tag("span", printed(rest), class_="range"), class_="told")


def _worlds(line: Plain | None, kind: str) -> Html | None:
    if line is None or not line["worlds"]["drawn"]:
        return None
    return tag(
        "span", same_sign((line["all"], kind), line["worlds"], " of {} worlds"), class_="within"
    )


def same_sign(what: tuple[Plain, str], worlds: Plain, of: str) -> str:
    """In how many of the drawn worlds a difference of a kind has the same sign, if it has one."""
    if what[0]["value"] == 0 and not any(worlds["differences"]):
        return "none in any"
    if nothing(*what):
        return NOTHING
    return f"{worlds['same']}{of.format(worlds['drawn'])}"
