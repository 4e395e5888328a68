"""Plain data as a YAML file, for `spec.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

#: Words that some readers of YAML take for a truth value or for nothing.
_TAKEN = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def as_yaml(data: Mapping[str, Any]) -> str:
    """Maps, lists and plain values as YAML, in the given order.

    Every value is written as JSON, which YAML 1.2 contains: no word is taken for a number or a
    truth value when it is read back. A list that holds maps has a line for each item.
    """
    return "\n".join(_lines(data, "")) + "\n"


def _lines(data: Mapping[str, Any], margin: str) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            yield f"{margin}{_key(key)}:"
            yield from _lines(value, margin + "  ")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            yield f"{margin}{_key(key)}:"
            yield from (f"{margin}  - {json.dumps(item, ensure_ascii=False)}" for item in value)
        else:
            yield f"{margin}{_key(key)}: {json.dumps(value, ensure_ascii=False)}"


def _key(key: str) -> str:
    plain = key[:1].isalpha() and key.replace("-", "_").isidentifier()
    return key if plain and key.isascii() and key not in _TAKEN else json.dumps(key)
