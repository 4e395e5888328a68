"""YAML text to plain Python with line numbers, every problem collected.

The nodes are composed by ruamel's pure reader and built here rather than by its round-trip loader:
a third quicker (0.10 s against 0.15 s for 700 lines on two cores), it reports every duplicate key
and not only the first, and nothing but mappings, lists and plain values can come out of it.
"""

from __future__ import annotations

import dataclasses
import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simenv.catalogue.document import Document, Field, shown, spelt, told_value
from simenv.errors import BadInput, Problem

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

#: The largest file that is read, in bytes: a slip of the hand must not stall a command.
LARGEST = 2_000_000
#: The deepest nesting that is read; no format comes near it, and every walk over data recurses.
DEEPEST = 40
_FILE = spelt(())
_TAG = "tag:yaml.org,2002:"


def read_yaml(path: Path, kind: str = "file", problems: list[Problem] | None = None) -> Document:
    """One YAML file as a `Document`; nothing is extended.

    With `problems`, what can be read past is added there and reading goes on; without it, any
    problem raises `BadInput`. A file that cannot be read at all raises it in either case.
    """
    document, found = _parsed(path, kind, _text(path, kind), shown(path))
    if problems is None and found:
        raise BadInput(found)
    if problems is not None:
        problems.extend(found)
    return document


@lru_cache(maxsize=64)
def _parsed(path: Path, kind: str, text: str, told: str) -> tuple[Document, tuple[Problem, ...]]:
    """A text as a document and its problems; `told` is how the file is named in messages.

    The same text is parsed once: a base is read again for every persona that extends it.
    """
    found: list[Problem] = []
    builder = _Builder(file=told, problems=found)
    data = builder.mapping(_compose(text, path))
    document = Document(kind=kind, name=path.stem, path=path, data=data, lines=builder.lines)
    return document, tuple(found)


def _text(path: Path, kind: str) -> str:
    """The file's text, or `BadInput`."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if path.is_file() and size <= LARGEST else b""
    except OSError as error:
        raise _hopeless(path, "a file that can be read", str(error.strerror)) from error
    if not path.is_file():
        raise _hopeless(path, f"a YAML file ({kind})", "a folder or a device")
    if size > LARGEST:
        raise _hopeless(path, f"at most {LARGEST:,} bytes", f"{size:,} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x}"
        raise _hopeless(path, "text in UTF-8", found, line, "save the file as UTF-8") from error


def _compose(text: str, path: Path) -> Any:
    """The document's top node, or `BadInput` for what is no YAML."""
    # Imported here: it costs more than the rest of this package, and many commands read no file.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a reused anchor warns; anchors are refused anyway
            node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _no_yaml(text, path, error) from error
    except YAMLError as error:
        raise _hopeless(path, "printable text", str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise _hopeless(path, f"at most {DEEPEST} levels", "hundreds") from error
    if node is None:
        raise _hopeless(path, "a mapping of fields", "an empty file", 0, "write the fields")
    return node


def _no_yaml(text: str, path: Path, error: MarkedYAMLError) -> BadInput:
    """Broken YAML: every line with a tab before its text, else the place where reading stopped."""
    lines = enumerate(text.splitlines(), start=1)
    tabs = [number for number, line in lines if "\t" in line[: len(line) - len(line.lstrip())]]
    if tabs:
        words = "spaces before the text", "a tab"
        remedy = "replace the tab by spaces"
        each = [_hopeless(path, *words, number, remedy) for number in tabs]
        return BadInput(problem for error in each for problem in error.problems)
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    problem = str(error.problem or error.context).strip()
    remedy = "check indentation, colons, brackets and quotes on this line and the one before"
    return _hopeless(path, "valid YAML, one document", problem, line, remedy)


def _hopeless(
    path: Path, expected: str, found: str, line: int = 0, remedy: str = "check the path"
) -> BadInput:
    told = Problem(
        file=shown(path), line=line, field=_FILE, expected=expected, found=found, remedy=remedy
    )
    return BadInput([told])


@dataclass
class _Builder:
    """Turns composed nodes into plain values and remembers where each one stood."""

    file: str
    problems: list[Problem]
    lines: dict[Field, tuple[str, int]] = dataclasses.field(default_factory=dict)
    _seen: set[int] = dataclasses.field(default_factory=set)

    def mapping(self, node: Any) -> dict[str, Any]:
        """The top of a file, which has to be a mapping."""
        self.lines[()] = (self.file, node.start_mark.line + 1)
        if node.id != "mapping":
            self._add((), node, "a mapping of fields", f"a {node.id}", "write `field: value` lines")
            raise BadInput(self.problems)
        built = self._value((), node)
        return built if isinstance(built, dict) else {}

    def _value(self, at: Field, node: Any) -> Any:
        """The value of one node."""
        if id(node) in self._seen:  # an alias; refusing it also refuses cycles and YAML bombs
            line = self.lines[at][1]  # the node itself stands where its anchor is
            self._told(at, line, "the value itself", "an alias (*name)", "write the value out")
            return None
        self._seen.add(id(node))
        if len(at) > DEEPEST:
            self._add(at, node, f"at most {DEEPEST} levels", "one more", "write it flatter")
            return None
        if node.id == "mapping":
            return self._mapping(at, node)
        if node.id == "sequence":
            return [self._item((*at, index), item) for index, item in enumerate(node.value)]
        return self._scalar(at, node)

    def _item(self, at: Field, node: Any) -> Any:
        self.lines[at] = (self.file, node.start_mark.line + 1)
        return self._value(at, node)

    def _mapping(self, at: Field, node: Any) -> dict[str, Any]:
        """A mapping; a duplicate key keeps its first value and is a problem."""
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if key_node.id == "scalar" else None
            if key is None or key == "<<":
                found = "a merge (<<)" if key else f"a {key_node.id}"
                self._add(at, key_node, "a plain word as key", found, "write the fields out")
                continue
            if key in built:
                first = self.lines[(*at, key)][1]
                expected, remedy = "each key once", "keep one of the two"
                self._add((*at, key), key_node, expected, f"again, first on line {first}", remedy)
                continue
            self.lines[(*at, key)] = (self.file, key_node.start_mark.line + 1)
            built[key] = self._value((*at, key), value_node)
        return built

    def _scalar(self, at: Field, node: Any) -> Any:
        """A word, a number, true, false or nothing; a date stays the text that was written."""
        tag, text = str(node.tag), str(node.value)
        try:
            value = _BUILT[tag](text)
        except KeyError:
            self._add(at, node, "a word or a number", f"the tag {tag}", "drop the tag")
            return text
        except ValueError:
            self._add(at, node, "a number", told_value(text), "write an ordinary number")
            return text
        if isinstance(value, float) and not math.isfinite(value):
            self._add(at, node, "a finite number", text, "write an ordinary number")
            return 0.0
        return value

    def _add(self, at: Field, node: Any, expected: str, found: str, remedy: str) -> None:
        self._told(at, node.start_mark.line + 1, expected, found, remedy)

    def _told(self, at: Field, line: int, expected: str, found: str, remedy: str) -> None:
        told = Problem(
            file=self.file,
            line=line,
            field=spelt(at),
            expected=expected,
            found=found,
            remedy=remedy,
        )
        self.problems.append(told)


def _float(text: str) -> float:
    plain = text.lower().replace("_", "")
    return float(plain.replace(".inf", "inf").replace(".nan", "nan"))


def _int(text: str) -> int:
    plain = text.lower().replace("_", "")
    return int(plain, 0) if plain.lstrip("+-").startswith(("0x", "0o", "0b")) else int(plain)


#: How the plain values of YAML 1.2 are built from their text.
_BUILT: dict[str, Any] = {
    _TAG + "str": str,
    _TAG + "timestamp": str,
    _TAG + "null": lambda text: None,
    _TAG + "bool": lambda text: text.lower() == "true",
    _TAG + "int": _int,
    _TAG + "float": _float,
}
