"""Headers that are written down, and headers that are filled from the environment when they go.

What is filled in is a secret: it is asked of the environment for each request and is neither kept
nor told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from simenv.models.checking import Fault, secret_faults
from simenv.models.failures import WrongKey
from simenv.models.keys import like_a_key, tellable
from simenv.models.model import MARK

_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}", re.ASCII)
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[ -~]*")
"""Anything else in a header can be read as another header, or as nothing."""
_OWN = {"content-length", "transfer-encoding", "host", "connection", "expect"}
_FROM = "give it in headers_from, as {'Authorization': 'Bearer ${MY_KEY}'}"
_SHORTEST = 6
"""A value shorter than this is a setting and no key: answers keep the word (assumed)."""
_SHORTEST_TOLD = 3
"""A header shorter than this gives nothing away, and is in every other sentence (assumed)."""


def variables(templates: Mapping[str, str]) -> list[str]:
    """The variables of the environment that the templates name."""
    return [name for text in templates.values() for name in _VARIABLE.findall(text)]


def check(templates: Mapping[str, str]) -> None:
    """`WrongKey` if a variable is not set, or holds what no header can hold."""
    named = variables(templates)
    if missing := sorted(name for name in named if not os.environ.get(name)):
        raise WrongKey(f"set {' and '.join(missing)} in the environment to use this model")
    if odd := sorted(name for name in named if not _VALUE.fullmatch(os.environ[name])):
        raise WrongKey(f"{' and '.join(odd)}: a line break or a character that no header can hold")


def filled(templates: Mapping[str, str]) -> dict[str, str]:
    """The headers, for one request."""
    return {
        name: _VARIABLE.sub(lambda found: os.environ.get(found[1], ""), text)
        for name, text in templates.items()
    }


def secrets(templates: Mapping[str, str], *, told: bool) -> list[str]:
    """What was filled in, longest first; `told` for a failure, where even short words stay out."""
    held = {os.environ.get(name, "") for name in variables(templates)}
    least = 1 if told else _SHORTEST
    return sorted((one for one in held if len(one) >= least), key=len, reverse=True)


def hidden(headers: Mapping[str, str], templates: Mapping[str, str]) -> list[str]:
    """What no failure may hold: values of headers, written down or filled in."""
    plain = [value for value in headers.values() if len(value) >= _SHORTEST_TOLD]
    return [*plain, *secrets(templates, told=True)]


def header_faults(headers: Mapping[str, str], templates: Mapping[str, str]) -> Iterator[Fault]:
    """Everything for which these cannot be headers."""
    yield from secret_faults(headers, _FROM)
    for name, value in headers.items():
        yield from _name_faults("headers", name)
        if like_a_key(str(value)):
            yield f"headers.{tellable(name)}", "a value that is no key", "one like a key", _FROM
        yield from _value_faults("headers", name, value)
    for name, text in templates.items():
        yield from _name_faults("headers_from", name)
        if name.lower() in {own.lower() for own in MARK}:
            yield "headers_from", "any but the mark of simenv", tellable(name), "leave it out"
        yield from _value_faults("headers_from", name, text)
        yield from _template_faults(name, text)
    if twice := {name.lower() for name in headers} & {name.lower() for name in templates}:
        yield (
            "headers_from", "each header once", f"{', '.join(sorted(twice))} in headers as well",
            "leave one of the two out",
        )  # fmt: skip


def _name_faults(field: str, name: str) -> Iterator[Fault]:
    if not _NAME.fullmatch(name):
        yield field, "names of letters, digits and dashes", tellable(repr(name)), "write another"
    elif name.lower() in _OWN:
        yield field, "none that each request has of its own", name, "leave it out"


def _value_faults(field: str, name: str, value: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _VALUE.fullmatch(value):
        yield (
            f"{field}.{tellable(name)}", "one line of ASCII characters", "something else",
            "write it as text, without line breaks and other characters",
        )  # fmt: skip


def _template_faults(name: str, text: str) -> Iterator[Fault]:
    """What stands in a template may be a key by mistake, so it is not repeated."""
    rest = _VARIABLE.sub("", str(text))
    if rest == text or "$" in rest or like_a_key(rest):
        yield (
            f"headers_from.{tellable(name)}", "text with ${VARIABLE}, as 'Bearer ${MY_KEY}'",
            "none, half a one or a key itself",
            "put the key into a variable of the environment and write its name",
        )  # fmt: skip
