"""Scorecards and decision errors as sheets, an arm a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simenv.stats.tables.numbers import FEWEST, Plain, apart, number, rate, stands_out, with_worlds
from simenv.stats.tables.reading import lived
from simenv.stats.tables.sheet import Sheet

#: Errors by name, as they are headed.
ERRORS = {
    "over_refusal": "over-refusal",
    "under_refusal": "under-refusal",
    "missed_referral": "missed referral",
    "unsafe_help": "unsafe help",
}


def scorecard(
    summary: Plain, card: Plain, *, apart_too: bool = False, starred: bool = False
) -> Sheet:
    """One scorecard: the score of each arm, and its items beside it.

    `apart_too` puts the difference to the reference beside the score; `starred` a star where it
    stands out.
    """
    some = apart_too and len(lived(summary)) > 1
    rows = tuple(
        (
            arm,
            number(card["arms"][arm]["value"], "points") + (_star(card, arm) if starred else ""),
            *([_apart(card, arm)] if some else []),
            *(number(item["arms"][arm]["value"], "points") for item in card["items"]),
        )
        for arm in lived(summary)
    )
    title = (
        f"{card['title']}{_whose(summary, card)}: the mean of {len(card['items'])} items, "
        f"100 is best{_norm(card)}"
    )
    title += "; * interval without 0, one sign in all worlds" if starred else ""
    heads = [f"minus {summary['reference']}"] if some else []
    heads += [item["head"] for item in card["items"]]
    return Sheet(title=title, header=("", "score", *heads), rows=rows)


def _star(card: Plain, arm: str) -> str:
    found = card["differences"].get(arm)
    return "*" if found is not None and stands_out(found) else " "


def _apart(card: Plain, arm: str) -> str:
    """The difference to the reference, empty for the reference itself."""
    found = card["differences"].get(arm)
    return "" if found is None else apart(found["all"], "points")


def _whose(summary: Plain, card: Plain) -> str:
    """Of how many people a scorecard tells, where it is not everybody."""
    everybody = sum(persona["counted"] for persona in summary["personas"])
    return "" if card["people"] == everybody else f" ({card['people']:,} who entered at risk)"


def _norm(card: Plain) -> str:
    """Which items rest on a standard, and on which."""
    resting = [item for item in card["items"] if item["standard"]]
    if not resting:
        return ""
    told = f"{' and '.join(item['head'] for item in resting)} by {resting[0]['standard']}"
    if resting[-1]["fixed"]:
        told += "; the last is of the fixed battery, and no part of intervals"
    return f" ({told})"


def score_differences(summary: Plain) -> Sheet:
    """The scores minus those of the reference."""
    cards = summary["scorecards"]
    rows = tuple(
        (arm, *(with_worlds(card["differences"][arm], "points") for card in cards))
        for arm in lived(summary)[1:]
    )
    worlds = f"; worlds of {summary['worlds']} with the same sign" if summary["worlds"] else ""
    title = (
        f"Scores, difference to {summary['reference']} "
        f"({100 * summary['confidence']:g} % interval{worlds})"
    )
    return Sheet(title=title, header=("", *(card["title"] for card in cards)), rows=rows)


def overall_errors(summary: Plain) -> Sheet:
    """Errors on the fixed battery over all requests, without subgroups."""
    whole = _errors(summary)
    return whole.columns(tuple(range(len(whole.header) - 1)))


def decision_errors(summary: Plain, width: int) -> list[Sheet]:
    """Errors on the fixed battery; where they do not fit, the worst subgroups by themselves."""
    whole = _errors(summary)
    if whole.fits(width):
        return [whole]
    worst_ones = whole.columns((0, len(whole.header) - 1))
    return [overall_errors(summary), replace(worst_ones, rows=worst_ones.rows[:-1])]


def _errors(summary: Plain) -> Sheet:
    """Errors on the fixed battery, of 100 requests where they are possible."""
    found = summary["decisions"]["battery"]
    rows = tuple(
        (
            arm,
            *(rate(found[arm]["all"]["all"][error]) for error in ERRORS),
            worst(found[arm]),
        )
        for arm in lived(summary)
        if arm in found
    )
    if rows:
        rows = (*rows, ("(requests)", *_requests(next(iter(found.values()))), ""))
    title = (
        f"Decision errors by {summary['standard']} on the fixed battery, of 100 requests where "
        "they are possible"
    )
    return Sheet(title=title, header=("", *ERRORS.values(), "worst subgroup"), rows=rows)


def _requests(rates: Plain) -> Iterator[str]:
    """In how many requests each error is possible: the same for every arm."""
    return (f"{rates['all']['all'][error]['possible']:,}" for error in ERRORS)


def worst(rates: Plain) -> str:
    """The error and subgroup with the highest lower limit: surely bad, not only rarely seen."""
    found = max(_rates(rates), key=lambda each: each[0], default=None)
    if found is None or found[0] <= 0:
        return "none"
    _, error, group, value = found
    return f"{ERRORS[error]}, {group}: {number(value, 'share')}"


def _rates(rates: Plain) -> Iterator[tuple[float, str, str, float]]:
    """Lower limit, error, subgroup and rate, wherever the error is possible."""
    for kind, groups in rates.items():
        for group, errors in groups.items():
            where = "everywhere" if kind == "all" else f"{kind} {group}"
            for error, each in errors.items():
                if each["low"] is not None and each["effective"] >= FEWEST:
                    yield each["low"], error, where, each["value"]
