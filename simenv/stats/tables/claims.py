"""Claims, rankings and drivers as sheets and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from simenv.stats.tables.labels import (
    against_reference,
    assumed,
    between,
    by_label,
    claim_of,
    claims_of,
    family_outcomes,
    in_worlds,
    label,
    margin,
    percent,
    settles,
    short,
    too_few,
)
from simenv.stats.tables.numbers import Plain, apart, number
from simenv.stats.tables.reading import BRIEF, pick
from simenv.stats.tables.sheet import Sheet


def matrix(summary: Plain) -> Sheet:
    """The label of every arm against the reference, an arm a row, outcomes of the family beside."""
    lines = family_outcomes(summary)
    rows = tuple(
        (arm, *(_short(summary, line, arm) for line in lines)) for arm in against_reference(summary)
    )
    heads = (BRIEF.get(line["name"], str(line["label"])) for line in lines)
    title = f"Over {_worlds(summary)}, against {summary['reference']}"
    return Sheet(title=title, header=("", *heads), rows=rows)


def all_labels(summary: Plain) -> Sheet:
    """The label of every claim against the reference, an outcome a row."""
    reference, arms = summary["reference"], against_reference(summary)
    rows = []
    for line in summary["outcomes"]:
        found = [claim_of(summary, line["name"], arm, reference) for arm in arms]
        if any(found):
            told = ("" if each is None else short(line, each) for each in found)
            rows.append((line["label"], margin(line), *told))
    title = f"What holds over {_worlds(summary)}, against {reference}"
    return Sheet(title=title, header=("", "margin", *arms), rows=tuple(rows))


def of_arm(summary: Plain, arm: str) -> Sheet:
    """The claims of one arm against the reference in the family, with what they rest on."""
    rows = tuple(
        (
            line["label"],
            _difference(summary, line, arm),
            margin(line, claim["margin"]),
            label(line, claim),
            in_worlds(claim),
            assumed(claim),
            settles(claim),
        )
        for line, claim in claims_of(summary, arm)
    )
    header = ("", "difference", "margin", "label", "in worlds", "assumed", "to settle it")
    return Sheet(title=f"{arm} against {summary['reference']}", header=header, rows=rows)


def rankings(summary: Plain) -> list[str]:
    """Every ranking in a sentence: the order, what is settled, and what is not."""
    return [_ranking(summary, ranking) for ranking in summary.get("rankings", ())]


def leaders(summary: Plain) -> list[str]:
    """Who is first in the headline, and how much of its ranking is settled, for several arms."""
    for ranking in summary.get("rankings", ()) if by_label(summary) else ():
        if ranking["outcome"] == summary["headline"] and len(ranking["order"]) > 2:
            line, (done, pairs) = _line(summary, ranking["outcome"]), settled(ranking)
            first, last = ranking["order"][0], ranking["order"][-1]
            share = percent(ranking["first"].get(first, 0.0))
            return [
                f"{line['label']}: {first} is best in {share} of worlds, {last} the last on "
                f"average; {done} of {pairs} pairs settled."
            ]
    return []


def words(summary: Plain) -> list[str]:
    """The claims of the family against the reference, in their own words."""
    return [
        f"{line['label']}, {arm} against {summary['reference']}: {claim['words']}"
        for arm in against_reference(summary)
        for line, claim in claims_of(summary, arm)
    ]


def drivers(summary: Plain) -> Sheet:
    """The numbers of the model that move the headline most, with what stands behind each."""
    found = summary.get("drivers", ())
    rows = tuple(
        (
            driver["name"],
            driver["source"],
            number(driver["low"], "share"),
            number(driver["high"], "share"),
            f"{driver['correlation']:.2f}",
        )
        for driver in found
    )
    pair = " minus ".join(reversed(summary["named"]))
    title = f"What moves {pair} in the headline, of 100 people: in its lower and upper third"
    header = ("number of the model", "source", "low", "high", "correlation")
    return Sheet(title=title, header=header, rows=rows)


def flips(summary: Plain, ranking: Plain) -> Iterator[tuple[str, str, str]]:
    """The pairs of a ranking that are not settled, each with its label."""
    line = _line(summary, ranking["outcome"])
    for one, other in ranking["flips"]:
        claim = between(summary, ranking["outcome"], one, other)
        yield one, other, "undecided" if claim is None else label(line, claim)


def settled(ranking: Plain) -> tuple[int, int]:
    """How many pairs of a ranking are settled, and how many there are."""
    return len(ranking["settled"]), sum(1 for _ in combinations(ranking["order"], 2))


def _ranking(summary: Plain, ranking: Plain) -> str:
    line = _line(summary, ranking["outcome"])
    done, pairs = settled(ranking)
    first = ranking["order"][0]
    share = percent(ranking["first"].get(first, 0.0))
    told = (
        f"{line['label']}, best first: {', '.join(ranking['order'])}. {first} is first in {share} "
        f"of worlds; {done} of {pairs} pairs settled"
    )
    open_ = [f"{one} and {other} ({why})" for one, other, why in flips(summary, ranking)]
    return f"{told}; not settled: {', '.join(open_)}." if open_ else f"{told}."


def _short(summary: Plain, line: Plain, arm: str) -> str:
    """A cell of the matrix: too few events first, else the label in a word."""
    claim = claim_of(summary, line["name"], arm, summary["reference"])
    if claim is None:
        return ""
    few = too_few(pick(summary, line["name"], arm, summary["reference"]))
    return "too few" if few else short(line, claim)


def _difference(summary: Plain, line: Plain, arm: str) -> str:
    found = pick(summary, line["name"], arm, summary["reference"])
    return too_few(found) or apart(found["all"], line["kind"])


def _line(summary: Plain, name: str) -> Plain:
    found: Plain = next(line for line in summary["outcomes"] if line["name"] == name)
    return found


def _worlds(summary: Plain) -> str:
    drawn = summary["worlds"]
    return f"{drawn} drawn {'world' if drawn == 1 else 'worlds'}"
