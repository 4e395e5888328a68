"""Which claims are withheld, and what would settle them."""

from __future__ import annotations

import re
from collections import Counter

from simenv.report.cells import columns, table
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain
from simenv.stats.tables.labels import claims_of, reason, settles

#: Numbers in brackets, which differ from claim to claim.
_NUMBERS = re.compile(r" \([^()]*\)")
#: One claim with its outcome.
_Pair = tuple[Plain, Plain]


def withheld(summary: Plain, arms: list[str]) -> Html | None:
    """What would settle the claims of the family against the reference; None if none is withheld.

    Where more people would do, an outcome a row; the other reasons once each.
    """
    found = [
        pair for arm in arms for pair in claims_of(summary, arm) if pair[1]["label"] == "withheld"
    ]
    if not found:
        return None
    noisy = [pair for pair in found if pair[1]["people"] is not None]
    others = [pair for pair in found if pair[1]["people"] is None]
    return joined(
        tag("h3", "What would settle what is withheld"),
        _people(noisy, several=len(arms) > 1) if noisy else None,
        _others(others, len(found)) if others else None,
    )


def _people(found: list[_Pair], *, several: bool) -> Html:
    """An outcome a row: how many people of each persona would do for each arm, and for all."""
    lines = {line["name"]: line for line, _ in found}
    rows = []
    for name, line in lines.items():
        own = [claim for each, claim in found if each["name"] == name]
        people = sorted((claim["people"], claim["arm"]) for claim in own)
        most = f"{people[-1][0]:,}"
        each_arm = ", ".join(f"{arm} {number:,}" for number, arm in people)
        would = Counter(claim["would_be"] or "not known" for claim in own)
        labels = ", ".join(f"{label} {count}" for label, count in would.most_common())
        cells = (str(len(own)), labels, most, each_arm) if several else (own[0]["would_be"], most)
        first = tag("th", line["label"], scope="row")
        rows.append(tag("tr", first, *(tag("td", each) for each in cells)))
    heads = ("claims", "would now read", "people that do for all", "for each")
    head = columns("outcome", *(heads if several else ("would now read", "people")))
    told = (
        "Withheld for the luck of people: it blurs the spread between worlds. So many people of "
        "each persona would do"
    )
    return table(told, [head], tag("tbody", *rows), class_="settling")


def _others(found: list[_Pair], withheld_: int) -> Html:
    """The other reasons, each once, with the claims that it withholds."""
    why: dict[str, list[str]] = {}
    for line, claim in found:
        told = settles(claim) or _NUMBERS.sub("", reason(claim))
        why.setdefault(told, []).append(f"{line['label']} ({claim['arm']})")
    items = [
        tag("li", tag("strong", told), ": all of them." if len(who) == withheld_ else _named(who))
        for told, who in why.items()
    ]
    return tag("ul", *items, class_="settles")


def _named(who: list[str]) -> str:
    return f": {'; '.join(who)}."
