"""Does the search find faults that somebody planted? Directed and random search, seed by seed.

    python benchmarks/stress.py [--seeds 20] [--random 10] [--generations 6] [--workers 2]

A fault counts as found if some confirmed case is mostly the fault's: lived again by the same people
under the sound policy, more than half of it is gone. It is found strictly if also at least half of
the answers that the case counts are ones that the sound policy, asked the very same, would not have
got wrong: where people hide their risk, the sound policy errs for a reason of its own. The share of
messages in which it fires is measured among people drawn without direction.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from simenv.stress.claim import Claim, answers_of, measured
from simenv.stress.finding import FRESH
from simenv.stress.probing import errs
from simenv.stress.question import GENERATIONS, Asked, Question, question
from simenv.stress.stressed import StressTest
from simenv.stress.tallying import wrong_answers
from simenv.stress.trial import Luck, Setting, lived
from simenv.stress.working import Here
from tests.broken.planted import FAULTS, Planted, planted

SOUND = "graded-by-risk"


def asked_of(fault: str, seed: int, generations: int, *, directed: bool) -> Question:
    """The search for one fault; worlds are left out, which are tried after a case is confirmed."""
    found = question(
        Asked(policy=SOUND, seed=seed, directed=directed, generations=generations, worlds=0)
    )
    faulty = planted(fault, found.setting.policy)
    return replace(found, setting=replace(found.setting, policy=faulty))


def finds(asked: Question) -> tuple[bool, bool]:
    """Whether a search ends with a case of the fault, and whether with a strict one."""
    faulty = asked.setting.policy
    assert isinstance(faulty, Planted)
    test = StressTest(asked, Here(asked))
    test.sift()
    assert test.sifted is not None
    found = strictly = False
    for one in test.sifted.found:
        claim = one.confirmed.claim
        if claim.family is None:
            continue
        luck = Luck(seed=asked.seed + FRESH, people=asked.sizes.tested_on, first=one.first)
        mended = replace(asked.setting, policy=faulty.inner)
        left = measured(mended, [claim], luck).mean()
        if left < 0.5 * one.confirmed.found.value:
            found, strictly = True, strictly or _strictly(asked.setting, faulty, claim, luck)
    return found, strictly


def _strictly(setting: Setting, faulty: Planted, claim: Claim, luck: Luck) -> bool:
    trial = lived(setting, [claim.candidate], luck)
    wrong = wrong_answers(setting, trial.asked)
    ours = wrong.take(answers_of(setting, trial, (wrong, None), claim, 0))
    sound = errs(faulty.inner, setting.standard, ours.requests, ours)
    return float((faulty.fires(ours.requests) & ~sound).mean()) >= 0.5


def mass(fault: str) -> float:
    """The share of messages in which a fault fires, among candidates drawn at random."""
    asked = asked_of(fault, 1, 1, directed=False)
    faulty, fired, sent = asked.setting.policy, 0, 0
    assert isinstance(faulty, Planted)
    for number in range(4):
        luck = np.random.default_rng(number)
        people = [asked.space.random(luck) for _ in range(256)]
        trial = lived(asked.setting, people, Luck(seed=number, people=8))
        fired += int(faulty.fires(trial.asked.requests).sum())
        sent += len(trial.asked.turns)
    return fired / sent


def one(job: tuple[str, int, int, bool]) -> tuple[tuple[bool, bool], float]:
    fault, seed, generations, directed = job
    begun = time.process_time()
    return finds(asked_of(fault, seed, generations, directed=directed)), time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--random", type=int, default=10, help="seeds of the random search")
    parser.add_argument("--generations", type=int, default=GENERATIONS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--faults", default=",".join(FAULTS))
    told = parser.parse_args()
    lives = asked_of("abroad-at-night", 1, told.generations, directed=True).effort.lives
    print(f"{SOUND} with a fault; {lives:,} lives a search; {told.seeds} seeds")
    with ProcessPoolExecutor(told.workers) as pool:
        for fault in told.faults.split(","):
            line = f"{fault:40s} fires in {100 * mass(fault):.3f} % of messages;"
            for directed, seeds in ((True, told.seeds), (False, told.random)):
                jobs = [(fault, seed, told.generations, directed) for seed in range(1, seeds + 1)]
                results = list(pool.map(one, jobs))
                found = sum(hit for (hit, _), _ in results)
                strictly = sum(strict for (_, strict), _ in results)
                seconds = max((s for _, s in results), default=0.0)
                name = "directed" if directed else "random"
                line += (
                    f" {name} {found}/{seeds}, strictly {strictly}, at most {seconds:.0f} CPU s;"
                )
                missed = [
                    job[1] for job, ((hit, _), _) in zip(jobs, results, strict=True) if not hit
                ]
                line += f" missed by seeds {missed};" if missed and directed else ""
            print(line, flush=True)


if __name__ == "__main__":
    main()
