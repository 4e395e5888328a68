"""What a persona's file says, in sentences: the same in a terminal and on the generated page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simenv.parameters import Values
from simenv.persona import Mix, Persona, Rate
from simenv.persona.rhythm import WEEKDAYS, hours_in
from simenv.spread import log_odds, squash
from simenv.vocabulary import Need, Risk
from simenv.wording.phrases import NEEDS, RISKS, counted, listed, of_100, plain, spans

_AGES = {"adult": "adults", "minor": "minors, and their account says so"}
_WEEKLY = " a week"
_LENGTHS = {
    "short": "They write short messages",
    "medium": "They write messages of medium length",
    "long": "They write long messages",
}
DISCLOSES = {
    "openly": "They say openly what they feel",
    "indirectly": "They hint at what they feel",
    "hardly": "They hardly disclose what they feel",
}


def place(one: Persona) -> str:
    """How old they are, where they live and what they write."""
    where = f"{one.place.region} ({one.place.timezone})"
    first, *others = one.place.languages
    tongues = f"{first}, else {', '.join(others)}" if others else first
    return f"They are {_AGES[one.age]}. They live in {where} and write {tongues}."


def share(one: Persona, mix: Mix) -> str:
    """Their share of all people, as written and rescaled; `mix` holds them and all others."""
    told = f"{of_100(one.share or 0.0)} of 100 people in the mix, as written"
    if mix.whole:
        return f"{told}; the shares of the catalogue sum to 1."
    among = counted(len(mix.written) - 1, "other persona")
    return (
        f"{told}; beside the {among} of the catalogue the shares sum to {mix.total:.4g}, so that "
        f"it weighs {100.0 * mix.rescaled[one.name]:.3g} of 100."
    )


def brings(often: Rate) -> str:
    """How often the median person brings a need to the assistant, and the others."""
    low, high = (weekly(end) for end in often.middle90)
    low = low.removesuffix(_WEEKLY) if high.endswith(_WEEKLY) else low
    spread = "" if often.spread.fixed else f" (nine in ten persons: {low} to {high})"
    return f"the median person brings the assistant {weekly(often.median, ' needs')}{spread}"


def weekly(per_week: float, what: str = "") -> str:
    """A rate a week in words that a reader can picture."""
    if per_week >= 0.4:
        return f"{per_week:.2g}{what}{_WEEKLY}"
    return f"one{what.removesuffix('s')} in {1.0 / per_week:.0f} weeks"


def hours(one: Persona) -> str:
    """Which hours of the day needs arise in."""
    weights = one.rhythm.by_hour
    if len(set(weights)) == 1:
        return "Needs arise at any hour alike (local time)."
    parts = [hours_in(span) for span in one.rhythm.hours]
    rest = [hour for hour in range(24) if not any(hour in part for part in parts)]
    told = [
        f"{of_100(sum(weights[hour] for hour in part) / 24)} arise from {spans(part)}"
        for part in [*parts, tuple(rest)]
        if part
    ]
    return f"Of 100 needs, {listed(told)} (local time)."


def days(one: Persona) -> str:
    """Which days of the week needs arise on."""
    weights = one.rhythm.by_weekday
    if len(set(weights)) == 1:
        return "Every day of the week alike."
    told = [f"{day} {of_100(share / 7)}" for day, share in zip(WEEKDAYS, weights, strict=True)]
    return f"By day of the week, of 100 needs: {', '.join(told)}."


def need_shares(one: Persona) -> list[tuple[Need, float]]:
    """The kinds of need that they have and the share of each, most frequent first."""
    total = sum(one.need_weights)
    found = [(need, one.need_weights[need] / total) for need in Need]
    return sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])


def needs(one: Persona) -> str:
    """What they bring, in one line."""
    told = [f"{NEEDS[need]} {of_100(share)}" for need, share in need_shares(one)]
    return f"Of 100 needs: {', '.join(told)}."


def requests(one: Persona) -> str:
    """Whom needs are about, and what they ask for."""
    ask = one.requests
    hidden = "none with a hidden purpose"
    if ask.hidden_intent:
        hidden = f"{of_100(ask.hidden_intent)} of 100 of these hide what it is for"
    return (
        f"{of_100(ask.about_other)} of 100 needs are about someone else. "
        f"{of_100(ask.restricted)} of 100 ask for restricted content, {hidden}."
    )


def risk(one: Persona) -> str:
    """The levels of risk at which they enter."""
    return f"Of 100 people at entry: {_levels(one.risk.shares)}."


def _levels(shares: Sequence[float]) -> str:
    told = [
        f"{of_100(share)} with {RISKS[level]}"
        for level, share in zip(Risk, shares, strict=True)
        if share
    ]
    return listed(told)


def apart(one: Persona) -> str:
    """That risk at entry hangs on no trait; empty where the file says that it goes with one."""
    if any("risk" in pair.split(" & ") for pair in one.together):
        return ""
    return (
        "Risk at entry is drawn apart from distress and all other traits: whoever is most "
        "distressed is no likelier to be at risk than anybody else of these people."
    )


def other_risk(p: Values) -> tuple[float, ...]:
    """How often the other person is at each level, where a need is about someone else."""
    passive = p["life.other-at-risk"]
    active = passive * p["life.other-active"]
    plan = active * p["life.other-plan"]
    return 1.0 - passive, passive - active, active - plan, plan


def others(one: Persona, p: Values) -> str:
    """At which risk those are whom they ask about; empty for who asks about nobody else."""
    if not one.requests.about_other:
        return ""
    return (
        f"The {of_100(one.requests.about_other)} of 100 needs that are about someone else have "
        f"that person's risk instead: {_levels(other_risk(p))}, of 100. That is one assumption "
        "for all personas (`life.other-at-risk`, `life.other-active` and `life.other-plan` of the "
        "model's parameters, here at their medians), the same for a patient and for a friend."
    )


def swing(one: Persona) -> str:
    """How distress moves by itself, for the median person."""
    usual = float(log_odds(np.array([one.traits.distress.median]))[0])
    low, high = squash(usual + one.course.swing * np.array([-1.0, 1.0]))
    return (
        f"Distress moves by itself: two thirds of the time the median person is between "
        f"{plain(float(low))} and {plain(float(high))}, turns of life and crises aside. Five hours "
        f"later it still correlates {plain(one.course.autocorrelation)} with what it was."
    )


def turns(one: Persona) -> str:
    """How often something happens that shifts distress for days."""
    if not one.course.events_per_month:
        return "No life events."
    often = monthly(one.course.events_per_month)
    return (
        f"Something that shifts distress for days, good or bad, happens to a person {often}, in "
        "the mean."
    )


def crises(one: Persona) -> str:
    """How often acute crises come."""
    if not one.course.crises_per_month:
        return "No acute crises."
    often = monthly(one.course.crises_per_month)
    return (
        f"An acute crisis begins {often} in the mean over persons, likelier on a bad day, and "
        "passes "
        "in minutes or hours; while it lasts their own risk is active at the least."
    )


def monthly(per_month: float) -> str:
    """A rate per 30 days in words that a reader can picture."""
    if per_month > 0.5:
        return "about once a month" if per_month == 1.0 else f"about {per_month:.2g} times a month"
    return f"about once in {1.0 / per_month:.2g} months"


def writes(one: Persona) -> str:
    """How long their messages are."""
    return f"{_LENGTHS[one.voice.length]}."
