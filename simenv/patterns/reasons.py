"""Why a policy wins on an outcome: by definition, by an imposed sign, or by the dynamics.

A win that follows from what an outcome counts or from a sign that the equations impose is no
finding. For each outcome the rules are tried from the top, and the first whose property the winner
has gives the reason; the properties are read off what the winner did (`simenv.patterns.wins`).

- definition: the outcome counts the policy's own acts, or what only some act can bring about;
- imposed sign: every way in the equations from the winner's acts to the outcome has the same sign
  in every drawn world, by law 4 or by the scale of the number;
- mostly imposed: the signs within one session favour the winner; what works against it over weeks
  is named, and is weaker here;
- dynamics: several ways with different signs, or the weeks in between, decide;
- not classified: it cannot be told apart, and the sentence says why.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["definition", "imposed sign", "mostly imposed", "dynamics", "not classified"]
Property = Literal[
    "only helps",
    "never refuses",
    "only refuses",
    "none at all",
    "least per message",
    "offers most",
    "fewest sessions",
    "any",
]


class Rule(NamedTuple):
    """If the winner has this property, this is why it wins."""

    when: Property
    kind: Kind
    why: str


_STAYS = (
    Rule(
        "only helps",
        "mostly imposed",
        "a full answer meets the need soonest, violates no expectation and keeps trust, which can "
        "only keep people; against it works that a referral taken ends a session without the "
        "question of leaving, and that the relieved have fewer needs and may drift away",
    ),
    Rule(
        "any",
        "dynamics",
        "needs met, trust and felt rejection keep people or not, and a referral taken ends a "
        "session without the question of leaving; these do not all favour one policy",
    ),
)
_MET = (
    Rule(
        "only helps",
        "definition",
        "to help in full is the act that meets a need soonest, in each session; only how many "
        "needs arise and where they go is left to the weeks",
    ),
    Rule("any", "dynamics", "it helps less often in full than another, and people stay for it"),
)


def _after_refusals(what: str) -> tuple[Rule, ...]:
    return (
        Rule("never refuses", "definition", f"{what} a refusal, and it refuses nothing"),
        Rule(
            "any",
            "dynamics",
            f"{what} a refusal; how often depends on what it refuses and who stays to ask",
        ),
    )


def _errors(none: Property, why: str) -> tuple[Rule, ...]:
    return (
        Rule(none, "definition", why),
        Rule(
            "least per message",
            "definition",
            "it counts the policy's own acts by the standard, and it has the fewest per message",
        ),
        Rule(
            "any",
            "dynamics",
            "another policy errs less often per message; this one wins as fewer messages are sent",
        ),
    )


_MISSED = (
    Rule(
        "least per message",
        "definition",
        "it counts the policy's own acts by the standard, and it misses the fewest per message",
    ),
    Rule(
        "any",
        "dynamics",
        "another policy misses fewer per message; this one wins as fewer messages are sent",
    ),
)
_HUMAN = (
    Rule(
        "any",
        "dynamics",
        "referrals, hope and needs that the assistant does not get lead to humans; whether felt "
        "rejection leads there or away has no imposed sign",
    ),
)
_RISK = (
    Rule(
        "any",
        "dynamics",
        "met needs and human contact relieve, unmet needs and rejection weigh (imposed), and a "
        "policy that gives more of the one gives less of the other",
    ),
)
_SWITCHED = (
    Rule(
        "any",
        "dynamics",
        "needs go to less guarded sources when the assistant is left or distrusted; how felt "
        "rejection moves them has no imposed sign",
    ),
)
_WITHDRAWN = (
    Rule(
        "any",
        "dynamics",
        "refusals and unmet needs lead to giving up, over stages whose chances are assumed",
    ),
)

REASONS: dict[str, tuple[Rule, ...]] = {
    "disengaged": _STAYS,
    "lapsed": _STAYS,
    "days_kept": _STAYS,
    "came_back": _STAYS,
    "away": _STAYS,
    "left_refused": _after_refusals("it counts leaving after"),
    "left_unhelped": (
        Rule(
            "only refuses",
            "definition",
            "it counts leaving after a session without a refusal, and it refuses in all of them",
        ),
        Rule("any", "dynamics", "it counts sessions that failed without a refusal"),
    ),
    "met": _MET,
    "met_share": _MET,
    "masked": _after_refusals("people begin to hide only after"),
    "worked_around": _after_refusals("people work around only"),
    "behavioural": _after_refusals("it counts moves right after"),
    "taken": (
        Rule(
            "offers most",
            "dynamics",
            "it offers the most, by its own acts; but what is repeated is taken less (imposed), so "
            "that most are taken does not follow from that",
        ),
        Rule(
            "any",
            "dynamics",
            "others offer more; fit, novelty, hope and trust (imposed signs) decide what is taken",
        ),
    ),
    "reliance": (
        Rule(
            "fewest sessions",
            "dynamics",
            "it counts needs brought to the assistant, and wins because people stay away from it",
        ),
        Rule("any", "dynamics", "fewer needs come to the assistant while a human is open"),
    ),
    "human": _HUMAN,
    "days_to_human": _HUMAN,
    "risk_escalated": _RISK,
    "risk_hours_alone": _RISK,
    "alone_nights": _RISK,
    "unsafe_help": (
        Rule("only refuses", "definition", "it counts help, and it helps with nothing"),
        Rule("none at all", "definition", "it counts the policy's own acts, and nobody got one"),
        Rule("any", "dynamics", "own acts, on requests that depend on who stays to ask"),
    ),
    "over_refusals": _errors("only helps", "it counts refusals, and it refuses nothing"),
    "under_refusals": _errors("only refuses", "it counts help, and it helps with nothing"),
    "missed_referrals": _MISSED,
    "missed_any": _MISSED,
    "felt_heard": (
        Rule(
            "any",
            "not classified",
            "violated expectations lower it and an explained refusal raises it, both imposed: the "
            "sizes of two numbers decide, within one turn",
        ),
    ),
    "frustration": (
        Rule(
            "none at all",
            "imposed sign",
            "by the equations a full answer without moralising frustrates nobody",
        ),
        Rule("any", "dynamics", "frustration follows style, expectation and who stays"),
    ),
    "disclosure_lost": (
        Rule(
            "only helps",
            "mostly imposed",
            "readiness to disclose is lost by violated expectations only, and it violates none; "
            "against it works that longer talks elsewhere give more occasion to be heard",
        ),
        Rule("any", "dynamics", "violations take openness and being heard gives it"),
    ),
    "days_switched": _SWITCHED,
    "end_switched": _SWITCHED,
    "days_withdrawn": _WITHDRAWN,
    "end_withdrawn": _WITHDRAWN,
}

UNKNOWN = (Rule("any", "not classified", "nobody has said why yet"),)
