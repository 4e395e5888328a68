"""The verdict of a gate as one page to sign: no script, no network, one sheet of A4 if it can be.

Limits over everybody stand one below the other, with their reasons; limits in each persona stand in
a table of personas, so that fifty criteria find room on a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from simenv.gate import Gate
from simenv.gate.told import READING, UNKNOWN, basis, figures, remark, sentence
from simenv.gate.verdict import Judged
from simenv.report.cells import columns, printed, table
from simenv.report.document import document
from simenv.report.frame import section
from simenv.report.markup import Html, joined, tag
from simenv.report.opening import NOTE

#: The kind of subgroup that has a table of its own.
_BY = "persona"
#: Who signs, left empty.
_SIGNERS = ("Decided by", "Reviewed for safety by", "Reviewed by a clinician or somebody concerned")


def render(gate: Gate) -> str:
    """The page as text, ending in a newline."""
    title = f"{gate.verdict.capitalize()}: {gate.candidate.name} against {gate.baseline.name}"
    own = [one for one in gate.judged if not _in_a_persona(one)]
    by_persona = [one for one in gate.judged if _in_a_persona(one)]
    page = tag(
        "div",
        tag("p", tag("strong", "Content note. "), NOTE, class_="note"),
        tag("h1", title),
        tag("p", sentence(gate), class_=f"sentence {gate.verdict}"),
        tag("p", " ".join((*basis(gate), *gate.notes))),
        _files(gate),
        section("limits", "Over everybody", _limits(own)) if own else None,
        section("personas", "In each persona", _matrix(by_persona)) if by_persona else None,
        section("unknown", "What this does not say", tag("ul", *(tag("li", x) for x in UNKNOWN))),
        section("signatures", "Signatures", _signatures()),
        class_="signoff",
    )
    return document(title, page)


def _in_a_persona(one: Judged) -> bool:
    return one.criterion.group is not None and one.criterion.group[0] == _BY


def _files(gate: Gate) -> Html:
    """What was compared, to the last bit."""
    named = {"candidate": gate.candidate, "baseline": gate.baseline}
    hashes = {
        **{f"{role} {one.name} {one.version}": one.sha256 for role, one in named.items()},
        f"criteria {gate.criteria.named}": gate.criteria.sha256,
        f"standard {gate.criteria.standard.name}": gate.criteria.standard.sha256,
        "all tables of the run": gate.hash,
    }
    rows = (
        tag("tr", tag("th", key, scope="row"), tag("td", tag("code", told)))
        for key, told in hashes.items()
    )
    return table("SHA-256", [], tag("tbody", *rows), class_="plain hashes")


def _limits(some: Sequence[Judged]) -> Html:
    head = columns("criterion", "estimate", "bound", "limit", "verdict", "why this limit")
    return table(
        READING,
        [head],
        tag("tbody", *_rows(some)),
        class_="plain",
    )


def _rows(some: Sequence[Judged]) -> Iterator[Html]:
    """A reason stands once for all rows of its limit."""
    for _, limit in groupby(some, key=_limit):
        alike = list(limit)
        yield _row(alike[0], len(alike))
        yield from (_row(one, 0) for one in alike[1:])


def _row(one: Judged, spanned: int) -> Html:
    """A criterion; its reason reaches over `spanned` rows, and stands above where that is 0."""
    found, about = figures(one), one.criterion
    numbers = (found.estimate, found.bound, found.limit)
    verdict = ": ".join(part for part in (one.verdict, remark(one)) if part)
    why = f"{about.why} ({about.source})"
    return tag(
        "tr",
        tag("th", about.name, scope="row"),
        *(tag("td", printed(each), class_="told") for each in numbers),
        tag("td", verdict, class_=f"verdict {one.verdict.replace(' ', '-')}"),
        tag("td", why, rowspan=spanned) if spanned else None,
    )


def _matrix(some: Sequence[Judged]) -> Html:
    """One row a persona, one column a limit, in each cell estimate, bound and verdict."""
    limits = list(dict.fromkeys(map(_limit, some)))
    cells = {(one.criterion.group, _limit(one)): one for one in some}
    groups = list(dict.fromkeys(one.criterion.group for one in some))
    head = columns("persona", *(label for _, label, _ in limits))
    rows = [
        tag(
            "tr",
            tag("th", group[1], scope="row"),
            *(_cell(cells.get((group, limit))) for limit in limits),
        )
        for group in groups
        if group is not None
    ]
    reasons = tag("tr", tag("th", "why", scope="row"), *(tag("td", why) for _, _, why in limits))
    return table(
        "Estimate, bound and limit, shares of 100; +N is how many more people of each persona (of "
        "errors, on the battery) would decide it as it stands.",
        [head],
        tag("tbody", *rows, reasons),
        class_="plain personas",
    )


def _limit(one: Judged) -> tuple[str, str, str]:
    """What one limit of the file is, for all its subgroups."""
    about = one.criterion
    return f"{about.family} {about.measure}", about.label, f"{about.why} ({about.source})"


def _cell(one: Judged | None) -> Html:
    if one is None:
        return tag("td", "not possible", class_="same")
    found = figures(one)
    estimate = found.estimate.removesuffix(" of 100")
    told = printed(f"{estimate}, {found.bound}, limit {found.limit}")
    more = "" if one.needed is None else f" +{one.needed.more:,}"
    verdict = tag("strong", f"{one.verdict}{more}")
    return tag("td", joined(verdict, " ", told), class_=f"told verdict {one.verdict}")


def _signatures() -> Html:
    rows = (
        tag("tr", tag("th", who, scope="row"), *(tag("td", "") for _ in range(3)))
        for who in _SIGNERS
    )
    head = columns("", "name", "signature", "date")
    return table("To be filled in by hand.", [head], tag("tbody", *rows), class_="plain sign")
