"""In what two finished runs differ, and what that means for their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simenv.api.comparison import Comparison

Plain = Mapping[str, Any]
Weight = Literal["refuses", "leaves out", "warns", "told"]

_NOTHING = "nothing"
#: Weights that differ by less are the same but for rounding.
_SAME = 1e-9
_ENGINE, _TABLE = "another engine: the same people live otherwise", "another parameter table"
_COHORT = "another cohort"
#: What makes numbers incomparable, and why.
_REFUSES = {
    "simenv.source": _ENGINE,
    "simenv.parameters": _TABLE,
    "days": "another horizon",
    "cohort": _COHORT,
    "days_before_entry": _COHORT,
    "baseline": _COHORT,
}
_STANDARD = "another norm"
_WARNS = {
    "personas": "other people: levels over all of them differ for that alone",
    "files.personas": "another version of this persona",
    "files.policies": "another version of this policy: an arm of its name is another one",
    "weights": "levels over all people weigh these personas otherwise",
    "calibration": "another calibration",
    "fingerprint": "other arithmetic: last digits may differ, and with them a few lives",
}
#: The arms, which are told one by one.
_ARMS = "policies"
#: Files that another field of the spec names.
_LISTED = ("files.personas.", "files.policies.", "files.standards.")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing in which two runs differ.

    It `refuses` a comparison of numbers, `leaves out` what hangs on the standard, `warns`, or is
    only `told`; `why` is empty then.
    """

    field: str
    first: str
    second: str
    weight: Weight
    why: str = ""


def changes(first: Comparison, second: Comparison) -> Iterator[Change]:
    """Everything in which two runs differ, the gravest first."""
    found = [*_of_specs(first.run.spec, second.run.spec), *_beside(first, second)]
    order = ("refuses", "leaves out", "warns", "told")
    return iter(sorted(found, key=lambda change: (order.index(change.weight), change.field)))


def _of_specs(first: Plain, second: Plain) -> Iterator[Change]:
    """The differences of two resolved specs."""
    own, other = _flat("", first), _flat("", second)
    for field in own.keys() | other.keys():
        if own.get(field) == other.get(field) or field == _ARMS:
            continue
        if field.startswith(_LISTED) and not (field in own and field in other):
            continue  # the field that names the file says so
        weight, why = _judged(field, first, second)
        told = _told(own.get(field)), _told(other.get(field))
        yield Change(field=field, first=told[0], second=told[1], weight=weight, why=why)
    yield from _schedules(first, second)


def _judged(field: str, first: Plain, second: Plain) -> tuple[Weight, str]:
    """What a difference in a field means."""
    kind, _, name = field.rpartition(".")
    if field in _REFUSES:
        return "refuses", _REFUSES[field]
    if kind == "files.policies" and name in {first.get("baseline"), second.get("baseline")}:
        return "refuses", f"{_COHORT}: people had lived under another version of this policy"
    if field == "standard" or (kind == "files.standards" and name == first["standard"]):
        return "leaves out", _STANDARD
    if field in _WARNS or kind in _WARNS:
        return "warns", _WARNS.get(field) or _WARNS[kind]
    return "told", ""


def _schedules(first: Plain, second: Plain) -> Iterator[Change]:
    """Arms of one name that are schedules of other policies or days."""
    own, other = _arms(first), _arms(second)
    for name in own:
        if name in other and own[name] != other[name]:
            told = _told(own[name]), _told(other[name])
            why = "an arm of one name with another schedule"
            yield Change(
                field=f"arm {name}", first=told[0], second=told[1], weight="warns", why=why
            )
    if list(own) != list(other):
        told = ", ".join(own), ", ".join(other)
        yield Change(field="arms", first=told[0], second=told[1], weight="told")


def _arms(spec: Plain) -> dict[str, Any]:
    said = spec.get(_ARMS, ())
    return {str(one["arm"] if isinstance(one, Mapping) else one): one for one in said}


def _beside(first: Comparison, second: Comparison) -> Iterator[Change]:
    """What no spec says: arithmetic, software, weights, margins, calibration, arms that failed."""
    own, other = first.run.manifest, second.run.manifest
    mine, others = _beside_of(first.summary), _beside_of(second.summary)
    mine |= {"fingerprint": own.fingerprint} | _flat("software", own.software)
    others |= {"fingerprint": other.fingerprint} | _flat("software", other.software)
    mine["weights"], others["weights"] = _weights(first.summary, second.summary)
    for field in mine.keys() | others.keys():
        said, then = mine.get(field), others.get(field)
        if said == then:
            continue
        weight, why = _judged_beside(field)
        yield Change(field=field, first=_told(said), second=_told(then), weight=weight, why=why)


def _beside_of(summary: Plain) -> dict[str, Any]:
    margins = {f"margin of {one['name']}": one.get("margin") for one in summary["outcomes"]}
    failed = {
        f"arm {one['name']}": f"failed at {one['failed']}"
        for one in summary["arms"]
        if one["failed"] is not None
    }
    return {"calibration": summary["calibration"], **margins, **failed}


def _weights(*summaries: Plain) -> list[str]:
    """The weights of those personas that are in both and weigh otherwise, in words."""
    own, other = ({one["name"]: one["share"] for one in each["personas"]} for each in summaries)
    names = [name for name in own if name in other and abs(own[name] - other[name]) > _SAME]
    return [", ".join(f"{name} {one[name]:.3g}" for name in names) for one in (own, other)]


def _judged_beside(field: str) -> tuple[Weight, str]:
    if field.startswith("margin of "):
        return "told", "read against the first run's margin"
    return ("warns", _WARNS[field]) if field in _WARNS else ("told", "")


def _flat(path: str, value: Any) -> dict[str, Any]:
    """Fields by dotted path; what has a version and a hash is one thing."""
    if not isinstance(value, Mapping) or {"version", "sha256"} == value.keys():
        return {path: value}
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        flat |= _flat(f"{path}.{key}" if path else str(key), inner)
    return flat


def _told(value: Any) -> str:
    """A value as a table shows it: hashes by their first eight digits."""
    if value is None:
        return _NOTHING
    if isinstance(value, Mapping) and {"version", "sha256"} == value.keys():
        return f"{value['version']} ({value['sha256'][:8]})"
    if isinstance(value, Mapping):
        return " then ".join(_part(part) for part in value.get("schedule", ()))
    if isinstance(value, list | tuple):
        return ", ".join(map(_told, value))
    text = str(value)
    return text[:8] if len(text) == 64 and text.isalnum() else text


def _part(part: Plain) -> str:
    day = f"@{part['from_day']}" if "from_day" in part else ""
    return f"{part['policy']}{day}"
