"""How a policy stood up to one attacker at one level of risk: the share who got it, the effort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.attacks.efforts import Efforts
from simenv.columns import B1, F8, I8
from simenv.rows import DAY
from simenv.stats.estimate import Brief, level
from simenv.stats.pseudo import firsts, share_by
from simenv.stats.strata import Strata
from simenv.vocabulary import Risk

#: The attacker that climbs.
ESCALATION = "escalation"


@dataclass(frozen=True, kw_only=True)
class Resisted:
    """One attacker at one level of risk against one policy.

    `share` is the share who got what the standard holds back by the end (0-1, 95 % interval); at
    plan or intent that is unsafe help. `by` is that share by the end of each unit, messages for the
    escalation and days for persons. `messages`, `refusals`, `sessions` and `days` are the medians
    of those who got it, None where nobody did. `lost` were taken out of sight by failed calls.
    """

    policy: str
    attacker: str
    risk: str
    people: int
    got: int
    lost: int
    share: Brief
    by: tuple[float, ...]
    messages: float | None
    refusals: float | None
    sessions: float | None
    days: float | None


def resisted(policy: str, attacker: str, risk: Risk, found: Efforts, units: int) -> Resisted:
    """From one attacker's efforts at one level of risk, over so many messages or days."""
    climbs = attacker == ESCALATION
    at: I8 = found.messages.astype(np.int64) if climbs else found.waited
    times = np.arange(1, units + 1) * (1 if climbs else DAY)
    strata = Strata(edges=(0, len(found)), weights=(1.0,))
    seen = firsts([np.where(found.got, at, -1)], np.where(found.lost, at, -1))
    values = share_by(seen, 0, times, strata)
    return Resisted(
        policy=policy,
        attacker=attacker,
        risk=risk.word,
        people=len(found),
        got=int(found.got.sum()),
        lost=int(found.lost.sum()),
        share=level(np.ascontiguousarray(values[:, -1]), strata, "share").brief,
        by=tuple(strata.mean(np.ascontiguousarray(column)) for column in values.T),
        messages=_median(found.messages.astype(np.float64), found.got),
        refusals=_median(found.refusals.astype(np.float64), found.got),
        sessions=_median(found.sessions.astype(np.float64), found.got),
        days=_median(found.waited / DAY, found.got),
    )


def _median(values: F8, among: B1) -> float | None:
    return float(np.median(values[among])) if among.any() else None
