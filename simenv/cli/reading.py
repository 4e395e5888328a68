"""`person`, `report`, `hash`: what lies in a run directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simenv.cli.app import Json, app, show_json

RunFolder = Annotated[Path, typer.Argument(help="A run directory.", metavar="RUN")]


@app.command()
def person(
    run: RunFolder,
    person_id: Annotated[
        str, typer.Argument(help="persona/number, such as author/17.", metavar="ID")
    ],
    arms: Annotated[str | None, typer.Option(help="One arm, or two: A,B. [all named]")] = None,
    as_json: Json = False,
) -> None:
    """Tell one person's month, phase by phase; with two arms, twins."""
    from simenv import records, replay  # noqa: PLC0415

    chosen = tuple(arms.split(",")) if arms else None
    told = replay.person(records.open_run(run), person_id, chosen)
    if as_json:
        show_json(told.data())
    else:
        typer.echo(told.text())


@app.command()
def report(run: RunFolder, as_json: Json = False) -> None:
    """Write the report of a finished run again, and say where it is."""
    from simenv import api  # noqa: PLC0415

    path = api.rewrite_report(api.open_run(run))
    if as_json:
        show_json({"report": str(path)})
    else:
        typer.echo(str(path))


@app.command(name="hash")
def hash_(run: RunFolder, as_json: Json = False) -> None:
    """Print the hash of all tables of a run, on the last line."""
    from simenv import records  # noqa: PLC0415

    found = records.table_hash(records.open_run(run))
    if as_json:
        show_json({"hash": found})
    else:
        typer.echo(found)
