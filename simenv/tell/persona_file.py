"""What a persona's file says, section by section, in sentences."""

from __future__ import annotations

from simenv.catalogue import Entry
from simenv.kinds import Kinds
from simenv.life.hours import by_hour
from simenv.parameters import Values
from simenv.persona import Mix, Persona
from simenv.tell import sentences
from simenv.tell.scaled import amount, nearest_words
from simenv.tell.telling import Section
from simenv.vocabulary import Channel, Need, Risk
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.phrases import CHANNELS, NEEDS, counted, of_100, plain


def who(one: Persona, mix: Mix) -> Section:
    """Whom it speaks of, where they live and how they are; `mix` holds the catalogue and this."""
    intro = (
        "Each trait is a number from 0 to 1: the median person, and in brackets where nine in ten "
        "persons lie; then what somebody like the median person does. What each is about stands in "
        "docs/scales.md."
    )
    lines = [*wrapped(f"Whom it speaks of: {one.scope}", 2), *wrapped(sentences.place(one), 2)]
    lines += wrapped(sentences.share(one, mix), 2) if one.share else []
    lines += [*wrapped(intro, 2), *_amounts(one.traits)]
    if one.together:
        pairs = "; ".join(f"{pair} {rank:+.2f}" for pair, rank in one.together.items())
        lines += wrapped(f"What goes together, as rank correlations: {pairs}.", 2)
    facts = {
        "scope": one.scope,
        "age": one.age,
        "place": one.place.model_dump(mode="json"),
        "share": one.share,
        "rescaled": mix.rescaled.get(one.name),
        "traits": one.traits.model_dump(mode="json"),
        "together": dict(one.together),
    }
    return Section(key="who", heading="Who", lines=tuple(lines), facts=facts)


def _amounts(section: Entry) -> list[str]:
    rows = []
    for name in type(section).model_fields:
        numbers, like = amount(name, getattr(section, name))
        rows.append((name, numbers, like))
    return grid(rows)


def course(one: Persona) -> Section:
    """What happens to them by itself: distress, turns of life, crises."""
    facts = one.course.model_dump(mode="json")
    said = [sentences.swing(one), sentences.turns(one), sentences.crises(one)]
    lines = tuple(points(said))
    return Section(key="course", heading="What comes by itself", lines=lines, facts=facts)


def rhythm(one: Persona, kinds: Kinds, p: Values) -> Section:
    """How often needs arise, and when."""
    often = one.rhythm.sessions_per_week
    of_all = float((kinds.rates * by_hour(p, kinds))[0].sum())
    elsewhere = of_all * often.median - often.median
    told = [
        f"At entry {sentences.brings(often)}, and takes about {sentences.weekly(elsewhere)} to "
        "others or to nobody.",
        sentences.hours(one),
        sentences.days(one),
        "More needs arise when distress is above the person's own level.",
    ]
    facts = {
        "sessions_per_week": often.model_dump(mode="json"),
        "elsewhere_per_week": round(elsewhere, 3),
        "by_hour": [round(share / 24, 4) for share in one.rhythm.by_hour],
        "by_weekday": [round(share / 7, 4) for share in one.rhythm.by_weekday],
    }
    heading = "How often, and when"
    return Section(key="rhythm", heading=heading, lines=tuple(points(told)), facts=facts)


def asking(one: Persona) -> Section:
    """What the needs are."""
    shares = sentences.need_shares(one)
    rows = [(NEEDS[need], f"{of_100(share)} of 100 needs") for need, share in shares]
    told = []
    if one.need_weights[Need.CRISIS_DISCLOSURE]:
        told.append(
            "The shares hold at passive ideation of whom a need is about. The wish to disclose a "
            "crisis does not arise where there is no risk, and is more frequent the graver it is; "
            "the other needs share what is left."
        )
    told.append(sentences.requests(one))
    facts = {
        "needs": {need.word: round(dict(shares).get(need, 0.0), 4) for need in Need},
        "requests": one.requests.model_dump(mode="json"),
    }
    lines = (*grid(rows), *(line for said in told for line in wrapped(said, 2)))
    return Section(key="needs", heading="What they bring", lines=lines, facts=facts)


def risk(one: Persona, p: Values) -> Section:
    """The levels of risk at which they enter, and of those whom they ask about."""
    own = f"{sentences.risk(one)} Risk then follows distress that lasts."
    facts: dict[str, object] = dict(zip(Risk.words(), one.risk.shares, strict=True))
    if one.requests.about_other:
        levels = (round(share, 4) for share in sentences.other_risk(p))
        facts["of_others"] = dict(zip(Risk.words(), levels, strict=True))
    told = [own, sentences.apart(one), sentences.others(one, p)]
    lines = tuple(line for said in told if said for line in wrapped(said, 2))
    return Section(key="risk", heading="Risk", lines=lines, facts=facts)


def channels(one: Persona, kinds: Kinds, entry: list[float]) -> Section:
    """Where needs go at entry, and what bars the way; `entry` are shares by channel."""
    rows = []
    facts: dict[str, dict[str, object]] = {}
    for channel in sorted(Channel, key=lambda channel: -entry[channel]):
        bars = one.barriers.get(channel.word, {})
        held = float(kinds.barriers[0, channel])
        share = round(entry[channel], 4)
        facts[channel.word] = {"share": share, "held_back": round(held, 4), "barriers": bars}
        if one.channel_weights[channel] or bars:
            told = f"{_bars(bars)}; together {of_100(held)} of 100 are held back" if bars else ""
            rows.append((CHANNELS[channel], _few(entry[channel]), told))
    head = ("", "of 100", "what bars the way")
    intro = (
        "Of 100 needs, over the hours of a week, all persons together and as they enter. A crisis "
        "line and emergency care come in by the risk of whom the need is about, and only for needs "
        "that call for them; a practice is closed at night and at "
        "weekends, and friends sleep."
    )
    lines = (*wrapped(intro, 2), *grid(rows, head))
    return Section(key="channels", heading="Where they turn", lines=lines, facts=facts)


def _few(share: float) -> str:
    """A share of 100 that does not pretend to more digits than it has."""
    return of_100(share) if share >= 0.001 or not share else "under 0.1"


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
    much = "all" if one.voice.discloses == "openly" else f"{of_100(shown)} of 100"
    said = (
        f"{sentences.writes(one)} {sentences.DISCLOSES[one.voice.discloses]}: a first message "
        f"shows {much} of what their openness would let through."
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
