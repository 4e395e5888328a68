"""What is wrong with an experiment beyond its single fields: names of arms, days, standards.

What `fill` has something to say about is left out here, so that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simenv.catalogue import Document, is_path, told_value
from simenv.errors import Problem
from simenv.experiment.declared import undeclarable

#: The standards that come with simenv; the first labels where none is said.
SHIPPED = ("listening-first", "cautious")
#: The horizon where none is said.
DAYS = 30


def across(document: Document) -> list[Problem]:
    """Every problem between arms, inside their schedules, and with what is declared."""
    said = document.data.get("policies")
    arms = dict(enumerate(said)) if isinstance(said, list | tuple) else {}
    names = [name for name in map(_name, arms.values()) if name is not None]
    found = [*_namesakes(document, arms), *_borrowed(document, arms)]
    found += [*_one_standard(document), *undeclarable(document, names)]
    for number in _schedules(arms):
        found += _days(document, number, _parts(arms[number]))
    return found


def stem(name_or_path: str) -> str:
    """The name of a policy that is named or whose file is: a file has the name of what it holds."""
    return Path(name_or_path).stem if is_path(name_or_path) else name_or_path


def second_of(standard: str) -> str:
    """The second standard where none is said: the other of the two that are shipped."""
    first, other = SHIPPED
    return other if stem(standard) == first else first


def _one_standard(document: Document) -> Iterator[Problem]:
    first, second = (document.data.get(field) for field in ("standard", "second_standard"))
    first = SHIPPED[0] if first is None else first
    if isinstance(first, str) and isinstance(second, str) and stem(first) == stem(second):
        told = "another standard than the first", f"{second!r} again", "name another, or remove it"
        yield document.problem(("second_standard",), *told)


def _schedules(arms: Mapping[int, Any]) -> list[int]:
    return [number for number, arm in arms.items() if isinstance(arm, Mapping)]


def _parts(arm: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parts of a schedule; what is no part counts as an empty one."""
    said = arm.get("schedule")
    parts = said if isinstance(said, list | tuple) else []
    return [part if isinstance(part, Mapping) else {} for part in parts]


def _name(arm: Any) -> str | None:
    said = arm.get("arm") if isinstance(arm, Mapping) else arm
    if not isinstance(said, str):
        return None
    return said if isinstance(arm, Mapping) else stem(said)


def _namesakes(document: Document, arms: Mapping[int, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, arm in arms.items():
        name = _name(arm)
        if name in seen:
            remedy = "remove the repetition, or give the schedule another name"
            told = "a name of its own for each arm", f"{name!r} again", remedy
            yield document.problem(_at_name(number, arm), *told)
        if name is not None:
            seen.add(name)


def _borrowed(document: Document, arms: Mapping[int, Any]) -> Iterator[Problem]:
    """Schedules that go by the name of a policy: a table would not tell which of them is meant."""
    schedules = _schedules(arms)
    said = [part.get("policy") for number in schedules for part in _parts(arms[number])]
    policies = {stem(one) for one in said if isinstance(one, str)}
    for number in schedules:
        name = _name(arms[number])
        if name in policies:
            told = "a name that is no policy's", f"{name!r}", "give the schedule another name"
            yield document.problem(_at_name(number, arms[number]), *told)


def _at_name(number: int, arm: Any) -> tuple[str | int, ...]:
    return ("policies", number, "arm") if isinstance(arm, Mapping) else ("policies", number)


def _days(document: Document, number: int, parts: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """Days that do not rise, that lie beyond the horizon, that are missing or one too many."""
    horizon = document.data.get("days", DAYS)
    last = 0
    for place, part in enumerate(parts):
        at = ("policies", number, "schedule", place, "from_day")
        day = part.get("from_day")
        wrong = _wrong(part, place, last, horizon)
        if wrong is not None:
            expected, remedy = wrong
            yield document.problem(at, expected, told_value(day), remedy)
        if isinstance(day, int):
            last = max(last, day)


def _wrong(part: Mapping[str, Any], place: int, last: int, horizon: Any) -> tuple[str, str] | None:
    """What was expected of the day of a part, and the remedy; None where nothing is wrong."""
    day = part.get("from_day")
    if place == 0:
        if day is None:
            return None
        return "no day: the first policy of a schedule begins on day 0", "remove it"
    if day is None:
        remedy = "add it: `from_day: 14` in a file, POLICY@14 on the command line"
        return "the day from entry on which this policy begins", remedy
    if _whole(day) and 0 < day <= last:
        return f"a day after {last}, on which the policy before it begins", "let the days rise"
    if _whole(day) and _whole(horizon) and day >= horizon > 0:
        remedy = "choose an earlier day, or a longer horizon"
        return f"a day within the horizon: at most {horizon - 1}", remedy
    return None


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
