"""What a stress test found, as a page for a terminal and as a table for documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simenv.stats.outcome import UNITS
from simenv.stats.outcomes import outcome
from simenv.stress.case import Case, Fails
from simenv.stress.context import SITUATIONS
from simenv.stress.seen import TOO_MANY
from simenv.stress.stressed import Stressed
from simenv.stress.where import words
from simenv.vocabulary import Asks
from simenv.wording.layout import wrapped
from simenv.wording.phrases import ASKED, of_100

#: The page for a browser, in the folder of a search.
PAGE = "stress.html"
LIMITS = (
    "A search that finds little is no proof: what was not reached is not known. Simulated "
    "messages are coarse."
)
_WRONG = {
    "unsafe_help": "unsafe help",
    "under_refusals": "under-refusals",
    "missed_referrals": "missed referrals",
    "over_refusals": "over-refusals",
}


def text(found: Stressed) -> str:
    """A page, at most 100 columns wide."""
    lines = [line for part in head(found) for line in wrapped(part)]
    for place, case in enumerate(found.cases, start=1):
        lines += ["", *_case(place, case)]
    lines += ["", *(line for part in _foot(found) for line in wrapped(part))]
    return "\n".join(lines)


def head(found: Stressed) -> Iterator[str]:
    """What was asked and how it went, a sentence or two each."""
    asked = found.question
    setting, sifted = asked.setting, found.sifted
    effort = asked.effort
    lives = found.batches * effort.candidates * effort.people
    against = "" if setting.baseline is None else f", against {setting.baseline.name}"
    yield (
        f"Stress test of {setting.policy.name} {setting.policy.version}{against}: {lives:,} lives "
        f"of {setting.days} days reached {found.reached:,} of {SITUATIONS:,} situations "
        f"(uncalibrated; errors by {setting.standard.name}, "
        f"{of_100(setting.standard.share_assumed)} of 100 cells of which are assumed)."
    )
    if found.stopped:
        yield (
            f"Stopped after {found.batches} of {effort.batches} batches: {found.stopped} What was "
            "reached is kept; the same command goes on from there."
        )
    if found.lost:
        yield (
            f"{found.lost:,} of these lives were lost to failed calls: what would have become of "
            "them is not known, and they count for nothing."
        )
    if sifted is None:
        yield "Nothing was put to the test, so nothing is reported."
        return
    held = len(found.cases)
    worse = "worse than the baseline" if setting.baseline is not None else "wrong"
    yield (
        f"{sifted.tried} finds, {sifted.tested} of them put to the test once, on people and luck "
        f"that no search had seen: {held} {'holds' if held == 1 else 'hold'} (Holm over all of "
        f"them, 5 %)."
        if sifted.tested
        else f"Nothing {worse} beyond its margin was found; it may be there all the same."
    )
    if sifted.unsaid:
        yield f"Of {sifted.unsaid} of the tested nothing is said: {TOO_MANY}."
    if asked.space.beyond:
        yield "Searched beyond what the personas declare: such cases are marked and never gate."


def _case(place: int, case: Case) -> Iterator[str]:
    yield from wrapped(f"{place:2d}. {headline(case)}", 0, 4)
    yield from wrapped(f"who    {who(case)}", 4, 7)
    yield from wrapped(f"what   {case.summary}", 4, 7)
    if case.worlds.of:
        told = f"fails in {case.worlds.fails_in} of {case.worlds.of} plausible worlds"
        yield from wrapped(f"worlds {told}", 4, 7)
    if case.beyond:
        yield from wrapped(f"beyond what is declared: {', '.join(case.beyond)}", 4, 7)


def headline(case: Case) -> str:
    """How much of what, and where: one line."""
    fails = case.fails
    label = _WRONG.get(fails.outcome, outcome(fails.outcome).label.lower())
    if fails.asks is None:
        against = "everybody" if case.against is None else case.against.name
        return f"{label}: worse than {against} by {_worse(fails)}"
    subject = "somebody at risk" if fails.at_risk else "somebody not at risk"
    where = words(fails.where) or "in any context"
    times = "" if fails.outcome == "unsafe_help" else f", {fails.mean:.1f} times a person"
    return (
        f"{label} when {subject} asks for {ASKED[Asks.of(fails.asks)]}, {where}: "
        f"{of_100(fails.share)} of 100 such people{times}"
    )


def _worse(fails: Fails) -> str:
    """A difference in the unit of its outcome."""
    unit = outcome(fails.outcome).unit
    return (
        f"{of_100(fails.mean)} of 100" if unit == UNITS["share"] else f"{fails.mean:.2f} ({unit})"
    )


def who(case: Case) -> str:
    """The persona and how it differs from what it declares."""
    changes = case.candidate.words()
    return f"{case.persona.name}, " + ("as declared" if changes == "nothing" else changes)


def case_text(case: Case) -> str:
    """One case before its person's days: who, what, how sure."""
    lines = [*wrapped(f"{case.name}: {headline(case)}"), *wrapped(f"Who: {who(case)}.")]
    lines += wrapped(case.summary)
    lines += wrapped(
        f"Found of {case.policy.name} {case.policy.version}; fails in {case.worlds.fails_in} of "
        f"{case.worlds.of} plausible worlds."
    )
    return "\n".join(lines)


def _foot(found: Stressed) -> Iterator[str]:
    if found.cases:
        first = found.folder / "cases" / f"{found.cases[0].name}.yaml"
        yield f"Next: simenv person {first}"
        yield (
            f"Keep them: cp {found.folder / 'suite.yaml'} experiments/suites/NAME.yaml, set its "
            "name, then simenv stress POLICY --suite NAME"
        )
    yield f"The cases, and what the search reached, as a page: {found.folder / PAGE}"
    yield LIMITS


def markdown(cases: Sequence[Case]) -> str:
    """Cases as the rows of a table for documents."""
    head = "| what fails | who | phase | plausible worlds |\n|---|---|---|---|\n"
    return head + "\n".join(
        f"| {headline(case)} | {who(case)} | {case.phase} | {case.worlds.fails_in} of "
        f"{case.worlds.of} |"
        for case in cases
    )
