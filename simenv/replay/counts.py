"""What a trajectory counts, in words: the end of a told life."""

from __future__ import annotations

from typing import Any

from simenv.columns import Column
from simenv.rows import TrajectoryRows
from simenv.vocabulary import Cause, Code, Risk
from simenv.wording.phrases import CAUSES, RISKS, crises, plain, when

_KINDS: dict[str, type[Code]] = {"Risk": Risk, "Cause": Cause}
_NEVER = "never"

#: The counts that are printed, and what they are called.
_COUNTS = {
    "needs": "needs that arose",
    "sessions": "sessions",
    "turns": "messages",
    "refused": "messages refused",
    "met": "sessions with the need met",
    "rephrased": "said in other words",
    "masked": "hid what it was about",
    "pushed_back": "pushed back",
    "worked_around": "worked around the limit",
    "offered": "referrals offered",
    "taken": "referrals taken",
    "reliance": "needs brought although a human was open",
    "over_refusals": "over-refusals",
    "under_refusals": "under-refusals",
    "unsafe_helps": "unsafe help",
    "missed_referrals": "missed referrals",
}


def counts(trajectory: TrajectoryRows) -> list[tuple[str, str]]:
    """Each count and first event of one life, as words."""
    row = values(trajectory)
    found = [(label, str(row[name])) for name, label in _COUNTS.items()]
    found += [
        ("stopped using the assistant", _left(row)),
        ("was ready to use it again", _times(row["returned"])),
        ("first reached a human", _when(row["human_at"])),
        ("risk above its level at entry", _when(row["escalated_at"])),
        ("acute crises", crises(row["crises"], row["crisis_time"])),
        ("days in high distress, no human", str(row["alone_nights"])),
        ("trust at the end", plain(row["trust_end"])),
        ("hope at the end", plain(row["hope_end"])),
        ("openness", f"{plain(row['openness_start'])} to {plain(row['openness_end'])}"),
    ]
    if row["censored_at"] is not None:
        found.append(("a call failed, unseen since", when(row["censored_at"])))
    return found


def entry(trajectory: TrajectoryRows) -> str:
    """The level of risk at entry."""
    return RISKS[Risk(int(trajectory.entry_risk[0]))]


def _left(row: dict[str, Any]) -> str:
    if row["disengaged_at"] is None:
        return _NEVER
    return f"{when(row['disengaged_at'])}, {CAUSES[Cause(row['disengaged_cause'])]}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times" if number else _NEVER


def _when(at: int | None) -> str:
    return _NEVER if at is None else when(at)


def values(trajectory: TrajectoryRows) -> dict[str, Any]:
    """The one row as plain Python; what is missing is None."""
    specs = TrajectoryRows.specs()
    return {
        name: _value(array.tolist()[0], specs[name]) for name, array in trajectory.arrays().items()
    }


def _value(value: Any, spec: Column) -> Any:
    return None if spec.missing is not None and value == spec.missing else value


def data(trajectory: TrajectoryRows) -> dict[str, Any]:
    """The row with words for codes, without the key."""
    specs = TrajectoryRows.specs()
    return {
        name: value if value is None or spec.unit not in _KINDS else _KINDS[spec.unit](value).word
        for name, value in values(trajectory).items()
        if (spec := specs[name]) and name not in {"persona", "person"}
    }
