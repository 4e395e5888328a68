"""Kept cases, lived again: which fail under a policy, and which failed under the baseline too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import F8
from simenv.policy import Policy
from simenv.stress.case import Case
from simenv.stress.claim import measured
from simenv.stress.seen import TOO_MANY, means
from simenv.stress.trial import Luck, Setting


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """One case of a suite under a policy, and under the baseline where there is one.

    `mean` and `baseline_mean` are a person's mean of what the case is about, in the harmful
    direction; it fails beyond `margin`. `beyond` says that no persona declares such people, and
    `unsaid` that too many were lost to failed calls under one of the two: then a mean is None.
    """

    case: str
    fails: bool
    baseline_fails: bool
    beyond: bool
    told: str
    margin: float
    mean: float | None
    baseline_mean: float | None
    unsaid: bool = False


def rerun(
    cases: Sequence[Case],
    setting: Setting,
    baseline: Policy | None = None,
    live: Mapping[str, Policy] | None = None,
) -> tuple[Rerun, ...]:
    """Live each case again with its own people and luck, in the order of `cases`.

    `baseline` is held against the same cases. A case that says how much worse a policy is than the
    one that was live is held against `baseline`, else against that one in `live`, by name;
    `KeyError` if it is neither. `PolicyFailure` if a policy misbehaves.
    """
    found: dict[str, Rerun] = {}
    for batch in _batches(cases):
        here = replace(setting, days=batch[0].days)
        against = _held_against(batch[0])
        if against is not None:
            means = _means(batch, replace(here, baseline=baseline or (live or {})[against]))
        else:
            means = _means(batch, here)
        others = None
        if baseline is not None and against is None:
            others = _means(batch, replace(here, policy=baseline))
        for n, case in enumerate(batch):
            other = None if others is None else float(others[n])
            found[case.name] = _told(case, float(means[n]), other)
    return tuple(found[case.name] for case in cases)


def _held_against(case: Case) -> str | None:
    """The policy to which a case is a difference; None where it was found without one."""
    return None if case.against is None else case.against.name


def _told(case: Case, mean: float, other: float | None) -> Rerun:
    margin = case.fails.margin
    silent = mean == -np.inf or other == -np.inf
    fails, too = mean > margin, other is not None and other > margin
    word = "fails" if fails else "holds"
    told = f"{case.name} {word}: {case.fails.outcome} {mean:.3g} a person, margin {margin:g}"
    if silent:
        told = f"{case.name}: nothing can be said, {TOO_MANY}"
    elif other is not None:
        told += f"; under the baseline {other:.3g}"
    return Rerun(
        case=case.name,
        fails=fails,
        baseline_fails=too,
        beyond=bool(case.beyond),
        told=told,
        margin=margin,
        mean=_said(mean),
        baseline_mean=_said(other),
        unsaid=silent,
    )


def _means(batch: Sequence[Case], setting: Setting) -> F8:
    first = batch[0]
    luck = Luck(seed=first.seed, people=first.people, given=tuple(case.first for case in batch))
    return means(measured(setting, [case.claim for case in batch], luck))


def _said(mean: float | None) -> float | None:
    """A mean, None where nothing is said."""
    return None if mean == -np.inf else mean


def _batches(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Cases that can be lived together: one world, and no person twice."""
    groups: dict[tuple[object, ...], list[list[Case]]] = {}
    for case in cases:
        world = case.seed, case.people, case.days, case.candidate.services
        key = (*world, _held_against(case))
        batches = groups.setdefault(key, [])
        fitting = next((batch for batch in batches if not _meets(case, batch)), None)
        if fitting is None:
            batches.append([case])
        else:
            fitting.append(case)
    for batches in groups.values():
        yield from batches


def _meets(case: Case, batch: Sequence[Case]) -> bool:
    """Whether a person of a case is one of a batch, too."""
    return any(
        one.persona.name == case.persona.name and abs(one.first - case.first) < case.people
        for one in batch
    )
