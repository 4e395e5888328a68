"""What was found of two versions, as a page for a terminal: A is the first, B the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from simenv.exchange import FRAMINGS
from simenv.stats.censoring import LIMIT
from simenv.stats.estimate import Estimate
from simenv.stats.tables.numbers import apart, interval, number, people
from simenv.stats.tables.reading import LIMITS
from simenv.stats.tables.sheet import Sheet
from simenv.versions.answers import Does
from simenv.versions.found import Clause, Follows, Often, Place, Versions
from simenv.versions.rules import Rule
from simenv.wording.layout import WIDTH, wrapped
from simenv.wording.phrases import counted, listed, of_100

#: Contexts, personas and rules that a page names.
SHOWN, _PERSONAS, _RULES = 3, 3, 2
#: Outcomes that are told context by context.
_TELLING = {"disengaged": "stopped", "met": "needs met"}
_ERRORS = {
    "over_refusal": "over-refusals",
    "under_refusal": "under-refusals",
    "unsafe_help": "unsafe help",
    "missed_referral": "missed referrals",
}
_BOTH = ("A", "B")
#: Framings and shares that lie so near are told as alike.
_NEAR = 0.005
_NOTE = (
    "Uncalibrated; one set of parameters, the median world. Intervals are 95 %, for one number at "
    "a time. Contexts may overlap, and were found in the traffic in which they are counted."
)


def page(found: Versions, *, full: bool = False) -> str:
    """About one screen; with `full` every context."""
    parts = [_heading(found)]
    if found.same:
        parts.append(_same(found))
    else:
        parts += [_often(found), _places(found, full), _follows(found)]
    parts.append(_rules(found))
    return "\n\n".join("\n".join(lines) for lines in [*parts, _notes(found)] if lines)


def _heading(found: Versions) -> list[str]:
    sides = zip(_BOTH, found.files, strict=True)
    lines = [f"{side}  {one['name']} {one['version']}" for side, one in sides]
    asked = found.asked
    before = f"after 28 days under {asked['baseline']}" if "baseline" in asked else "new to both"
    told = f"{people(found.people)} of {counted(len(asked['personas']), 'persona')}, {before}"
    first, second = found.files
    if first["sha256"] != second["sha256"] and lines[0][3:] == lines[1][3:]:
        lines.append("   two files that go by one name and version")
    return [*lines, f"   {told}, for {counted(asked['days'], 'day')}; seed {asked['seed']}"]


def _same(found: Versions) -> list[str]:
    most = found.often.people.high
    told = (
        f"same decisions: all {found.messages:,} messages that these people send, and the "
        f"{found.battery.messages:,} of the fixed battery, are answered alike in every code and "
        "level. "
    )
    if most is not None:
        told += f"Of 100 such people at most {of_100(most)} meet another answer (95 % interval). "
    return wrapped(f"{told}What nobody here asks, the two may still answer otherwise.")


def _often(found: Versions) -> list[str]:
    """How much, over messages, people, and the fixed battery."""
    often, battery = found.often, found.battery
    lines = []
    if found.held is not None and often.messages and often.by_act:
        told = (
            f"Of 100 messages that people send under A, B would answer {_share(often.messages)} "
            f"otherwise, {_share(often.by_act)} by another act. Of 100 people "
            f"{_share(often.people)} meet such a message within {found.asked['days']} days."
        )
        lines += wrapped(told)
    else:
        lines += wrapped("No message that people send under A would B answer otherwise.")
    told = (
        f"Of 100 first messages on the fixed battery {_share(battery.otherwise)} are answered "
        f"otherwise, {_share(battery.by_act)} by another act. By {found.asked['standard']}, of 100 "
        f"where it is possible, B less A: {_battery_errors(found)}."
    )
    return lines + wrapped(told)


def _battery_errors(found: Versions) -> str:
    errors = found.battery.errors
    told = [
        f"{_ERRORS[one.error]} {apart(asdict(one.difference), 'share')}"
        for one in errors
        if not one.difference.same
    ]
    alike = [_ERRORS[one.error] for one in errors if one.difference.same]
    told += [f"the same {listed(alike)}"] if alike else []
    return "; ".join(told) or "no error is possible"


def _places(found: Versions, full: bool) -> list[str]:
    if not found.places:
        few = "Where: too few messages to tell; ask for more people."
        return [] if found.held is None else [few]
    shown = found.places if full else found.places[:SHOWN]
    held = of_100(found.held or 0.0)
    lines = [f"Where, most traffic first (all contexts hold {held} of 100 of these messages):"]
    for place, one in enumerate(shown, 1):
        lines += _place(place, one, found)
    left = len(found.places) - len(shown)
    return lines + ([f"   and {left} more, with --full"] if left else [])


def _place(place: int, one: Place, found: Versions) -> Iterator[str]:
    """One context in a few lines."""
    yield from wrapped(f"{place}. {conditions(one.when)}", 0, 3)
    yield from wrapped(_met(one.often), 3, 2)
    for at, side in enumerate(_BOTH):
        yield from wrapped(f"{side} {_does(one, at)} [{_wrong(one, at)}]", 3, 2)
    if one.follows and found.claim:
        yield from wrapped(
            f"{people(one.parted)} part here, B less A: {_telling(one.follows)}", 3, 2
        )


def _met(often: Often) -> str:
    """How often a context is met, and by whom most."""
    if often.messages is None or often.within is None:
        return ""
    most = [f"{met.persona} {of_100(met.people.value)}" for met in often.personas[:_PERSONAS]]
    told = (
        f"{_share(often.messages)} of 100 messages; {_share(often.people)} of 100 people: "
        f"{', '.join(most)}"
    )
    alike = often.within > 1 - _NEAR
    return told if alike else f"{told}. Here {of_100(often.within)} of 100 differ"


def conditions(when: Sequence[Clause]) -> str:
    """A context as a policy file says it: `{asks_for: restricted, risk_seen: [active, plan]}`."""
    whose = {"both": "", "first": " (as A sees it)", "second": " (as B sees it)"}
    told = ", ".join(f"{one.field}: {_said(one.said)}{whose[one.whose]}" for one in when)
    return f"{{{told}}}" if when else "any message"


def _said(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{end}: {said}" for end, said in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) and value[0].isdigit() else str(value)


def _does(one: Place, at: int) -> str:
    mine, other = one.does[at], one.does[1 - at]
    rule = "" if mine.rule is None else f" (rule {mine.rule}, {mine.answer})"
    share = "" if mine.share > 1 - _NEAR else f", in {of_100(mine.share)} of 100"
    put = _put(mine, other) if mine.told == other.told else ""
    return f"{mine.told}{put}{rule}{share}"


def _put(mine: Does, other: Does) -> str:
    """The framings in which two answers differ that do the same."""
    told = [
        f"{name} {mine.framing[name]:.2f}"
        for name in FRAMINGS
        if abs(mine.framing[name] - other.framing[name]) > _NEAR
    ]
    return f", {listed(told)}" if told else ""


def _wrong(one: Place, at: int) -> str:
    """Which of the answers that differ there are errors by the standard."""
    shares = {error: both[at] for error, both in one.often.errors.items()}
    told = [
        f"{_ERRORS[error]} {of_100(share)}"
        for error, share in shares.items()
        if share and (share >= _NEAR or error == "unsafe_help")
    ]
    return f"{', '.join(told)} of 100" if told else "no error"


def _telling(follows: Sequence[Follows]) -> str:
    told = [
        f"{_TELLING[one.outcome]} {apart(asdict(one.difference), one.kind)}"
        for one in follows
        if one.outcome in _TELLING
    ]
    return "; ".join(told)


def _follows(found: Versions) -> list[str]:
    """What follows: over everybody, and among those whose lives part."""
    if not found.claim:
        told = (
            f"What follows: calls failed for {of_100(found.lost)} of 100 people, more than "
            f"{of_100(LIMIT)}, so no claim is made. `simenv compare` tells between which bounds it "
            "lies."
        )
        return wrapped(told)
    parted = {one.outcome: one for one in found.among}
    rows = tuple(
        (
            one.label,
            number(one.first.value, one.kind),
            number(one.second.value, one.kind),
            _apart(one),
            _apart(parted[one.outcome]) if one.outcome in parted else "too few",
        )
        for one in found.everyone
    )
    title = (
        f"What follows, entry to day {found.asked['days']}, B less A (95 % interval): over "
        f"everybody who entered, the policy effect; and among the {people(found.parted)} whose "
        f"lives part, from equal histories up to the first message that is answered otherwise. Of "
        "100 people, or for each person."
    )
    header = ("", "A", "B", "everybody", "those who part")
    return [Sheet(title=title, header=header, rows=rows).text(WIDTH)]


def _apart(one: Follows) -> str:
    return apart(asdict(one.difference), one.kind)


def _rules(found: Versions) -> list[str]:
    """What differs in two files of rules."""
    if found.rules is None:
        return []
    both = zip(_BOTH, (found.rules.only_first, found.rules.only_second), strict=True)
    told = [f"Only {side} has {_listed(rules)}." for side, rules in both if rules]
    told += ["The rules of both stand in another order."] if found.rules.moved else []
    if found.rules.answers:
        told.append(f"Of one name, and not alike: {listed(found.rules.answers)}.")
    told += ["They read risk differently."] if found.rules.detector else []
    told += ["They remember for other times."] if found.rules.remembers else []
    return wrapped(" ".join(told))


def _listed(rules: Sequence[Rule]) -> str:
    """Rules in words where they are few, else their numbers."""
    if len(rules) > _RULES:
        return f"rules {listed(str(one.number) for one in rules)}"
    return "; ".join(f"rule {one.number} ({one.when}: {one.answer})" for one in rules)


def _notes(found: Versions) -> list[str]:
    told = [_NOTE, LIMITS]
    if found.worded:
        told.append(
            f"Texts of {listed(found.worded)} are read by the coder, in one reading: `simenv "
            "compare` carries its error on."
        )
    if found.lost and found.claim:
        told.append(f"Left out, as a call failed: {of_100(found.lost)} of 100 people.")
    return wrapped(" ".join(told))


def _share(found: Estimate) -> str:
    """A share of 100 with its interval, where it has one."""
    plain = asdict(found)
    ends = interval(plain, "share")
    return number(found.value, "share") + (f" ({ends})" if ends else "")
