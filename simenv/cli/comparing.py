"""`compare` and `run`: the main job, and what is printed at its end."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simenv.cli import bar
from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json
from simenv.cli.asking import (
    Asked,
    Baseline,
    Cohort,
    Days,
    Keep,
    Margin,
    People,
    Personas,
    Populations,
    Second,
    Seed,
    Services,
    Standard,
    Worlds,
)
from simenv.cli.speaking import DryRun, MaxCost, Permission, Record, Replay, Speaking, Yes

if TYPE_CHECKING:
    from simenv.api import Comparison
    from simenv.catalogue import Document
    from simenv.experiment.format import Spec

#: What a shell reports for a command that Ctrl-C ended.
_INTERRUPTED = 130
#: Lives from which a progress bar is worth its line.
_LONG = 4_000


@dataclass(frozen=True)
class _Ways:
    """How the work is to be done and shown; nothing here changes a number."""

    workers: int | None
    chunk: int
    out: Path | None
    save: Path | None
    folders: list[Path] | None
    override: list[str] | None
    markdown: bool
    latex: bool
    full: bool
    as_json: bool
    speaking: Speaking


Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes. [all cores for long runs, else 1]")
]
Chunk = Annotated[int, typer.Option(min=1, help="People computed at a time; changes no number.")]
Out = Annotated[Path | None, typer.Option(help="The run directory. [runs/NAME-HASH]")]
Save = Annotated[Path | None, typer.Option(help="Save the comparison as an experiment file.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print all tables as Markdown.")]
Latex = Annotated[bool, typer.Option("--latex", help="Print the outcomes as a LaTeX table.")]
Full = Annotated[bool, typer.Option("--full", help="Print all tables, not one screen of them.")]


@app.command()
def compare(
    policies: Annotated[
        list[str],
        typer.Argument(help="Catalogue names or files, or schedules of them; first: reference."),
    ],
    personas: Personas = None,
    cohort: Cohort = None,
    baseline: Baseline = None,
    standard: Standard = None,
    second_standard: Second = None,
    days: Days = None,
    people: People = None,
    worlds: Worlds = None,
    seed: Seed = None,
    keep: Keep = None,
    margin: Margin = None,
    services: Services = None,
    populations: Populations = None,
    workers: Workers = None,
    chunk: Chunk = 4096,
    out: Out = None,
    save: Save = None,
    folders: Folders = None,
    override: Override = None,
    markdown: Markdown = False,
    latex: Latex = False,
    full: Full = False,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    permission: Permission = False,
    yes: Yes = False,
    replay: Replay = False,
    record: Record = None,
    as_json: Json = False,
) -> None:
    """Compare policies on the same people with the same luck.

    A policy may change on the way: never-refuses,graded-by-risk@14 is one arm, that of
    never-refuses until day 14 from entry and of graded-by-risk from then on.
    """
    from simenv import api  # noqa: PLC0415

    norms = (standard, second_standard)
    who, shared = (personas, cohort, baseline), (services, populations)
    asked = Asked(*who, *norms, days, people, worlds, seed, keep, margin, *shared)
    found = catalogue(folders, override)
    name = save.stem if save else "compare"
    spec = api.comparison_spec(policies, name=name, catalogue=found, **asked.fields())
    speaking = Speaking(max_cost, dry_run, permission, yes, replay, record)
    files = (out, save, folders, override)
    ways = _Ways(workers, chunk, *files, markdown, latex, full, as_json, speaking)
    _carry_out(asked.checked(spec), None, ways)


@app.command()
def run(
    experiment: Annotated[str, typer.Argument(help="A catalogue name or a file.")],
    personas: Personas = None,
    cohort: Cohort = None,
    baseline: Baseline = None,
    standard: Standard = None,
    second_standard: Second = None,
    days: Days = None,
    people: People = None,
    worlds: Worlds = None,
    seed: Seed = None,
    keep: Keep = None,
    margin: Margin = None,
    services: Services = None,
    populations: Populations = None,
    workers: Workers = None,
    chunk: Chunk = 4096,
    out: Out = None,
    save: Save = None,
    folders: Folders = None,
    override: Override = None,
    markdown: Markdown = False,
    latex: Latex = False,
    full: Full = False,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    permission: Permission = False,
    yes: Yes = False,
    replay: Replay = False,
    record: Record = None,
    as_json: Json = False,
) -> None:
    """Run a saved comparison; options replace what its file says."""
    from simenv import api  # noqa: PLC0415
    from simenv.experiment.format import read  # noqa: PLC0415

    norms = (standard, second_standard)
    who, shared = (personas, cohort, baseline), (services, populations)
    asked = Asked(*who, *norms, days, people, worlds, seed, keep, margin, *shared)
    found = catalogue(folders, override)
    spec, document = read(found, experiment)
    speaking = Speaking(max_cost, dry_run, permission, yes, replay, record)
    files = (out, save, folders, override)
    ways = _Ways(workers, chunk, *files, markdown, latex, full, as_json, speaking)
    _carry_out(asked.checked(api.changed(spec, found, **asked.fields(spec))), document, ways)


def _carry_out(spec: Spec, document: Document | None, ways: _Ways) -> None:
    """Run a spec and print what it found; exit with 1 when an arm failed.

    `document` is what it was read from, if it was.
    """
    from simenv import api  # noqa: PLC0415
    from simenv.experiment.format import saved  # noqa: PLC0415

    if ways.save is not None and ways.save.exists():
        raise typer.BadParameter(f"{ways.save} exists; choose another name", param_hint="--save")
    found = catalogue(ways.folders, ways.override)
    ways.speaking.settled(spec, found, document, as_json=ways.as_json)
    try:
        with bar.progress("lives", quiet=ways.as_json, least=_LONG) as progress:
            done = api.run_spec(
                spec,
                document=document,
                workers=ways.workers,
                chunk=ways.chunk,
                out=ways.out,
                catalogue=found,
                progress=progress,
                means=ways.speaking.means(),
            )
    except KeyboardInterrupt:
        typer.echo("stopped; the same command goes on where it was", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if ways.save is not None:
        ways.save.write_text(saved(spec), encoding="utf-8")
    _print(done, ways)
    for failure in done.failures:
        typer.echo(f"arm {failure.arm} failed at {failure.request}: {failure.reason}", err=True)
    if done.failures:
        raise typer.Exit(1)


def _print(done: Comparison, ways: _Ways) -> None:
    if ways.as_json:
        show_json({"directory": str(done.path), "hash": _hash(done), **done.summary})
        return
    if done.failures:
        lost = ", ".join(failure.arm for failure in done.failures)
        typer.echo(f"Not the comparison that was asked for: {lost} failed, see below.")
    typer.echo(done.sentence)
    _print_notes(done)
    typer.echo(_tables(done, ways))
    typer.echo("\nNext:")
    for command in _next(done):
        typer.echo(f"  {command}")


def _tables(done: Comparison, ways: _Ways) -> str:
    """All tables, or one screen of them."""
    if ways.markdown or ways.latex:
        return done.markdown() if ways.markdown else done.latex()
    return done.text() if ways.full else done.short()


def _print_notes(done: Comparison) -> None:
    """Which people these were, and which arms changed their policy."""
    from simenv.wording.asked import notes  # noqa: PLC0415

    for note in (*done.who(), *notes(done.run.spec)):
        typer.echo(note)
    typer.echo()


def _hash(done: Comparison) -> str | None:
    """The table hash, where no arm failed."""
    return None if done.failures else done.hash()


def _next(done: Comparison) -> list[str]:
    """The next commands to type, three where the tables of persons are kept.

    Where services are shared, those of the scenario that the sentence names are shown instead.
    """
    folder = shlex.quote(str(done.path))
    layout = done.run.layout
    arms = done.summary["named"]
    twins = f" --arms {','.join(arms)}" if len(arms) == 2 else ""
    opened = "open" if sys.platform == "darwin" else "xdg-open"
    person = f"simenv person {folder} {layout.personas[0]}/0{twins}"
    return [
        f"{opened} {shlex.quote(str(done.path / 'report.html'))}",
        *([person] if layout.keep == "all" and layout.shared is None else []),
        *([f"simenv show {shlex.quote(_scenario(done))}"] if layout.shared is not None else []),
        f"simenv show {shlex.quote(_policy(done, arms[-1] if arms else layout.arms[0]))}",
    ]


def _policy(done: Comparison, arm: str) -> str:
    """The policy of an arm as it was asked for, the last one of a schedule."""
    asked = done.run.manifest.asked["policies"][done.run.layout.arms.index(arm)]
    return str(asked if isinstance(asked, str) else asked["schedule"][-1]["policy"])


def _scenario(done: Comparison) -> str:
    """The scenario that the sentence names, as it was asked for; the first where it names none."""
    named, layout = done.summary["named"], done.run.layout
    asked = done.run.manifest.asked["shared_services"]["scenarios"]
    return str(asked[layout.scenarios.index(named[0]) if named else 0])
