"""Finding the function of a python policy: in the file beside its YAML, or at an entry point."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from simenv.catalogue import Document, instead, one_of, shown
from simenv.errors import Problem
from simenv.exchange import Responses, View

#: Where installed packages announce their policies.
GROUP = "simenv.policies"
#: The function that is asked where the file names none.
FUNCTION = "respond"

Function = Callable[[View], Responses]

#: What a problem says: expected, found, remedy.
_Told = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Code:
    """A function that was found, and the hash of the file that it stands in."""

    function: Function
    sha256: str


class _Unfit(Exception):
    """What keeps a function from being used, as expected, found, remedy."""


class _Loader(SourceFileLoader):
    """Reads a policy's code and leaves no cache folder behind in the catalogue."""

    def set_data(self, path: str, data: object, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def find(document: Document, problems: list[Problem]) -> Code | None:
    """The function of a policy file; None, and a problem, if there is none that can be asked."""
    name = "says" if "says" in document.data else "function"
    point, function = document.data.get("entry_point"), document.data.get(name, FUNCTION)
    field = "entry_point" if point is not None else name
    if not isinstance(point, str | None) or not isinstance(function, str):
        return None  # which `fill` reports
    try:
        if point is None:
            module = _beside(document)
        else:
            module, function = _installed(point, given=name in document.data)
        return Code(function=_asked(module, function), sha256=_hash(module))
    except _Unfit as unfit:
        expected, found, remedy = unfit.args
        problems.append(document.problem((field,), expected, found, remedy))
        return None


def _beside(document: Document) -> ModuleType:
    """The module beside the YAML, under a name of its own."""
    path = document.path.with_suffix(".py")
    if not path.is_file():
        remedy = "write it there, or name an installed `entry_point`"
        raise _Unfit(f"a file {path.name} beside this one", "none", remedy)
    name = f"simenv_policy_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    loader = _Loader(name, str(path))
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses look their module up while it is being run
    with _running(shown(path)):
        loader.exec_module(module)
    return module


def _installed(point: str, *, given: bool) -> tuple[ModuleType, str]:
    """The module and the function's name of `module:function`, or of a name in the group."""
    if given:
        raise _Unfit("function or entry_point", "both", "remove one of them")
    if ":" not in point:
        known = {entry.name: entry.value for entry in entry_points(group=GROUP)}
        if point not in known:
            expected = one_of([*known, "module:function"])
            raise _Unfit(expected, repr(point), instead(point, known))
        point = known[point]
    place, _, function = point.partition(":")
    if not place or not function:
        raise _Unfit("module:function", repr(point), "write it so")
    with _running(place):
        return importlib.import_module(place), function


@contextmanager
def _running(what: str) -> Iterator[None]:
    """Around the code of others while it is imported."""
    try:
        yield
    # It may raise anything at all, and whatever it is has to be told as a problem of that file.
    except (Exception, SystemExit) as error:
        told = f"{type(error).__name__}: {error}"
        raise _Unfit("code that can be imported", told, f"correct {what}") from error


def _asked(module: ModuleType, name: str) -> Function:
    """The function of a module, if it can be asked with one argument."""
    function = getattr(module, name, None)
    where = _place(module)
    if not callable(function):
        own = [key for key, value in vars(module).items() if inspect.isfunction(value)]
        found = "nothing of that name" if function is None else f"a {type(function).__name__}"
        raise _Unfit(f"a function {name} in {where}", found, instead(name, own))
    try:
        inspect.signature(function).bind(None)
    except TypeError as error:
        expected = f"{name} to take one argument: the view, the request or the messages"
        raise _Unfit(expected, str(error), f"correct it in {where}") from error
    return function  # type: ignore[no-any-return]


def _place(module: ModuleType) -> str:
    """Where a module's code is: its file, or its name where it has none."""
    file = getattr(module, "__file__", None)
    return shown(Path(file)) if file else module.__name__


def _hash(module: ModuleType) -> str:
    """The hash of a module's file, or of its name where it has none."""
    file = getattr(module, "__file__", None)
    told = Path(file).read_bytes() if file else module.__name__.encode()
    return hashlib.sha256(told).hexdigest()
