"""`sensitivity`: which numbers of the model drive the difference between two arms."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from simenv.cli import bar
from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json

#: What a shell reports for a command that Ctrl-C ended.
_INTERRUPTED = 130


@app.command()
def sensitivity(
    arm: Annotated[str, typer.Argument(help="A policy by name or file, or a schedule of them.")],
    against: Annotated[str, typer.Argument(help="The other arm, which is subtracted.")],
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="May be given again; the first chooses the drivers. [disengaged, ...]"),
    ] = None,
    personas: Annotated[str, typer.Option(help="all, or names with commas between them.")] = "all",
    standard: Annotated[
        str, typer.Option(help="The norm by which decisions are labelled.")
    ] = "listening-first",
    days: Annotated[int, typer.Option(help="Days that each person lives.")] = 30,
    people: Annotated[int, typer.Option(help="Persons of each persona.")] = 200,
    trajectories: Annotated[int, typer.Option(help="Trajectories of Morris.")] = 10,
    samples: Annotated[int, typer.Option(help="Samples of Sobol', a power of 2.")] = 128,
    seed: Annotated[int, typer.Option(help="The seed of all luck.")] = 1,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. [all cores for long runs, else 1]")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The directory. [runs/sensitivity-HASH]")] = None,
    folders: Folders = None,
    override: Override = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print what docs/sensitivity.md publishes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Screen which numbers of the model drive the difference between two arms.

    Some thousand worlds that differ in their numbers only, the same people with the same luck in
    all of them: minutes. The same command goes on where it was stopped.
    """
    from simenv import sensitivity as screening  # noqa: PLC0415 - `--help` must not pay for it
    from simenv.api.screening import PAGE, screen  # noqa: PLC0415

    try:
        with bar.progress("worlds", quiet=as_json) as progress:
            found = screen(
                arm,
                against,
                outcomes=tuple(outcome or ()),
                personas=personas if personas == "all" else personas.split(","),
                standard=standard,
                days=days,
                people=people,
                trajectories=trajectories,
                samples=samples,
                seed=seed,
                workers=workers,
                out=out,
                catalogue=catalogue(folders, override),
                progress=progress,
            )
    except KeyboardInterrupt:
        typer.echo("stopped; the same command goes on where it was", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        show_json(found.data())
    elif markdown:
        typer.echo(screening.markdown(found), nl=False)
    else:
        opened = "open" if sys.platform == "darwin" else "xdg-open"
        typer.echo(screening.text(found))
        typer.echo(f"\nNext:\n  {opened} {shlex.quote(str(found.path / PAGE))}")
