"""`label --audit` and `--audit-read`: draw replies for people to label, and read their labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from simenv.cli import labelling_text
from simenv.cli.app import show_json
from simenv.coder.audit import Urn
from simenv.coder.audit_files import (
    key,
    key_beside,
    read_judged,
    read_key,
    read_sheet,
    refuse_existing,
    sheet,
    write_new,
)
from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS, Reply
from simenv.coder.labelling import failed
from simenv.coder.lines import Bytes, Line, LineFault, batches
from simenv.errors import BadInput, Problem

if TYPE_CHECKING:
    from simenv.cli.labelling import Ways
    from simenv.coder.audit import Sample
    from simenv.stats.audited import Codes, FieldError, Share


def draw(stream: Bytes, most: int, into: Path, seed: int, ways: Ways) -> bool:
    """Draw replies into a sheet with its key beside it; whether a line failed."""
    kept = key_beside(into)
    refuse_existing([into, kept], force=ways.force)
    coder, urn, faults = Coder(), Urn(most, seed), 0
    for batch in batches(stream):
        lines = [one for one in batch if isinstance(one, Line)]
        urn.add(lines, coder.read([line.reply for line in lines]))
        for one in batch:
            if isinstance(one, LineFault):
                faults += 1
                typer.echo(labelling_text.fault(failed(one)), err=True)
    sample = urn.drawn(coder.version)
    if not sample.drawn:
        raise BadInput([_nothing()])
    files = [(into, sheet(sample, into.suffix)), (kept, key(sample))]
    write_new(files, force=ways.force)
    _tell_drawn(sample, into, kept, as_json=ways.as_json)
    return faults > 0


def _nothing() -> Problem:
    return Problem(
        file="REPLIES",
        line=0,
        field="text",
        expected="at least one reply",
        found="none that can be read",
        remedy='give lines such as {"text": "I can\'t help with that."}',
    )


def _tell_drawn(sample: Sample, into: Path, kept: Path, *, as_json: bool) -> None:
    total, drawn = sum(sample.replies.values()), len(sample.drawn)
    if as_json:
        files = {"sheet": str(into), "key": str(kept)}
        show_json(files | {"replies": total, "drawn": drawn, "strata": dict(sample.replies)})
        return
    typer.echo(
        f"{into}: {drawn:,} of {total:,} replies, of {len(sample.replies)} kinds of act and "
        f"referral.\nFill in its columns by docs/coding.md; a copy for each person. What the coder "
        f"read is not in it.\n{kept}: the key. Keep it, and keep it from who labels.\n\nNext:\n"
        f"  simenv label --audit-read {into} --audit-key {kept}"
    )


def read_back(
    sheets: Sequence[Path],
    kept: Path | None,
    judged: Path | None,
    errors: Path | None,
    ways: Ways,
) -> None:
    """Read what people labelled, and tell how far the coder errs."""
    from simenv.stats import audited  # noqa: PLC0415 - estimates need SciPy, a draw does not

    sample = read_key(kept or key_beside(sheets[0]))
    people = _people(sheets, sample)
    judge = None if judged is None else read_judged(judged, sample)
    coder = Coder()
    found = audited.errors(sample, _read(coder, sample), people, judge)
    data = audited.file(found, coder.version)
    if errors is not None:
        text = json.dumps(data, indent=1, allow_nan=False) + "\n"
        write_new([(errors, text)], force=ways.force)
    if ways.as_json:
        fields = {one.field: one.data() for one in found}
        show_json({"coder": coder.version, "drawn": len(sample.drawn), "fields": fields})
        return
    typer.echo(_told(found, sample, coder))
    if errors is not None:
        typer.echo(f"\nwrote {errors}")


def _people(sheets: Sequence[Path], sample: Sample) -> dict[str, Codes]:
    """The labels by names that differ: of the files, or where these are alike, their paths."""
    alike = len({path.name for path in sheets}) < len(sheets)
    return {str(path) if alike else path.name: read_sheet(path, sample) for path in sheets}


def _read(coder: Coder, sample: Sample) -> Codes:
    """What the coder reads of the sample now; an act that cannot be told is the code after all."""
    read = coder.read([Reply(text=one.text, to=one.to) for one in sample.drawn])
    codes = {field: read.code(field) for field in FIELDS}
    codes["act"][~read.determined] = len(FIELDS["act"])
    return codes


def _told(found: Sequence[FieldError], sample: Sample, coder: Coder) -> str:
    """The error of each field in words."""
    lines = [f"Labels of {len(sample.drawn):,} drawn replies; coder {coder.version}"]
    if coder.version != sample.coder:
        lines.append(f"The sample was drawn by coder {sample.coder}; it was read anew.")
    lines += [line for one in found for line in _field(one)]
    if not found:
        lines.append("No sheet holds a label.")
    return "\n".join(lines)


def _field(one: FieldError) -> list[str]:
    words, width = FIELDS[one.field], 12
    head = "".join(f"{word:>{width}}" for word in words)
    lines = ["", f"{one.field}: {one.labels:,} labels; read rightly {_share(one.right)}"]
    lines.append(f"  {'read, truly:':<14}{head}")
    for word, chances, counts in zip(words, one.chances().tolist(), one.counts, strict=True):
        cells = "".join(f"{chance:>{width}.2f}" for chance in chances)
        lines.append(f"  {word:<14}" + (cells if counts.sum() else "  none labelled"))
    for word, hit, spared in zip(words, one.sensitivity, one.specificity, strict=True):
        if len(words) > _TWO or word != words[0]:
            told = f"sensitivity {_share(hit)}, specificity {_share(spared)}"
            lines.append(f"  {word:<14}{told}")
    for pair in one.agreement:
        value = "not defined" if pair.alpha is None else f"{pair.alpha:.2f}"
        lines.append(f"  alpha {value}, {pair.replies:,} replies: {', '.join(pair.among)}")
    return lines


_TWO = 2


def _share(share: Share | None) -> str:
    if share is None:
        return "unknown"
    return f"{share.value:.2f} ({share.low:.2f} to {share.high:.2f})"
