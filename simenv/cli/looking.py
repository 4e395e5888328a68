"""`list`, `check`, `show`, `new`, `schema`: the files that people write."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json
from simenv.cli.modelling import behaviour_of

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
    graph: Annotated[
        Path | None, typer.Option(help="Draw a persona's stages to this SVG file.", metavar="FILE")
    ] = None,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Tell a file back in plain sentences: what it says, and what it does."""
    from simenv import tell  # noqa: PLC0415

    found = catalogue(folders, override)
    told = tell.about(found, name, kind, policy=policy)
    if graph is not None:
        if told.kind != "persona" or graph.suffix != ".svg":
            raise typer.BadParameter("a persona and a file that ends in .svg", param_hint="--graph")
        tell.draw(found, name, graph)
    if as_json:
        show_json(told.data())
    else:
        typer.echo(told.text())


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders.")] = None,
    behaviour: Annotated[
        str | None,
        typer.Option(help="A persona: how its people behave, beside all others.", metavar="NAME"),
    ] = None,
    people: Annotated[int | None, typer.Option(min=2, help="With --behaviour. [300]")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="With --behaviour. [30]")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="With --behaviour. [1]")] = None,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Check files: every problem at once, with line and remedy. Exit 2 if there is any.

    With --behaviour NAME, simulate a persona and show what is unusual in how its people behave.
    """
    from simenv import api  # noqa: PLC0415

    given = {"people": people, "days": days, "seed": seed}
    numbers = {name: number for name, number in given.items() if number is not None}
    if behaviour is not None and not paths:
        behaviour_of(behaviour, numbers, folders, override, as_json=as_json)
        return
    if not paths or behaviour is not None or numbers:
        raise typer.BadParameter("files or folders, or --behaviour NAME with its own options")
    checked = api.check(paths, catalogue(folders, override))
    if as_json:
        show_json([asdict(one) for one in checked])
    else:
        _tell_checked(checked)
    if not checked or any(one.problems for one in checked):
        raise typer.Exit(2)


def _tell_checked(checked: list[Checked]) -> None:
    from simenv.api.files import mix  # noqa: PLC0415

    among = mix(checked)
    several = len(among.written) > 1  # the share of a single one says nothing of a population
    for one in checked:
        shares = _shares(one.share, one.rescaled) if several else ""
        typer.echo(f"{'problems' if one.problems else 'ok':<9} {one.file}{shares}")
        for problem in one.problems:
            typer.echo(str(problem), err=True)
        for note in one.notes:
            typer.echo(f"{'':<9} note: {note}")
    problems = sum(len(one.problems) for one in checked)
    files = "1 file" if len(checked) == 1 else f"{len(checked)} files"
    found = {0: "no problem", 1: "1 problem"}.get(problems, f"{problems} problems")
    typer.echo(f"{files}, {found}" + (f"; {among.told}" if several else ""))


def _shares(written: float | None, rescaled: float | None) -> str:
    """The share of a persona, and what becomes of it among the others; empty for a base."""
    if written is None or rescaled is None:
        return ""
    return f"  share {written:g}, rescaled {rescaled:.4g}"


@app.command(name="list")
def list_(
    kind: Annotated[
        str,
        typer.Argument(
            help="personas, policies, standards, detectors, experiments, services, scenarios, "
            "criteria, suites, cases or parameters."
        ),
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
        shares = _shares(item.get("share"), item.get("rescaled"))
        typer.echo(_shortened(f"{item['name']:<{width}}{shares}  {item['about']}"))
    written = {item["name"]: item["share"] for item in items if "share" in item}
    if len(written) > 1:
        from simenv.persona import Mix  # noqa: PLC0415

        typer.echo(f"{len(items)} {kind}; {Mix(written=written).told}")


def _shortened(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


@app.command()
def new(
    kind: Annotated[
        str, typer.Argument(help="persona, policy, chat (a chat model) or bot (a deployed one).")
    ],
    name: Annotated[str, typer.Argument(help="Lower-case words with hyphens.")],
    out: Annotated[
        Path, typer.Option(help="A catalogue folder: it goes to its personas/ or policies/.")
    ] = Path(),
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Write a file to start from: `new persona NAME`, `new policy NAME`, `new chat NAME`."""
    from simenv import tell  # noqa: PLC0415

    path = tell.new(kind, name, out, catalogue(folders, override))
    if as_json:
        show_json({"file": str(path), "kind": kind, "name": name})
        return
    typer.echo(f"wrote {path}\n\nNext:")
    typer.echo(f"  edit {path}\n  simenv check {path}\n  simenv show {path}")
    if kind == "persona":
        typer.echo(f"  simenv compare never-refuses hotline-boilerplate --personas {path}")
    elif kind in {"chat", "bot"}:
        few = "--people 3 --worlds 0"
        typer.echo(f"  simenv compare {path} hotline-boilerplate {few} --dry-run")
        typer.echo(f"  simenv compare {path} hotline-boilerplate {few}")
    else:
        typer.echo(f"  simenv compare never-refuses {path}")


@app.command()
def schema(
    kind: Annotated[
        str,
        typer.Argument(
            help="persona, policy, standard, detector, experiment, worlds, service, scenario, "
            "criteria, suite, case."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Print the JSON Schema of a kind of file, for editors (it is JSON with or without --json)."""
    from simenv import api  # noqa: PLC0415

    schemas = api.schemas()
    if kind not in schemas:
        raise typer.BadParameter(f"{kind!r}; there are {', '.join(schemas)}")
    show_json(schemas[kind]())
