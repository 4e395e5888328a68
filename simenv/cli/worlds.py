"""`worlds`: the drawn sets of parameters as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from simenv.cli.app import Json, app, show_json


@app.command()
def worlds(
    out: Annotated[Path, typer.Option(help="The file, such as mine.yaml.", metavar="FILE")],
    worlds: Annotated[int, typer.Option(min=1, max=500, help="Sets of parameters.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="The seed of all luck.")] = 1,
    as_json: Json = False,
) -> None:
    """Write the drawn sets of parameters as a file, to be changed and given back with --worlds.

    A run of the same seed with this file has the same tables as one that draws so many worlds.
    """
    from simenv import api  # noqa: PLC0415
    from simenv.catalogue.finding import NAME_RULE  # noqa: PLC0415

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", out.stem):
        told = f"the file has the name of its worlds: {NAME_RULE}, not {out.stem!r}"
        raise typer.BadParameter(told, param_hint="--out")
    if out.exists():
        raise typer.BadParameter(f"{out} exists; choose another name", param_hint="--out")
    out.write_text(api.worlds_file(out.stem, worlds=worlds, seed=seed), encoding="utf-8")
    if as_json:
        show_json({"file": str(out), "worlds": worlds, "seed": seed})
    else:
        typer.echo(f"{out}: worlds 1 to {worlds} of seed {seed}. Use: --worlds {out}")
