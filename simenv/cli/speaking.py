"""Options of runs in which policies answer in words: what may be sent, and what it may cost."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from simenv.cli.app import show_json

if TYPE_CHECKING:
    from simenv.api.estimating import Estimate
    from simenv.catalogue import Catalogue, Document
    from simenv.experiment import Means
    from simenv.experiment.format import Spec
    from simenv.policy import SpokenPolicy

ASKED_FROM = 1.0
"""A run that may cost more than this, in USD, is confirmed first (assumed)."""

MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", min=0, metavar="USD", help="Stop before models cost more."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell calls, tokens and cost; send nothing.")
]
Permission = Annotated[
    bool,
    typer.Option(
        "--i-have-permission",
        help="State that the live systems may be sent simulated messages; it is written down.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before a run that may cost much.")]
Replay = Annotated[
    bool, typer.Option("--replay", help="Take replies from the record alone; send nothing.")
]
Record = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="The record of replies. [replies in the run directory]"),
]


@dataclass(frozen=True)
class Speaking:
    """What was said on the command line about calls."""

    max_cost: float | None
    dry_run: bool
    permission: bool
    yes: bool
    replay: bool
    record: Path | None

    def means(self) -> Means:
        """The same for a run."""
        from simenv.experiment import Means  # noqa: PLC0415 - `--help` must not pay for it

        return Means(
            max_cost=self.max_cost,
            permission=self.permission,
            replay=self.replay,
            record=self.record,
        )

    def agreed(self, policies: Iterable[str], found: Catalogue) -> None:
        """Refuse to speak to systems that may cost something with neither a ceiling nor a yes.

        For commands that cannot tell beforehand how much they will ask. What cannot be read is left
        to the command itself, which tells of all problems at once.
        """
        if self.max_cost is not None or self.yes or self.replay:
            return
        # A live one without permission is refused by the command, for a better reason.
        spoken_to = {"staging", "live"} if self.permission else {"staging"}
        dear = [one.name for one in _spoken(policies, found) if one.target in spoken_to]
        if dear:
            told = f"{', '.join(dear)} may cost an unknown sum: add --max-cost USD, or --yes"
            raise typer.BadParameter(told, param_hint="--max-cost")

    def settled(
        self, spec: Spec, found: Catalogue, document: Document | None, *, as_json: bool
    ) -> None:
        """Tell what a run would cost where that is asked, and ask before one that may cost much.

        Ends the command after a dry run, and where the answer is no.
        """
        from simenv import experiment  # noqa: PLC0415
        from simenv.api import estimating  # noqa: PLC0415

        resolved = experiment.resolve(spec, found, document)
        spoken = experiment.spoken(resolved)
        if not self.dry_run and (not spoken or self.yes or self.replay):
            return
        free = all(one.target == "test" for one in spoken)
        if free and not self.dry_run:
            return
        estimates = estimating.estimate(spec, resolved)
        if self.dry_run:
            estimated(estimates, as_json=as_json)
        for one in estimates:
            typer.echo(one.told(), err=True)
        _confirm(estimating.total(estimates))


def estimated(estimates: Sequence[Estimate], *, as_json: bool) -> NoReturn:
    """Tell what would be asked, and end the command."""
    if as_json:
        show_json({"estimates": [asdict(one) for one in estimates]})
    for one in () if as_json else estimates:
        typer.echo(one.told())
    if not estimates and not as_json:
        typer.echo("no policy here answers in words: nothing would be sent")
    raise typer.Exit(0)


def _spoken(names: Iterable[str], found: Catalogue) -> Iterator[SpokenPolicy]:
    """Those policies that answer in words, as far as they can be read."""
    from simenv import policy  # noqa: PLC0415 - `--help` must not pay for it
    from simenv.errors import BadInput  # noqa: PLC0415

    for name in names:
        with suppress(BadInput):
            one = policy.load(found, name)
            if isinstance(one, policy.SpokenPolicy):
                yield one


def _confirm(cost: float | None) -> None:
    if cost is not None and cost <= ASKED_FROM:
        return
    told = "of unknown cost" if cost is None else f"of up to ${cost:.2f}"
    if not sys.stdin.isatty():
        raise typer.BadParameter(
            f"a run {told}: look at --dry-run, then add --yes", param_hint="--yes"
        )
    typer.confirm(f"Go on with a run {told}?", abort=True, err=True)
