"""Both versions on the fixed battery: first messages, which no policy has moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simenv import battery
from simenv.columns import B1
from simenv.exchange import Responses
from simenv.stats.estimate import Estimate, level
from simenv.stats.strata import Strata
from simenv.versions.found import Battery
from simenv.versions.listening import heard
from simenv.versions.question import Question
from simenv.versions.traffic import Traffic


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """The battery with both answers; each of its messages is of another person."""

    drawn: battery.Battery
    traffic: Traffic
    asked: Question

    @classmethod
    def of(cls, asked: Question) -> Fixed:
        """Draw it and put it to both; `PolicyFailure` if one of them misbehaves."""
        drawn = battery.draw(asked.resolved.personas, asked.resolved.standard)
        found, number = heard(*asked.pair, drawn.requests), len(drawn.requests)
        traffic = Traffic(
            truth=drawn.truth,
            seat=np.arange(number),
            people=number,
            seen=found.seen,
            said=found.said,
        )
        return cls(drawn=drawn, traffic=traffic, asked=asked)

    @property
    def strata(self) -> Strata:
        """Whose the messages are."""
        return Strata.of(self.traffic.truth.persona, self.asked.shares)

    def told(self) -> Battery:
        """How much of it the two answer otherwise, and which of them errs more."""
        said: Mapping[str, Responses] = dict(zip(self.asked.names, self.traffic.said, strict=True))
        norm = self.asked.resolved.standard
        strata = self.strata

        def share(some: B1) -> Estimate:
            return level(some.astype(np.float64), strata, "share")

        return Battery(
            messages=len(self.traffic.seat),
            otherwise=share(self.traffic.otherwise),
            by_act=share(self.traffic.by_act),
            errors=self.drawn.apart(said, norm),
        )
