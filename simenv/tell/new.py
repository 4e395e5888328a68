"""New files to begin with: a commented persona or policy that passes `check` once it is named.

What only its author can write, such as the summary, `check` asks for at its line.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from simenv.catalogue import KINDS, NAMED_BY, Catalogue, instead, one_of, shown
from simenv.catalogue.finding import NAME_RULE
from simenv.errors import BadInput, Problem, RunFailure

_FOLDER = Path(__file__).resolve().parent.parent / "model" / "new"
#: The kinds of file that can be begun, by the word that people use, and their templates.
TEMPLATES = {name: _FOLDER / f"{name}.yaml" for name in ("persona", "policy", "chat", "bot")}
#: Kinds of policy that have a template of their own.
_POLICIES = {"chat": "policy", "bot": "policy"}

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Names that YAML would not read as text, beside those that begin with a digit.
_NO_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_SCHEMA = re.compile(r"\A# yaml-language-server: \$schema=(\S+)\n")


def new(kind: str, name: str, folder: Path, catalogue: Catalogue | None = None) -> Path:
    """Begin a persona or a policy in the catalogue at `folder`; the path of the file.

    The file lands where a catalogue keeps its kind (`folder/personas/NAME.yaml`), so that
    `--catalogue folder` finds it. It is written whole or not at all and never over another one.
    `BadInput` if the name is none, is taken, or the file is there; `RunFailure` if it cannot be
    written.
    """
    if kind not in TEMPLATES:
        raise BadInput([_problem("kind", one_of(TEMPLATES), repr(kind), instead(kind, TEMPLATES))])
    named_by = _POLICIES.get(kind, kind)
    plural = next(each for each, singular in NAMED_BY.items() if singular == named_by)
    path = folder / KINDS[plural] / f"{name}.yaml"
    problems = [*_misnamed(name), *_taken(plural, name, path, catalogue or Catalogue())]
    if problems:
        raise BadInput(problems)
    _write(path, filled(kind, name, path))
    return path


def filled(kind: str, name: str, path: Path) -> str:
    """The template of a kind with its name and path; without a schema line that leads nowhere."""
    text = TEMPLATES[kind].read_text(encoding="utf-8")
    schema = _SCHEMA.match(text)
    if schema is not None and not (path.parent / schema[1]).is_file():
        text = text[schema.end() :].removeprefix("#\n")
    said = f'"{name}"' if name[0].isdigit() or name in _NO_TEXT else name
    named_by = _POLICIES.get(kind, kind)
    text = text.replace(f"\n{named_by}: NAME", f"\n{named_by}: {said}")
    return text.replace("{path}", shown(path)).replace("NAME", name)


def _misnamed(name: str) -> list[Problem]:
    if _NAME.fullmatch(name):
        return []
    near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    remedy = f"write {near!r}" if _NAME.fullmatch(near) else "choose another name"
    return [_problem("name", NAME_RULE, repr(name), remedy)]


def _taken(kind: str, name: str, path: Path, catalogue: Catalogue) -> list[Problem]:
    if path.exists():
        expected = "a file that is not there yet"
        return [_problem("name", expected, shown(path), "choose another name, or edit that file")]
    if name in catalogue.names(kind):
        found = f"{name!r} in {shown(catalogue.path(kind, name))}"
        return [_problem("name", "a name that no catalogue holds", found, "choose another name")]
    return []


def _write(path: Path, text: str) -> None:
    """Write to a hidden file first, then give it its name, which fails if the name is taken."""
    hidden = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            hidden.write_text(text, encoding="utf-8")
            os.link(hidden, path)
        finally:
            hidden.unlink(missing_ok=True)
    except OSError as error:
        raise RunFailure(f"cannot write {path}: {error.strerror}") from error


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file="(arguments)", line=0, field=field, expected=expected, found=found, remedy=remedy
    )
