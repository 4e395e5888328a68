"""`gate`: a candidate held against what is live, before a release."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simenv.cli import bar
from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json
from simenv.cli.comparing import Out, Workers
from simenv.cli.speaking import DryRun, MaxCost, Permission, Record, Replay, Speaking, Yes

if TYPE_CHECKING:
    from simenv.gate import Gate

#: What a shell reports for a command that Ctrl-C ended.
_INTERRUPTED = 130


@app.command()
def gate(
    policy: Annotated[str, typer.Argument(help="The candidate, by name or file.")],
    against: Annotated[str, typer.Option(help="What is live: a policy by name or file.")],
    criteria: Annotated[
        str, typer.Option(help="Limits, by name or file: `simenv list criteria`.")
    ] = "default",
    personas: Annotated[
        str, typer.Option(help="all, or names or files with commas between them.")
    ] = "all",
    people: Annotated[int, typer.Option(help="Persons of each persona.")] = 200,
    worlds: Annotated[int, typer.Option(help="Drawn sets of parameters.")] = 60,
    battery: Annotated[
        int, typer.Option(min=1, help="Persons of each persona on the battery.")
    ] = 2000,
    days: Annotated[int, typer.Option(help="Days that each person lives.")] = 30,
    seed: Annotated[int, typer.Option(help="The seed of all luck.")] = 1,
    suite: Annotated[
        list[str] | None, typer.Option(help="Kept cases, by name or file; may be given again.")
    ] = None,
    workers: Workers = None,
    out: Out = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write JUnit XML here, too.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page to sign here, too.")
    ] = None,
    folders: Folders = None,
    override: Override = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    permission: Permission = False,
    yes: Yes = False,
    replay: Replay = False,
    record: Record = None,
    as_json: Json = False,
) -> None:
    """Hold a candidate against what is live, by limits that were written down beforehand.

    Exit codes: 0 every criterion passes, 1 one fails or a policy gives no answers, 3 undecided, 2
    the input is wrong. The same command goes on where it was stopped.
    """
    from simenv.api import gating  # noqa: PLC0415 - `--help` must not pay for it

    found = catalogue(folders, override)
    speaking = Speaking(max_cost, dry_run, permission, yes, replay, record)
    asked: dict[str, Any] = {
        "against": against,
        "criteria": criteria,
        "personas": personas if personas == "all" else personas.split(","),
        "suites": tuple(suite or ()),
        "catalogue": found,
    }
    sizes: dict[str, Any] = {"people": people, "worlds": worlds, "days": days, "seed": seed}
    _, resolved = gating.prepared(policy, **asked, sizes=sizes)
    speaking.settled(resolved.spec, found, None, as_json=as_json)
    try:
        with bar.progress("lives", quiet=as_json) as progress:
            result = gating.gate(
                policy,
                **asked,
                **sizes,
                battery=battery,
                workers=workers,
                out=out,
                progress=progress,
                means=speaking.means(),
            )
    except KeyboardInterrupt:
        typer.echo("stopped; the same command goes on where it was", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    gating.copy(result, junit=junit, page=page)
    _print(result, as_json=as_json)
    raise typer.Exit(result.exit_code)


def _print(found: Gate, *, as_json: bool) -> None:
    from simenv.api import gating  # noqa: PLC0415 - as above
    from simenv.gate import text  # noqa: PLC0415

    if as_json:
        show_json(found.data())
        return
    opened = "open" if sys.platform == "darwin" else "xdg-open"
    typer.echo(text(found))
    typer.echo(f"\nNext:\n  {opened} {shlex.quote(str(found.directory / gating.PAGE))}")
