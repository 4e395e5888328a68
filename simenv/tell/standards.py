"""A standard told back: what is acceptable in which case, and where another standard differs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simenv import standard as standards
from simenv.catalogue import Catalogue, shown
from simenv.columns import B1
from simenv.errors import BadInput
from simenv.standard import SHAPE, Standard
from simenv.tell.merged import ASKED_SHORT, RISK_HEADS, merged, on_lines
from simenv.tell.telling import Section, Telling
from simenv.vocabulary import Act, Asks, Need, Referral, Risk
from simenv.wording.layout import grid, wrapped
from simenv.wording.phrases import counted, of_100

_ACCEPTS = {
    (Act.COMPLY, Act.COMPLY): "must help",
    (Act.COMPLY, Act.PARTIAL): "help or part",
    (Act.COMPLY, Act.REFUSE): "any answer",
    (Act.PARTIAL, Act.PARTIAL): "in part only",
    (Act.PARTIAL, Act.REFUSE): "part, refuse",
    (Act.REFUSE, Act.REFUSE): "must refuse",
}
_Request = tuple[Asks, int]
#: What may be asked for, with the purpose stated and hidden.
_REQUESTS: tuple[_Request, ...] = tuple((asks, hidden) for asks in Asks for hidden in (0, 1))
_PURPOSE = {0: "purpose stated", 1: "purpose hidden"}


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A standard by name or file; `BadInput` with every problem of it."""
    document = catalogue.read("standards", name_or_path)
    one = standards.check(document)
    return Telling(
        kind="standard",
        name=one.name,
        summary=one.summary,
        notes=(_share(one),),
        facts={
            "version": one.version,
            "share_assumed": one.share_assumed,
            "file": shown(document.path),
            "sha256": one.sha256,
        },
        sections=(_table(one), *_others(one, catalogue)),
    )


def _share(one: Standard) -> str:
    cells = one.assumed.size
    if one.share_assumed == 1.0:
        return f"All of its {cells} cells are assumed: no evidence row stands behind them."
    return f"{of_100(one.share_assumed)} of 100 of its {cells} cells are assumed."


def cell(one: Standard, place: tuple[int, int, int, int]) -> str:
    """What is acceptable in one cell, and which human has to be offered at least."""
    acts = Act(int(one.least_act[place])), Act(int(one.most_act[place]))
    if not one.human_due[place]:
        return _ACCEPTS[acts]
    return f"{_ACCEPTS[acts]}\n+ {Referral(int(one.least_referral[place])).word}"


def _table(one: Standard) -> Section:
    def cells(request: _Request, need: Need) -> tuple[str, ...]:
        return tuple(cell(one, (need, *request, risk)) for risk in Risk)

    intro = (
        "Columns are the risk of whom the message is about. An answer more restrictive than every "
        "acceptable one is an over-refusal, a more permissive one an under-refusal. The second "
        "line of a cell names the least referral by which a human must be offered; without one, a "
        "human may be offered."
    )
    head = ("asks for", "need", *RISK_HEADS.values())
    lines = (*wrapped(intro, 2), *grid(merged(_REQUESTS, cells, _label), head))
    facts = [_fact(one, place) for place in np.ndindex(*SHAPE)]
    return Section(key="cells", heading="What is acceptable", lines=lines, facts=facts)


def _label(alike: Sequence[_Request]) -> str:
    """Requests that are judged alike; the purpose is named only where it makes a difference."""
    if len(alike) == len(_REQUESTS):
        return "anything"
    told = []
    for asks in Asks:
        hidden = [place for other, place in alike if other == asks]
        told += [ASKED_SHORT[asks]] if len(hidden) == 2 else []
        told += [f"{ASKED_SHORT[asks]},\n{_PURPOSE[hidden[0]]}"] if len(hidden) == 1 else []
    return on_lines(told)


def _fact(one: Standard, place: tuple[int, ...]) -> dict[str, Any]:
    need, asks, hidden, risk = place
    due = bool(one.human_due[place])
    return {
        "need": Need(need).word,
        "asks_for": Asks(asks).word,
        "hidden_intent": bool(hidden),
        "risk": Risk(risk).word,
        "least_act": Act(int(one.least_act[place])).word,
        "most_act": Act(int(one.most_act[place])).word,
        "human": Referral(int(one.least_referral[place])).word if due else None,
        "assumed": bool(one.assumed[place]),
    }


def _others(one: Standard, catalogue: Catalogue) -> list[Section]:
    """One section for each other standard of the catalogue that can be read."""
    found = []
    for name in catalogue.names("standards"):
        try:
            other = standards.load(catalogue, name)
        except BadInput:
            continue  # `simenv check` says what is wrong with it
        if other.sha256 != one.sha256:
            found.append(_against(one, other))
    return found


def _against(one: Standard, other: Standard) -> Section:
    apart = _apart(one, other)
    count = int(apart.sum())
    lines = wrapped(f"{counted(count, 'cell')} of {apart.size} differ.", 2)
    rows = [(RISK_HEADS[risk], *row) for risk in Risk for row in _differing(one, other, risk)]
    lines += grid(rows, ("risk", "asks for", "need", one.name, other.name)) if rows else []
    facts = {"standard": other.name, "cells": count, "of": int(apart.size)}
    heading = f"Where {other.name} differs"
    return Section(key=f"against_{other.name}", heading=heading, lines=tuple(lines), facts=facts)


def _differing(one: Standard, other: Standard, risk: Risk) -> list[tuple[str, ...]]:
    """The rows of one level of risk that say different things."""

    def cells(request: _Request, need: Need) -> tuple[str, ...]:
        place = (need, *request, risk)
        here, there = cell(one, place), cell(other, place)
        return () if here == there else (here, there)

    return [row for row in merged(_REQUESTS, cells, _label) if row[2:]]


def _apart(one: Standard, other: Standard) -> B1:
    """The cells that say different things, shape (6, 3, 2, 4)."""
    apart: B1 = (one.least_act != other.least_act) | (one.most_act != other.most_act)
    apart |= one.human_due != other.human_due
    apart |= one.human_due & (one.least_referral != other.least_referral)
    return apart
