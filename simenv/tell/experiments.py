"""An experiment told back: its question, its arms, its people, its size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simenv import experiment
from simenv.catalogue import Catalogue, shown
from simenv.experiment import Resolved
from simenv.experiment.format import load
from simenv.tell.telling import Section, Telling
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.phrases import counted, of_100


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """An experiment by name or file; `BadInput` with every problem of it and of what it names."""
    document = catalogue.read("experiments", name_or_path)
    spec = load(catalogue, name_or_path)
    resolved = experiment.resolve(spec, catalogue)
    return Telling(
        kind="experiment",
        name=spec.name,
        summary=spec.question,
        facts={"version": spec.version, "file": shown(document.path), "sha256": resolved.sha256},
        sections=(_arms(resolved, catalogue), _people(resolved), _size(resolved)),
    )


def _arms(resolved: Resolved, catalogue: Catalogue) -> Section:
    facts = []
    for policy, said in zip(resolved.policies, resolved.spec.policies, strict=True):
        summary = " ".join(str(catalogue.read("policies", said).data["summary"]).split())
        facts.append({"policy": policy.name, "version": policy.version, "summary": summary})
    rows = [(fact["policy"], fact["summary"]) for fact in facts]
    lines = (
        *wrapped(
            "The same people, with the same luck, live once under each policy. The first is the "
            "reference.",
            2,
        ),
        *grid(rows),
        *wrapped(f"Errors are judged by the standard {resolved.standard.name}.", 2),
    )
    return Section(key="arms", heading="Arms", lines=lines, facts=facts)


def _people(resolved: Resolved) -> Section:
    total = sum(one.share or 0.0 for one in resolved.personas)
    facts = [
        {"persona": one.name, "share": one.share, "weight": round((one.share or 0.0) / total, 4)}
        for one in resolved.personas
    ]
    rows = [
        (one.name, of_100((one.share or 0.0) / total), one.summary) for one in resolved.personas
    ]
    intro = (
        f"{resolved.spec.people:,} of each persona. In numbers for all people together a persona "
        "weighs so much of 100, which is its share, rescaled:"
    )
    lines = (*wrapped(intro, 2), *grid(rows))
    return Section(key="people", heading="People", lines=lines, facts=facts)


def _size(resolved: Resolved) -> Section:
    facts = size(resolved)
    spec = resolved.spec
    told = [
        f"{counted(spec.days, 'day')} from entry; seed {spec.seed}.",
        f"{counted(facts['worlds'], 'world')}: the one with every parameter at its median, and "
        f"{spec.worlds} with parameters drawn from their spread.",
        f"{facts['people']:,} people, {counted(facts['arms'], 'arm')} and these worlds make "
        f"{facts['lives']:,} lives of together {facts['person_days']:,} days.",
    ]
    heading = "Size"
    return Section(key="size", heading=heading, lines=tuple(points(told)), facts=facts)


def size(resolved: Resolved) -> dict[str, Any]:
    """How many people, arms, worlds, lives and days a run of this experiment has."""
    spec = resolved.spec
    people = spec.people * len(resolved.personas)
    arms, worlds = len(resolved.policies), spec.worlds + 1
    lives = people * arms * worlds
    return {
        "days": spec.days,
        "seed": spec.seed,
        "standard": resolved.standard.name,
        "people": people,
        "arms": arms,
        "worlds": worlds,
        "lives": lives,
        "person_days": lives * spec.days,
    }
