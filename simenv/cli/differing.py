"""`diff`: two finished runs, or two versions of a policy, beside each other."""

from __future__ import annotations

from typing import Annotated

import typer

from simenv.cli import bar
from simenv.cli.app import Folders, Json, Override, app, catalogue, show_json
from simenv.cli.asking import Asked, Baseline, Cohort, Days, People, Personas, Seed, Standard

#: Lives from which a progress bar is worth its line.
_LONG = 4_000

Side = Annotated[str, typer.Argument(help="A run directory, or a policy by name or file.")]


@app.command()
def diff(
    first: Side,
    second: Side,
    personas: Personas = None,
    cohort: Cohort = None,
    baseline: Baseline = None,
    standard: Standard = None,
    days: Days = None,
    people: People = None,
    seed: Seed = None,
    full: Annotated[bool, typer.Option("--full", help="Policies: tell every context.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Runs: numbers even where they cannot be compared.")
    ] = False,
    folders: Folders = None,
    override: Override = None,
    as_json: Json = False,
) -> None:
    """Compare two versions of a policy, or two finished runs.

    Of two policies: in which contexts they decide otherwise, how often traffic meets those, and
    what follows for the people. The options on people are for these.

    Of two runs: in what they differ, and outcome by outcome in arms of one name. Refuses where
    numbers cannot be compared: another engine, horizon or cohort. Outcomes that hang on the
    standard are left out where that is another one.
    """
    from simenv.api import versions  # noqa: PLC0415 - `--help` must not pay for it

    who, norms, size = (personas, cohort, baseline), (standard, None), (days, people)
    asked = Asked(*who, *norms, *size, None, seed, None, None, None, None).fields()
    flags = {"full": full, "anyway": anyway, "catalogue": folders, "override": override}
    given = [f"--{name}" for name in [*asked, *(flag for flag, said in flags.items() if said)]]
    if versions.two_runs(first, second, given):
        _runs(first, second, anyway=anyway, as_json=as_json)
        return
    with bar.progress("people", quiet=as_json, least=_LONG) as progress:
        found = versions.versions(
            first, second, catalogue=catalogue(folders, override), progress=progress, **asked
        )
    if as_json:
        show_json(found.data())
    else:
        typer.echo(found.text(full=full))


def _runs(first: str, second: str, *, anyway: bool, as_json: bool) -> None:
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
