"""Made-up readings over worlds for tests of tables and reports: every label, plausible numbers.

Nothing here is estimated: what is tested is that a page tells what a summary holds.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations

from simenv.stats.after import After, AfterLine
from simenv.stats.claims import Claim, Driver, Part, Ranking, Split, Spread, Weighting
from simenv.stats.estimate import Difference, Estimate
from simenv.stats.incidence import Curve
from simenv.stats.reading import Family, Reading
from simenv.stats.tables import BRIEF, lived

LABELS = ("robust", "depends", "equivalent", "undecided", "withheld", "robust")
EVENTS = {"disengaged": "Stopped using the assistant", "human": "Reached a human"}
CAUSES = {"refused": "after a refusal", "unhelped": "unhelped", "drifted": "drifted away"}


def claimed(summary: dict, worlds: int = 40) -> dict:
    """The summary as it is after so many worlds: claims, rankings, drivers, curves and the rest."""
    arms, lines = lived(summary), {line["name"]: line for line in summary["outcomes"]}
    names = tuple(name for name in BRIEF if name in lines and lines[name]["better"] != "neither")
    pairs = [(later, earlier) for earlier, later in combinations(arms, 2)]
    claims = [
        claim(lines[name], pair, LABELS[(i + j) % len(LABELS)], worlds)
        for i, name in enumerate(names)
        for j, pair in enumerate(pairs)
    ]
    told = {
        "worlds": worlds,
        "outcomes": [
            {**line, "margin": margin(line), "margin_source": "assumed"} for line in lines.values()
        ],
        "differences": [read(line) for line in summary["differences"]],
        "claims": [asdict(each) for each in claims],
        "rankings": [asdict(ranking(name, arms, claims)) for name in names if len(arms) > 1],
        "drivers": [asdict(each) for each in drivers()],
        "weightings": [asdict(each) for each in weightings(summary)],
        "curves": [asdict(each) for each in curves(arms, summary["days"])],
        "after": [asdict(after(*pair)) for pair in pairs],
        "family": asdict(
            Family(
                outcomes=names, arms=tuple(arms[1:]), against=arms[0], size=len(names), alpha=0.05
            )
        )
        if len(arms) > 1
        else None,
    }
    return {**summary, **told}


def margin(line: dict) -> float | None:
    return None if line["exogenous"] else {"share": 0.05, "hours": 2.0}.get(line["kind"], 0.1)


def read(line: dict) -> dict:
    """A difference with a ratio and a reading; of unsafe help too few events are there."""
    few = line["outcome"] == "unsafe_help"
    reading = Reading(
        margin=0.05,
        verdict="too few" if few else "beyond",
        p=0.0004,
        held=0.012,
        events=7 if few else 400,
    )
    ratio = Estimate(value=1.31, low=1.1, high=1.6, error=0.1, people=200)
    return {**line, "ratio": asdict(ratio), "reading": asdict(reading)}


def claim(line: dict, pair: tuple[str, str], label: str, worlds: int) -> Claim:
    arm, against = pair
    split = Split(
        condition="parameter",
        name="framing.warmth",
        what="what warmth does",
        at=0.2,
        source="assumed",
        low=arm,
        high=against,
    )
    return Claim(
        outcome=line["name"],
        arm=arm,
        against=against,
        margin=margin(line),
        label=label,
        winner=arm if label == "robust" else None,
        words=f"Made up: {label} for {arm} against {against}.",
        would_be="robust" if label == "withheld" else None,
        spread=Spread(
            worlds=worlds,
            mean=0.06,
            low=-0.01,
            high=0.13,
            between=0.04,
            within=0.01,
            above=0.625,
            inside=0.3,
            below=0.075,
        ),
        parts=(
            Part(
                condition="weighting",
                name="equal",
                worlds=worlds,
                median=0.05,
                above=0.9,
                inside=0.1,
                below=0.0,
                holds=True,
            ),
        ),
        depends_on=split if label == "depends" else None,
        assumed=0.81,
        people=900 if label == "withheld" else None,
    )


def ranking(name: str, arms: list[str], claims: list[Claim]) -> Ranking:
    own = [each for each in claims if each.outcome == name]
    return Ranking(
        outcome=name,
        order=tuple(reversed(arms)),
        first={arm: 1 / len(arms) for arm in arms},
        settled=tuple((each.arm, each.against) for each in own if each.label == "robust"),
        flips=tuple(
            (each.arm, each.against) for each in own if each.label in {"depends", "undecided"}
        ),
    )


def drivers() -> list[Driver]:
    sources = ("assumed", "B1", "A4; its size assumed")
    return [
        Driver(
            name=f"part.number_{i}",
            what=f"what number {i} does",
            source=sources[i % 3],
            low=0.08 - 0.01 * i,
            low_error=0.01,
            high=0.02 + 0.01 * i,
            high_error=0.01,
            correlation=-0.6 + 0.1 * i,
        )
        for i in range(6)
    ]


def weightings(summary: dict) -> list[Weighting]:
    names = [persona["name"] for persona in summary["personas"]]
    return [
        Weighting(
            name=name,
            about=f"made up: {name}",
            effective=150.0,
            weights=dict.fromkeys(names, 1 / len(names)),
        )
        for name in ("declared", "equal", "by-use")
    ]


def curves(arms: list[str], days: int) -> list[Curve]:
    found = []
    for event, label in EVENTS.items():
        causes = {"": label} | (CAUSES if event == "disengaged" else {})
        for place, arm in enumerate(arms):
            for cause, told in causes.items():
                most = (0.15 + 0.6 * place / len(arms)) * (1 if not cause else 1 / len(CAUSES))
                value = tuple(most * (day / days) ** 0.5 for day in range(days + 1))
                found.append(
                    Curve(
                        event=event,
                        cause=cause,
                        label=told,
                        arm=arm,
                        value=value,
                        low=tuple(0.8 * each for each in value),
                        high=tuple(1.2 * each for each in value),
                    )
                )
    return found


def after(refusing: str, other: str) -> After:
    level = Estimate(value=0.3, low=0.2, high=0.4, error=0.05, people=60)
    apart = Difference(value=0.1, low=0.02, high=0.18, error=0.04, people=60)
    line = AfterLine(
        name="stopped",
        label="Stopped within a week",
        kind="share",
        refusing=level,
        other=level,
        difference=apart,
    )
    return After(refusing=refusing, other=other, people=60, share=0.21, lines=(line,))
