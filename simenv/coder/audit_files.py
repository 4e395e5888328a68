"""The files of an audit: sheets that people fill, and the key that says what was drawn.

A sheet (`.csv` or `.jsonl`) shows the replies and has empty places for the codes of the manual;
what the coder read stands nowhere in it, so that people label blind. The key stays with whoever
reads the sheets back: it holds the same replies with their strata.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simenv.coder.audit import Drawn, Sample
from simenv.coder.codes import FIELDS, I8, UNDETERMINED
from simenv.coder.lines import LONGEST, shown
from simenv.errors import BadInput, Problem

FORMAT = 1
MISSING = -1
"""Stands where nobody labelled."""
COLUMNS = ("line", "to", "text", *FIELDS)
SUFFIXES = (".csv", ".jsonl")
_FORMULA = tuple("=+-@\t\r")


def values(field: str) -> tuple[str, ...]:
    """What people may label a field with; the last of an act is that it cannot be told."""
    return (*FIELDS[field], UNDETERMINED) if field == "act" else FIELDS[field]


def key_beside(sheet: Path) -> Path:
    """Where the key of a sheet stands unless it is said."""
    return sheet.with_suffix(".key.json")


def sheet(sample: Sample, suffix: str) -> str:
    """The text of an empty sheet; it begins with a mark by which spreadsheets know UTF-8."""
    rows = [{"line": one.number, "to": one.to, "text": one.text} for one in sample.drawn]
    if suffix == ".jsonl":
        empty = dict.fromkeys(FIELDS)
        return "".join(json.dumps(row | empty) + "\n" for row in rows)
    told = io.StringIO(newline="")
    written = csv.writer(told)
    written.writerow(COLUMNS)
    for row in rows:
        texts = [_cell(row["to"]), _cell(row["text"])]
        written.writerow([row["line"], *texts, *[""] * len(FIELDS)])
    return "\ufeff" + told.getvalue()


def _cell(text: Any) -> str:
    """A text that no spreadsheet takes for a formula, and no program for a command."""
    plain = "" if text is None else str(text).replace("\r\n", "\n")
    safe = "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in plain)
    return "'" + safe if safe.startswith(_FORMULA) else safe


def key(sample: Sample) -> str:
    """The text of the key of a sample."""
    drawn = [
        {
            "line": one.number,
            "stratum": one.stratum,
            "chance": sample.chance(one.stratum),
            "to": one.to,
            "text": one.text,
        }
        for one in sample.drawn
    ]
    head = {"format": FORMAT, "seed": sample.seed, "coder": sample.coder}
    return json.dumps({**head, "replies": sample.replies, "drawn": drawn}, indent=1) + "\n"


def read_key(path: Path) -> Sample:
    """The sample of a key; `BadInput` if it cannot be read."""
    try:
        said = json.loads(path.read_text("utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']!r}")
        return _sample(said)
    except OSError as error:
        raise _bad(path, "", "a file", str(error.strerror)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _bad(path, "", f"the key of an audit, format {FORMAT}", "another file") from error


def _sample(said: Mapping[str, Any]) -> Sample:
    replies = {str(name): int(number) for name, number in said["replies"].items()}
    drawn = tuple(
        Drawn(number=int(one["line"]), text=one["text"], to=one["to"], stratum=one["stratum"])
        for one in said["drawn"]
    )
    short = [name for name in replies if sum(d.stratum == name for d in drawn) > replies[name]]
    if short or not all(isinstance(one.text, str) and one.stratum in replies for one in drawn):
        raise ValueError("replies and strata that do not fit")
    return Sample(seed=int(said["seed"]), coder=str(said["coder"]), drawn=drawn, replies=replies)


def read_sheet(path: Path, sample: Sample) -> dict[str, I8]:
    """What one person labelled; `BadInput` with all problems of the sheet at once.

    For each field the codes of the sample in the order of the key, shape (drawn,): -1 where there
    is none; the last code of an act is that it cannot be told.
    """
    places = {one.number: place for place, one in enumerate(sample.drawn)}
    codes = {field: np.full(len(places), MISSING, dtype=np.int64) for field in FIELDS}
    problems: list[Problem] = []
    seen: set[int] = set()
    for line, row in _rows(path):
        number = _whole(row.get("line"))
        if number not in places or number in seen:
            wanted = "a line of the sample, once"
            problems.append(_problem(path, line, "line", wanted, row.get("line")))
            continue
        seen.add(number)
        for field in FIELDS:
            code = _code(field, row.get(field))
            if code is None:
                wanted = "nothing or one of " + ", ".join(values(field))
                problems.append(_problem(path, line, field, wanted, row.get(field)))
            else:
                codes[field][places[number]] = code
    if problems:
        raise BadInput(problems)
    return codes


def _code(field: str, said: Any) -> int | None:
    """The number of a label, -1 of an empty one, None of one that the manual does not have."""
    if isinstance(said, bool):
        said = "yes" if said else "no"
    word = "" if said is None else str(said).strip().lower()
    if not word:
        return MISSING
    return values(field).index(word) if word in values(field) else None


def _whole(said: Any) -> int:
    try:
        return int(str(said))
    except ValueError:
        return MISSING


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a sheet with their lines; `BadInput` if it is none."""
    text = _text(path)
    rows = _json_rows(path, text) if path.suffix == ".jsonl" else _csv_rows(path, text)
    yield from rows


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _bad(path, "", "a file", str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise _bad(path, "", "a sheet saved as UTF-8", "other bytes") from error


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise _bad(path, "", "a JSON object on each line", shown(line), line=number)
        yield number, row


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(LONGEST)
    head = text.partition("\n")[0]
    # Spreadsheets of many countries save with semicolons.
    sign = max(",;\t", key=head.count)
    read = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    missing = [name for name in ("line", *FIELDS) if name not in (read.fieldnames or ())]
    if missing:
        raise _bad(path, ", ".join(missing), "columns of these names", "none", line=1)
    try:
        for row in read:
            yield read.line_num, row
    except csv.Error as error:
        raise _bad(path, "", "a sheet of comma-separated values", str(error)) from error


def _problem(path: Path, line: int, field: str, wanted: str, found: Any) -> Problem:
    return Problem(
        file=str(path),
        line=line,
        field=field,
        expected=wanted,
        found=shown(repr(found)),
        remedy="correct it; what the codes mean stands in docs/coding.md",
    )


def _bad(path: Path, field: str, wanted: str, found: str, *, line: int = 0) -> BadInput:
    return BadInput([
        Problem(
            file=str(path),
            line=line,
            field=field or "file",
            expected=wanted,
            found=found,
            remedy="give a sheet or key that `simenv label --audit` wrote",
        )
    ])  # fmt: skip


def write_new(files: Sequence[tuple[Path, str]], *, force: bool) -> None:
    """Write files that are not there yet, each whole or not at all; `BadInput` if one is there."""
    refuse_existing([path for path, _ in files], force=force)
    for path, text in files:
        hidden = path.with_name(f".{path.name}.tmp")
        try:
            hidden.write_bytes(text.encode(errors="replace"))
            hidden.replace(path)
        finally:
            hidden.unlink(missing_ok=True)


def refuse_existing(paths: Sequence[Path], *, force: bool) -> None:
    """`BadInput` if one of the files is there already and may not be replaced."""
    there = [_existing(path) for path in paths if path.exists() and not force]
    if there:
        raise BadInput(there)


def _existing(path: Path) -> Problem:
    return Problem(
        file=str(path),
        line=0,
        field="file",
        expected="a new file",
        found="one that is there already",
        remedy="choose another name, or replace it with --force",
    )


def read_judged(path: Path, sample: Sample) -> dict[str, I8]:
    """What a judge made of the sample, from the lines that it wrote for the whole file.

    The n-th line is that of reply n. Lines that failed are missing; `BadInput` if a line speaks of
    another reply, or is none that `simenv label --json` writes.
    """
    lines = _text(path).split("\n")
    codes = {field: np.full(len(sample.drawn), MISSING, dtype=np.int64) for field in FIELDS}
    for place, one in enumerate(sample.drawn):
        said = _judged(path, lines, one)
        for field in FIELDS if said else ():
            code = _code(field, said.get(field))
            if code in {None, MISSING}:
                wanted = "one of " + ", ".join(values(field))
                raise BadInput([_problem(path, one.number, field, wanted, said.get(field))])
            codes[field][place] = code
    return codes


def _judged(path: Path, lines: Sequence[str], one: Drawn) -> dict[str, Any]:
    """The object on a reply's line; nothing where the line failed."""
    try:
        said = json.loads(lines[one.number - 1])
    except (IndexError, ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and "act" not in said and "error" in said:
        return {}
    if not isinstance(said, dict) or said.get("text") != one.text:
        wanted = "the codes of the same reply, as `simenv label --json` writes them"
        raise BadInput([_problem(path, one.number, "text", wanted, (said or {}).get("text"))])
    return said
