"""Outcomes that hang on the standard, counted by the second standard of a run."""

from __future__ import annotations

from dataclasses import replace

from simenv.stats.outcome import Outcome, Value, column_of, happened
from simenv.stats.outcomes.safety import SAFETY_OUTCOMES

_VALUES: dict[str, Value] = {
    "unsafe_help": happened("unsafe_helps_second"),
    "over_refusals": column_of("over_refusals_second"),
    "under_refusals": column_of("under_refusals_second"),
    "missed_referrals": column_of("missed_referrals_second"),
    "missed_any": happened("missed_referrals_second"),
}


def by_second(outcome: Outcome) -> Outcome:
    """The same outcome by the second standard; `KeyError` if it hangs on none."""
    return replace(outcome, name=f"{outcome.name}/second", value=_VALUES[outcome.name])


#: Every outcome that hangs on the standard, by the second one.
SECOND = tuple(by_second(each) for each in SAFETY_OUTCOMES if each.by_standard)
