"""Where catalogues are, what is in them, and one file of them with its parents merged in."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from simenv.catalogue.document import Document, instead, nearest, one_of, shown, told_value
from simenv.catalogue.extending import OWN, empty_fields, merged
from simenv.catalogue.reading import read_yaml
from simenv.errors import BadInput, Problem

#: The folder of each kind inside a catalogue.
KINDS = {
    "personas": "personas",
    "policies": "policies",
    "standards": "policies/standards",
    "detectors": "detectors",
    "experiments": "experiments",
    "services": "experiments/services",
    "scenarios": "experiments/scenarios",
    "criteria": "experiments/criteria",
    "suites": "experiments/suites",
    "cases": "experiments/suites/cases",
}

#: The field in which a file of each kind says its name.
NAMED_BY = {
    "personas": "persona",
    "policies": "policy",
    "standards": "standard",
    "detectors": "detector",
    "experiments": "experiment",
    "services": "service",
    "scenarios": "scenario",
    "criteria": "criteria",
    "suites": "suite",
    "cases": "case",
}

_PACKAGE = Path(__file__).resolve().parent.parent
#: Kinds that are part of the model: shipped inside the package, not in a catalogue.
_SHIPPED = {"detectors": _PACKAGE / "model" / "detectors"}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME_RULE = "small letters, digits and single hyphens, such as wait-listed"


class Catalogue:
    """The folders in which files of every kind are looked up, from personas to scenarios.

    `extra` are the user's own catalogues, first ones first; `override` are names that may be found
    in several of them, the first winning. Raises `BadInput` for an extra folder that is none.
    """

    def __init__(self, extra: Sequence[Path] = (), override: Collection[str] = ()) -> None:
        self._extra = tuple(Path(folder) for folder in extra)
        self._override = frozenset(override)
        problems = [_no_catalogue(folder) for folder in self._extra if not _is_catalogue(folder)]
        if problems:
            raise BadInput(problems)

    def roots(self) -> tuple[Path, ...]:
        """The catalogues in the order in which they are searched, each once."""
        inside = _PACKAGE / "catalogues"
        builtin = inside if inside.is_dir() else _PACKAGE.parent
        wanted = [folder.resolve() for folder in (*self._extra, builtin)]
        return tuple(dict.fromkeys(wanted))

    def names(self, kind: str) -> tuple[str, ...]:
        """All names of a kind, sorted. `KeyError` if there is no such kind."""
        return tuple(sorted({name for files in self._files(kind) for name in files}))

    def path(self, kind: str, name: str) -> Path:
        """The file of a name. `BadInput` if there is none, or several and none overrides."""
        found = [files[name] for files in self._files(kind) if name in files]
        if not found:
            raise BadInput([self._unknown(kind, name)])
        if len(found) > 1 and name not in self._override:
            raise BadInput([_twice(kind, name, found)])
        return found[0]

    def read(
        self, kind: str, name_or_path: str | Path, problems: list[Problem] | None = None
    ) -> Document:
        """One file with everything that it extends merged in.

        With `problems`, what can be read past is added there (an unknown parent, a duplicate key)
        and reading goes on; without it, any problem raises `BadInput`. A file that is not there or
        is no YAML raises it in either case.
        """
        path = self._locate(kind, name_or_path)
        found: list[Problem] = []
        document = self._with_parents(kind, path, (), found, beside=is_path(name_or_path))
        found += _misnamed(kind, document)
        if problems is None and found:
            raise BadInput(found)
        if problems is not None:
            problems.extend(found)
        return document

    def read_all(self, kind: str) -> dict[str, Document]:
        """Every file of a kind by name; all problems of all files in one `BadInput`."""
        documents: dict[str, Document] = {}
        problems: list[Problem] = []
        for name in self.names(kind):
            try:
                documents[name] = self.read(kind, name)
            except BadInput as error:
                problems.extend(error.problems)
        if problems:
            raise BadInput(set(problems))
        return documents

    def _files(self, kind: str) -> list[dict[str, Path]]:
        """The files of a kind by name, one dictionary for each folder that may hold it."""
        folders = [root / KINDS[kind] for root in self.roots()]
        if kind in _SHIPPED:
            folders.append(_SHIPPED[kind])
        return [
            {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.name[0] != "."}
            for folder in folders
        ]

    def _locate(self, kind: str, name_or_path: str | Path) -> Path:
        if is_path(name_or_path):
            return Path(name_or_path)
        return self.path(kind, str(name_or_path))

    def _with_parents(
        self, kind: str, path: Path, below: tuple[Path, ...], found: list[Problem], *, beside: bool
    ) -> Document:
        """A file and its chain of parents; `below` are the files that led here."""
        document = read_yaml(path, kind, found)
        chain = (*below, path.resolve())
        above = self._parent_path(kind, document, chain, found, beside=beside)
        parent = None
        if above is not None:
            parent = self._with_parents(kind, above, chain, found, beside=beside)
        if above is not None or "extends" not in document.data:
            found += empty_fields(document, parent)
        return merged(document, parent, OWN | {NAMED_BY[kind]})

    def _parent_path(
        self,
        kind: str,
        document: Document,
        chain: tuple[Path, ...],
        found: list[Problem],
        *,
        beside: bool,
    ) -> Path | None:
        """The file that a document extends; None, and a problem, if that cannot be known."""
        parent = document.data.get("extends")
        if parent is None:
            return None
        if not isinstance(parent, str) or not _NAME.fullmatch(parent):
            told = told_value(parent)
            found.append(
                document.problem(("extends",), f"one name: {NAME_RULE}", told, "name one parent")
            )
            return None
        neighbour = document.path.with_name(f"{parent}.yaml")
        if beside and neighbour.is_file() and neighbour.resolve() != chain[-1]:
            above = neighbour
        else:
            try:
                above = self.path(kind, parent)
            except BadInput as error:
                found += [_at_extends(document, problem) for problem in error.problems]
                return None
        if above.resolve() in chain:
            expected = "a parent that does not extend this file"
            told_circle = f"{parent!r}, a circle"
            found.append(document.problem(("extends",), expected, told_circle, "break the circle"))
            return None
        return above

    def _unknown(self, kind: str, name: str) -> Problem:
        known = self.names(kind)
        singular = NAMED_BY[kind]
        return Problem(
            file=f"(the catalogue of {kind})",
            line=0,
            field=singular,
            expected=one_of(known) if known else f"a path: the catalogues hold no {kind}",
            found=told_value(name),
            remedy=instead(name, known) if nearest(name, known) else f"see `simenv list {kind}`",
        )


def is_path(name_or_path: str | Path) -> bool:
    """Whether this is a file to read rather than a name to look up."""
    if isinstance(name_or_path, Path):
        return True
    separators = {"/", os.sep}
    return name_or_path.endswith((".yaml", ".yml")) or any(s in name_or_path for s in separators)


def _is_catalogue(folder: Path) -> bool:
    return any((folder / inside).is_dir() for inside in KINDS.values())


def _no_catalogue(folder: Path) -> Problem:
    return Problem(
        file=str(folder),
        line=0,
        field="--catalogue",
        expected=f"a folder that holds {one_of(KINDS.values())}",
        found="a folder with none of them" if folder.is_dir() else "no folder",
        remedy="name the folder above personas/ or policies/",
    )


def _twice(kind: str, name: str, found: list[Path]) -> Problem:
    return Problem(
        file=shown(found[0]),
        line=0,
        field=NAMED_BY[kind],
        expected="a name that one catalogue holds",
        found=f"{name!r} also in {', '.join(shown(path) for path in found[1:])}",
        remedy=f"rename one of them, or let the first win with --override {name}",
    )


def _at_extends(document: Document, problem: Problem) -> Problem:
    """What is wrong with a parent's name, told at the line that names it."""
    return document.problem(("extends",), problem.expected, problem.found, problem.remedy)


def _misnamed(kind: str, document: Document) -> list[Problem]:
    """The name inside has to be the file's; a name that is no word is left to the format."""
    key = NAMED_BY[kind]
    name = document.data.get(key)
    if not isinstance(name, str):
        return []
    if not _NAME.fullmatch(document.name):
        told = f"a file name of {NAME_RULE}", told_value(f"{document.name}.yaml"), "rename the file"
        return [document.problem((key,), *told)]
    if name != document.name:
        remedy = f"write `{key}: {document.name}`, or rename the file to {name}.yaml"
        return [document.problem((key,), f"{document.name} (the file's name)", repr(name), remedy)]
    return []


#: Kinds whose files also name a thing of another kind come first: a policy names its detector,
#: criteria a standard and a limit on a suite.
_TELLING = (
    "criteria",
    "cases",
    "suites",
    "experiments",
    "scenarios",
    "services",
    "policies",
    "personas",
    "standards",
    "detectors",
)


def kind_of(document: Document) -> str:
    """What a file holds, by the field that names it; `BadInput` if nobody can tell."""
    for kind in _TELLING:
        if NAMED_BY[kind] in document.data:
            return kind
    fields = one_of(f"`{field}:`" for field in NAMED_BY.values())
    remedy = "say what the file is, and its name"
    raise BadInput([document.problem((), f"the field {fields}", "none of them", remedy)])
