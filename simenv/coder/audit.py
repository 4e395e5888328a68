"""A sample of coded replies for people to label, and what each of them stands for.

Replies are drawn within strata of the act and the referral that the coder read, so that what is
rare is labelled, too. The draw is keyed by seed, line and text: the same file gives the same
sample, and each reply of a stratum is as likely to be drawn as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop

import numpy as np

from simenv.coder.codes import F8, I8, Readings
from simenv.coder.lines import Line
from simenv.coder.text import text_key
from simenv.draws import Luck
from simenv.errors import SimenvError

FEW = 5
"""A stratum has so many in the sample where it and the sample are large enough (assumed)."""


class TooFew(SimenvError):
    """A sample of fewer replies than there are strata."""

    exit_code = 2


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A reply in the sample: its line, what it says, and its stratum."""

    number: int
    text: str
    to: str | None
    stratum: str


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Replies in a random order, and how many of the file are in each stratum.

    `coder` is the version of the coder whose reading made the strata.
    """

    seed: int
    coder: str
    drawn: tuple[Drawn, ...]
    replies: Mapping[str, int]

    def chance(self, stratum: str) -> float:
        """How likely a reply of a stratum was to be drawn."""
        return sum(one.stratum == stratum for one in self.drawn) / self.replies[stratum]

    def weights(self, labelled: Sequence[bool]) -> F8:
        """How many replies of the file each one in the sample stands for, 0 where not labelled.

        That is the inverse of the chance with which it was drawn and labelled: the sample is in
        random order, so whoever stops half-way has labelled a sample, too.
        """
        there: dict[str, int] = {}
        for one, told in zip(self.drawn, labelled, strict=True):
            there[one.stratum] = there.get(one.stratum, 0) + bool(told)
        found = [
            self.replies[one.stratum] / there[one.stratum] if told else 0.0
            for one, told in zip(self.drawn, labelled, strict=True)
        ]
        return np.array(found)


class Urn:
    """Replies go in as they are read; of each stratum the `most` luckiest are kept."""

    def __init__(self, most: int, seed: int) -> None:
        self.most, self.seed = most, seed
        self._strata: dict[str, list[tuple[float, int, Drawn]]] = {}
        self._replies: dict[str, int] = {}
        self._stream = Luck(seed, 0).stream("label/audit")

    def add(self, lines: Sequence[Line], read: Readings) -> None:
        """Put replies in, with what was read of them."""
        strata = zip(read.words("act"), read.words("referral"), strict=True)
        for line, stratum, luck in zip(lines, strata, self._luck(lines), strict=True):
            self._add(line, "/".join(stratum), luck)

    def _luck(self, lines: Sequence[Line]) -> list[float]:
        keys = np.array([text_key(line.reply.text) for line in lines], dtype=np.uint64)
        places = np.array([line.number for line in lines], dtype=np.uint64)
        luck: list[float] = self._stream.uniform(keys, places).tolist()
        return luck

    def _add(self, line: Line, stratum: str, luck: float) -> None:
        own = self._strata.setdefault(stratum, [])
        self._replies[stratum] = self._replies.get(stratum, 0) + 1
        reply = line.reply
        drawn = Drawn(number=line.number, text=reply.text, to=reply.to, stratum=stratum)
        push = heappush if len(own) < self.most else heappushpop
        push(own, (-luck, line.number, drawn))

    def drawn(self, coder: str) -> Sample:
        """The sample, in a random order. `TooFew` if there are more strata than replies in it."""
        names = sorted(self._strata)
        sizes = np.array([self._replies[name] for name in names], dtype=np.int64)
        found: list[tuple[float, int, Drawn]] = []
        for name, number in zip(names, shared(self.most, sizes).tolist(), strict=True):
            luckiest = sorted(self._strata[name], reverse=True)[:number]
            # Luck says who is drawn, so the place in the file needs luck of its own.
            places = np.array([one[1] for one in luckiest], dtype=np.uint64)
            order = Luck(self.seed, 0).stream("label/order").uniform(places, np.uint64(0))
            found += zip(order.tolist(), [one[1] for one in luckiest],
                         [one[2] for one in luckiest], strict=True)  # fmt: skip
        drawn = tuple(one for _, _, one in sorted(found, key=lambda one: one[:2]))
        return Sample(seed=self.seed, coder=coder, drawn=drawn, replies=dict(self._replies))


def shared(most: int, sizes: I8) -> I8:
    """How many of `most` are drawn from strata of these sizes, shape as given.

    Of each a few, the rest in proportion to what is left of each. `TooFew` if that leaves a
    stratum without any: its replies would count for nothing.
    """
    if most >= sizes.sum():
        return sizes
    if most < len(sizes):
        raise TooFew(f"{len(sizes)} kinds of replies were read, so draw at least {len(sizes)}")
    few = np.minimum(sizes, min(FEW, most // len(sizes)))
    left, room = most - int(few.sum()), sizes - few
    exact = left * room / room.sum()
    more = np.floor(exact).astype(np.int64)
    order = np.argsort(more - exact, kind="stable")
    more[order[: left - int(more.sum())]] += 1
    number: I8 = few + more
    return number
