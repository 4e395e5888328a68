"""`compare` and `run`: the main job, and what is printed at its end."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json

if TYPE_CHECKING:
    from simenv.api import Comparison
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
    as_json: bool


Personas = Annotated[
    str | None, typer.Option(help="all, or names or files with commas between them.")
]
Standard = Annotated[str | None, typer.Option(help="The norm by which decisions are labelled.")]
Days = Annotated[int | None, typer.Option(help="Days that each person lives. [30, or as saved]")]
People = Annotated[int | None, typer.Option(help="Persons of each persona. [200, or as saved]")]
Worlds = Annotated[int | None, typer.Option(help="Drawn sets of parameters. [10, or as saved]")]
Seed = Annotated[int | None, typer.Option(help="The seed of all luck. [1, or as saved]")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes. [all cores for long runs, else 1]")
]
Chunk = Annotated[int, typer.Option(min=1, help="People computed at a time; changes no number.")]
Out = Annotated[Path | None, typer.Option(help="The run directory. [runs/NAME-HASH]")]
Save = Annotated[Path | None, typer.Option(help="Save the comparison as an experiment file.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")]


@app.command()
def compare(
    policies: Annotated[
        list[str], typer.Argument(help="Catalogue names or files; first: reference.")
    ],
    personas: Personas = None,
    standard: Standard = None,
    days: Days = None,
    people: People = None,
    worlds: Worlds = None,
    seed: Seed = None,
    workers: Workers = None,
    chunk: Chunk = 4096,
    out: Out = None,
    save: Save = None,
    folders: Folders = None,
    override: Override = None,
    markdown: Markdown = False,
    as_json: Json = False,
) -> None:
    """Compare policies on the same people with the same luck."""
    from simenv import api  # noqa: PLC0415

    given = _given(personas, standard, days, people, worlds, seed)
    spec = api.comparison_spec(policies, name=save.stem if save else "compare", **given)
    _carry_out(spec, _Ways(workers, chunk, out, save, folders, override, markdown, as_json))


@app.command()
def run(
    experiment: Annotated[str, typer.Argument(help="A catalogue name or a file.")],
    personas: Personas = None,
    standard: Standard = None,
    days: Days = None,
    people: People = None,
    worlds: Worlds = None,
    seed: Seed = None,
    workers: Workers = None,
    chunk: Chunk = 4096,
    out: Out = None,
    save: Save = None,
    folders: Folders = None,
    override: Override = None,
    markdown: Markdown = False,
    as_json: Json = False,
) -> None:
    """Run a saved comparison; options replace what its file says."""
    from simenv import api  # noqa: PLC0415
    from simenv.experiment.format import load  # noqa: PLC0415

    spec = load(catalogue(folders, override), experiment)
    spec = api.changed(spec, **_given(personas, standard, days, people, worlds, seed))
    _carry_out(spec, _Ways(workers, chunk, out, save, folders, override, markdown, as_json))


def _given(
    personas: str | None,
    standard: str | None,
    days: int | None,
    people: int | None,
    worlds: int | None,
    seed: int | None,
) -> dict[str, Any]:
    """The fields of a spec that were given on the command line."""
    named = None if personas is None else personas.split(",")
    said = {
        "personas": "all" if named == ["all"] else named,
        "standard": standard,
        "days": days,
        "people": people,
        "worlds": worlds,
        "seed": seed,
    }
    return {field: value for field, value in said.items() if value is not None}


def _carry_out(spec: Spec, ways: _Ways) -> None:
    """Run a spec and print what it found; exit with 1 when an arm failed."""
    from simenv import api  # noqa: PLC0415
    from simenv.experiment.format import saved  # noqa: PLC0415

    if ways.save is not None and ways.save.exists():
        raise typer.BadParameter(f"{ways.save} exists; choose another name", param_hint="--save")
    found = catalogue(ways.folders, ways.override)
    try:
        with _progress(quiet=ways.as_json) as progress:
            done = api.run_spec(
                spec,
                workers=ways.workers,
                chunk=ways.chunk,
                out=ways.out,
                catalogue=found,
                progress=progress,
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
    typer.echo(done.sentence + "\n")
    typer.echo(done.markdown() if ways.markdown else done.text())
    typer.echo("\nNext:")
    for command in _next(done):
        typer.echo(f"  {command}")


def _hash(done: Comparison) -> str | None:
    """The table hash, where no arm failed."""
    return None if done.failures else done.hash()


def _next(done: Comparison) -> list[str]:
    """The next three commands to type."""
    folder = shlex.quote(str(done.path))
    persona = done.run.layout.personas[0]
    arms = done.summary["named"]
    twins = f" --arms {','.join(arms)}" if len(arms) == 2 else ""
    opened = "open" if sys.platform == "darwin" else "xdg-open"
    return [
        f"{opened} {shlex.quote(str(done.path / 'report.html'))}",
        f"simenv person {folder} {persona}/0{twins}",
        f"simenv show {arms[-1] if arms else done.run.layout.arms[0]}",
    ]


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal for runs that take a while; nothing in a pipe."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("lives", total=None, visible=False)

        def told(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total, visible=total >= _LONG)

        yield told
