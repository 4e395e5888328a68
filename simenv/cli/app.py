"""The application object, the options that verbs share, and how errors leave the process."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simenv.errors import BadInput, SimenvError

if TYPE_CHECKING:
    from simenv.catalogue import Catalogue

app = typer.Typer(
    name="simenv",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "A flight simulator for refusal policies. Simulated people meet an assistant's refusals "
        "over weeks; two policies are compared on the same people with the same luck. Start with: "
        "simenv compare never-refuses hotline-boilerplate"
    ),
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Folders = Annotated[
    list[Path] | None,
    typer.Option("--catalogue", help="A folder with files of your own; may be given again."),
]
Override = Annotated[
    list[str] | None,
    typer.Option("--override", help="A name that your catalogue may redefine."),
]


def catalogue(folders: list[Path] | None, override: list[str] | None) -> Catalogue:
    """The catalogue with the user's folders in front."""
    from simenv.catalogue import Catalogue  # noqa: PLC0415 - `--help` must not pay for it

    return Catalogue(folders or (), override or ())


def show_json(data: Any) -> None:
    """Print plain data as JSON."""
    typer.echo(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False))


def guarded(arguments: Sequence[str]) -> None:
    """Run the application; our own errors become a message and an exit code, no traceback."""
    try:
        app(list(arguments), prog_name="simenv")
    except SimenvError as error:
        _tell(error, as_json="--json" in arguments)
    except OSError as error:
        typer.echo(f"cannot write: {error.strerror}", err=True)
        sys.exit(1)


def _tell(error: SimenvError, *, as_json: bool) -> None:
    if as_json and isinstance(error, BadInput):
        show_json({"problems": [asdict(problem) for problem in error.problems]})
    elif as_json:
        show_json({"error": type(error).__name__, "message": str(error)})
    else:
        typer.echo(str(error), err=True)
    sys.exit(error.exit_code)
