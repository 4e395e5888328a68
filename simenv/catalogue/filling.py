"""Documents into typed models; what pydantic objects to, told in the words of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pydantic
from pydantic_core import ErrorDetails, PydanticCustomError

from simenv.catalogue.document import Document, Field, instead, one_of, told_value
from simenv.catalogue.untouched import untouched
from simenv.errors import BadInput, Problem

Model = TypeVar("Model", bound=pydantic.BaseModel)

#: What an error says: expected, found, remedy.
_Told = tuple[str, str, str]


class Entry(pydantic.BaseModel):
    """A mapping in a file: frozen, and a field that it does not know is a problem."""

    model_config = pydantic.ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, validate_default=False
    )


def wrong(expected: str, remedy: str, found: str = "") -> PydanticCustomError:
    """What a validator raises: pydantic's own kind of error, with the three things to tell."""
    context = {"expected": expected, "remedy": remedy, "found": found}
    return PydanticCustomError("simenv", "expected {expected}", context)


def fill(document: Document, model: type[Model], problems: Iterable[Problem] = ()) -> Model:
    """The document as `model`; `BadInput` with every problem, those handed in included.

    Where two checks object to the same field on the same line, the one handed in is kept. Where
    the parent could not be read, nothing is said to be missing: the parent may have it. What still
    says what the template of `simenv new` says is a problem, too.
    """
    found = {(p.file, p.line, p.field): p for p in [*untouched(document), *problems]}
    orphan = any(field == "extends" for _, _, field in found)
    filled = None
    try:
        filled = model.model_validate(document.data)
    except pydantic.ValidationError as error:
        for details in _distinct(error.errors(include_url=False)):
            problem = _problem(document, model, details)
            if not (orphan and details["type"] == "missing"):
                found.setdefault((problem.file, problem.line, problem.field), problem)
    if found or filled is None:
        raise BadInput(found.values())
    return filled


def _distinct(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without lists that are too short only because a wrong item in them was not counted."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error, at in zip(errors, places, strict=True)
        if error["type"] != "too_short"
        or not any(place[: len(at)] == at and place != at for place in places)
    ]


def _problem(document: Document, model: type[pydantic.BaseModel], error: ErrorDetails) -> Problem:
    at = _field(error)
    if error["type"] == "simenv":
        context = error["ctx"]
        told = context["expected"], context["found"] or told_value(error["input"])
        return document.problem(at, *told, context["remedy"])
    if error["type"] == "extra_forbidden":
        known = _known(model, at[:-1])
        expected = one_of(known) if known else "no such field"
        return document.problem(at, expected, f"the field {at[-1]}", instead(str(at[-1]), known))
    return document.problem(at, *_told(at, error))


def _field(error: ErrorDetails) -> Field:
    """Where in the file: pydantic's marks for keys and union members taken out."""
    return tuple(part for part in error["loc"] if part != "[key]" and str(part)[:1] != "<")


def _told(at: Field, error: ErrorDetails) -> _Told:
    """An error of pydantic's own, as expected, found, remedy."""
    context: dict[str, Any] = dict(error.get("ctx", {}))
    found = told_value(error["input"])
    if error["type"] == "missing" and isinstance(at[-1], int):
        return f"at least {at[-1] + 1} in the list", f"{at[-1]}", "add what is due"
    if error["type"] == "missing":
        return f"the field {at[-1]}", "nothing", f"add a line `{at[-1]}: …`"
    if error["type"] in _TELLERS:
        expected, remedy = _TELLERS[error["type"]](context, error["input"])
        return expected, found, remedy
    return error["msg"].removeprefix("Input should be ").lower(), found, "correct the value"


#: The remedy for a number that is too small or too large.
_CORRECT = "correct the number"


def _words(context: dict[str, Any], value: object) -> tuple[str, str]:
    known = [word.strip().strip("'") for word in str(context["expected"]).split(",")]
    last = known.pop().split(" or ")
    known += [word.strip("'") for word in last]
    return one_of(known), instead(value, known)


def _at_most(context: dict[str, Any], value: object) -> tuple[str, str]:
    """Too much; a share above 1 is often meant as a percentage."""
    most = context["le"]
    expected = f"a number of at most {most:g}"
    if most == 1 and isinstance(value, int | float) and value <= 100:
        return expected, f"write {value / 100:g} if you mean {value:g} of 100"
    return expected, _CORRECT


def _bound(told: str, key: str) -> Callable[[dict[str, Any], object], tuple[str, str]]:
    return lambda context, value: (f"a number {told} {context[key]:g}", _CORRECT)


def _plain(expected: str, remedy: str) -> Callable[[dict[str, Any], object], tuple[str, str]]:
    return lambda context, value: (expected, remedy)


_NUMBER = _plain("a number", "write a number, without quotes")
_WHOLE = _plain("a whole number", "write a whole number, without quotes")
_MAPPING = _plain("a mapping of fields", "write `field: value` lines, indented")
_LIST = _plain("a list", "write [a, b] or one `- item` a line")
_TEXT = _plain("text", "write it in quotes")
_TRUTH = _plain("true or false", "write true or false, without quotes")

_TELLERS: dict[str, Callable[[dict[str, Any], object], tuple[str, str]]] = {
    "literal_error": _words,
    "enum": _words,
    "string_type": _TEXT,
    "string_too_short": _plain("some text", "write it"),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "greater_than": _bound("above", "gt"),
    "greater_than_equal": _bound("of at least", "ge"),
    "less_than": _bound("below", "lt"),
    "less_than_equal": _at_most,
    "too_short": lambda context, value: (f"at least {context['min_length']}", "add what is due"),
    "too_long": lambda context, value: (f"at most {context['max_length']}", "remove the rest"),
}


def _known(model: type[pydantic.BaseModel], at: Field) -> list[str]:
    """The fields that a mapping at `at` may have, read off the model's JSON Schema."""
    whole = model.model_json_schema(by_alias=True)
    found = [whole]
    for part in at:
        found = [step for schema in _options(found, whole) for step in _step(schema, part)]
    names = [name for schema in _options(found, whole) for name in schema.get("properties", {})]
    return list(dict.fromkeys(names))


def _options(schemas: list[dict[str, Any]], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Schemas with references followed and unions opened."""
    opened = []
    for schema in schemas:
        while "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]]  # noqa: PLW2901 (follows)
        inner = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
        opened += _options(inner, whole) if inner else [schema]
    return opened


def _step(schema: dict[str, Any], part: str | int) -> list[dict[str, Any]]:
    if isinstance(part, int):
        inner = [schema.get("items")]
    else:
        named = schema.get("properties", {}).get(part, schema.get("additionalProperties"))
        inner = [named, *schema.get("patternProperties", {}).values()]
    return [step for step in inner if isinstance(step, dict)]
