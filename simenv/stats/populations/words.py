"""What the tables cannot say: people at risk in a sentence, and how shortage is to be read."""

from __future__ import annotations

from simenv.stats.populations.reading import FEWEST, lived, queue_of, scenarios
from simenv.stats.tables.numbers import Plain, apart, interval, number

AT_RISK = (
    "At risk: the need was about somebody (the person, or whom they care for) at active ideation "
    "or above at the moment of deciding to ask."
)
TWO_QUESTIONS = (
    "Which policy is better (orders) and how people fare (levels) are two questions: a shortage "
    "can leave every order as it is and still turn people away under all policies."
)
FEW_GO = (
    "Only so many requests go to shared services; friends and family, a clinician of one's own and "
    "emergency care answer as before and are never short, so that reaching a human moves less than "
    "answers do."
)
LATER = (
    "A request that nobody takes counts like a visit that went badly: one turns to that kind of "
    "help less often for a while, may lose hope, and may give up looking for help, so under "
    "shortage people also ask less."
)


def caveats(summary: Plain) -> list[str]:
    """What must be known to read the tables of services; none where nobody lived."""
    if not lived(summary):
        return []
    everyone = queue_of(summary, scenarios(summary)[0], "requests", "everyone")
    level = None if everyone is None else everyone["arms"][summary["reference"]]
    rate = (
        ""
        if level is None
        else (
            f" ({number(level['value'], 'days')} per 100 people with {summary['reference']} under "
            f"{scenarios(summary)[0]})"
        )
    )
    return [FEW_GO.replace(" go to", f"{rate} go to", 1), LATER]


def at_risk(summary: Plain) -> str:
    """What came of requests by people at risk under the reference, scenario by scenario.

    Blank where too few of them asked a shared service.
    """
    parts = [
        told
        for group, measure, verb, what in (
            ("lines, at risk", "answered_share", "answered", "requests of lines"),
            ("appointments, at risk", "booked_share", "booked", "requests for an appointment"),
        )
        if (told := _levels(summary, group, measure, (verb, what)))
    ]
    return " ".join([*parts, TWO_QUESTIONS]) if parts else ""


def taken(summary: Plain) -> str:
    """How many of the referrals taken led to a shared service, in the first scenario."""
    first = scenarios(summary)[0]
    mine = [line for line in summary["taken"] if line["scenario"] == first]
    if not mine:
        return ""
    told = "; ".join(
        f"{line['went']:,} of {line['taken']:,} with {line['arm']}"
        + (f" ({line['handed']:,} hand-overs)" if line["handed"] else "")
        for line in mine
    )
    return (
        f"Of the hand-overs and referrals taken under {first}, in all populations, reached a "
        f"shared service, answered or not: {told}. The others led to help that is not shared or "
        "to one's own clinician, or the person turned back."
    )


def _levels(summary: Plain, group: str, measure: str, words: tuple[str, str]) -> str:
    verb, what = words
    arm = summary["reference"]
    lines = {name: queue_of(summary, name, measure, group) for name in scenarios(summary)}
    known = {
        name: line
        for name, line in lines.items()
        if line is not None and line["arms"][arm] is not None and line["units"][arm] >= FEWEST
    }
    if not known:
        return ""
    told = ", ".join(f"{_level(line, arm)} under {name}" for name, line in known.items())
    return f"Of 100 {what} by people at risk with {arm}, {verb} were {told}."


def _level(line: Plain, arm: str) -> str:
    """A level with its interval; where it is compared with the first scenario, the change."""
    level, moved = line["arms"][arm], line["moved"].get(arm)
    value = number(level["value"], "share")
    if moved is not None and not moved["same"]:
        return f"{value} (change {apart(moved, 'share').replace(' (', ', ').rstrip(')')})"
    ends = interval(level, "share")
    return f"{value} ({ends})" if ends else value
