"""What `import simenv` offers, typed: compare policies, run an experiment, open what was run.

>>> run = compare(["hotline-boilerplate", "graded-by-risk"], people=200)  # doctest: +SKIP
>>> run.outcomes.to_pandas()                                              # doctest: +SKIP
>>> print(run.person("author/17").text())                                 # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from simenv import experiment
from simenv import persona as personas_of
from simenv import policy as policies_of
from simenv.api.comparison import Comparison, Outcomes, opened
from simenv.api.files import LISTED, Checked, check, listing, schemas
from simenv.api.finish import finish, rewrite_report
from simenv.catalogue import Catalogue
from simenv.experiment.format import Spec, load, spec_of
from simenv.persona import Persona
from simenv.policy import Policy
from simenv.records import CHUNK

__all__ = [
    "LISTED",
    "Checked",
    "Comparison",
    "Outcomes",
    "changed",
    "check",
    "compare",
    "comparison_spec",
    "listing",
    "load_persona",
    "load_policy",
    "open_run",
    "rewrite_report",
    "run",
    "run_spec",
    "schemas",
]

Progress = Callable[[int, int], None]
DEFAULT_STANDARD = "listening-first"


def compare(
    policies: Sequence[str],
    *,
    personas: str | Sequence[str] = "all",
    standard: str = DEFAULT_STANDARD,
    days: int = 30,
    people: int = 200,
    worlds: int = 10,
    seed: int = 1,
    workers: int = 1,
    chunk: int = CHUNK,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Let the same people, with the same luck, meet each policy; the first is the reference.

    `policies`, `personas` and `standard` are catalogue names or paths of files; `people` is the
    number of persons of each persona, `days` the horizon, `worlds` the number of drawn sets of
    parameters beside the median one. The same call goes on where an earlier one was stopped.
    `BadInput` carries every problem of every file; arms that failed are in `Comparison.failures`.

    With `workers` above 1, a script has to guard its entry with `if __name__ == "__main__":`, as
    Python's multiprocessing asks.
    """
    spec = comparison_spec(
        policies,
        personas=personas,
        standard=standard,
        days=days,
        people=people,
        worlds=worlds,
        seed=seed,
    )
    return run_spec(
        spec, workers=workers, chunk=chunk, out=out, catalogue=catalogue, progress=progress
    )


def run(
    name: str | Path,
    *,
    workers: int = 1,
    chunk: int = CHUNK,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run an experiment by its catalogue name or file: a comparison that somebody saved."""
    found = catalogue or Catalogue()
    return run_spec(
        load(found, name), workers=workers, chunk=chunk, out=out, catalogue=found, progress=progress
    )


def run_spec(
    spec: Spec,
    *,
    workers: int | None = 1,
    chunk: int = CHUNK,
    out: str | Path | None = None,
    catalogue: Catalogue | None = None,
    progress: Progress | None = None,
    many: int = 4_000,
) -> Comparison:
    """Run a spec, summarise it and write its report.

    Without `workers`, all cores are used from `many` lives on: fewer do not repay starting them.
    """
    resolved = experiment.resolve(spec, catalogue or Catalogue())
    folder = None if out is None else Path(out)
    if workers is None:
        lives = spec.people * len(resolved.personas) * len(resolved.policies) * (spec.worlds + 1)
        workers = (os.cpu_count() or 1) if lives >= many else 1
    done = experiment.run(resolved, folder, workers=workers, chunk=chunk, progress=progress)
    return finish(done, resolved)


def comparison_spec(
    policies: Sequence[str],
    *,
    personas: str | Sequence[str] = "all",
    standard: str = DEFAULT_STANDARD,
    days: int = 30,
    people: int = 200,
    worlds: int = 10,
    seed: int = 1,
    name: str = "compare",
) -> Spec:
    """The spec of a comparison from arguments; `BadInput` if they are none."""
    arms = [policies] if isinstance(policies, str) else list(policies)
    question = f"What becomes of the same people under {', '.join(Path(a).stem for a in arms)}?"
    said = {
        "experiment": name,
        "version": "1.0.0",
        "question": question,
        "personas": personas if isinstance(personas, str) else list(personas),
        "policies": arms,
        "standard": standard,
        "days": days,
        "people": people,
        "worlds": worlds,
        "seed": seed,
    }
    if isinstance(personas, str) and personas != "all":
        said["personas"] = [personas]
    return spec_of(said)


def changed(spec: Spec, **changes: object) -> Spec:
    """A spec with some fields replaced, checked anew; fields given as None stay."""
    said = spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    return spec_of(said | {field: new for field, new in changes.items() if new is not None})


def load_persona(name: str | Path, catalogue: Catalogue | None = None) -> Persona:
    """A persona by catalogue name or file; `BadInput` with every problem."""
    return personas_of.load(catalogue or Catalogue(), name)


def load_policy(name: str | Path, catalogue: Catalogue | None = None) -> Policy:
    """A policy by catalogue name or file; `BadInput` with every problem."""
    return policies_of.load(catalogue or Catalogue(), str(name))


def open_run(path: str | Path) -> Comparison:
    """A finished comparison from its directory; `RunFailure` if it is none, or unfinished."""
    return opened(Path(path))
