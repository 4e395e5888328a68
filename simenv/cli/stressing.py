"""`stress`: for whom and when a policy fails; and kept cases, lived again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from simenv.cli import bar
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
    from simenv.stress import Asked
    from simenv.stress.stressed import Stressed

#: What a shell reports for a command that Ctrl-C ended.
_INTERRUPTED = 130


@app.command()
def stress(
    policy: Annotated[str, typer.Argument(help="A catalogue name or a file.")],
    against: Annotated[
        str | None, typer.Option(help="What is live: look for where the policy does worse.")
    ] = None,
    outcomes: Annotated[
        str | None,
        typer.Option(help="Names: A,B. [wrong answers, disengaged, met_share, felt_heard]"),
    ] = None,
    personas: Annotated[
        str | None, typer.Option(help="Names or files with commas between them. [all]")
    ] = None,
    standard: Annotated[
        str, typer.Option(help="The norm by which answers are judged.")
    ] = "listening-first",
    days: Annotated[int, typer.Option(help="Days that each person lives.")] = 30,
    beyond: Annotated[
        bool, typer.Option("--beyond", help="Search beyond what personas declare; marked.")
    ] = False,
    generations: Annotated[
        int | None, typer.Option(help="How long to search: 16,384 lives each. [6; in words 1]")
    ] = None,
    cases: Annotated[int | None, typer.Option(help="Cases to test, at most. [20; 3]")] = None,
    worlds: Annotated[
        int | None, typer.Option(help="Plausible worlds to try cases in. [50; 0]")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed of all luck.")] = 1,
    suite: Annotated[
        str | None, typer.Option(help="Live the cases of a suite or file again; no search.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. [all cores]")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder. [runs/stress-POLICY-HASH]")] = None,
    folders: Folders = None,
    override: Override = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    permission: Permission = False,
    yes: Yes = False,
    replay: Replay = False,
    record: Record = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the cases as a Markdown table.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Search for whom and when a policy fails, or does worse than what is live.

    Each failure is reduced to what it takes, confirmed on fresh luck and kept as a case that
    `simenv person` tells day by day. The same command goes on where it was stopped.
    """
    found = catalogue(folders, override)
    from simenv.api.stressing import search  # noqa: PLC0415 - `--help` is to be quick
    from simenv.stress import Asked  # noqa: PLC0415

    speaking = Speaking(max_cost, False, permission, yes, replay, record)
    if suite is not None:
        if dry_run:
            raise typer.BadParameter("it tells of a search, not of a suite", param_hint="--dry-run")
        _again(suite, (policy, against, out), found, speaking, as_json=as_json)
        return
    asked = Asked(
        policy=policy,
        against=against,
        outcomes=() if outcomes is None else tuple(outcomes.split(",")),
        personas=None if personas is None else tuple(personas.split(",")),
        standard=standard,
        days=days,
        beyond=beyond,
        generations=generations,
        cases=cases,
        worlds=worlds,
        seed=seed,
        catalogue=found,
    )
    if dry_run:
        _told_beforehand(asked, as_json=as_json)
    speaking.agreed([name for name in (policy, against) if name is not None], found)
    means = speaking.means()
    try:
        with bar.progress("batches", quiet=as_json) as progress:
            done = search(asked, workers=workers, out=out, means=means, progress=progress)
    except KeyboardInterrupt:
        typer.echo("stopped; the same command goes on where it was", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    _show(done, markdown=markdown, as_json=as_json)


def _told_beforehand(asked: Asked, *, as_json: bool) -> NoReturn:
    """What a search would ask of models, and the end of the command."""
    from simenv.api.estimating import of_stress_test  # noqa: PLC0415 - as above
    from simenv.stress import question  # noqa: PLC0415

    estimated(of_stress_test(question(asked)), as_json=as_json)


def _show(done: Stressed, *, markdown: bool, as_json: bool) -> None:
    """Print what was found; exit with 1 where calls were stopped before the end."""
    from simenv.stress import page  # noqa: PLC0415 - as above

    if as_json:
        show_json(done.data())
    else:
        typer.echo(page.markdown(done.cases) if markdown else page.text(done))
    if done.stopped:
        raise typer.Exit(1)


def _again(
    suite: str,
    asked: tuple[str, str | None, Path | None],
    found: Catalogue,
    speaking: Speaking,
    *,
    as_json: bool,
) -> None:
    """Live kept cases again; exit with 1 if one fails that does not fail under the baseline."""
    from simenv.api.stressing import relive  # noqa: PLC0415 - as above
    from simenv.gate.suite import new_failures  # noqa: PLC0415 - as above

    policy, against, out = asked
    speaking.agreed([name for name in (policy, against) if name is not None], found)
    means = speaking.means()
    done = relive(suite, policy, against=against, out=out, catalogue=found, means=means)
    failed = new_failures(done)
    if as_json:
        show_json({"cases": [asdict(one) for one in done], "failed": len(failed)})
    else:
        for one in done:
            typer.echo(
                one.told + (" (beyond what is declared: never counts)" if one.beyond else "")
            )
        new = "" if against is None else f" that hold under {against}"
        typer.echo(f"\n{len(failed)} of {len(done)} cases{new} fail under {policy}")
    if failed:
        raise typer.Exit(1)
