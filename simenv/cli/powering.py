"""`power`: how many people a comparison takes, from a pilot."""

from __future__ import annotations

from typing import Annotated

import typer

from simenv.cli.app import Json, app, show_json
from simenv.cli.reading import RunFolder


@app.command()
def power(
    run: RunFolder,
    power: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="The chance of finding what is there.")
    ] = 0.8,
    outcomes: Annotated[
        str | None, typer.Option(help="Names of outcomes: A,B, or all. [the declared family]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say how many people of each persona a comparison takes, with a finished run as pilot."""
    from simenv import api  # noqa: PLC0415
    from simenv.api.powering import people_needed, power_text  # noqa: PLC0415

    chosen = None if outcomes is None else outcomes.split(",")
    found = people_needed(api.open_run(run), outcomes=chosen, power=power)
    if as_json:
        show_json([each.data() for each in found])
    else:
        typer.echo(power_text(found))
