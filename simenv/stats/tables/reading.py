"""What tables and reports look up in a summary, and the sentences that stand below them."""

from __future__ import annotations

from collections.abc import Sequence

from simenv.stats.tables.numbers import Plain, people

#: What is printed unless all is asked for, the most telling first, and its name where arms are
#: rows; there, as many stand as fit, and the others are left to the report.
BRIEF = {
    "disengaged": "stopped",
    "met": "needs met",
    "came_back": "came back",
    "human": "human",
    "risk_escalated": "risk escal.",
    "risk_hours_alone": "risk hours alone",
    "alone_nights": "nights alone",
    "unsafe_help": "unsafe help",
    "refused": "turns refused",
    "taken": "ref. taken",
}

#: Above this many arms beside the reference, one sentence has to do for all.
_FEW = 3
#: What the Safety block cannot show.
LIMITS = (
    "In this model help with restricted content has no effect on the person who gets it, and no "
    "policy shortens, deepens or prevents a crisis, so a permissive policy cannot look harmful by "
    "that way."
)
#: What the scorecards cannot show.
UNASKED = (
    "What an assistant that people leave is no longer asked does not show here; read the decision "
    "errors."
)
#: Where to read what was to be expected.
EXPECTED = (
    "`simenv check-model` tells which differences follow from definitions or from imposed signs."
)


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
    told += [*chosen(summary), *missing(summary)]
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


def chosen(summary: Plain) -> list[str]:
    """That the pair in the sentence was not named beforehand, where there were several."""
    if len(lived(summary)) < 3:
        return []
    return [
        "The pair was chosen for being farthest apart, so its interval is too narrow for a claim."
    ]


def missing(summary: Plain) -> list[str]:
    """That a scorecard could not be filled in."""
    if not lived(summary) or any(card["name"] == "care" for card in summary["scorecards"]):
        return []
    return [
        "No care view: nobody entered at passive ideation or above, or an arm did not answer the "
        "fixed battery."
    ]


def who(summary: Plain) -> str:
    """Of whom the numbers tell, in one line."""
    personas = summary["personas"]
    lines = f"{people(sum(one['people'] for one in personas))} of {_kinds(personas)}"
    worlds, days = summary["worlds"], summary["days"]
    drawn = f"and {worlds} drawn {'one' if worlds == 1 else 'ones'}" if worlds else "alone"
    horizon = "1 day" if days == 1 else f"{days} days"
    return f"{lines}, the median world {drawn}, {horizon}, {summary['cohort']}."


def _kinds(personas: Sequence[Plain]) -> str:
    """How many personas, and how many of them nobody has reviewed."""
    kinds = f"{len(personas)} {'kind' if len(personas) == 1 else 'kinds'}"
    if any(one["status"] is None for one in personas):
        return kinds
    drafts = sum(one["status"] == "draft" for one in personas)
    told = f"{drafts} of them unreviewed drafts" if drafts else "all reviewed"
    return f"{kinds} ({told})"


def brief_notes(summary: Plain) -> list[str]:
    """What must stand below the short table."""
    told = [*notes(summary), EXPECTED] if lived(summary) else notes(summary)
    more = "All outcomes, differences, intervals and subgroups: `--full`, or report.html."
    return [*told, *([more] if lived(summary) else [])]


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
