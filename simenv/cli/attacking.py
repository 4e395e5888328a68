"""`attack`: what attackers on leniency get, and what benign people lose to the defences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json
from simenv.cli.speaking import (
    DryRun,
    MaxCost,
    Permission,
    Record,
    Replay,
    Speaking,
    Yes,
    estimated,
)

if TYPE_CHECKING:
    from simenv.catalogue import Catalogue

#: What a shell reports for a command that Ctrl-C ended.
_INTERRUPTED = 130


@app.command()
def attack(
    policies: Annotated[list[str], typer.Argument(help="Catalogue names or files.")],
    personas: Annotated[
        str | None,
        typer.Option(help="Benign ones, names or files with commas. [author,caregiver,clinician]"),
    ] = None,
    standard: Annotated[
        str, typer.Option(help="The norm by which answers are judged.")
    ] = "listening-first",
    people: Annotated[
        int | None,
        typer.Option(
            help="Attackers of each kind at each risk, people of each persona. [200; in words 5]"
        ),
    ] = None,
    tries: Annotated[
        int, typer.Option(help="Messages of each attacker that climbs the ladder.")
    ] = 20,
    days: Annotated[int, typer.Option(help="Days that each person lives.")] = 30,
    seed: Annotated[int, typer.Option(help="The seed of all luck.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Where replies of models are kept. [runs/attack-HASH]")
    ] = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    permission: Permission = False,
    yes: Yes = False,
    replay: Replay = False,
    record: Record = None,
    folders: Folders = None,
    override: Override = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print what docs/attacks.md publishes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Attack the leniency of policies, and say what benign people lose to their defences.

    Boundary testers live under each policy for weeks, and attackers climb from support to
    restricted content and try again after refusals. All are coarse: contexts and codes, no prompts.
    """
    from simenv.api.attacking import attack as attacked  # noqa: PLC0415 - `--help` is to be quick

    found = catalogue(folders, override)
    named = None if personas is None else personas.split(",")
    sizes = {"people": people, "tries": tries, "days": days, "seed": seed}
    options: dict[str, Any] = {"personas": named, "standard": standard, **sizes}
    if dry_run:
        _told_beforehand(policies, found, options, as_json=as_json)
    speaking = Speaking(max_cost, False, permission, yes, replay, record)
    speaking.agreed(policies, found)
    try:
        done = attacked(policies, catalogue=found, out=out, means=speaking.means(), **options)
    except KeyboardInterrupt:
        typer.echo("stopped; the same command pays for no reply twice", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        show_json(done.data())
    else:
        typer.echo(done.markdown() if markdown else done.text(), nl=not markdown)
    for failure in done.failures:
        told = f"policy {failure.policy} failed at {failure.request}: {failure.reason}"
        typer.echo(told, err=True)
    if done.failures or any(one.stopped for one in done.sizes):
        raise typer.Exit(1)


def _told_beforehand(
    policies: list[str], found: Catalogue, options: dict[str, Any], *, as_json: bool
) -> NoReturn:
    """What an attack would ask of models, and the end of the command."""
    from simenv import attacks  # noqa: PLC0415 - `--help` must not pay for it
    from simenv.api.estimating import of_attack  # noqa: PLC0415

    estimated(of_attack(attacks.question(policies, found, **options)), as_json=as_json)
