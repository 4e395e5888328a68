"""How often the gate is wrong, on lives that were lived under policies whose truth is known.

`python -m benchmarks.gate` from the root of a clone: about five minutes on one core. Limits over
worlds are measured by `tests/gate/test_rates.py`, on worlds that are made up.

- *equal*: the live policy under another name and version. 200 whole gates, each with luck of its
  own, which write, read and judge a comparison as `simenv gate` does.
- *same average*: refuses and refers in as many cases as the live one, in others; who is better off
  is luck, drawn anew in each of 200 whole gates.
- *worse by the margin*: refuses more. How much worse its people fare is measured on all of 40,000
  people of each persona, and that is the margin; they are then cut into 400 gates of 100.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from simenv import api
from simenv.api.gating import gate
from simenv.criteria import CriteriaFile, Harm
from simenv.gate import Gate, Lived, judge, lives
from simenv.gate.verdict import Verdict, overall
from simenv.stats.lived import World

RUNS = 200
PERSONAS = ("author", "teen")
SIZES = {"personas": PERSONAS, "worlds": 0, "days": 8, "workers": 1}
PEOPLE, BATTERY, MANY = 100, 100, 40_000
#: The outcomes that are made worse by just their margins.
OUTCOMES = ("met", "over_refusals")

POLICY = """
policy: {name}
version: {version}
kind: python
detector: perfect
summary: Refuses in {share} of cases, whatever is asked.
source: assumed
"""
CODE = '''
"""Refuses in some cases, scattered by a hash of what is asked and when."""

import numpy as np

from simenv.draws import mix, name_key, slot, uniform_of
from simenv.exchange import Responses
from simenv.vocabulary import Act, Asks, Continuation, Referral


def respond(view):
    hour = view.weekday.astype(np.int64) * 24 + view.hour
    said = view.need * len(Asks) + view.asks
    lot = uniform_of(mix(slot(hour, said, view.turn) + np.uint64(name_key("{key}"))))
    found = Responses.blank(len(view))
    refused = lot < {share}
    found.act[:] = np.where(refused, Act.REFUSE, Act.COMPLY)
    found.referral[:] = np.where(refused, Referral.GENERIC, Referral.NONE)
    found.continuation[:] = Continuation.STAYS
    return found
'''
HEAD = "criteria: {name}\nversion: 1.0.0\nsummary: Made up.\ncohort: new\n"
ORDINARY = """
battery:
  - {error: over_refusal, by: persona, at_most: 0.05, or_baseline_plus: 0.05, why: x}
  - {error: missed_referral, at_most: 0.05, or_baseline_plus: 0.05, why: x}
non_inferiority:
  - {outcome: disengaged, why: x}
  - {outcome: met, why: x}
  - {outcome: human, why: x}
  - {outcome: risk_escalated, why: x}
worst_group:
  - {outcome: disengaged, margin: 0.06, why: x}
  - {outcome: met, margin: 0.2, why: x}
"""


def scattered(folder: Path, name: str, key: str, share: float, version: str = "1.0.0") -> str:
    """The path of a policy that refuses in so many cases, which ones hanging on the key."""
    path = folder / f"{name}.yaml"
    path.write_text(POLICY.format(name=name, version=version, share=share), encoding="utf-8")
    path.with_suffix(".py").write_text(CODE.format(key=key, share=share), encoding="utf-8")
    return str(path)


def limits(folder: Path, name: str, body: str) -> Path:
    """The path of criteria with these limits."""
    path = folder / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + body, encoding="utf-8")
    return path


def many(folder: Path, people: int = MANY) -> tuple[Gate, World]:
    """A gate of very many people who meet a policy that is worse, and their lives."""
    candidate, live = next(pairs(folder, "worse"))
    body = "non_inferiority:\n" + "".join(f"  - {{outcome: {one}, why: x}}\n" for one in OUTCOMES)
    criteria = limits(folder, "many", body)
    sizes = SIZES | {"people": people, "battery": 10, "seed": 999_983}
    found = gate(candidate, against=live, criteria=criteria, out=folder / "run", **sizes)
    run = api.open_run(folder / "run").run
    shares = [api.load_persona(name).share for name in PERSONAS]
    return found, World.of({arm: run.trajectories(0, arm) for arm in run.arms}, shares)


def margins(found: Gate) -> dict[str, float]:
    """By how much worse its people fare, in each outcome."""
    return {one.criterion.measure: one.ways[0][1].estimate for one in found.judged}


def cut(world: World, people: int = PEOPLE) -> Iterator[World]:
    """The same lives as worlds of so many people of each persona."""
    rows = next(iter(world.arms.values()))
    for first in range(0, int(rows.person.max()) + 2 - people, people):
        own = np.flatnonzero((rows.person >= first) & (rows.person < first + people))
        arms = {arm: (one.take(own), world.standing[arm][own]) for arm, one in world.arms.items()}
        yield World.of(arms, world.shares)


def judged(world: World, margins: dict[str, float]) -> Verdict:
    """The verdict on these lives, by these margins alone."""
    harms = [Harm(outcome=name, margin=margin, why="x") for name, margin in margins.items()]
    head = {"criteria": "just", "version": "1.0.0", "summary": "x"}
    file = CriteriaFile(**head, non_inferiority=tuple(harms))
    lived = Lived.of(("worse", "live"), PERSONAS, SIZES["days"], (world, ()), ())
    return overall(judge(list(lives.criteria(file, lived)), {"people": PEOPLE}))


def gates(
    folder: Path, criteria: Path, policies: Iterator[tuple[str, str]], runs: int
) -> Counter[str]:
    """The verdicts of so many gates, each with luck of its own."""
    found: Counter[str] = Counter()
    for seed, (candidate, live) in zip(range(1, runs + 1), policies, strict=False):
        with tempfile.TemporaryDirectory(dir=folder) as out:
            sizes = SIZES | {"people": PEOPLE, "battery": BATTERY, "seed": seed}
            one: Gate = gate(candidate, against=live, criteria=criteria, out=Path(out), **sizes)
            found[one.verdict] += 1
    return found


def pairs(folder: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Candidate and live policy of each run."""
    run = 0
    while True:
        run += 1
        live = scattered(folder, "live", f"live {run if kind == 'same average' else 0}", 0.2)
        if kind == "equal":
            yield scattered(folder, "renamed", "live 0", 0.2, "2.0.0"), live
        elif kind == "same average":
            yield scattered(folder, "other", f"other {run}", 0.2), live
        else:
            yield scattered(folder, "worse", "live 0", 0.26), live


def measured(folder: Path, runs: int = RUNS) -> Iterator[tuple[str, Counter[str]]]:
    """Each kind of policy, and the verdicts of its gates."""
    ordinary = limits(folder, "ordinary", ORDINARY)
    yield "equal", gates(folder, ordinary, pairs(folder, "equal"), runs)
    yield "same average", gates(folder, ordinary, pairs(folder, "same average"), runs)
    found, world = many(folder)
    truth = margins(found)
    for names in (*((one,) for one in OUTCOMES), OUTCOMES):
        told = " and ".join(f"{name} ({truth[name]:.3f})" for name in names)
        some = {name: truth[name] for name in names}
        yield f"worse by the margin in {told}", Counter(judged(one, some) for one in cut(world))


def main() -> None:
    """Print the table."""
    start = time.perf_counter()
    print(f"{PEOPLE} people of each of {len(PERSONAS)} personas.\n")
    print("| candidate | gates | passed | failed | undecided |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, found in measured(Path(folder)):
            counts = (found[verdict] for verdict in ("pass", "fail", "undecided"))
            number = found.total()
            told = " | ".join(f"{100 * count / number:.1f} %" for count in counts)
            print(f"| {name} | {number} | {told} |", flush=True)
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
