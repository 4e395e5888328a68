"""What `import simenv` offers, typed: compare policies, run an experiment, open what was run.

>>> run = compare(["hotline-boilerplate", "graded-by-risk"], people=200)  # doctest: +SKIP
>>> run.outcomes.to_pandas()                                              # doctest: +SKIP
>>> print(run.person("author/17").text())                                 # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from simenv import experiment
from simenv import persona as personas_of
from simenv import policy as policies_of
from simenv.api import imputing
from simenv.api.comparison import Comparison, Outcomes
from simenv.api.diffing import Apart, diff
from simenv.api.files import LISTED, Checked, check, listing, schemas
from simenv.api.finish import finish, rewrite_report
from simenv.api.opening import opened
from simenv.api.populated import PopulationComparison
from simenv.api.powering import people_needed
from simenv.api.screening import screen
from simenv.catalogue import Catalogue, Document
from simenv.experiment import Calls, Means, Resolved
from simenv.experiment.checks import stem
from simenv.experiment.format import Spec, read, said, spec_of
from simenv.experiment.given import drawn as worlds_file
from simenv.experiment.spelling import arm
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.records import CHUNK

__all__ = [
    "LISTED",
    "Apart",
    "Checked",
    "Comparison",
    "Outcomes",
    "PopulationComparison",
    "changed",
    "check",
    "compare",
    "comparison_spec",
    "diff",
    "listing",
    "load_persona",
    "load_policy",
    "open_run",
    "people_needed",
    "rewrite_report",
    "run",
    "run_spec",
    "schemas",
    "screen",
    "worlds_file",
]

Progress = Callable[[int, int], None]
DEFAULT_STANDARD = "listening-first"
DEFAULT_BASELINE = "status-quo-2026"
Armed = str | Mapping[str, Any]
"""A policy by name or path, a schedule as the command line spells it, or as a file holds it."""


def compare(
    policies: Sequence[Armed],
    *,
    personas: str | Sequence[str] = "all",
    cohort: str = "new",
    baseline: str = DEFAULT_BASELINE,
    standard: str = DEFAULT_STANDARD,
    second_standard: str | None = None,
    days: int = 30,
    people: int | None = None,
    worlds: int | str | Path = 20,
    seed: int = 1,
    keep: str | None = None,
    shared_services: Mapping[str, Any] | None = None,
    margins: Mapping[str, float] | None = None,
    weightings: Mapping[str, Mapping[str, float]] | None = None,
    family: Mapping[str, Any] | None = None,
    workers: int = 1,
    chunk: int = CHUNK,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
    means: Means | None = None,
) -> Comparison:
    """Let the same people, with the same luck, meet each policy; the first is the reference.

    `policies`, `personas`, `baseline` and `standard` are catalogue names or paths of files; a
    policy may also be a schedule, `never-refuses,graded-by-risk@14` or as in an experiment file.
    `people` is the number of persons of each persona (200), `days` the horizon, `worlds` the number
    of drawn sets of parameters beside the median one, or a worlds file. A `cohort` is new, or
    established: then it has lived 28 days under the baseline. Of very many people,
    `keep="trajectories"` keeps no turns, sessions and events; the default is all.

    With `shared_services`, people share services and the unit is the population: a mapping with
    `scenarios`, `populations` (20 at least) and `people` in each, at the personas' true shares.
    What comes back is a `PopulationComparison`. Nothing but trajectories, calls and loads is kept
    then, unless `keep="all"`.

    Errors are labelled by the `standard`, and counted by the `second_standard` too (the other one
    of the two shipped). `margins` say how large a difference has to be to count, by outcome and in
    its unit (shares 0-1); `weightings` give personas other weights, by name; `family` declares the
    comparisons beforehand, as in an experiment file. These three change no table.

    `means` say what a run may do in which policies answer in words: the most that it may cost, a
    permission to speak to live systems, whether replies come from the record alone.

    The same call goes on where an earlier one was stopped.
    `BadInput` carries every problem of every file; arms that failed are in `Comparison.failures`.

    With `workers` above 1, a script has to guard its entry with `if __name__ == "__main__":`, as
    Python's multiprocessing asks.
    """
    people_of: dict[str, Any] = {"cohort": cohort, "baseline": baseline}
    drawn = worlds if isinstance(worlds, int) else str(worlds)
    sizes: dict[str, Any] = {"days": days, "worlds": drawn, "seed": seed}
    declared = {"margins": margins, "weightings": weightings, "family": family}
    kept = {"people": people, "keep": keep, "shared_services": shared_services}
    maybe = {"second_standard": second_standard, **kept, **declared}
    given = {name: said for name, said in maybe.items() if said is not None}
    found = catalogue or Catalogue()
    asked: dict[str, Any] = {"standard": standard, **people_of, **sizes, **given}
    spec = comparison_spec(policies, personas=personas, catalogue=found, **asked)
    how: dict[str, Any] = {"workers": workers, "chunk": chunk, "progress": progress}
    return run_spec(spec, out=out, catalogue=found, means=means, **how)


def run(
    name: str | Path,
    *,
    workers: int = 1,
    chunk: int = CHUNK,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
    means: Means | None = None,
) -> Comparison:
    """Run an experiment by its catalogue name or file: a comparison that somebody saved."""
    found = catalogue or Catalogue()
    spec, document = read(found, name)
    return run_spec(
        spec,
        document=document,
        workers=workers,
        chunk=chunk,
        out=out,
        catalogue=found,
        progress=progress,
        means=means,
    )


def run_spec(
    spec: Spec,
    *,
    document: Document | None = None,
    workers: int | None = 1,
    chunk: int = CHUNK,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
    many: int = 4_000,
    means: Means | None = None,
) -> Comparison:
    """Run a spec, summarise it and write its report.

    With the `document` that it was read from, an unknown name is told at its line. Without
    `workers`, all cores are used from `many` lives on: fewer do not repay starting them. Policies
    that answer in words are asked from one process, as one limit and one ceiling hold for them.
    """
    resolved = experiment.resolve(spec, catalogue or Catalogue(), document)
    folder = resolved.directory() if out is None else Path(out)
    if experiment.spoken(resolved):
        workers = 1
    if workers is None:
        workers = (os.cpu_count() or 1) if resolved.lives >= many else 1
    how: _How = {"workers": workers, "chunk": chunk, "progress": progress}
    with experiment.put_through(resolved, folder, means or Means()) as calls:
        done = experiment.run(resolved, folder, **how, calls=calls)
        return finish(done, resolved, _imputed_runs(resolved, done.path, how, calls), calls)


class _How(TypedDict):
    """How work is to be done; nothing here changes a number."""

    workers: int
    chunk: int
    progress: Progress | None


def _imputed_runs(
    resolved: Resolved, folder: Path, how: _How, calls: Calls | None
) -> list[Comparison]:
    """The further imputed runs of a run whose policies have texts; none where they have not.

    `RunFailure`, `BadInput` as of any run.
    """
    spec = resolved.spec
    if spec.imputation != 1 or not imputing.texts(resolved):
        return []
    found = []
    for imputation in range(2, spec.imputations + 1):
        part = spec.model_copy(update={"imputation": imputation, "keep": "trajectories"})
        other = experiment.resolve(part, resolved.catalogue)
        if calls is not None:
            calls.connect(experiment.spoken(other))
        place = folder / imputing.FOLDER / str(imputation)
        found.append(finish(experiment.run(other, place, **how, calls=calls), other))
    return found


def comparison_spec(
    policies: Sequence[Armed],
    *,
    name: str = "compare",
    personas: str | Sequence[str] = "all",
    catalogue: Catalogue | None = None,
    **fields: object,
) -> Spec:
    """The spec of a comparison from arguments; `BadInput` if they are none.

    With a `catalogue`, that report also tells the names which it does not know.

    `policies` as `compare` takes them; `fields` are those of an experiment file.
    """
    given = [policies] if isinstance(policies, str | Mapping) else policies
    arms = [arm(one) if isinstance(one, str) else dict(one) for one in given]
    named = ", ".join(stem(one) if isinstance(one, str) else str(one.get("arm")) for one in arms)
    asked = {
        "experiment": name,
        "version": "1.0.0",
        "question": f"What becomes of the same people under {named}?",
        "personas": _listed(personas),
        "policies": arms,
    }
    return spec_of(asked | fields, catalogue=catalogue)


def _listed(personas: str | Sequence[str]) -> str | list[str]:
    if isinstance(personas, str):
        return personas if personas == "all" else [personas]
    return list(personas)


def changed(spec: Spec, catalogue: Catalogue | None = None, **changes: object) -> Spec:
    """A spec with some fields replaced, checked anew; fields given as None stay.

    Margins, and what is said on shared services, are added to those that the spec has. Where it
    had no shared services, how many people there are is what that section says.

    With a `catalogue`, a report of problems also tells the names which it does not know.
    """
    given = {name: new for name, new in changes.items() if new is not None}
    margins = given.get("margins")
    if isinstance(margins, Mapping):
        given["margins"] = {**spec.margins, **margins}
    asked, sharing = said(spec), given.get("shared_services")
    if isinstance(sharing, Mapping):
        given["shared_services"] = {**asked.get("shared_services", {}), **sharing}
        if spec.shared_services is None:
            asked = {field: old for field, old in asked.items() if field not in {"people", "keep"}}
    return spec_of(asked | given, catalogue=catalogue)


def load_persona(name: str | Path, catalogue: Catalogue | None = None) -> Persona:
    """A persona by catalogue name or file; `BadInput` with every problem."""
    return personas_of.load(catalogue or Catalogue(), name)


def load_policy(name: str | Path, catalogue: Catalogue | None = None) -> Policy:
    """A policy by catalogue name or file; `BadInput` with every problem."""
    return policies_of.load(catalogue or Catalogue(), str(name))


def open_run(path: str | Path) -> Comparison:
    """A finished comparison from its directory; `RunFailure` if it is none, or unfinished."""
    return opened(Path(path))
