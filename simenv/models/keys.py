"""Keys stay in the environment: whatever is told or kept goes through here first."""

from __future__ import annotations

import os
import re

_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 12
"""A value shorter than this is a setting and no key (assumed)."""
_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|rk|gsk|xai|AIza|Bearer|hf)[-_ ]?[\w*.\-]{8,}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_LONGEST = 200


def secrets(named: str | None = None) -> list[str]:
    """The values of all variables of the environment that look like keys, longest first.

    `named` is a variable that holds a key whatever it is called.
    """
    found = {
        value
        for name, value in os.environ.items()
        if name == named or (_NAMES.search(name) and len(value) >= _SHORTEST)
    }
    return sorted(found - {""}, key=len, reverse=True)


def without_keys(text: str, named: str | None = None) -> str:
    """The text with every key of the environment replaced by `[key]`."""
    for secret in secrets(named):
        text = text.replace(secret, "[key]")
    return text


def tellable(text: str, named: str | None = None) -> str:
    """One short line that may be shown: no keys, nothing that looks like one, no escapes."""
    line = _LIKE_A_KEY.sub("[key]", without_keys(text, named))
    line = _UNSEEN.sub(" ", line).encode("utf-8", "replace").decode().strip()
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
