"""Whether some policy is best everywhere, and what refusing everything does to human contact."""

from __future__ import annotations

from collections.abc import Mapping

from simenv.columns import F8
from simenv.patterns.pattern import NOISE, Finding, Pattern
from simenv.patterns.seen import Seen
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import OUTCOMES, outcome
from simenv.stats.strata import Strata

REFUSES, HELPS = "always-refuses", "never-refuses"
#: Values nearer than this are the same: sums of the same numbers in another order.
_SAME = 1e-12

#: For each outcome, the level in each arm.
Levels = dict[str, dict[str, float]]


def directed() -> tuple[Outcome, ...]:
    """The outcomes that a policy may move, and of which less or more is better."""
    return tuple(each for each in OUTCOMES if each.better != "neither" and not each.exogenous)


def levels(seen: Seen) -> Levels:
    """The weighted level of each of those outcomes in each arm of the catalogue."""
    return {each.name: seen.levels(each) for each in directed()}


def winners(each: Outcome, found: dict[str, float]) -> frozenset[str]:
    """The arms with the best level of an outcome; several if they are equal."""
    sign = 1.0 if each.better == "higher" else -1.0
    top = max(sign * level for level in found.values())
    return frozenset(arm for arm, level in found.items() if sign * level >= top - _SAME)


def unbeaten(each: Outcome, values: Mapping[str, F8], strata: Strata) -> frozenset[str]:
    """The best arm, and every other that it does not beat by more than noise may do.

    `values` are those of the same persons in every arm, whom `strata` weigh.
    """
    sign = 1.0 if each.better == "higher" else -1.0
    best = max(values, key=lambda arm: sign * strata.mean(values[arm]))
    found = set()
    for arm, own in values.items():
        behind = sign * (values[best] - own)
        error = sum(strata.variances(behind) or (0.0,)) ** 0.5
        if strata.mean(behind) <= NOISE * error + _SAME:
            found.add(arm)
    return frozenset(found)


def equals(seen: Seen) -> dict[str, frozenset[str]]:
    """The unbeaten arms on each outcome, over all personas by their shares."""
    return {each.name: unbeaten(each, *seen.outcome(each)) for each in directed()}


def best_on_all(seen: Seen) -> Finding:
    """On how many outcomes the policy is unbeaten that is unbeaten on most."""
    found = equals(seen)
    counts = {arm: sum(arm in arms for arms in found.values()) for arm in seen.arms}
    most = max(counts, key=lambda arm: counts[arm])
    return Finding(
        met=counts[most] == len(found),
        value=counts[most],
        told=f"{most} is unbeaten on {counts[most]} of {len(found)} outcomes",
    )


def best_in_all(seen: Seen) -> Finding:
    """On how many outcomes some policy is unbeaten in every persona."""
    common = 0
    for each in directed():
        values, strata = seen.outcome(each)
        ahead = [
            unbeaten(each, {arm: strata.cut(v, k) for arm, v in values.items()}, strata.one(k))
            for k in strata.counted
        ]
        common += bool(frozenset(values).intersection(*ahead))
    return Finding(
        met=common == len(directed()),
        value=common,
        told=f"on {common} of {len(directed())} outcomes one policy is unbeaten in every persona",
    )


def more_humans(seen: Seen) -> Finding:
    """People who reach a human, when everything is refused and when everything is helped with."""
    return _apart(seen, "human", 100.0, "of 100 people")


def more_alone(seen: Seen) -> Finding:
    """Nights alone in high distress, likewise."""
    return _apart(seen, "alone_nights", 1.0, "a person")


def _apart(seen: Seen, name: str, scale: float, unit: str) -> Finding:
    found = seen.levels(outcome(name), REFUSES, HELPS)
    refused, helped = scale * found[REFUSES], scale * found[HELPS]
    return Finding(
        met=refused > helped,
        value=refused - helped,
        told=f"{refused:.2f} under {REFUSES}, {helped:.2f} under {HELPS}, {unit}",
    )


BEST_ON_ALL = Pattern(
    id="best-on-all-outcomes",
    group="not built in",
    row="",
    claim="some policy is best on every outcome",
    personas="all, by their shares",
    arm="every policy of the catalogue",
    cohort="new",
    numerator="outcomes on which the policy is unbeaten that is unbeaten on most",
    denominator="outcomes with a better direction",
    window="30 days from entry",
    tolerance="all of them; unbeaten: no policy is better by more than 2 standard errors",
    value="outcomes on which the most unbeaten policy is so",
    wrong_model="policies trade one good against another",
    suspicious="yes, as then the equations favour one policy and trade nothing against it",
    judge=best_on_all,
)
BEST_IN_ALL = Pattern(
    id="best-in-all-personas",
    group="not built in",
    row="",
    claim="on every outcome, one and the same policy is best for every kind of person",
    personas="each by itself",
    arm="every policy of the catalogue",
    cohort="new",
    numerator="outcomes on which one policy is unbeaten in every persona",
    denominator="outcomes with a better direction",
    window="30 days from entry",
    tolerance="all of them; unbeaten: no policy is better by more than 2 standard errors, which "
    "with few people hides what is small",
    value="outcomes with one policy unbeaten in all personas",
    wrong_model="what helps one kind of person harms another",
    suspicious="yes, as then it would not matter whom a policy meets",
    judge=best_in_all,
)
MORE_HUMANS = Pattern(
    id="refusing-and-humans",
    group="known unknown",
    row="",
    claim="refusing everything makes more people reach a human than helping with everything",
    personas="all",
    arm=f"{REFUSES} against {HELPS}",
    cohort="new",
    numerator="people whom a human channel answered at least once",
    denominator="people who entered",
    window="30 days from entry",
    tolerance="a difference above 0; its sign is a known unknown",
    value="difference, of 100 people",
    wrong_model="the refused turn to nobody",
    arms=(REFUSES, HELPS),
    judge=more_humans,
)
MORE_ALONE = Pattern(
    id="refusing-and-nights-alone",
    group="known unknown",
    row="",
    claim="refusing everything also leaves people alone in high distress on more nights",
    personas="all",
    arm=f"{REFUSES} against {HELPS}",
    cohort="new",
    numerator="days in high distress that ended without human contact",
    denominator="people who entered",
    window="30 days from entry",
    tolerance="a difference above 0; its sign is a known unknown",
    value="difference, nights a person",
    wrong_model="the refused find a human in time, or distress knows nothing of help",
    arms=(REFUSES, HELPS),
    judge=more_alone,
)
