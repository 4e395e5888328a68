"""The files that an experiment names: each read once, each problem at the line that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from simenv import persona, policy, standard
from simenv.catalogue import Catalogue, Document, Field, is_path, spelt
from simenv.catalogue.document import at_field
from simenv.errors import BadInput, Problem
from simenv.experiment.checks import stem
from simenv.experiment.declared import unweighable
from simenv.experiment.given import Given, load
from simenv.experiment.sharing import FIELD, load_scenario, mentioned


class Versioned(Protocol):
    """What every file that a run depends on says about itself."""

    @property
    def name(self) -> str:
        """The name of its file."""

    @property
    def version(self) -> str:
        """The version of its file."""

    @property
    def sha256(self) -> str:
        """The hash of all that it says."""


Read = TypeVar("Read", bound=Versioned)


@dataclass(kw_only=True)
class Finder:
    """Reads what names and paths stand for, each once, and collects what is wrong with them.

    `document` is the experiment's own file, where there is one.
    """

    catalogue: Catalogue
    document: Document | None = None
    problems: list[Problem] = field(default_factory=list)
    _read: dict[tuple[str, str], Any] = field(default_factory=dict)

    def find(
        self, kind: str, load: Callable[[Catalogue, str], Read], said: str, at: Field
    ) -> Read | None:
        """What a name or path stands for; None, and problems, if it cannot be read.

        `at` is the field of the experiment that names it.
        """
        if self._read.get((kind, said)) is None:
            self._read[kind, said] = self._loaded(kind, load, said, at)
        found: Read | None = self._read[kind, said]
        return found

    def _loaded(
        self, kind: str, load: Callable[[Catalogue, str], Read], said: str, at: Field
    ) -> Read | None:
        try:
            return load(self.catalogue, said)
        except BadInput as error:
            if is_path(said) or said in self.catalogue.names(kind):
                self.problems += error.problems
            else:
                for unknown in error.problems:
                    self.tell(at, unknown.expected, unknown.found, unknown.remedy, said=said)
            return None

    def tell(self, at: Field, expected: str, found: str, remedy: str, *, said: str = "") -> None:
        """Add a problem with a field of the experiment.

        It is told at the field's line, unless what was `said` there came from elsewhere.
        """
        file, line = "(experiment)", 0
        if self.document is not None and (not said or at_field(self.document.data, at) == said):
            file, line = self.document.place(at)
        self.problems.append(
            Problem(
                file=file,
                line=line,
                field=spelt(at),
                expected=expected,
                found=found,
                remedy=remedy,
            )
        )

    def one_file_a_name(self) -> None:
        """Tell where two files that differ go by one name: a table could not tell them apart."""
        known: dict[tuple[str, str], str] = {}
        for (kind, _), found in self._read.items():
            if found is None:
                continue
            if known.setdefault((kind, found.name), found.sha256) != found.sha256:
                twice = f"{found.name!r} twice"
                self.tell((kind,), "a name of its own for each file", twice, "rename one of them")


def worlds_file(catalogue: Catalogue, said: str) -> Given:
    """The worlds of a file; those are in no catalogue."""
    del catalogue
    return load(said)


_LOADERS: dict[str, Callable[[Catalogue, str], Any]] = {
    "personas": persona.load,
    "policies": policy.load,
    "standards": standard.load,
    "scenarios": load_scenario,
    "worlds": worlds_file,
}


def named(document: Document, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with the files that an experiment names, where it is no sound one itself.

    A sound experiment is resolved, which says the same and more.
    """
    finder = Finder(catalogue=catalogue, document=document)
    for kind, said, at in _mentioned(document.data):
        finder.find(kind, _LOADERS[kind], said, at)
    for at, expected, found, remedy in unweighable(document.data, _personas(document, catalogue)):
        finder.tell(at, expected, found, remedy)
    return list(dict.fromkeys(finder.problems))


def _personas(document: Document, catalogue: Catalogue) -> set[str]:
    """The personas that an experiment names, as far as it is sound."""
    said = document.data.get("personas", "all")
    if said == "all":
        return set(catalogue.names("personas"))
    return {stem(one) for _, one in _items(said) if isinstance(one, str)}


def _mentioned(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Field]]:
    """Kind, name or path, and field of everything that is named; what is no text is left out."""
    found: list[tuple[str, Any, Field]] = [
        ("personas", one, ("personas", place)) for place, one in _items(data.get("personas"))
    ]
    for number, arm in _items(data.get("policies")):
        at = ("policies", number)
        found.append(("policies", arm, at))
        parts = _items(arm.get("schedule")) if isinstance(arm, Mapping) else []
        for place, part in parts:
            if isinstance(part, Mapping):
                found.append(("policies", part.get("policy"), (*at, "schedule", place, "policy")))
    found += [("scenarios", one, (FIELD, "scenarios", place)) for place, one in mentioned(data)]
    if data.get("cohort") == "established" or data.get(FIELD) is not None:
        found.append(("policies", data.get("baseline"), ("baseline",)))
    found += [("standards", data.get(field), (field,)) for field in ("standard", "second_standard")]
    found.append(("worlds", data.get("worlds"), ("worlds",)))
    told = ((kind, said, at) for kind, said, at in found if isinstance(said, str))
    return ((kind, said, at) for kind, said, at in told if kind != "worlds" or is_path(said))


def _items(said: Any) -> list[tuple[int, Any]]:
    return list(enumerate(said)) if isinstance(said, list | tuple) else []
