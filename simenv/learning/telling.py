"""A verdict as Markdown: the tables of docs/learning.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simenv.columns import F8
from simenv.learning.gaming import gaming, habits, table
from simenv.learning.judging import Line, Verdict
from simenv.stats.estimate import Difference

#: What is told of the training: as many rows of its curve.
_ROWS = 8


def curve(found: F8) -> str:
    """How the mean return of episodes grew with training."""
    lines = ["| answers | mean return of episodes |", "|---|---|"]
    step = max(len(found) // _ROWS, 1)
    kept = [*range(0, len(found) - 1, step), len(found) - 1]
    lines += [f"| {found[row, 0]:,.0f} | {found[row, 1]:.2f} |" for row in kept if row >= 0]
    return "\n".join(lines)


def chosen(verdict: Verdict) -> str:
    """The rewards on training persons, the best first."""
    ranked = sorted(verdict.training.items(), key=lambda item: -item[1])
    lines = ["| policy | reward per person |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {value:.2f} |" for name, value in ranked])


def lines(found: Sequence[Line], verdict: Verdict) -> str:
    """Measures under both policies, and the paired difference with its 95 % interval."""
    head = f"| measure | unit | {verdict.learned} | {verdict.scripted} | difference |"
    return "\n".join([head, "|---|---|---|---|---|", *map(_line, found)])


def _line(one: Line) -> str:
    times = 100.0 if one.unit == "of 100 people" else 1.0
    digits = 3 if one.unit == "0-1" else 2
    first, second = (_number(value * times, digits) for value in (one.learned, one.scripted))
    apart = _apart(one.apart.times(times), digits)
    return f"| {one.label} | {one.unit} | {first} | {second} | {apart} |"


def _apart(one: Difference, digits: int) -> str:
    if one.same:
        return "nobody differs"
    value = _number(one.value, digits, "+")
    if one.low is None or one.high is None:
        return value
    return f"{value} ({_number(one.low, digits, '+')} to {_number(one.high, digits, '+')})"


def _number(value: float, digits: int, sign: str = "") -> str:
    """A number as it is read: what rounds to nothing has no sign."""
    rounded = round(value, digits)
    return f"{rounded:{sign}.{digits}f}" if rounded else f"{0:.{digits}f}"


def whole(verdict: Verdict, shares: F8) -> Iterator[str]:
    """All of a verdict, part by part."""
    yield f"## Reward on training persons\n\n{chosen(verdict)}"
    yield f"## Reward on held-out persons\n\n{lines(verdict.rewards, verdict)}"
    yield f"## Outcomes on held-out persons\n\n{lines(verdict.outcomes, verdict)}"
    if verdict.worlds:
        better = sum(apart > 0 for apart in verdict.worlds)
        told = ", ".join(f"{apart:+.2f}" for apart in verdict.worlds)
        yield f"Reward, difference in drawn worlds: {told}; better in {better}."
    found = {name: habits(lives, shares) for name, lives in verdict.lives.items()}
    says = gaming(found[verdict.learned], found[verdict.scripted])
    yield f"## Habits\n\n{table(found)}\n\n" + "\n".join(f"- {one}" for one in says)
