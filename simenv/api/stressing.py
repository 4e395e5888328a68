"""Stress tests as a user asks for them: by names, into a folder, in several processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from simenv import persona, policy, standard
from simenv.catalogue import Catalogue, instead, one_of
from simenv.errors import BadInput, Problem
from simenv.experiment import Means
from simenv.experiment.calling import lines, refuse
from simenv.experiment.resolving import RUNS
from simenv.policy import Policy, SpokenPolicy
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
    return search(asked, workers=workers, out=out, means=means, progress=progress)


def search(
    asked: Asked,
    *,
    workers: int | None = None,
    out: str | Path | None = None,
    means: Means | None = None,
    progress: Progress | None = None,
) -> Stressed:
    """As `stress_test`, of a question that is put already."""
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
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    means: Means | None = None,
) -> tuple[Rerun, ...]:
    """Live the cases of a suite, or of a case file, again under a policy and perhaps a baseline.

    What models reply is kept in `out`, where a policy answers in words.
    """
    where = catalogue or Catalogue()
    kept = load_cases(where, suite)
    tested = policy.load(where, policy_name)
    baseline = None if against is None else policy.load(where, against)
    with _put_through([tested, baseline], out, means):
        return rerun_cases(kept, tested, baseline, where)


def _put_through(
    policies: Sequence[Policy | None], out: str | Path | None, means: Means | None
) -> AbstractContextManager[object]:
    """Lines to the policies that answer in words, with a record of their own."""
    spoken = [one for one in policies if isinstance(one, SpokenPolicy)]
    named = "-".join(one.name for one in spoken)
    return lines(spoken, RUNS / f"suite-{named}" if out is None else Path(out), means or Means())


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
    path: str,
    name: str | None = None,
    arms: Sequence[str] | None = None,
    *,
    catalogue: Catalogue | None = None,
    means: Means | None = None,
) -> tuple[Case, Replay]:
    """The person of a case under its own policies, or under one or two that are named instead.

    `name` says which case of a suite. What was another file when the case was found is said in the
    notes of the told life. `BadInput` for a name that the file does not have, or too many arms.
    """
    where = catalogue or Catalogue()
    case = _named(load_cases(where, path), path, name, arms)
    own = [case.policy.name, *([] if case.against is None else [case.against.name])]
    policies = [policy.load(where, one) for one in (arms or own)]
    setting = _setting([case], policies[0], case.standard.name, where)
    with _put_through(policies, None, means):
        return case, replayed(case, setting, policies)


def _named(cases: Sequence[Case], path: str, name: str | None, arms: Sequence[str] | None) -> Case:
    names = [case.name for case in cases]
    problems = []
    if (name is None and len(cases) > 1) or (name is not None and name not in names):
        remedy = "name one of them" if name is None else instead(name, names)
        problems.append(_wrong(path, "case", one_of(names), name or "none of them", remedy))
    if arms is not None and len(arms) > 2:
        told = f"{len(arms)} of them"
        problems.append(_wrong(path, "arms", "one policy, or two", told, "name one or two"))
    if problems:
        raise BadInput(problems)
    return cases[names.index(name) if name is not None else 0]


def _wrong(path: str, field: str, expected: str, found: str, remedy: str) -> Problem:
    told = {"expected": expected, "found": found, "remedy": remedy}
    return Problem(file=path, line=0, field=field, **told)
