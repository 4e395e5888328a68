"""Keys stay in the environment: whatever is told or kept goes through here first."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 12
"""A value shorter than this is a setting and no key (assumed)."""
_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|rk|gsk|xai|AIza|Bearer|hf)[-_ ]?[\w*.\-]{8,}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_LONGEST = 200


def secrets(named: str | None = None, hidden: Iterable[str] = ()) -> list[str]:
    """The values of all variables of the environment that look like keys, longest first.

    `named` is a variable that holds a key whatever it is called; `hidden` are further secrets.
    """
    found = {
        value
        for name, value in os.environ.items()
        if name == named or (_NAMES.search(name) and len(value) >= _SHORTEST)
    }
    return sorted((found | set(hidden)) - {""}, key=len, reverse=True)


def without_keys(text: str, named: str | None = None) -> str:
    """The text with every key of the environment replaced by `[key]`."""
    return without(text, secrets(named))


def without(text: str, hidden: Iterable[str]) -> str:
    """The text with each of these, longest first, replaced by `[key]`."""
    for secret in hidden:
        text = text.replace(secret, "[key]")
    return text


def like_a_key(text: str) -> bool:
    """Whether a key seems to stand in the text."""
    return any(re.search(r"\d", found) for found in _LIKE_A_KEY.findall(text))


def tellable(text: str, named: str | None = None, hidden: Iterable[str] = ()) -> str:
    """One short line that may be shown: no keys, nothing that looks like one, no escapes."""
    line = _LIKE_A_KEY.sub("[key]", without(text, secrets(named, hidden)))
    line = _UNSEEN.sub(" ", line).encode("utf-8", "replace").decode().strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
