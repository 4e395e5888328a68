"""An experiment told back: its question, its arms, its people, its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simenv import experiment
from simenv.catalogue import Catalogue, shown
from simenv.experiment import Resolved
from simenv.experiment.format import Scheduled, read
from simenv.lockstep import Arm
from simenv.tell.telling import Section, Telling
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.phrases import counted, of_100


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """An experiment by name or file; `BadInput` with every problem of it and of what it names."""
    spec, document = read(catalogue, name_or_path)
    resolved = experiment.resolve(spec, catalogue, document)
    return Telling(
        kind="experiment",
        name=spec.name,
        summary=spec.question,
        facts={"version": spec.version, "file": shown(document.path), "sha256": resolved.sha256},
        sections=(
            _arms(resolved, catalogue),
            _cohort(resolved, catalogue),
            *_services(resolved, catalogue),
            _people(resolved),
            _size(resolved),
        ),
    )


def _arms(resolved: Resolved, catalogue: Catalogue) -> Section:
    facts = [
        {"arm": arm.name, "schedule": _parts(arm, said, catalogue)}
        for arm, said in zip(resolved.arms, resolved.spec.policies, strict=True)
    ]
    lines = (
        *wrapped(
            "The same people, with the same luck, live once in each arm. The first is the "
            "reference.",
            2,
        ),
        *grid([(str(fact["arm"]), _in_words(fact)) for fact in facts]),
        *wrapped(f"Errors are judged by the standard {resolved.standard.name}.", 2),
    )
    return Section(key="arms", heading="Arms", lines=lines, facts=facts)


def _parts(arm: Arm, said: str | Scheduled, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The policies of an arm, each with the day on which it begins."""
    names = [said] if isinstance(said, str) else [part.policy for part in said.schedule]
    return [
        {
            "policy": one.name,
            "from_day": day,
            "version": one.version,
            "summary": _summary(name, catalogue),
        }
        for (day, one), name in zip(arm.parts, names, strict=True)
    ]


def _in_words(fact: Mapping[str, Any]) -> str:
    """What an arm does: its policy's summary, or a line for each policy of a schedule."""
    first, *later = fact["schedule"]
    if not later and first["policy"] == fact["arm"]:
        return str(first["summary"])
    told = [f"from entry {first['policy']}: {first['summary']}"]
    told += [f"from day {one['from_day']} {one['policy']}: {one['summary']}" for one in later]
    return "\n".join(told)


def _summary(policy: str, catalogue: Catalogue) -> str:
    return " ".join(str(catalogue.read("policies", policy).data["summary"]).split())


def _cohort(resolved: Resolved, catalogue: Catalogue) -> Section:
    spec, baseline = resolved.spec, resolved.baseline
    facts: dict[str, Any] = {"cohort": spec.cohort, "days_before_entry": spec.burn_in}
    if baseline is None or not spec.burn_in:
        told = "New: nobody has met the assistant before entry, which is time zero."
    else:
        summary = _summary(spec.baseline, catalogue)
        facts |= {"baseline": baseline.name, "version": baseline.version, "summary": summary}
        told = (
            f"Established: before entry, which is time zero, everybody has lived "
            f"{counted(spec.burn_in, 'day')} under {baseline.name}, the same days in every arm. "
            f"{baseline.name}: {summary}"
        )
    lines = tuple(wrapped(told, 2))
    return Section(key="cohort", heading="Cohort", lines=lines, facts=facts)


def _services(resolved: Resolved, catalogue: Catalogue) -> Iterator[Section]:
    """The scenarios in which people share services, where they do."""
    populations, baseline = resolved.populations, resolved.baseline
    if populations is None or baseline is None:
        return
    facts = [
        {
            "scenario": one.name,
            "version": one.version,
            "summary": one.summary,
            "services": [each.name for each in one.services],
        }
        for one in resolved.scenarios
    ]
    intro = (
        "People share services, so one person's call is another one's wait. Each population meets "
        "each of these, in each arm, with the same other callers; the first is the one that the "
        f"others are compared with. Ordinary demand is that under {baseline.name}: "
        f"{_summary(resolved.spec.baseline, catalogue)}"
    )
    rows = [(one.name, one.summary) for one in resolved.scenarios]
    lines = (*wrapped(intro, 2), *grid(rows))
    yield Section(key="shared_services", heading="Shared services", lines=lines, facts=facts)


def _people(resolved: Resolved) -> Section:
    total = sum(one.share or 0.0 for one in resolved.personas)
    facts = [
        {"persona": one.name, "share": one.share, "weight": round((one.share or 0.0) / total, 4)}
        for one in resolved.personas
    ]
    rows = [
        (one.name, of_100((one.share or 0.0) / total), one.summary) for one in resolved.personas
    ]
    populations = resolved.populations
    intro = (
        f"{resolved.spec.people:,} of each persona. In numbers for all people together a persona "
        "weighs so much of 100, which is its share, rescaled:"
    )
    if populations is not None:
        intro = (
            f"{counted(populations.number, 'population')} of {populations.people:,} people. Of 100 "
            "so many are of each persona, which is its share, rescaled:"
        )
        for fact, count in zip(facts, populations.counts, strict=True):
            fact["people"] = count
        nobody = [str(fact["persona"]) for fact in facts if not fact["people"]]
        if nobody:
            few = f"Nobody of {', '.join(nobody)} is in them: their share is less than a person."
            intro = f"{few} {intro}"
    lines = (*wrapped(intro, 2), *grid(rows))
    return Section(key="people", heading="People", lines=lines, facts=facts)


def _size(resolved: Resolved) -> Section:
    facts = size(resolved)
    spec = resolved.spec
    told = [
        f"{counted(spec.days, 'day')} from entry; seed {spec.seed}.",
        f"{counted(facts['worlds'], 'world')}: the one with every parameter at its median, and "
        f"{_others(resolved)}.",
        f"{facts['people']:,} people, {counted(facts['arms'], 'arm')} and these worlds make "
        f"{facts['lives']:,} lives of together {facts['person_days']:,} days.",
    ]
    if resolved.populations is not None:
        told.insert(2, f"{counted(len(resolved.scenarios), 'scenario')} of shared services.")
    if spec.keep == "trajectories":
        also = "" if resolved.populations is None else ", calls and loads"
        told.append(f"Only trajectories{also} are kept: no turns, sessions and events.")
    heading = "Size"
    return Section(key="size", heading=heading, lines=tuple(points(told)), facts=facts)


def _others(resolved: Resolved) -> str:
    given = resolved.given
    if given is None:
        return f"{resolved.worlds} with parameters drawn from their spread"
    return f"{given.worlds} of the worlds file {given.name} {given.version}"


def size(resolved: Resolved) -> dict[str, Any]:
    """How many people, arms, worlds, lives and days a run of this experiment has."""
    spec = resolved.spec
    populations = resolved.populations
    people = spec.people * len(resolved.personas)
    if populations is not None:
        people = populations.number * populations.people
    arms, worlds, lives = len(resolved.arms), resolved.worlds + 1, resolved.lives
    met = {} if populations is None else {"scenarios": len(resolved.scenarios)}
    return met | {
        "days": spec.days,
        "seed": spec.seed,
        "standard": resolved.standard.name,
        "people": people,
        "arms": arms,
        "worlds": worlds,
        "lives": lives,
        "person_days": lives * spec.days,
        "keep": spec.keep,
    }
