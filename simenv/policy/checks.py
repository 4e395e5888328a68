"""What is wrong with a policy file beyond its single fields: every problem, for one report.

A part that `fill` has something to say about is left out here, so that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic

from simenv.catalogue import Document, Entry, instead, nearest, one_of, shown
from simenv.errors import Problem
from simenv.policy.conditions import Ranges
from simenv.policy.format import KINDS, MOST_RULES, Answer, Rule, chain, resolved
from simenv.policy.grid import LARGEST, lay_out, size

#: What a problem says: expected, found, remedy.
_Told = tuple[str, str, str]

_TALKING = ("python", "chat", "http")
#: Which kinds a field belongs to, where not to all.
_BELONG = {
    **dict.fromkeys(("responses", "rules"), ("rules",)),
    **dict.fromkeys(("function", "entry_point", "says"), ("python",)),
    "weights": ("learned",),
    "labels": ("rules", *_TALKING),
    **dict.fromkeys(("model", "api_base", "key_from"), ("chat",)),
    **dict.fromkeys(("url", "request", "reply", "finish", "usage", "headers_from"), ("http",)),
    **dict.fromkeys(("headers", "price"), ("chat", "http")),
    **dict.fromkeys(("system", "history", "temperature", "max_tokens", "at_once"), _TALKING),
    "target": _TALKING,
}

#: How a rule names the response that it gives.
_GIVE = ("answer", "otherwise")


def across(document: Document) -> list[Problem]:
    """Fields that belong to another kind, and a policy of code or weights without a detector."""
    kind, data = document.data.get("kind"), document.data
    found = [
        document.problem((field,), f"no {field} in a policy of kind {kind}", field, "remove it")
        for field, kinds in _BELONG.items()
        if kind in KINDS and kind not in kinds and field in data
    ]
    seeing = kind == "learned" or (kind == "python" and "says" not in data)
    if seeing and "detector" not in data:
        remedy = "add a line such as `detector: typical-2025`"
        told = "the field detector, by which risk is seen", "nothing", remedy
        found.append(document.problem(("detector",), *told))
    return found


def _sound(model: type[Entry], said: object) -> Any:
    """A part of a file as its model, or None where `fill` has something to say about it."""
    try:
        return model.model_validate(said)
    except pydantic.ValidationError:
        return None


def in_rules(document: Document) -> list[Problem]:
    """Everything that is wrong between the responses and the rules of a file."""
    data = document.data
    remedy = "add it; `simenv new policy NAME` shows how"
    missing = [field for field in ("responses", "rules") if not data.get(field)]
    found = [
        document.problem((field,), f"{field} that say something", "nothing", remedy)
        for field in missing
    ]
    responses = data.get("responses")
    responses = responses if isinstance(responses, dict) else {}
    rules = data.get("rules")
    rules = dict(enumerate(rules)) if isinstance(rules, list) else {}
    whole = {number: _sound(Rule, said) for number, said in rules.items()}
    kept = {number: rule for number, rule in whole.items() if rule is not None}
    found += _unused(document, rules, responses)
    found += _parents(document, responses)
    found += _without_act(document, responses)
    found += _badly_put(document, rules, kept, responses)
    found += _unremembered(document, kept)
    found += _unreached(document, kept)
    return found


def _parents(document: Document, said: dict[str, Any]) -> Iterator[Problem]:
    """Responses that extend what is not there, or themselves."""
    above = {name: _parent(response) for name, response in said.items()}
    for name, parent in above.items():
        field = ("responses", name, "extends")
        if parent and parent not in said:
            expected = one_of(other for other in said if other != name)
            yield document.problem(field, expected, repr(parent), instead(parent, said))
        elif parent and name in chain(parent, above):
            expected = "a response that does not extend this one"
            yield document.problem(field, expected, f"{parent!r}, a circle", "break the circle")


def _parent(response: object) -> str:
    parent = response.get("extends") if isinstance(response, dict) else None
    return parent if isinstance(parent, str) else ""


def _without_act(document: Document, responses: dict[str, Any]) -> Iterator[Problem]:
    """Responses that, with all that they extend, neither say what is done nor have a text."""
    answers = {name: _sound(Answer, said) for name, said in responses.items()}
    kept = {name: answer for name, answer in answers.items() if answer is not None}
    for name, answer in resolved(kept).items():
        if answer.act is None and not answer.text and answer.extends is None:
            told = "the field act, or a text", "nothing", "add a line `act: …` or `text: …`"
            yield document.problem(("responses", name), *told)


def _unused(
    document: Document, rules: dict[int, Any], responses: dict[str, Any]
) -> Iterator[Problem]:
    """Responses that no rule gives, by their name or by that of one that extends them.

    What another file put there is left alone. A name that is there nowhere stands for the nearest
    one that is, lest one misspelt word be told twice.
    """
    responses = {name: response for name, response in responses.items() if isinstance(name, str)}
    said = [rule.get(key) for rule in rules.values() if isinstance(rule, dict) for key in _GIVE]
    above = {name: _meant(_parent(response), responses) for name, response in responses.items()}
    used = {
        link
        for name in said
        if isinstance(name, str)
        for link in chain(_meant(name, responses), above)
    }
    for name in responses:
        own = document.place(("responses", name))[0] == shown(document.path)
        if rules and own and name not in used:
            remedy = "name it in a rule, or remove it"
            told = "a response that some rule gives", "no rule that gives it", remedy
            yield document.problem(("responses", name), *told)


def _meant(name: str, known: dict[str, Any]) -> str:
    return name if name in known else nearest(name, known) or name


def _badly_put(
    document: Document, said: dict[int, Any], rules: dict[int, Rule], responses: dict[str, Any]
) -> Iterator[Problem]:
    """Rules of the wrong form, rules that answer with what is not there, a missing `otherwise`."""
    for number, rule in rules.items():
        told = _form(rule, last=number == len(said) - 1)
        if told is not None:
            yield document.problem(("rules", number), *told)
        for field in _GIVE:
            name = getattr(rule, field)
            if name is not None and responses and name not in responses:
                told = one_of(responses), repr(name), instead(name, responses)
                yield document.problem(("rules", number, field), *told)
    ends = [rule for rule in said.values() if isinstance(rule, dict) and "otherwise" in rule]
    if said and not ends:
        remedy = "end the rules with `- {otherwise: NAME}`"
        yield document.problem(("rules",), "a last rule `otherwise`", "none", remedy)


def _form(rule: Rule, *, last: bool) -> _Told | None:
    """What is wrong with the form of one rule."""
    expected = "{when: …, answer: NAME}, or {otherwise: NAME}"
    given = [name for name in ("when", "answer", "otherwise") if getattr(rule, name) is not None]
    if given not in (["when", "answer"], ["otherwise"]):
        return expected, " and ".join(given) or "nothing", "write one of the two"
    if given == ["otherwise"] and not last:
        return "otherwise as the last rule", "rules after it", "move it to the end"
    if rule.when is not None and not rule.when.tests():
        remedy = "test something, or make it the last rule: `otherwise`"
        return "a when that tests something", "one that fits every request", remedy
    return None


def _unremembered(document: Document, rules: dict[int, Rule]) -> Iterator[Problem]:
    """Tests of what the policy cannot know: risk without a detector, a past without a memory."""
    data = document.data
    memory = data.get("remembers")
    known = set(memory) if isinstance(memory, dict) else set()
    for number, rule in rules.items():
        tests = rule.when.tests() if rule.when is not None else {}
        if "risk_seen" in tests and "detector" not in data:
            remedy = "add a line such as `detector: typical-2025`"
            field = ("rules", number, "when", "risk_seen")
            told = "a detector, by which risk is seen", "none in this file", remedy
            yield document.problem(field, *told)
        for column in sorted({"refusals", "referrals"} & tests.keys() - known):
            remedy = f"add `remembers: {{{column}: 30 days}}`, or test session_{column}"
            field = ("rules", number, "when", column)
            yield document.problem(field, f"{column} to be remembered", "no memory of them", remedy)


def _unreached(document: Document, rules: dict[int, Rule]) -> list[Problem]:
    """Rules that the rules before them leave nothing to answer."""
    tests: dict[int, dict[str, Ranges]] = {
        number: rule.when.tests() for number, rule in rules.items() if rule.when is not None
    }
    tests = {number: test for number, test in tests.items() if test}
    numbers, listed = list(tests), list(tests.values())
    if len(rules) > MOST_RULES:
        return []  # which `fill` reports
    cells = size(listed)
    if cells > LARGEST:
        told = f"rules of at most {LARGEST:,} combinations", f"{cells:,}", "write a python policy"
        return [document.problem(("rules",), *told)]
    remedy = "move it up, make it or the rules above it narrower, or remove it"
    return [
        document.problem(
            ("rules", numbers[place]),
            "a rule that can be reached",
            f"{_and(numbers[owner] for owner in owners)} answers all that it would",
            remedy,
        )
        for place, owners in lay_out(listed).unreached.items()
    ]


def _and(numbers: Iterator[int]) -> str:
    *rest, last = [f"rules[{number}]" for number in numbers]
    return f"{', '.join(rest)} and {last} together" if rest else last
