"""Sentences, numbers and rows that the terminal's page and the published block share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simenv.behaviour import OPENED
from simenv.patterns.groups import GROUPS, Group
from simenv.patterns.pattern import ENOUGH, Result
from simenv.patterns.reasons import Kind
from simenv.patterns.running import Found
from simenv.patterns.severity import USUAL
from simenv.patterns.shown import LAGS, PUBLISHED_MOVES, Retention
from simenv.patterns.wins import Win
from simenv.wording.phrases import listed, of_100

#: What stands first, wherever any of this is told.
NOTE = "The model is uncalibrated, and nothing in it was fitted to any of these."


def how(found: Found) -> str:
    """From what all of this was found, in one paragraph."""
    personas, policies = found.versions["personas"], found.versions["policies"]
    (standard, version), *_ = found.versions["standard"].items()
    return (
        f"{found.people} people of each of {len(personas)} personas, 30 days, {len(policies)} "
        f"policies, the median world and {found.worlds} drawn ones, seed {found.seed}; simenv "
        f"{found.versions['simenv']['simenv']}, parameters "
        f"{found.versions['parameters']['parameters']}, standard {standard} {version}. Over "
        f"{ENOUGH} drawn worlds or more the answer is met (or yes) if it is so in 95 of 100 or "
        "more, not met (or no) if in 5 or fewer, else mixed; over fewer there is no verdict. No "
        "number is changed because an answer is unwelcome."
    )


def grouped(results: Sequence[Result]) -> Iterator[tuple[Group, list[Result]]]:
    """The results under each heading, in the order of the headings."""
    for group in GROUPS:
        yield group, [one for one in results if one.pattern.group == group]


def withheld(result: Result) -> str:
    """Why there is no verdict though worlds were looked at, "" if there is one."""
    few = result.verdict == "too few worlds"
    return f"too few worlds for a verdict ({ENOUGH})" if few else ""


def worlds(result: Result) -> str:
    """In how many of the drawn worlds it is so, in the word of its group: `met in 3 of 20 ...`."""
    yes = GROUPS[result.pattern.group].yes
    return f"{yes} in {result.met} of {len(result.drawn)} drawn worlds" if result.drawn else ""


def number(value: float) -> str:
    """Three digits that count, whole numbers as they are."""
    return f"{value:.0f}" if value == round(value) else f"{value:.3g}"


def moved_intro() -> str:
    """What D6 is shown beside."""
    low, high = (f"{100 * share:.0f}" for share in PUBLISHED_MOVES)
    return (
        f"D6: pairs of readings of distress {LAGS[0]} to {LAGS[-1]} h apart, of 100, that differ "
        f"by one within-person standard deviation or more ({low} to {high} in the row), in the "
        "personas that take their memory from it:"
    )


def kept_intro() -> str:
    """What B3 is shown beside."""
    told = listed(f"{100 * share:.1f} on day {day}" for day, share in OPENED.items())
    return (
        f"B3: people, of 100, with a session on that very day ({told} in the row, a lower bound "
        "from installed apps), on that day or later (not told of the last day, which has no later "
        f"one), and who had not given the assistant up by then; under {USUAL}:"
    )


def kept_told(kept: Sequence[Retention]) -> str:
    """In words where the personas lie beside B3; "" without any."""
    if not kept:
        return ""
    days = " ".join(_beside(day, kept) for day in OPENED)
    return (
        f"{days} Taken as a figure to meet, it is missed by those factors. This was not fitted, "
        "and is no success either: the row is a one-sided lower bound (daily opens of an install "
        "cohort, not of a chat assistant's users), and how far above it would be too far it does "
        "not say."
    )


def _beside(day: int, kept: Sequence[Retention]) -> str:
    figure = OPENED[day]
    shares = {one.persona: one.on_day[day] for one in kept}
    low, high = min(shares.values()), max(shares.values())
    not_above = [name for name, share in shares.items() if share <= figure]
    some = f"all but {listed(not_above)} lie" if not_above else "every persona lies"
    return (
        f"On day {day} {some} above the bound: {of_100(low)} to {of_100(high)} of 100, "
        f"{low / figure:.2g} to {high / figure:.2g} times its {100 * figure:.1f}."
    )


def retention_head(kept: Sequence[Retention]) -> tuple[str, ...]:
    """The header of the rows of retention."""
    later = kept[0].from_day if kept else ()
    words = (("day {}", OPENED), ("{} or later", later), ("kept by {}", OPENED))
    return ("persona", *(word.format(day) for word, days in words for day in days))


def retention_rows(kept: Sequence[Retention]) -> list[tuple[str, ...]]:
    """One row a persona."""
    return [
        (
            one.persona,
            *(
                of_100(share)
                for found in (one.on_day, one.from_day, one.kept)
                for share in found.values()
            ),
        )
        for one in kept
    ]


def winner(win: Win) -> str:
    """The winners of an outcome with their level, the next best and the worlds."""
    scale = 100.0 if win.outcome.kind == "share" else 1.0
    level, after = (number(scale * value) for value in (win.level, win.next_best))
    again = f"; {win.worlds} of {win.drawn}" if win.drawn else ""
    return f"{listed(win.arms)} {level} ({after}{again})"


def near(win: Win) -> str:
    """Who else may be as good, as far as these people can tell."""
    return f" Not told apart by noise: {listed(win.near)}." if win.near else ""


def cut(times: float | None) -> str:
    """How many times a variance was cut."""
    if times is None:
        return ""
    return f"{times:,.0f} times" if times >= 100 else f"{times:.3g} times"


def numbered(wins: Sequence[Win]) -> dict[tuple[Kind, str], int]:
    """Each reason once, by kind and sentence, with its number from 1 in the order of the wins."""
    reasons = dict.fromkeys((win.kind, win.why) for win in wins)
    return {reason: number for number, reason in enumerate(reasons, start=1)}


def sentence(told: str) -> str:
    """With a capital and a full stop."""
    return f"{told[0].upper()}{told[1:]}."
