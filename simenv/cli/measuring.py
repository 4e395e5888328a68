"""`bench`: how fast this machine lets people live."""

from __future__ import annotations

from typing import Annotated

import typer

from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json


@app.command()
def bench(
    people: Annotated[int, typer.Option(min=1, help="People of each persona.")] = 300,
    days: Annotated[int, typer.Option(min=1, help="Days that each of them lives.")] = 30,
    profile: Annotated[
        bool, typer.Option("--profile", help="Name the functions that take most of the time.")
    ] = False,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Measure how many turns a second one core lives, all personas before all policies."""
    from simenv.bench import bench as measured  # noqa: PLC0415 - `--help` must not pay for it

    found = measured(people, days, catalogue(folders, override), profile=profile)
    if as_json:
        show_json(found.data())
    else:
        typer.echo(found.text())
