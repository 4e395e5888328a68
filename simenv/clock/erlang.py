"""A line in the steady state: Erlang's formulas, with and without hanging up.

Poisson arrivals, exponential talks and patience, `servers` of a whole number. Everything is summed
relative to the state in which all servers are busy and nobody waits, so that no factorial overflows
(Palm 1957; Garnett, Mandelbaum & Reiman 2002, 10.1287/msom.4.3.208.7753). Times are in any one
unit, and arrivals are per that unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

#: Terms of a sum that add less than this share of it are left out.
_NOTHING = 1e-17
#: Where terms grow beyond this, all sums are told against the present term, lest one overflow.
_LARGE = 1e150


@dataclass(frozen=True, kw_only=True)
class Steady:
    """A line in its steady state; shares are of all callers, times in the unit of the arguments.

    `delayed` is the share that is not answered at once. `wait` is the mean over all callers, those
    who hang up included, and `wait_answered` the mean over those who are answered.
    """

    delayed: float
    answered: float
    wait: float
    wait_answered: float


@lru_cache(maxsize=65_536)
def impatient(arrivals: float, talk: float, patience: float, servers: int) -> Steady:
    """Erlang A: whoever waits hangs up after an exponential patience. `servers` may be 0.

    Without arrivals it is what a single caller would meet.
    """
    full = servers / talk
    below = _below(arrivals * talk, servers)
    edge, term, beyond, queue, heard, passing = 1.0, 1.0, 0.0, 0.0, 0.0, 0.0
    place = 0
    while True:
        # A caller who finds `place` before them: as many stages to pass, and one more.
        rate = full + (place + 1) / patience
        passing += 1.0 / rate
        heard += term * full / rate * passing
        place += 1
        term *= arrivals / rate
        beyond += term
        queue += place * term
        if term * place < _NOTHING * (below + queue) and arrivals < rate:
            break
        if term > _LARGE:  # a long queue is the rule: take its states for the measure
            below, edge, beyond = below / term, edge / term, beyond / term
            queue, heard, term = queue / term, heard / term, 1.0
    total = below + beyond
    delayed = (edge + beyond) / total
    wait = _wait(queue / total, arrivals)
    # Where nobody is answered, rounding could leave a little less than nothing.
    answered = max(0.0, 1.0 - wait / patience) if arrivals > 0 else float(servers > 0)
    heard_wait = heard / total / answered if answered > 0 else 0.0
    return Steady(delayed=delayed, answered=answered, wait=wait, wait_answered=heard_wait)


def patient(arrivals: float, talk: float, servers: int) -> Steady:
    """Erlang C: nobody hangs up. `ValueError` if there is more work than the servers can do."""
    offered = arrivals * talk
    if offered >= servers:
        raise ValueError(f"{offered} servers' work for {servers}: the line grows without end")
    blocked = 1.0 / _below(offered, servers)
    delayed = blocked / (1.0 - offered / servers * (1.0 - blocked))
    wait = delayed * talk / (servers - offered)
    return Steady(delayed=delayed, answered=1.0, wait=wait, wait_answered=wait)


def _wait(queue: float, arrivals: float) -> float:
    """The mean wait, by Little's law."""
    return queue / arrivals if arrivals > 0 else 0.0


def _below(offered: float, servers: int) -> float:
    """How much likelier at most `servers` callers are than exactly so many, without a queue.

    The inverse of Erlang's B, by its recursion; infinite where nobody calls.
    """
    ratio = 1.0
    for busy in range(1, servers + 1):
        ratio = 1.0 + ratio * busy / offered if offered > 0 else float("inf")
    return ratio
