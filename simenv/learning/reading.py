"""What a learned policy does, as a table: by need, what is asked for and the risk that it reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from simenv import lockstep
from simenv.columns import F8, I8
from simenv.envs.setting import Setting
from simenv.exchange import Requests, Responses, View
from simenv.policy import LearnedPolicy, view
from simenv.policy.base import Wrapped
from simenv.population import Panel
from simenv.vocabulary import Act, Asks, Continuation, Need, Referral, Risk

_CELL = (Need, Asks, Risk)
_HEAD = (
    "| need | asks for | risk read | of 1,000 | act | framing | referral | goes on |\n"
    "|---|---|---|---|---|---|---|---|"
)


@dataclass(kw_only=True)
class Watched(Wrapped):
    """A learned policy, and beside it all that it was asked and did."""

    policy: LearnedPolicy
    seen: list[View] = field(default_factory=list)
    done: list[I8] = field(default_factory=list)
    kind: str = "learned"

    def respond(self, requests: Requests) -> Responses:
        """What the policy answers."""
        actions = self.policy.actions(requests)
        self.seen.append(view(requests, self.policy.detector, self.policy.remembers).copy())
        self.done.append(actions)
        return self.policy.network.responses(actions)


def crowd(shares: F8, people: int, first: int) -> Panel:
    """About so many persons, each persona by its share and at least once, numbered from `first`."""
    each = np.maximum(np.rint(shares * people), 1).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(each)[:-1]])
    number = np.arange(each.sum()) - np.repeat(start, each) + first
    persona = np.repeat(np.arange(len(each), dtype=np.int32), each)
    return Panel(persona=persona, person=number)


def readable(
    policy: LearnedPolicy, setting: Setting, *, people: int = 3000, first: int = 0, least: int = 30
) -> str:
    """The table as Markdown, of requests that are put to the policy in lives that it answers.

    Of each cell the most frequent value of each part of the answer, with its share where it is not
    all. Cells with fewer than `least` requests are left out and counted below.
    """
    watched = Watched(policy=policy)
    world = setting.world(setting.draw.worlds[0])
    lockstep.live(world, crowd(setting.draw.shares, people, first), watched)
    seen, done = View.joined(watched.seen), np.concatenate(watched.done)
    return "\n".join([_HEAD, *_lines(policy, seen, done, least)])


def _lines(policy: LearnedPolicy, seen: View, done: I8, least: int) -> Iterator[str]:
    cells: dict[tuple[int, ...], list[int]] = defaultdict(list)
    columns = (seen.need.tolist(), seen.asks.tolist(), seen.risk_seen.tolist())
    for row, key in enumerate(zip(*columns, strict=True)):
        cells[key].append(row)
    words = (_words(Act), policy.network.framings, _words(Referral), _words(Continuation))
    left = 0
    for cell in sorted(cells):
        rows = np.array(cells[cell])
        if len(rows) < least:
            left += len(rows)
            continue
        where = [kind(code).word for kind, code in zip(_CELL, cell, strict=True)]
        parts = [_most(done[rows, part], names) for part, names in enumerate(words)]
        share = f"{1000 * len(rows) / len(done):.0f}"
        yield f"| {' | '.join([*where, share, *parts])} |"
    yield ""
    yield (
        f"{len(done):,} requests; {left:,} of them in cells with fewer than {least}, left out. "
        "In brackets: of 100 answers in the cell, where not all are alike."
    )


def _most(values: I8, names: tuple[str, ...]) -> str:
    """The most frequent value, with its share if there are others."""
    counts = np.bincount(values, minlength=len(names))
    best = int(counts.argmax())
    share = counts[best] / len(values)
    return names[best] if share == 1 else f"{names[best]} ({min(100 * share, 99):.0f})"


def _words(kind: type[Act] | type[Referral] | type[Continuation]) -> tuple[str, ...]:
    return tuple(kind.words())
