"""What tables and pages look up in the summary of populations, and what they say of it in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simenv.stats.populations.strain import warnings
from simenv.stats.tables.numbers import Plain, number, people

#: Each verdict on an order, in one sentence.
CHANGES = {
    "changes": (
        "in two scenarios different arms are the better ones, and both signs hold over the family "
        "(Holm, 5 % for all comparisons together)."
    ),
    "kept": "the same arm is the better one in every scenario, each sign held over the family.",
    "undecided": "neither: at least one scenario in which no sign is sure.",
    "same decisions": "everybody lived alike under the two, in every scenario.",
    "no claim": "failed calls took too many people out of sight in at least one scenario.",
}
#: Queue measures in tables, and the word for each: of all requests together.
QUEUE_BRIEF = {
    "requests": "asked, per 100 people",
    "answered_share": "answered, of 100",
    "booked_share": "booked, of 100",
    "hung_up_share": "hung up, of 100",
    "turned_away_share": "turned away, of 100",
    "turned_back_share": "turned back, of 100",
    "wait": "mean wait, minutes",
    "days_ahead": "days to the appointment",
}
#: The same of requests of lines, and of those for an appointment.
LINE_BRIEF = {
    "requests": "asked, per 100 people",
    "answered_share": "answered, of 100",
    "hung_up_share": "hung up, of 100",
    "turned_away_share": "turned away, of 100",
    "turned_back_share": "turned back, of 100",
    "wait": "mean wait, minutes",
    "wait_90": "90 of 100 wait less than, minutes",
}
BOOK_BRIEF = {
    "requests": "asked, per 100 people",
    "booked_share": "booked, of 100",
    "turned_away_share": "turned away, of 100",
    "turned_back_share": "turned back, of 100",
    "days_ahead": "days to the appointment",
}
#: Stands in the tables of referrals for the number of those that were followed.
FOLLOWED = "followed"
#: The same about referrals.
REFERRAL_BRIEF = {
    "referrals": "taken, per 100 people",
    "heard_in_a_day": "heard in a day, per 100 people",
    FOLLOWED: "followed, n",
    "voice_10_minutes": "voice in 10 minutes, of 100",
    "voice_1_day": "in a day, of 100",
    "voice_7_days": "in 7 days, of 100",
    "voice_hours": "hours, 7 days at most",
}
#: What stands for a level that nobody tells.
NOBODY = "none"
#: What stands for a share or a mean of fewer requests than `FEWEST`, in all populations together.
TOO_FEW = "- too few"
#: What stands where a measure does not apply.
NOTHING = "-"
#: Fewer requests than this tell no share.
FEWEST = 20
#: What a queue measure's unit is to the digits of a number.
KINDS = {"of 100": "share", "per 100 people": "days", "minutes": "days", "hours": "hours"} | {
    "days": "days"
}


def lived(summary: Plain) -> list[str]:
    """The arms that were lived to the end, the reference first."""
    return [arm["name"] for arm in summary["arms"] if arm["failed"] is None]


def scenarios(summary: Plain) -> list[str]:
    """The names of the scenarios, in order."""
    return [each["name"] for each in summary["scenarios"]]


def ranked(summary: Plain) -> list[Plain]:
    """The lines of the outcomes in which arms are ranked."""
    family = summary["family"]
    wanted = [] if family is None else family["outcomes"]
    lines = {line["name"]: line for line in summary["outcomes"]}
    return [lines[name] for name in wanted] or [lines[summary["headline"]]]


def difference_of(
    summary: Plain, outcome: str, scenario: str, pair: tuple[str, str]
) -> Plain | None:
    """The difference of a pair (arm, against) in one outcome and scenario."""
    wanted = (outcome, scenario, *pair)
    for line in summary["differences"]:
        if (line["outcome"], line["scenario"], line["arm"], line["against"]) == wanted:
            found: Plain = line
            return found
    return None


def capacity_of(summary: Plain, outcome: str, scenario: str, arm: str) -> Plain | None:
    """How a scenario moves an outcome of an arm against the first scenario."""
    for line in summary["capacity"]:
        if (line["outcome"], line["scenario"], line["arm"]) == (outcome, scenario, arm):
            found: Plain = line
            return found
    return None


def queue_of(summary: Plain, scenario: str, measure: str, group: str) -> Plain | None:
    """One queue measure of one group in one scenario; None where nobody of them asked."""
    for line in summary["queues"]:
        if (line["scenario"], line["measure"], line["group"]) == (scenario, measure, group):
            found: Plain = line
            return found
    return None


def queue_cell(summary: Plain, of: tuple[str, str, str], arm: str) -> tuple[str, Plain | None]:
    """A queue measure as printed and its level; `of` is the scenario, the measure and the group.

    No level of nobody, of too few, and of what is a number and no estimate.
    """
    scenario, name, group = of
    counted = name == FOLLOWED
    line = queue_of(summary, scenario, "voice_10_minutes" if counted else name, group)
    if line is None:
        return NOTHING, None
    if counted:
        return f"{line['units'][arm]:,}", None
    found = line["arms"][arm]
    if found is None:
        return NOBODY, None
    if line["units"][arm] < FEWEST:
        return TOO_FEW, None
    return told(found, KINDS[measure_of(summary, name)["unit"]]), found


def brief_of(group: str) -> dict[str, str]:
    """The measures of a group of requests: what is asked by appointment has no wait on a line."""
    if group.startswith("lines"):
        return LINE_BRIEF
    return BOOK_BRIEF if group.startswith("appointments") else QUEUE_BRIEF


def known(summary: Plain, measures: Mapping[str, str]) -> dict[str, str]:
    """The measures that this run can tell: no window that is longer than the run."""
    found = {line["measure"] for line in summary["queues"]} | {FOLLOWED}
    return {name: word for name, word in measures.items() if name in found}


def followed(summary: Plain) -> str:
    """Of which referrals the shares and hours to a voice are told."""
    days = f"{summary['follow_days']:g} {'day' if summary['follow_days'] == 1 else 'days'}"
    return f"the way to a voice of those taken {days} or more before day {summary['days']}"


def groups(summary: Plain) -> list[str]:
    """The groups of requests that any scenario has."""
    return list(dict.fromkeys(line["group"] for line in summary["queues"]))


def loads_of(summary: Plain, measure: str) -> Iterator[Plain]:
    """One load measure of all services of all scenarios."""
    return (line for line in summary["loads"] if line["measure"] == measure)


def load_of(summary: Plain, of: tuple[str, str, str], arm: str) -> str:
    """A load as printed; `of` is the scenario, the service and the measure."""
    for line in summary["loads"]:
        if (line["scenario"], line["service"], line["measure"]) == of:
            found = line["arms"][arm]
            return NOTHING if found is None else told(found, load_kind(measure_of(summary, of[2])))
    return NOTHING


def measure_of(summary: Plain, name: str) -> Plain:
    """What a queue measure or a load is; `KeyError` if there is none of that name."""
    known = {each["name"]: each for each in (*summary["measures"], *summary["load_measures"])}
    found: Plain = known[name]
    return found


def told(found: Plain | None, kind: str) -> str:
    """A level as printed; `none` where nobody is in the denominator."""
    return NOBODY if found is None else number(found["value"], kind)


def load_kind(measure: Plain) -> str:
    """How many digits a load measure gets."""
    return "share" if measure["unit"] == "of 100" else "days"


def held(value: float | None) -> str:
    """A p-value held over the family, in as many digits as tell something."""
    if value is None:
        return "none"
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def who(summary: Plain) -> str:
    """Of whom the numbers tell, in one line."""
    worlds, days = summary["worlds"], summary["days"]
    drawn = f"and {worlds} drawn {'one' if worlds == 1 else 'ones'}" if worlds else "alone"
    return (
        f"{summary['populations']} populations of {people(summary['people'])} each, "
        f"{len(summary['personas'])} kinds at their shares, {len(summary['scenarios'])} scenarios, "
        f"the median world {drawn}, {days} {'day' if days == 1 else 'days'}."
    )


def notes(summary: Plain) -> list[str]:
    """What must stand below every table."""
    found = [
        f"Parameters are {summary['calibration']}; standard {summary['standard']}, "
        f"{100 * summary['standard_assumed']:.0f} % of it assumed.",
        f"Intervals are {100 * summary['confidence']:g} %, Student's t over "
        f"{summary['populations']} populations: persons who share services are not independent.",
        f"Share of the services' numbers that is assumed: {_numbers(summary)}.",
    ]
    found += [
        f"Arm {arm['name']} failed: {arm['failed']}" for arm in summary["arms"] if arm["failed"]
    ]
    found += [
        f"Everybody lived under {arm['name']} as under {summary['reference']} in "
        f"{', '.join(arm['same_in'])}."
        for arm in summary["arms"]
        if arm["same_in"]
    ]
    for line in summary["censoring"]:
        if line["people"]:
            kept = "" if line["claim"] else f": above {100 * line['limit']:g} %, no claim is made"
            found.append(
                f"Under {line['scenario']} failed calls took {people(line['people'])} "
                f"({100 * line['share']:.2f} %) out of sight, left out in all arms{kept}."
            )
    found += warnings(summary)
    if summary["named"]:
        found.append(
            "The pair and the scenario in the sentence were chosen after the result, so their "
            "interval is too narrow for a claim; the orders are held over the whole family."
        )
    return found


def _numbers(summary: Plain) -> str:
    """How much of each scenario is assumed."""
    shares = (
        f"{each['name']} {100 * each['share_assumed']:.0f} %" for each in summary["scenarios"]
    )
    return ", ".join(shares)
