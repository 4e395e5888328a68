"""`docs/personas.md`, written from the persona files so that it cannot differ from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simenv import parameters, persona
from simenv.catalogue import Catalogue, Document
from simenv.kinds import compile_all
from simenv.persona import Mix, Persona
from simenv.tell import sentences
from simenv.tell.departures import by_source, departures
from simenv.tell.evidence import ROWS
from simenv.tell.paths import own_edges
from simenv.tell.scaled import amount
from simenv.vocabulary import Channel
from simenv.wording.layout import wrapped
from simenv.wording.phrases import CHANNELS, NEEDS, listed, named, of_100, plain

#: D9: of all weekly users of one assistant, the share with explicit planning or intent.
_PLANNING = 0.0015
#: B7: of adults, the share who use such assistants for their mental health.
_BRINGING = 0.24
#: C16: of calls to crisis lines, the share about someone else.
_ABOUT_OTHERS = 0.25
_QUANTILES = np.linspace(0.0005, 0.9995, 1000)


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A persona, its file, and the file that it extends."""

    one: Persona
    document: Document
    parent: Document | None


def personas_page(catalogue: Catalogue | None = None) -> str:
    """The page of a catalogue's personas; `BadInput` with every problem of their files."""
    found = catalogue or Catalogue()
    entries = [_entry(found, name) for name in found.names("personas")]
    entries = [entry for entry in entries if not entry.one.abstract]
    mix = Mix.of(entry.one for entry in entries)
    people = [entry.one for entry in entries]
    parts = [_HEAD, _table(people, mix), _together(people, mix), _reading()]
    parts += [_section(entry, mix) for entry in entries]
    parts.append(_evidence())
    return "\n\n".join(parts) + "\n"


def _entry(catalogue: Catalogue, name: str) -> _Entry:
    document = catalogue.read("personas", name)
    one = persona.check(document)
    parent = None if one.extends is None else catalogue.read("personas", one.extends)
    return _Entry(one=one, document=document, parent=parent)


def _reading() -> str:
    """How to read a section; with the risk of others, which no file says."""
    shares = sentences.other_risk(parameters.shipped().median())
    others = _filled(
        "Where a need is about someone else, that person's risk counts and not the one that a "
        f"section names: {' / '.join(of_100(share) for share in shares[1:])} of 100 with passive "
        "ideation / active ideation / plan or intent. That is one assumption for all personas "
        "(`life.other-at-risk`, `life.other-active`, `life.other-plan`, at their medians), the "
        "same for a clinician's patient and a caregiver's friend. Own risk at entry is drawn apart "
        "from the traits unless a file names *risk* under *together*: then it stands in the table "
        "at the end of its section."
    )
    return f"{_READING}\n\n{others}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(people: Sequence[Persona], mix: Mix) -> str:
    head = (
        "persona",
        "who",
        "share",
        "rescaled",
        "brings most",
        "needs a week",
        "risk",
        "crises a month",
        "starts",
        "age, region",
    )
    rows = [_row(head), _row(["---"] * len(head))]
    for one in people:
        often = one.rhythm.sessions_per_week
        most = [NEEDS[need] for need, _ in sentences.need_shares(one)[:2]]
        cells = (
            f"[{one.name}](#{one.name})",
            one.summary,
            of_100(one.share or 0.0),
            of_100(mix.rescaled[one.name]),
            ", ".join(most),
            f"{often.median:g} ({often.middle90[0]:g} to {often.middle90[1]:g})",
            " / ".join(of_100(share) for share in one.risk.shares[1:]),
            f"{one.course.crises_per_month:g}",
            named(one.trajectory.start),
            f"{one.age}, {one.place.region}",
        )
        rows.append(_row(cells))
    return "\n".join([*rows, "", _TABLE_NOTE])


def _together(people: Sequence[Persona], mix: Mix) -> str:
    """What the shares make of all of them, beside the rows that they were chosen by."""
    weight = np.array([mix.rescaled[one.name] for one in people])
    risk = np.array([one.risk.shares for one in people])
    none, passive, active, plan = (float(share) for share in weight @ risk)
    rate = np.array(
        [one.rhythm.sessions_per_week.spread.quantile(_QUANTILES).mean() for one in people]
    )
    other = np.array([one.requests.about_other for one in people])
    by_need = float(weight * rate @ other / (weight @ rate))
    crises = float(weight @ np.array([one.course.crises_per_month for one in people]))
    minors = float(weight @ np.array([one.age == "minor" for one in people]))
    told = [
        f"{mix.told[0].upper()}{mix.told[1:]}. Of 100 people in this mix {of_100(none)} enter with "
        f"no risk, {of_100(passive)} with passive ideation, {of_100(active)} with active ideation "
        f"and {of_100(plan)} with plan or intent. That is {plan / _PLANNING:.1f} times D9, by "
        f"which {of_100(_PLANNING)} of 100 weekly users of one assistant show explicit planning or "
        "intent; D9 counts everybody who uses it for anything, these personas only people who "
        f"bring it such needs. By B7 about {of_100(_BRINGING)} of 100 adults do: if all who plan "
        f"were among them, {of_100(_PLANNING / _BRINGING)} of 100 of those would. The shares, and "
        "the levels of risk below plan, are assumed.",
        f"An acute crisis begins {crises:.2g} times a month in the mean of all people, most of "
        f"them in few people. {of_100(by_need)} of 100 needs brought to the assistant are about "
        f"someone else, against {of_100(_ABOUT_OTHERS)} of 100 calls to crisis lines (C16). "
        f"{of_100(minors)} of 100 people are minors.",
        "**Adding a persona** changes no person of another one and no number that is told persona "
        "by persona. It multiplies the shares of all others by the same factor, and so moves every "
        "number for all people together; `simenv list personas` and `simenv check` print both.",
    ]
    return "\n\n".join(["## All of them together", *map(_filled, told)])


def _filled(text: str) -> str:
    """A paragraph in lines as long as those of the other pages."""
    return "\n".join(wrapped(text))


def _section(entry: _Entry, mix: Mix) -> str:
    one = entry.one
    said = [
        one.summary,
        f"**Whom it speaks of.** {one.scope} {_state(one)}",
        f"**Who.** {sentences.place(one)} {_share(one, mix)} {_like(one)}",
        f"**When.** At entry {sentences.brings(one.rhythm.sessions_per_week)}. "
        f"{sentences.hours(one)} {sentences.days(one)}",
        f"**What.** {sentences.needs(one)} {sentences.requests(one)} {sentences.writes(one)} "
        f"{sentences.DISCLOSES[one.voice.discloses]}.",
        f"**Risk.** {sentences.risk(one)} {sentences.swing(one)} {sentences.turns(one)} "
        f"{sentences.crises(one)}",
        f"**What bars the way.** {_held(one)}",
        f"**Its own edges.** They start at *{named(one.trajectory.start)}*.",
    ]
    edges = "\n".join(f"- {edge}" for edge in own_edges(one))
    numbers = _filled(f"**Where the numbers come from.** {_assumed(one)}")
    parts = [f"## {one.name}", *map(_filled, said), edges, numbers, _departures(entry)]
    return "\n\n".join(parts)


def _share(one: Persona, mix: Mix) -> str:
    return f"Of 100 people {of_100(mix.rescaled[one.name])} are such persons."


def _state(one: Persona) -> str:
    built = f"extends `{one.extends}`" if one.extends else "extends nothing"
    signed = "a draft that nobody has reviewed"
    if one.reviewed_by is not None:
        signed = f"reviewed on {one.reviewed_by.date} by: {one.reviewed_by.role}"
    return f"Version {one.version}, {built}, {signed}."


def _like(one: Persona) -> str:
    """What the median person is like, trait by trait."""
    told = [
        f"{name} {amount(name, getattr(one.traits, name))[0].partition(' (')[0]}"
        for name in type(one.traits).model_fields
    ]
    return f"The median person: {'; '.join(told)}."


def _held(one: Persona) -> str:
    """What barriers hold back of each channel that they narrow."""
    held = compile_all([one]).barriers[0]
    told = [
        f"{CHANNELS[channel]} {of_100(float(held[channel]))} "
        f"({', '.join(f'{kind} {plain(height)}' for kind, height in bars.items())})"
        for channel in Channel
        if (bars := one.barriers.get(channel.word, {}))
    ]
    return f"Of 100 who would turn there, barriers hold back: {'; '.join(told)}."


def _assumed(one: Persona) -> str:
    assumed, directed, sourced = one.assumed(), one.directed(), one.sourced()
    total = len(assumed) + len(directed) + len(sourced)
    told = [f"{len(assumed)} of {total} are assumed ({of_100(len(assumed) / total)} %)"]
    if directed:
        rows = listed(sorted(set(directed.values())))
        told.append(f"{len(directed)} take their direction from {rows}, with a size assumed")
    if sourced:
        told.append(f"{len(sourced)} are those of {listed(sorted(set(sourced.values())))}")
    return f"{'; '.join(told)}."


def _evidence() -> str:
    rows = [_row(("row", "what it says", "source", "")), _row(["---"] * 4)]
    rows += [_row((name, *told)) for name, told in ROWS.items()]
    return "\n".join([_EVIDENCE, "", *rows])


def _departures(entry: _Entry) -> str:
    found = departures(entry.document, entry.parent)
    beside = f"here (in `{entry.one.extends}`)" if entry.parent else "here"
    rows = [_row(("section", beside, "source")), _row(["---"] * 3)]
    for (section, source), told in by_source(found).items():
        rows.append(_row((section, "; ".join(told), source)))
    return "\n".join(rows)


_HEAD = """# Personas

<!-- Generated from personas/*.yaml by simenv.tell.catalogue_page; a test keeps the two equal. -->

A persona is a kind of person: a distribution from which persons are drawn, one YAML file in
`personas/`. These are drafts, written by this project and reviewed by nobody unless a persona says
so; almost all of their numbers are assumed, and nothing in them is taken from Tang et al. (2026).
They say what would follow *if people were like this*. `simenv show NAME` tells more of each: five
drawn persons, all stages, a month under a policy, the distance to the others."""

_TABLE_NOTE = """\
*Share* and *rescaled*: of 100 people, as written and divided by the sum of all. *Needs a week*:
brought to the assistant at entry by the median person, and by nine in ten. *Risk*: of 100 people at
entry, with passive ideation / active ideation / plan or intent, their own and not that of whom they
ask about. *Crises a month*: how often an acute crisis begins in a person, in the mean."""

_READING = """## How to read a persona

Traits are numbers from 0 to 1, worded as in [scales.md](scales.md). In the table at the end of each
section a number stands before that of the persona which it extends, in brackets; a spread over
persons is `median [5 % point, 95 % point]`. Sources name [rows of evidence](#evidence): a row alone
gives the number; a row with *size assumed* says in which direction it lies and not how far; all
else is assumed. An edge with *times* multiplies the odds of the edge that all personas share."""

_EVIDENCE = """## Evidence

The rows that some number above names; [evidence.md](evidence.md) has all. P: read in the primary
source. S: read in a secondary one, to be re-checked before it is printed as fact. Rows that are
kept to fit or to check the model stand behind no persona but for one: the correlation of distress
of people at risk is that of D6."""
