"""`list`, `check`, `show`, `new`, `schema`: the files that people write."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json

if TYPE_CHECKING:
    from simenv.api import Checked

_WIDTH = 100


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A catalogue name or a file.")],
    kind: Annotated[str | None, typer.Option(help="persona, policy, standard …")] = None,
    policy: Annotated[
        str | None, typer.Option(help="The policy under which a persona's month is told.")
    ] = None,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Tell a file back in plain sentences: what it says, and what it does."""
    from simenv import tell  # noqa: PLC0415

    told = tell.about(catalogue(folders, override), name, kind, policy=policy)
    if as_json:
        show_json(told.data())
    else:
        typer.echo(told.text())


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Check files: every problem at once, with line and remedy. Exit 2 if there is any."""
    from simenv import api  # noqa: PLC0415

    checked = api.check(paths, catalogue(folders, override))
    if as_json:
        show_json([asdict(one) for one in checked])
    else:
        _tell_checked(checked)
    if not checked or any(one.problems for one in checked):
        raise typer.Exit(2)


def _tell_checked(checked: list[Checked]) -> None:
    for one in checked:
        typer.echo(f"{'problems' if one.problems else 'ok':<9} {one.file}")
        for problem in one.problems:
            typer.echo(str(problem), err=True)
    problems = sum(len(one.problems) for one in checked)
    files = "1 file" if len(checked) == 1 else f"{len(checked)} files"
    found = {0: "no problem", 1: "1 problem"}.get(problems, f"{problems} problems")
    typer.echo(f"{files}, {found}")


@app.command(name="list")
def list_(
    kind: Annotated[
        str,
        typer.Argument(help="personas, policies, standards, detectors, experiments or parameters."),
    ],
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """List what the catalogue holds."""
    from simenv import api  # noqa: PLC0415

    if kind not in api.LISTED:
        raise typer.BadParameter(f"{kind!r}; there are {', '.join(api.LISTED)}")
    items = api.listing(kind, catalogue(folders, override))
    if as_json:
        show_json(items)
        return
    width = max((len(item["name"]) for item in items), default=0)
    for item in items:
        typer.echo(_shortened(f"{item['name']:<{width}}  {item['about']}"))


def _shortened(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="persona or policy.")],
    name: Annotated[str, typer.Argument(help="Lower-case words with hyphens.")],
    out: Annotated[
        Path, typer.Option(help="A catalogue folder: it goes to its personas/ or policies/.")
    ] = Path(),
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Write a file to start from: `new persona NAME` or `new policy NAME`."""
    from simenv import tell  # noqa: PLC0415

    path = tell.new(kind, name, out, catalogue(folders, override))
    if as_json:
        show_json({"file": str(path), "kind": kind, "name": name})
        return
    typer.echo(f"wrote {path}\n\nNext:")
    typer.echo(f"  edit {path}\n  simenv check {path}\n  simenv show {path}")
    if kind == "persona":
        typer.echo(f"  simenv compare never-refuses hotline-boilerplate --personas {path}")
    else:
        typer.echo(f"  simenv compare never-refuses {path}")


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(help="persona, policy, standard, detector, experiment.")],
    as_json: Json = False,
) -> None:
    """Print the JSON Schema of a kind of file, for editors (it is JSON with or without --json)."""
    from simenv import api  # noqa: PLC0415

    schemas = api.schemas()
    if kind not in schemas:
        raise typer.BadParameter(f"{kind!r}; there are {', '.join(schemas)}")
    show_json(schemas[kind]())
