"""What a persona's file says, section by section, in sentences."""

from __future__ import annotations

import numpy as np

from simenv.catalogue import Entry
from simenv.kinds import Kinds
from simenv.parameters import Values
from simenv.persona import Persona
from simenv.persona.rhythm import WEEKDAYS, hours_in
from simenv.spread import log_odds, squash
from simenv.tell.scaled import amount, nearest_words
from simenv.tell.telling import Section
from simenv.vocabulary import Channel, Need, Risk
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.phrases import (
    CHANNELS,
    NEEDS,
    RISKS,
    counted,
    listed,
    of_100,
    plain,
    spans,
)

_DISCLOSES = {
    "openly": "They say openly what they feel: a first message shows all",
    "indirectly": "They hint at what they feel: a first message shows {} of 100",
    "hardly": "They hardly disclose what they feel: a first message shows {} of 100",
}

_LENGTHS = {
    "short": "They write short messages",
    "medium": "They write messages of medium length",
    "long": "They write long messages",
}


def who(one: Persona) -> Section:
    """Where they live and how they are."""
    place = f"They live in {one.place.region} ({one.place.timezone}) and write "
    place += f"{', else '.join(one.place.languages)}."
    share = f" {of_100(one.share or 0.0)} of 100 people in the mix, before rescaling."
    place += "" if one.share is None else share
    intro = (
        "Each trait is a number from 0 to 1: the median person, and in brackets where nine in ten "
        "persons lie; then what somebody like the median person does. What each is about stands in "
        "docs/scales.md."
    )
    lines = [*wrapped(f"Whom it speaks of: {one.scope}", 2), *wrapped(place, 2)]
    lines += [*wrapped(intro, 2), *_amounts(one.traits)]
    facts = {
        "scope": one.scope,
        "place": one.place.model_dump(mode="json"),
        "share": one.share,
        "traits": one.traits.model_dump(mode="json"),
    }
    return Section(key="who", heading="Who", lines=tuple(lines), facts=facts)


def _amounts(section: Entry) -> list[str]:
    rows = []
    for name in type(section).model_fields:
        numbers, like = amount(name, getattr(section, name))
        rows.append((name, numbers, like))
    return grid(rows)


def course(one: Persona) -> str:
    """How distress moves by itself, for the median person."""
    usual = float(log_odds(np.array([one.traits.distress.median]))[0])
    low, high = squash(usual + one.course.swing * np.array([-1.0, 1.0]))
    return (
        f"Distress moves by itself: two thirds of the time the median person is between "
        f"{plain(float(low))} and {plain(float(high))}. Five hours later it still correlates "
        f"{plain(one.course.autocorrelation)} with what it was."
    )


def rhythm(one: Persona, kinds: Kinds) -> Section:
    """How often needs arise, and when."""
    often = one.rhythm.sessions_per_week
    elsewhere = float(kinds.rates[0].sum()) * often.median - often.median
    spread = (
        ""
        if often.spread.fixed
        else f" (nine in ten persons: {often.middle90[0]:g} to {often.middle90[1]:g})"
    )
    told = [
        f"At entry the median person takes {often.median:.3g} needs a week to the assistant"
        f"{spread}, and about {elsewhere:.2g} more to others or to nobody.",
        _hours(one),
        _days(one),
        course(one),
        "More needs arise when distress is above the person's own level.",
    ]
    facts = {
        "sessions_per_week": often.model_dump(mode="json"),
        "elsewhere_per_week": round(elsewhere, 3),
        "by_hour": [round(share / 24, 4) for share in one.rhythm.by_hour],
        "by_weekday": [round(share / 7, 4) for share in one.rhythm.by_weekday],
        "course": one.course.model_dump(mode="json"),
    }
    heading = "How often, and when"
    return Section(key="rhythm", heading=heading, lines=tuple(points(told)), facts=facts)


def _hours(one: Persona) -> str:
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


def _days(one: Persona) -> str:
    weights = one.rhythm.by_weekday
    if len(set(weights)) == 1:
        return "Every day of the week alike."
    told = [f"{day} {of_100(share / 7)}" for day, share in zip(WEEKDAYS, weights, strict=True)]
    return f"By day of the week, of 100 needs: {', '.join(told)}."


def asking(one: Persona) -> Section:
    """What the needs are."""
    shares = [weight / sum(one.need_weights) for weight in one.need_weights]
    rows = [
        (NEEDS[need], f"{of_100(shares[need])} of 100 needs")
        for need in sorted(Need, key=lambda need: -shares[need])
        if shares[need]
    ]
    ask = one.requests
    told = []
    if shares[Need.CRISIS_DISCLOSURE]:
        told.append(
            "The shares hold at passive ideation. The wish to disclose a crisis does not arise in "
            "people without risk and is more frequent the graver the risk; the others then share "
            "what is left."
        )
    hidden = f"of these {of_100(ask.hidden_intent)} of 100 hide what it is for"
    told.append(
        f"{of_100(ask.about_other)} of 100 needs are about someone else. "
        f"{of_100(ask.restricted)} of 100 ask for restricted content"
        f"{f'; {hidden}' if ask.hidden_intent else ', none with a hidden purpose'}."
    )
    facts = {
        "needs": {need.word: round(shares[need], 4) for need in Need},
        "requests": ask.model_dump(mode="json"),
    }
    lines = (*grid(rows), *(line for said in told for line in wrapped(said, 2)))
    return Section(key="needs", heading="What they bring", lines=lines, facts=facts)


def risk(one: Persona) -> Section:
    """The levels of risk at which they enter."""
    told = [
        f"{of_100(share)} with {RISKS[level]}"
        for level, share in zip(Risk, one.risk.shares, strict=True)
        if share
    ]
    said = f"Of 100 people at entry: {listed(told)}. Risk then follows distress that lasts."
    facts = dict(zip(Risk.words(), one.risk.shares, strict=True))
    return Section(key="risk", heading="Risk", lines=tuple(wrapped(said, 2)), facts=facts)


def channels(one: Persona, kinds: Kinds, entry: list[float]) -> Section:
    """Where needs go on the first day, and what bars the way; `entry` are shares by channel."""
    rows = []
    facts: dict[str, dict[str, object]] = {}
    for channel in sorted(Channel, key=lambda channel: -entry[channel]):
        bars = one.barriers.get(channel.word, {})
        held = float(kinds.barriers[0, channel])
        share = round(entry[channel], 4)
        facts[channel.word] = {"share": share, "held_back": round(held, 4), "barriers": bars}
        if one.channel_weights[channel] or bars:
            told = f"{_bars(bars)}; together {of_100(held)} of 100 are held back" if bars else ""
            rows.append((CHANNELS[channel], of_100(entry[channel]), told))
    head = ("", "of 100", "what bars the way")
    intro = (
        "Of 100 needs that arise on the first day, all persons together. A crisis line and "
        "emergency care come in at risk only."
    )
    lines = (*wrapped(intro, 2), *grid(rows, head))
    return Section(key="channels", heading="Where they turn", lines=lines, facts=facts)


def _bars(bars: dict[str, float]) -> str:
    told = []
    for kind, height in sorted(bars.items(), key=lambda item: -item[1]):
        words = " to ".join(nearest_words(height))
        told.append(f"{kind} {words} {plain(height)}")
    return ", ".join(told)


def hurts(one: Persona) -> Section:
    """What hurts them more than others."""
    facts = one.sensitive_to.model_dump(mode="json")
    lines = tuple(_amounts(one.sensitive_to))
    return Section(key="sensitive_to", heading="What hurts them", lines=lines, facts=facts)


def voice(one: Persona, kinds: Kinds, p: Values) -> Section:
    """How they write."""
    shown = float(kinds.discloses(p)[0])
    said = (
        f"{_LENGTHS[one.voice.length]}. {_DISCLOSES[one.voice.discloses].format(of_100(shown))} "
        "of what their openness would let through."
    )
    facts = {**one.voice.model_dump(mode="json"), "shown_at_first": round(shown, 4)}
    lines = tuple(wrapped(said, 2))
    return Section(key="voice", heading="How they write", lines=lines, facts=facts)


def head(one: Persona) -> list[str]:
    """What stands above the sections: the state of the file and what it is built on."""
    signed = "Draft: nobody has reviewed it."
    if one.reviewed_by is not None:
        signed = f"Reviewed on {one.reviewed_by.date} by: {one.reviewed_by.role}."
    built = f" Built on {one.extends}: what it does not say itself it has from there."
    built = built if one.extends else ""
    base = " A base for others: it is never simulated itself." if one.abstract else ""
    edges = counted(len(one.trajectory.edges), "edge")
    own = f"It lays {edges} of its own on the shared graph." if one.trajectory.edges else ""
    return [f"{signed}{built}{base} {own}"]
