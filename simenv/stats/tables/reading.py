"""What tables and reports look up in a summary, and the sentences that stand below them."""

from __future__ import annotations

from simenv.stats.tables.numbers import Plain, people

#: Above this many arms beside the reference, one sentence has to do for all.
_FEW = 3


def pick(summary: Plain, outcome: str, arm: str, against: str) -> Plain:
    """The difference line of that outcome and pair; `KeyError` if they were not compared."""
    for line in summary["differences"]:
        if (line["outcome"], line["arm"], line["against"]) == (outcome, arm, against):
            found: Plain = line
            return found
    raise KeyError((outcome, arm, against))


def lived(summary: Plain) -> list[str]:
    """The arms that were lived to the end, the reference first."""
    return [arm["name"] for arm in summary["arms"] if arm["failed"] is None]


def headline(summary: Plain) -> Plain:
    """The outcome that the sentence is about."""
    found: Plain = next(e for e in summary["outcomes"] if e["name"] == summary["headline"])
    return found


def heading(summary: Plain, group: str) -> str:
    """The name of a group of outcomes, with the standard where they depend on it."""
    named = any(line["group"] == group and line["standard"] for line in summary["outcomes"])
    return f"{group} {summary['standard']}" if named else group


def notes(summary: Plain) -> list[str]:
    """What must stand below every table."""
    told = [
        f"Parameters are {summary['calibration']}; standard {summary['standard']}, "
        f"{100 * summary['standard_assumed']:.0f} % of it assumed. Intervals are "
        f"{100 * summary['confidence']:g} %, for one outcome at a time."
    ]
    told += [
        f"Arm {arm['name']} failed: {arm['failed']}" for arm in summary["arms"] if arm["failed"]
    ]
    told += [
        f"Arm {arm['name']} decided as {arm['same_as']} did, every time."
        for arm in summary["arms"]
        if arm["same_as"]
    ]
    told += [
        f"Arm {arm} did not answer the fixed battery: {reason}"
        for arm, reason in ((summary["decisions"] or {}).get("failed") or {}).items()
    ]
    return told + _losses(summary)


def _losses(summary: Plain) -> list[str]:
    """Persons out of sight, and luck that was not shared."""
    censoring, told = summary["censoring"], []
    if censoring["people"]:
        told.append(
            f"Failed calls took {people(censoring['people'])} ({100 * censoring['share']:.2f} %) "
            "out of sight, left out in all arms."
        )
    if not censoring["claim"]:
        told.append(f"That is above {100 * censoring['limit']:g} %: no claim is made.")
    if not summary["luck_shared"]:
        told.append(
            "Acute crises differ between arms, which no policy moves: luck was not shared, and no "
            "difference here can be trusted. Please report it."
        )
    return told


def shared_luck(summary: Plain) -> list[str]:
    """What shared luck achieved for the headline: a sentence an arm, or one for many arms."""
    found = [
        (line["arm"], line["all"]["correlation"], line["all"]["variance_cut"])
        for line in summary["differences"]
        if line["outcome"] == summary["headline"] and line["against"] == summary["reference"]
    ]
    known = [each for each in found if None not in each]
    against = summary["reference"]
    if len(known) > _FEW:
        (least, most), (low, high) = (
            (min(one[i] for one in known), max(one[i] for one in known)) for i in (1, 2)
        )
        return [
            f"Shared luck against {against}: correlations {least:.2f} to {most:.2f}, variance of "
            f"the headline's differences cut {low:.1f} to {high:.1f} times."
        ]
    return [
        f"Shared luck, {arm} against {against}: correlation {correlation:.2f}, variance of the "
        f"headline's difference cut {cut:.1f} times."
        for arm, correlation, cut in known
    ]
