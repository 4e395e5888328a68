"""`label`: what replies do, coded by the coder or by a judge, and how far the coder errs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from simenv.cli.app import Json, app, show_json
from simenv.errors import BadInput, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simenv.coder.labelling import Reading, Result
    from simenv.coder.lines import Bytes

#: What a shell reports for a command that Ctrl-C ended.
_INTERRUPTED = 130
_STDIN = Path("-")


@dataclass(frozen=True)
class Ways:
    """What is to be written, and how."""

    out: Path | None
    force: bool
    as_json: bool


@app.command()
def label(
    replies: Annotated[
        Path | None,
        typer.Argument(
            help="Lines of JSON, each with `text` and, if known, `to`, the message that it "
            "answers; - is standard input.",
            metavar="REPLIES.jsonl",
        ),
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Name the sentences that decided.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the coded lines here.", metavar="FILE")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    audit: Annotated[
        int | None,
        typer.Option(min=1, help="Draw so many replies for people to label.", metavar="N"),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(help="The sheet that they fill, .csv or .jsonl.", metavar="FILE"),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The seed of the draw.")] = 1,
    audit_read: Annotated[
        list[Path] | None,
        typer.Option(help="A filled sheet; give it again for each person.", metavar="FILE"),
    ] = None,
    audit_key: Annotated[
        Path | None,
        typer.Option(help="The key of the sheets. [beside the first]", metavar="FILE"),
    ] = None,
    judge_codes: Annotated[
        Path | None,
        typer.Option(help="What a judge made of the same replies, by --json.", metavar="FILE"),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option(help="Write the coder's error here, to be given to runs.", metavar="FILE"),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(help="A chat model that codes in place of the coder.", metavar="MODEL"),
    ] = None,
    ceiling: Annotated[
        float | None, typer.Option(min=0, help="The most that it may cost, in USD.", metavar="USD")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="A folder that keeps what it answered.", metavar="FOLDER")
    ] = None,
    permitted: Annotated[
        bool,
        typer.Option("--permitted", help="State that these replies may be sent to that model."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Read what replies do: act, rationale, referral, validation and more, with probabilities.

    The coder reads English, offline. Exit code 1 if any line failed; the others are coded.
    """
    from simenv.cli import labelling_audit  # noqa: PLC0415 - `--help` must not pay for it

    ways = Ways(out, force, as_json)
    if audit_read:
        _alone("--audit-read", replies=replies, audit=audit, judge=judge, out=out)
        labelling_audit.read_back(audit_read, audit_key, judge_codes, errors, ways)
        return
    _only_with("--audit-read", audit_key=audit_key, judge_codes=judge_codes, errors=errors)
    if replies is None:
        raise typer.BadParameter("give a file of replies, or - for standard input")
    if audit is not None:
        _alone("--audit", judge=judge, out=out)
        sheet = _sheet(into)
        with _opened(replies) as stream:
            failed = labelling_audit.draw(stream, audit, sheet, seed, ways)
        raise typer.Exit(int(failed))
    _only_with("--audit", into=into)
    with _reader(judge, ceiling, record, why=why, permitted=permitted) as (reading, together):
        failed = _label(replies, reading, together, ways)
    raise typer.Exit(int(failed))


def _alone(option: str, **others: object) -> None:
    """Refuse options that have no meaning beside another."""
    for name, given in others.items():
        if given is not None:
            told = f"it has no meaning with {option}"
            raise typer.BadParameter(told, param_hint=_hint(name))


def _only_with(option: str, **others: object) -> None:
    """Refuse options that mean something beside another only."""
    for name, given in others.items():
        if given is not None:
            raise typer.BadParameter(f"it needs {option}", param_hint=_hint(name))


def _hint(name: str) -> str:
    return "REPLIES" if name == "replies" else "--" + name.replace("_", "-")


def _sheet(into: Path | None) -> Path:
    from simenv.coder.audit_files import SUFFIXES  # noqa: PLC0415

    if into is None or into.suffix not in SUFFIXES:
        told = f"the sheet that people fill, a file that ends in {' or '.join(SUFFIXES)}"
        raise typer.BadParameter(told, param_hint="--into")
    return into


@contextmanager
def _reader(
    judge: str | None, ceiling: float | None, record: Path | None, *, why: bool, permitted: bool
) -> Iterator[tuple[Reading, int]]:
    """Who codes, and how many lines together: the coder, unless a judge may be asked."""
    from simenv.coder import labelling, lines  # noqa: PLC0415

    if judge is None:
        _only_with("--judge", ceiling=ceiling, record=record, permitted=permitted or None)
        from simenv.coder.coder import Coder  # noqa: PLC0415

        yield labelling.by_coder(Coder(), why=why), lines.TOGETHER
        return
    _alone("--judge", why=why or None)
    from simenv.cli import labelling_judge  # noqa: PLC0415 - asks a live model

    with labelling_judge.judging(judge, ceiling, record, permitted=permitted) as reading:
        yield reading, labelling_judge.TOGETHER


@contextmanager
def _opened(replies: Path) -> Iterator[Bytes]:
    """The bytes of a file, or of standard input; `BadInput` if it cannot be read."""
    if replies == _STDIN:
        with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
            yield stream
        return
    try:
        file = replies.open("rb")
    except OSError as error:
        problem = Problem(
            file=str(replies),
            line=0,
            field="file",
            expected="lines of JSON, each with `text`",
            found=error.strerror or "nothing that can be read",
            remedy="give a file, or - for standard input",
        )
        raise BadInput([problem]) from error
    with file:
        yield file


def _label(replies: Path, reading: Reading, together: int, ways: Ways) -> bool:
    """Code all lines, to standard output or to a file; whether any failed."""
    from simenv.coder.labelling import results  # noqa: PLC0415

    with _opened(replies) as stream, _written(ways) as out:
        shown = _Shown(ways, out)
        try:
            for batch in results(stream, reading, together):
                shown.add(batch)
            shown.end()
        except BrokenPipeError:
            _hushed()
        except KeyboardInterrupt:
            typer.echo(f"stopped after {shown.counts.coded:,} replies", err=True)
            raise typer.Exit(_INTERRUPTED) from None
        return shown.counts.failed > 0


@contextmanager
def _written(ways: Ways) -> Iterator[IO[bytes] | None]:
    """Where coded lines go, if not to standard output: a file that has its name when whole."""
    if ways.out is None:
        yield None
        return
    from simenv.coder.audit_files import refuse_existing  # noqa: PLC0415

    refuse_existing([ways.out], force=ways.force)
    part = ways.out.with_name(ways.out.name + ".part")
    whole = False
    try:
        with part.open("wb") as file:
            yield file
        part.replace(ways.out)
        whole = True
    finally:
        if not whole:
            typer.echo(f"what was coded is in {part}", err=True)


class _Shown:
    """Prints or writes results as they come, and counts them."""

    def __init__(self, ways: Ways, out: IO[bytes] | None) -> None:
        from simenv.cli.labelling_text import Counts  # noqa: PLC0415

        self.ways, self.out, self.counts = ways, out, Counts()

    def add(self, results: Sequence[Result]) -> None:
        """Tell some results; they are flushed before more is read."""
        from simenv.cli import labelling_text  # noqa: PLC0415
        from simenv.coder.written import encoded  # noqa: PLC0415

        if self.out is not None:
            self.out.write("".join(encoded(one.data) for one in results).encode())
            self.out.flush()
        elif self.ways.as_json:
            typer.echo("".join(encoded(one.data) for one in results).encode(), nl=False)
        else:
            head = self.counts.coded == 0
            for row in labelling_text.rows(results, head=head):
                typer.echo(_printable(row))
        self.counts.add(results)
        for one in results:
            if one.failed:
                typer.echo(_printable(labelling_text.fault(one)), err=True)

    def end(self) -> None:
        """Tell the counts, where standard output does not hold the lines themselves."""
        if self.out is None and self.ways.as_json:
            return
        where = {} if self.out is None else {"file": str(self.ways.out)}
        if self.ways.as_json:
            show_json(where | self.counts.data())
        else:
            typer.echo(("" if self.out else "\n") + self.counts.text())
            if where:
                typer.echo(f"wrote {where['file']}")


def _printable(row: str) -> str:
    """A row in what standard output can encode."""
    encoding = sys.stdout.encoding or "utf-8"
    return row.encode(encoding, errors="replace").decode(encoding)


def _hushed() -> None:
    """Whoever read standard output has gone: end quietly, as what is left has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
