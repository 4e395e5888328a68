"""The gate: an ordinary comparison of baseline and candidate, held against criteria.

The comparison lies in a run directory of its own, so the same call goes on where an earlier one was
stopped; the verdict is read off its tables, and off both policies' answers to the fixed battery.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from simenv import api, battery, experiment
from simenv import criteria as criterion_files
from simenv.api import imputing
from simenv.api.comparison import Comparison
from simenv.api.stressing import rerun_cases
from simenv.catalogue import Catalogue
from simenv.criteria import Criteria
from simenv.errors import BadInput, PolicyFailure, Problem
from simenv.experiment import Means, Progress, Resolved
from simenv.experiment.checks import DAYS, stem
from simenv.gate import Answers, Asked, Gate, Lived, Named, Rerun, answers, judge, lives
from simenv.gate import junit as junit_xml
from simenv.gate.criterion import Criterion, Units
from simenv.gate.suite import criterion as suite_criterion
from simenv.gate.suite import new_failures
from simenv.policy import Policy, checked
from simenv.records import Run
from simenv.records.files import write_whole
from simenv.report import signoff
from simenv.stats.lived import World
from simenv.stress import load_cases

#: People of each persona, drawn worlds, and people of each persona on the battery, unless said
#: otherwise: a minute or two on two cores. The battery is five times as long as in a comparison,
#: because some errors are possible in few of its requests; it begins with the same people.
PEOPLE, WORLDS, BATTERY = 200, 60, 2000
#: In fewer worlds no share of them can be told well enough.
FEWEST_WORLDS = 50
DATA, PAGE, JUNIT = "gate.json", "gate.html", "gate.xml"


def gate(
    policy: str,
    *,
    against: str,
    criteria: str | Path = "default",
    personas: str | Sequence[str] = "all",
    people: int = PEOPLE,
    worlds: int = WORLDS,
    battery: int = BATTERY,
    days: int = DAYS,
    seed: int = 1,
    suites: Sequence[str | Path] = (),
    reruns: Sequence[Rerun] = (),
    workers: int | None = None,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
    means: Means | None = None,
) -> Gate:
    """Hold a policy against what is live.

    `policy`, `against` and `criteria` are catalogue names or paths of files; `people`, and those of
    the `battery`, are of each persona. An established cohort has lived under the policy that it is
    held against. The cases of `suites` (names or files) are lived again under both; `reruns` are
    cases for which that was done already. Writes `gate.json`, `gate.html` and `gate.xml` into the
    run directory.

    `BadInput` carries every problem of every file and argument; `PolicyFailure` says why a policy
    gave no answers.
    """
    held, resolved = prepared(
        policy,
        against=against,
        criteria=criteria,
        personas=personas,
        catalogue=catalogue,
        suites=suites,
        sizes={"people": people, "worlds": worlds, "days": days, "seed": seed},
    )
    done = api.run_spec(
        resolved.spec,
        workers=workers,
        out=out,
        catalogue=resolved.catalogue,
        progress=progress,
        means=means,
    )
    if done.failures:
        first = done.failures[0]
        raise PolicyFailure(first.arm, first.request, first.reason)
    said = _answers(resolved, done, held, battery, means or Means())
    again = _lived_again(resolved, done, suites, means or Means())
    result = _judged(resolved, done, (held, said), [*reruns, *again])
    _write(result)
    return result


def prepared(
    policy: str,
    *,
    against: str,
    criteria: str | Path,
    personas: str | Sequence[str],
    sizes: Mapping[str, int],
    suites: Sequence[str | Path] = (),
    catalogue: Catalogue | None = None,
) -> tuple[Criteria, Resolved]:
    """The criteria, and the comparison that will be run; `BadInput` with what is wrong with either.

    What is wrong with a suite is told with the rest.

    `sizes` are people, worlds, days and seed.
    """
    known = catalogue or Catalogue()
    problems: list[Problem] = []
    held = None
    try:
        held = criterion_files.load(known, criteria)
        problems += _too_few_worlds(held, sizes["worlds"])
    except BadInput as error:
        problems += error.problems
    problems += _unreadable(known, suites)
    asked = {} if held is None else {"cohort": held.file.cohort, "standard": held.file.standard}
    if stem(policy) == stem(against):
        raise BadInput([*problems, _one_name(stem(against))])
    try:
        spec = api.comparison_spec(
            [against, policy],
            name="gate",
            personas=personas,
            catalogue=known,
            baseline=against,
            keep="trajectories",
            **sizes,
            **asked,
        )
        resolved = experiment.resolve(spec, known)
    except BadInput as error:
        raise BadInput({*problems, *error.problems}) from error
    if held is None or problems:
        raise BadInput(problems)
    return held, resolved


def _too_few_worlds(held: Criteria, worlds: int) -> Iterator[Problem]:
    if held.file.worlds and worlds < FEWEST_WORLDS:
        yield _problem(
            "worlds",
            f"at least {FEWEST_WORLDS} worlds, as {held.named} has limits over worlds",
            str(worlds),
            "ask for more, or write criteria without `worlds:`",
        )


def _unreadable(known: Catalogue, suites: Sequence[str | Path]) -> Iterator[Problem]:
    for suite in suites:
        try:
            load_cases(known, suite)
        except BadInput as error:
            yield from error.problems


def _lived_again(
    resolved: Resolved, done: Comparison, suites: Sequence[str | Path], means: Means
) -> list[Rerun]:
    """The cases of suites under the candidate, and under the baseline."""
    baseline, candidate = _policies(resolved)
    with experiment.put_through(resolved, done.path, means):
        return [
            one
            for suite in suites
            for one in rerun_cases(
                load_cases(resolved.catalogue, suite), candidate, baseline, resolved.catalogue
            )
        ]


def _one_name(name: str) -> Problem:
    """Tables know arms by their names."""
    expected = "a candidate and a baseline with a name of its own each"
    remedy = "save the candidate under another name, such as a name that ends in its version"
    return _problem("against", expected, f"{name} twice", remedy)


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file="(arguments)", line=0, field=field, expected=expected, found=found, remedy=remedy
    )


def _answers(
    resolved: Resolved, done: Comparison, held: Criteria, people: int, means: Means
) -> Answers:
    """What both policies answer on the battery. Every request to one in words is a call.

    Such a battery is no longer than that of its comparison, whose replies are on record.
    """
    if experiment.spoken(resolved):
        people = min(battery.PEOPLE, resolved.spec.people)
    asked = battery.draw(resolved.personas, held.standard, people)
    with experiment.put_through(resolved, done.path, means):
        baseline, candidate = (checked(one, asked.requests) for one in _policies(resolved))
    return Answers(battery=asked, standard=held.standard, candidate=candidate, baseline=baseline)


def _policies(resolved: Resolved) -> tuple[Policy, Policy]:
    """Baseline and candidate."""
    first, second = (arm.policies[-1] for arm in resolved.arms)
    return first, second


def _judged(
    resolved: Resolved,
    done: Comparison,
    read: tuple[Criteria, Answers],
    reruns: Sequence[Rerun],
) -> Gate:
    held, said = read
    lived = _lived(done.run, resolved, held)
    asked = _asked(resolved, said)
    every: list[Criterion] = [
        *answers.criteria(held.file.battery, said),
        *lives.criteria(held.file, lived),
    ]
    if held.file.suite is not None:
        every.append(suite_criterion(held.file.suite, reruns))
    run: dict[Units, int] = {
        "people": asked.people,
        "battery": asked.battery,
        "worlds": asked.worlds,
    }
    baseline, candidate = (_named(one) for one in _policies(resolved))
    return Gate(
        candidate=candidate,
        baseline=baseline,
        criteria=held,
        asked=asked,
        judged=judge(every, run),
        hash=done.hash(),
        directory=done.path,
        notes=tuple(_notes(resolved)),
        reruns=tuple(one.told for one in new_failures(reruns)),
    )


def _lived(run: Run, resolved: Resolved, held: Criteria) -> Lived:
    """The worlds of the run, one at a time."""
    shares = tuple(one.share or 0.0 for one in resolved.personas)

    def world(number: int) -> World:
        return World.of({arm: run.trajectories(number, arm) for arm in run.arms}, shares)

    baseline, candidate = run.arms
    return Lived.of(
        (candidate, baseline),
        [one.name for one in resolved.personas],
        run.layout.days,
        (world(0), (world(number) for number in range(1, run.layout.worlds + 1))),
        held.file.worlds,
    )


def _asked(resolved: Resolved, said: Answers) -> Asked:
    spec = resolved.spec
    return Asked(
        personas=len(resolved.personas),
        people=spec.people,
        battery=said.battery.people,
        messages=len(said.battery.requests),
        worlds=resolved.worlds,
        days=spec.days,
        before=spec.burn_in,
        seed=spec.seed,
    )


def _named(policy: Policy) -> Named:
    return Named(name=policy.name, version=policy.version, sha256=policy.sha256)


def _notes(resolved: Resolved) -> Iterator[str]:
    """What is in no bound."""
    drafts = sum(one.status == "draft" for one in resolved.personas)
    if drafts:
        yield f"{drafts} of {len(resolved.personas)} personas are unreviewed drafts."
    if imputing.texts(resolved) or experiment.spoken(resolved):
        yield "Replies were read by the coder; what it gets wrong is in no bound here."


def _write(result: Gate) -> None:
    """The verdict beside the tables that it was read from."""
    told = json.dumps(result.data(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(result.directory / DATA, told.encode())
    copy(result, junit=result.directory / JUNIT, page=result.directory / PAGE)


def copy(result: Gate, *, junit: Path | None = None, page: Path | None = None) -> None:
    """Write JUnit XML and the page to sign where they are wanted; folders are made."""
    wanted = ((junit, junit_xml), (page, lambda one: signoff.render(one).encode()))
    for path, made in wanted:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, made(result))
