"""`check --behaviour` and `check-model`: what the model makes of a persona, and of the evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simenv.cli import bar
from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json


def behaviour_of(
    persona: str,
    numbers: dict[str, int],
    folders: list[Path] | None,
    override: list[str] | None,
    *,
    as_json: bool,
) -> None:
    """Print how the people of a persona behave; exit with 2 if it breaks what none may break."""
    from simenv import behaviour  # noqa: PLC0415 - `--help` must not pay for it

    found = behaviour.check(catalogue(folders, override), persona, **numbers)
    if as_json:
        show_json(behaviour.data(found))
    else:
        typer.echo(behaviour.text(found))
    if found.impossible:
        raise typer.Exit(2)


@app.command(name="check-model")
def check_model(
    people: Annotated[int, typer.Option(min=2, help="Persons of each persona.")] = 100,
    worlds: Annotated[
        int, typer.Option(min=0, help="Drawn sets of parameters; verdicts from 20 on.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, help="The seed of all luck.")] = 1,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print what docs/model.md publishes.")
    ] = False,
    into: Annotated[
        Path | None, typer.Option(help="Write that between the markers of this page, too.")
    ] = None,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Hold the model against what it was never fitted to, and say why each policy wins."""
    from simenv import patterns  # noqa: PLC0415

    page = None if into is None else _with_markers(into)
    numbers = {"people": people, "worlds": worlds, "seed": seed}
    with bar.progress("worlds", quiet=as_json) as progress:
        found = patterns.check_model(catalogue(folders, override), progress=progress, **numbers)
    if into is not None and page is not None:
        into.write_text(patterns.published(page, patterns.markdown(found)), encoding="utf-8")
    if as_json:
        show_json(patterns.data(found))
    else:
        typer.echo(patterns.markdown(found) if markdown else patterns.text(found))


def _with_markers(path: Path) -> str:
    """The page, if it has a place for the block: told before a minute of work, not after."""
    from simenv import patterns  # noqa: PLC0415

    try:
        page = path.read_text(encoding="utf-8")
        patterns.published(page, "")
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{path}: {error}", param_hint="--into") from error
    return page
