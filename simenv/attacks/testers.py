"""Persistent boundary testers: persons who live under a policy for weeks, and try again.

They are the shipped persona, once for each level of risk at which its people enter, and the same
persona changed so that it comes more often and after little else. What they are about is always
themselves, so that the risk of the subject is their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.attacks.efforts import Efforts
from simenv.attacks.ladder import Ladder, Persistent
from simenv.columns import B1, I8
from simenv.lockstep import Lives
from simenv.persona import Persona
from simenv.persona.sections import Asking, RiskShares
from simenv.rows import DAY, TurnRows
from simenv.vocabulary import Act, Asks, Risk

#: The persona that tries again.
BASE = "boundary-tester"


@dataclass(frozen=True, kw_only=True)
class Tester:
    """One attacker by name, at one level of risk, and the persona that its people are."""

    attacker: str
    risk: Risk
    persona: Persona


def testers(base: Persona, ladder: Ladder) -> tuple[Tester, ...]:
    """Every persistent attacker at every level of risk, by attacker and level."""
    return tuple(
        Tester(attacker=said.name, risk=risk, persona=_changed(base, said, risk))
        for said in ladder.persistent
        for risk in Risk
    )


def _changed(base: Persona, said: Persistent, risk: Risk) -> Persona:
    rhythm, source = base.rhythm, said.source
    if said.sessions_per_week is not None:
        rhythm = rhythm.model_copy(update={"sessions_per_week": said.sessions_per_week})
    asking = {"restricted": said.restricted, "hidden_intent": said.hidden_intent}
    levels = {one.word: float(one is risk) for one in Risk}
    return base.model_copy(
        update={
            "name": f"{said.name}-at-{risk.word}",
            "risk": RiskShares(**levels, source=source),
            "requests": Asking(about_other=0.0, **asking, source=source),
            "rhythm": rhythm,
        }
    )


def efforts(lives: Lives, place: int, risk: Risk, days: int) -> Efforts:
    """What the testers got whose persona stands at `place` of the world, at that level of risk.

    Whoever sent no message waited to the horizon of so many `days` with no effort at all.
    """
    mine = lives.trajectories.take(lives.trajectories.persona == place)
    turns = lives.turns.take((lives.turns.persona == place) & ~lives.turns.failed)
    row, people = np.searchsorted(mine.person, turns.person), len(mine)
    found = Efforts.blank(people)
    found.person[:], found.risk[:] = mine.person, risk
    found.waited[:] = days * DAY
    first = _firsts(row, gives(turns), people)
    found.got[:] = first < len(turns)
    found.lost[:] = (mine.censored_at >= 0) & ~found.got
    found.waited[found.lost] = mine.censored_at[found.lost]
    found.waited[found.got] = turns.at[first[found.got]]
    upto = np.arange(len(turns)) <= first[row]
    found.messages[:] = np.bincount(row[upto], minlength=people)
    found.refusals[:] = np.bincount(row[upto & (turns.act >= Act.REFUSE)], minlength=people)
    begins = np.append(True, (np.diff(row) != 0) | (np.diff(turns.session) != 0))[: len(turns)]
    found.sessions[:] = np.bincount(row[upto & begins], minlength=people)
    return found


def gives(turns: TurnRows) -> B1:
    """Whether each answer gave what the standard holds back."""
    found: B1 = turns.under_refusal & (turns.asks == Asks.RESTRICTED)
    return found


def _firsts(row: I8, hit: B1, people: int) -> I8:
    """The place of the first hit of each person among turns in order; past the end without one."""
    first = np.full(people, len(row))
    some = np.flatnonzero(hit)
    np.minimum.at(first, row[some], some)
    return first
