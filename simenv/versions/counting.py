"""How often each person meets each context: counts a person, block of people by block.

Contexts may overlap: each is counted by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.standard import Standard
from simenv.stats.decisions import ERRORS
from simenv.versions.cover import Context
from simenv.versions.traffic import Traffic

#: The context that holds every message.
EVERYWHERE = Context()


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What n persons met in c contexts: numbers of messages, shape (n, c).

    `fits` are those in the context that both answered; `otherwise` those of them that the two
    answer differently, `by_act` by another act. `errors` are, among `otherwise`, by error the
    first's and the second's. `parts` says in which contexts the first such message of a person
    lies, where their lives part.
    """

    fits: F8
    otherwise: F8
    by_act: F8
    errors: dict[str, tuple[F8, F8]]
    parts: B1

    @classmethod
    def of(cls, traffic: Traffic, contexts: Sequence[Context], norm: Standard) -> Counts:
        """The counts of a block of people, in the order of their seats."""
        inside = np.column_stack([one.fits(traffic) for one in contexts])
        verdicts = traffic.verdicts(norm)

        def count(some: B1) -> F8:
            return _by_seat(traffic, inside & some[:, None])

        errors = {}
        for error, name in ERRORS.items():
            first, second = (getattr(one, name) & traffic.otherwise for one in verdicts)
            errors[error] = (count(first), count(second))
        parts = np.zeros((traffic.people, len(contexts)), np.bool_)
        parts[traffic.seat[traffic.first]] = inside[traffic.first]
        return cls(
            fits=count(traffic.answered),
            otherwise=count(traffic.otherwise),
            by_act=count(traffic.by_act),
            errors=errors,
            parts=parts,
        )

    @classmethod
    def joined(cls, blocks: Sequence[Counts], order: I8) -> Counts:
        """The counts of several blocks, one after the other, put in this order."""

        def together(arrays: list[F8]) -> F8:
            return np.concatenate(arrays)[order]

        return cls(
            fits=together([one.fits for one in blocks]),
            otherwise=together([one.otherwise for one in blocks]),
            by_act=together([one.by_act for one in blocks]),
            errors={
                error: (
                    together([one.errors[error][0] for one in blocks]),
                    together([one.errors[error][1] for one in blocks]),
                )
                for error in ERRORS
            },
            parts=np.concatenate([one.parts for one in blocks])[order],
        )


def _by_seat(traffic: Traffic, some: B1) -> F8:
    """How many messages of each person are among `some` (messages, c); shape (people, c)."""
    found = np.zeros((traffic.people, some.shape[1]))
    for place, column in enumerate(some.T):
        found[:, place] = np.bincount(traffic.seat[column], minlength=traffic.people)
    return found
