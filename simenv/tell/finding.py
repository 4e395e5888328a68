"""What a name stands for: looked up among all kinds of file, or said by the file itself."""

from __future__ import annotations

from pathlib import Path

from simenv.catalogue import KINDS, NAMED_BY, Catalogue, instead, is_path, kind_of, nearest, one_of
from simenv.catalogue import read_yaml as read
from simenv.errors import BadInput, Problem

#: How many names an unknown one is answered with.
_NEAREST = 3


def find(catalogue: Catalogue, name_or_path: str | Path, kind: str | None) -> str:
    """The kind, as the catalogue calls it, of a name or file; `BadInput` if it cannot be known."""
    if kind is not None:
        return plural(kind)
    if is_path(name_or_path):
        return kind_of(read(Path(name_or_path), "file"))
    name = str(name_or_path)
    kinds = [each for each in KINDS if name in catalogue.names(each)]
    if len(kinds) == 1:
        return kinds[0]
    raise BadInput([_ambiguous(name, kinds) if kinds else _unknown(catalogue, name)])


def plural(kind: str) -> str:
    """`persona` or `personas` as `personas`; `BadInput` for what is no kind."""
    known = {singular: each for each, singular in NAMED_BY.items()}
    if kind in KINDS or kind in known:
        return known.get(kind, kind)
    expected = one_of(known)
    raise BadInput([_problem("kind", expected, repr(kind), instead(kind, known))])


def _ambiguous(name: str, kinds: list[str]) -> Problem:
    words = [NAMED_BY[kind] for kind in kinds]
    found = f"a {' and a '.join(words)} called {name!r}"
    return _problem("name", "a name that stands for one thing", found, f"add --kind {words[0]}")


def _unknown(catalogue: Catalogue, name: str) -> Problem:
    everything = {each: kind for kind in KINDS for each in catalogue.names(kind)}
    close = _closest(name, list(everything))
    told = [f"{each} ({NAMED_BY[everything[each]]})" for each in close]
    here = _file_here(name)
    if here is not None:
        remedy = f"for the file {here} name it with its path"
    else:
        remedy = f"did you mean {_or(told)}?" if told else "see `simenv list personas`"
    words = ", ".join(list(NAMED_BY.values())[:-1])
    expected = f"the name of a {words} or {list(NAMED_BY.values())[-1]}, or a file"
    return _problem("name", expected, repr(name), remedy)


def _closest(name: str, known: list[str]) -> list[str]:
    """The nearest names, nearest first."""
    found: list[str] = []
    while len(found) < _NEAREST:
        one = nearest(name, [each for each in known if each not in found])
        if one is None:
            break
        found.append(one)
    return found


def _or(words: list[str]) -> str:
    return one_of(words).removeprefix("one of ")


def _file_here(name: str) -> Path | None:
    """A file of that name where people tend to put one: here, or in a catalogue's folder here."""
    folders = (Path(), *(Path(inside) for inside in KINDS.values()))
    return next((path for folder in folders if (path := folder / f"{name}.yaml").is_file()), None)


def _problem(field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file="(arguments)", line=0, field=field, expected=expected, found=found, remedy=remedy
    )
