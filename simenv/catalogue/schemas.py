"""JSON Schemas for editors, made from the models; the copies in docs/schema are kept equal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pydantic


def editor_schema(
    model: type[pydantic.BaseModel], own: Sequence[str], whole: Sequence[str] = ()
) -> dict[str, Any]:
    """The JSON Schema of a file: `own` fields always, the others unless the file extends another.

    What is inside a mapping may come from the parent too, so nothing is required there, except in
    the definitions named `whole`: those stand in lists, and lists replace.
    """
    schema = model.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for name, inner in schema.get("$defs", {}).items():
        if name not in whole:
            _loosen(inner)
    required = schema.pop("required", [])
    schema["required"] = [field for field in required if field in own]
    rest = [field for field in required if field not in own]
    if rest and "extends" in schema["properties"]:
        schema["if"] = {"not": {"required": ["extends"]}}
        schema["then"] = {"required": rest}
    else:
        schema["required"] = required
    return schema


def _loosen(inner: dict[str, Any]) -> None:
    for option in (inner, *inner.get("anyOf", [])):
        option.pop("required", None)


def schema_text(schema: dict[str, Any]) -> str:
    """A schema as it is committed."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
