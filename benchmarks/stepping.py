"""How fast the vector environment steps on one core, under a null policy: median of several.

The policy says the same to everybody (helps, in an ordinary framing, without a referral). What is
measured is all that a step does: the turn, the nights and needs until the next message, the rest of
the life of whoever is done, the next person's first message, observations and infos. Entering the
world happens before (see the column `reset`), as persons who have entered are used again.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from simenv.envs import SupportSeekingVector

SIZES = (1, 64, 1_024, 4_096, 16_384)
#: Comply, helpful, no referral, stays.
NULL = np.array([0, 1, 0, 1])
#: Steps that are not measured: lives that began together have to spread out first.
_BEFORE = 60


def measured(size: int, steps: int, rounds: int) -> tuple[float, float, float]:
    """Seconds of the first reset, median steps a CPU second, and median seconds a step."""
    env, actions = SupportSeekingVector(size), np.tile(NULL, (size, 1))
    start = time.process_time()
    env.reset(seed=1)
    entering = time.process_time() - start
    for _ in range(_BEFORE):
        env.step(actions)
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(steps):
            env.step(actions)
        taken.append((time.process_time() - start) / steps)
    step = statistics.median(taken)
    return entering, size / step, step


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(f"{'environments':>12}{'reset, s':>10}{'ms a step':>11}{'steps a second':>16}")
    for size in given.sizes:
        entering, rate, step = measured(size, given.steps, given.rounds)
        print(f"{size:>12,}{entering:>10.2f}{step * 1e3:>11.1f}{rate:>16,.0f}", flush=True)


if __name__ == "__main__":
    main()
