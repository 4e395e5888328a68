"""Stress tests as a user asks for them: by names, into a folder, in several processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from simenv import persona, policy, standard
from simenv.catalogue import Catalogue
from simenv.experiment import Means
from simenv.experiment.calling import lines, refuse
from simenv.policy import Policy
from simenv.replay import Replay
from simenv.report import stressed as stressed_page
from simenv.stress import (
    Asked,
    Case,
    Rerun,
    Setting,
    load_cases,
    question,
    replayed,
)
from simenv.stress import rerun as relived
from simenv.stress.page import PAGE
from simenv.stress.question import DAYS, SEED, STANDARD
from simenv.stress.searching import Progress
from simenv.stress.stressed import Stressed, stressed
from simenv.stress.working import bench


def stress_test(
    policy_name: str,
    *,
    against: str | None = None,
    outcomes: Sequence[str] = (),
    personas: Sequence[str] | None = None,
    standard_name: str = STANDARD,
    days: int = DAYS,
    beyond: bool = False,
    generations: int | None = None,
    cases: int | None = None,
    worlds: int | None = None,
    seed: int = SEED,
    workers: int | None = None,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    means: Means | None = None,
    progress: Progress | None = None,
) -> Stressed:
    """Search for whom and when a policy fails, or is worse than `against`.

    Policies, personas and standard are named as for a comparison. The search is kept in `out`, with
    a page to read, `stress.html`: the same call goes on where it was stopped. `BadInput` with every
    problem; `PolicyFailure` if a policy misbehaves; `RunFailure` if the folder holds something
    else.

    With `workers` above 1, a script has to guard its entry with `if __name__ == "__main__":`.
    """
    asked = Asked(
        policy=policy_name,
        against=against,
        outcomes=tuple(outcomes),
        personas=None if personas is None else tuple(personas),
        standard=standard_name,
        days=days,
        beyond=beyond,
        generations=generations,
        cases=cases,
        worlds=worlds,
        seed=seed,
        catalogue=catalogue or Catalogue(),
    )
    found = question(asked)
    folder = found.directory() if out is None else Path(out)
    means = means or Means()
    refuse(found.spoken, means)  # before there is a folder
    line = lines(found.spoken, folder, means)
    with bench(asked, found, workers or os.cpu_count() or 1) as place:
        done = stressed(found, folder, place, progress, line)
    stressed_page.write(done, folder / PAGE)
    return done


def relive(
    suite: str,
    policy_name: str,
    *,
    against: str | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[Rerun, ...]:
    """Live the cases of a suite, or of a case file, again under a policy and perhaps a baseline."""
    where = catalogue or Catalogue()
    kept = load_cases(where, suite)
    tested = policy.load(where, policy_name)
    baseline = None if against is None else policy.load(where, against)
    return rerun_cases(kept, tested, baseline, where)


def rerun_cases(
    kept: Sequence[Case], tested: Policy, baseline: Policy | None, catalogue: Catalogue
) -> tuple[Rerun, ...]:
    """The same of cases and policies that are read already."""
    found: dict[str, Rerun] = {}
    for norm in dict.fromkeys(case.standard.name for case in kept):
        mine = [case for case in kept if case.standard.name == norm]
        named = {case.against.name for case in mine if case.against is not None}
        live = {name: policy.load(catalogue, name) for name in named} if baseline is None else {}
        setting = _setting(mine, tested, norm, catalogue)
        found |= {one.case: one for one in relived(mine, setting, baseline, live)}
    return tuple(found[case.name] for case in kept)


def _setting(cases: Sequence[Case], tested: Policy, norm: str, catalogue: Catalogue) -> Setting:
    names = dict.fromkeys(case.persona.name for case in cases)
    return Setting(
        personas={name: persona.load(catalogue, name) for name in names},
        policy=tested,
        baseline=None,
        standard=standard.load(catalogue, norm),
        days=cases[0].days,
    )


def person_of_case(
    path: str, arms: Sequence[str] | None = None, catalogue: Catalogue | None = None
) -> tuple[Case, Replay]:
    """The person of a case under its own policies, or under one or two that are named instead.

    What was another file when the case was found is said in the notes of the told life.
    """
    where = catalogue or Catalogue()
    case = load_cases(where, path)[0]
    own = [case.policy.name, *([] if case.against is None else [case.against.name])]
    policies = [policy.load(where, name) for name in (arms or own)]
    setting = _setting([case], policies[0], case.standard.name, where)
    return case, replayed(case, setting, policies)
