"""`diff`: two finished runs beside each other."""

from __future__ import annotations

from typing import Annotated

import typer

from simenv.cli.app import Json, app, show_json
from simenv.cli.reading import RunFolder


@app.command()
def diff(
    first: RunFolder,
    second: RunFolder,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Print numbers even where they cannot be compared.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare two finished runs: in what they differ, and outcome by outcome in arms of one name.

    Refuses where numbers cannot be compared: another engine, horizon or cohort. Outcomes that hang
    on the standard are left out where that is another one.
    """
    from simenv import api  # noqa: PLC0415
    from simenv.errors import BadInput  # noqa: PLC0415

    found = api.diff(first, second)
    refused = found.problems and not anyway
    if as_json and not refused:
        show_json(found.data())
    elif not as_json:
        typer.echo(found.text(numbers=not refused))
    if refused:
        raise BadInput(found.problems)
