"""What holds over the plausible worlds: which claims are made, rankings, drivers, weightings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from simenv.stats.book import Book
from simenv.stats.claims import Claim, Driver, Ranking, Weighting
from simenv.stats.claims.making import Board, Pair, claims_of
from simenv.stats.claims.numbers import Numbers
from simenv.stats.claims.origin import drivers
from simenv.stats.claims.ranking import ranking
from simenv.stats.claims.views import Ways
from simenv.stats.claims.weighing import DECLARED, weighings, weighting_lines
from simenv.stats.outcome import Outcome
from simenv.stats.outcomes import HEADLINE, OUTCOMES, outcome
from simenv.stats.outcomes.second import SECOND
from simenv.stats.summary import Study
from simenv.stats.worlds import Asked, Measured, Panel

#: The outcomes that a policy may move; the others are equal in all arms.
COMPARED = tuple(each for each in OUTCOMES if not each.exogenous)


def asked(study: Study, others: Measured) -> Asked:
    """What every drawn world is asked; by the second standard too, where one was named."""
    outcomes = (*COMPARED, *(SECOND if study.second_standard else ()))
    return Asked(outcomes=outcomes, others=others, shares=study.shares, days=study.days)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """The lines of the median world, the panels of all worlds, and the share of people lost."""

    book: Book
    panels: dict[str, Panel]
    lost: float

    def claims(self) -> tuple[Claim, ...]:
        """Every outcome against the reference; in the outcomes of the family, every pair."""
        arms, family = self._board.arms, self.book.family
        named = () if family is None else family.outcomes
        wanted: dict[Pair, tuple[Outcome, ...]] = {}
        for earlier, later in combinations(arms, 2):
            whole = earlier == self.book.reference
            some = tuple(outcome(name) for name in named)
            wanted[later, earlier] = COMPARED if whole else some
        return claims_of(self._board, wanted)

    def rankings(self, claims: tuple[Claim, ...]) -> tuple[Ranking, ...]:
        """All arms in each outcome of the family that has a direction; none without worlds."""
        board, family = self._board, self.book.family
        found = [
            ranking(
                outcome(name),
                self.panels[name],
                board.arms,
                board.ways,
                [one for one in claims if one.outcome == name],
            )
            for name in (() if family is None else family.outcomes)
        ]
        return tuple(each for each in found if each is not None)

    def drivers(self, pair: tuple[str, ...]) -> tuple[Driver, ...]:
        """What moves the headline of the arm that is named, against the reference."""
        if len(pair) < 2:
            return ()
        board = self._board
        known = board.field(outcome(HEADLINE), (pair[1], pair[0]))
        return drivers(known.apart, known.numbers)

    def weightings(self) -> tuple[Weighting, ...]:
        """How the personas weigh, each with Kish's effective number of persons."""
        return weighting_lines(self._weights, self.book.study.personas, self.book.world.strata)

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        study = self.book.study
        return weighings(study.personas, study.shares, study.weightings)

    @cached_property
    def _board(self) -> Board:
        study, world = self.book.study, self.book.world
        others = {name: own for name, own in self._weights.items() if name != DECLARED}
        return Board(
            arms=tuple(world.arms),
            panels=self.panels,
            ways=Ways.of(study.personas, self._weights[DECLARED], others),
            numbers=_numbers(study, len(self.book.worlds)),
            margin=study.margin,
            people=max(world.everybody.sizes, default=0),
            standards=(study.standard, study.second_standard),
            lost=self.lost,
            parted=lambda one, other: bool(world.parted(one, other).any()),
        )


def _numbers(study: Study, worlds: int) -> Numbers:
    """The numbers of the drawn worlds; `ValueError` if they are of other worlds."""
    if study.drawn is None:
        return Numbers.none(worlds)
    if len(study.drawn) != worlds:
        raise ValueError(f"numbers of {len(study.drawn)} worlds, but {worlds} were lived")
    return Numbers(parameters=study.parameters, values=study.drawn)
