"""`person`, `report`, `hash`: what lies in a run directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json

if TYPE_CHECKING:
    from simenv.catalogue import Catalogue

RunFolder = Annotated[Path, typer.Argument(help="A run directory.", metavar="RUN")]


@app.command()
def person(
    run: Annotated[
        Path, typer.Argument(help="A run directory, or the file of a case.", metavar="RUN|CASE")
    ],
    person_id: Annotated[
        str | None,
        typer.Argument(help="persona/number, such as author/17; of a suite, a case.", metavar="ID"),
    ] = None,
    arms: Annotated[
        str | None, typer.Option(help="One arm, or two: A,B; policies for a case. [all named]")
    ] = None,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Tell one person's month, phase by phase; with two arms, twins. Of a case: its own person."""
    from simenv import records, replay  # noqa: PLC0415

    chosen = tuple(arms.split(",")) if arms else None
    if run.suffix in {".yaml", ".yml"}:
        _case(run, (person_id, chosen), catalogue(folders, override), as_json=as_json)
        return
    if person_id is None:
        raise typer.BadParameter("say whom, such as author/17", param_hint="ID")
    told = replay.person(records.open_run(run), person_id, chosen)
    if as_json:
        show_json(told.data())
    else:
        typer.echo(told.text())


def _case(
    path: Path,
    asked: tuple[str | None, tuple[str, ...] | None],
    found: Catalogue,
    *,
    as_json: bool,
) -> None:
    """Tell the person of a case."""
    from simenv.api.stressing import person_of_case  # noqa: PLC0415 - `--help` is to be quick
    from simenv.stress import page  # noqa: PLC0415 - as above

    name, arms = asked
    case, told = person_of_case(str(path), name, arms, catalogue=found)
    if as_json:
        show_json({"case": case.data(), **told.data()})
    else:
        typer.echo(page.case_text(case))
        typer.echo()
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
