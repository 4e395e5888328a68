"""What is counted of a life.

`OUTCOMES` enter claims: each is a number per person who entered, so the policy cannot move its
denominator. `RATIOS` have a denominator that the policy moves; they stand beside the counts and
are never compared. `docs/outcomes.md` is generated from both.
"""

from __future__ import annotations

from simenv.stats.outcome import Outcome, Ratio
from simenv.stats.outcomes.feeling import FELT_OUTCOMES, STATE_OUTCOMES
from simenv.stats.outcomes.groups import GROUPS
from simenv.stats.outcomes.helping import HELP_OUTCOMES, OTHER_OUTCOMES
from simenv.stats.outcomes.safety import SAFETY_OUTCOMES
from simenv.stats.outcomes.staying import STAYING_OUTCOMES

__all__ = ["GROUPS", "HEADLINE", "OUTCOMES", "RATIOS", "outcome"]

#: The outcome that a comparison's sentence is about.
HEADLINE = "disengaged"

OUTCOMES = (
    *STAYING_OUTCOMES,
    *HELP_OUTCOMES,
    *OTHER_OUTCOMES,
    *SAFETY_OUTCOMES,
    *FELT_OUTCOMES,
    *STATE_OUTCOMES,
)

RATIOS = (
    Ratio(name="refused_per_turn", label="Refused, per message", over="refused", per="turns"),
    Ratio(name="met_per_session", label="Needs met, per session", over="met", per="sessions"),
    Ratio(
        name="taken_per_offer",
        label="Referrals taken, per referral offered",
        over="taken",
        per="offered",
    ),
    Ratio(
        name="behavioural_per_refusal",
        label="Behavioural escalation, per refusal",
        over="behavioural",
        per="refused",
    ),
    Ratio(
        name="over_refusals_per_turn",
        label="Over-refusals, per message",
        over="over_refusals",
        per="turns",
    ),
    Ratio(
        name="missed_referrals_per_turn",
        label="Missed referrals, per message",
        over="missed_referrals",
        per="turns",
    ),
)

_BY_NAME = {each.name: each for each in OUTCOMES}


def outcome(name: str) -> Outcome:
    """The outcome of that name; `KeyError` if there is none."""
    return _BY_NAME[name]
