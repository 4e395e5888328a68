"""Arithmetic that gives other bits with other batches, searched for where law 1 forbids it.

Matrix products and reductions add in an order that depends on length, layout and instruction set;
`math.*`, scalar `**` and reversed views go through other code than the element-wise loops. None of
them may stand in the model. Minimum, maximum and counting are exact in any order and may. A line
whose order is fixed in another way says so: `# fixed-order: why`.

    python tests/lint/arithmetic.py [FILE...]     without files: the model; exit code 1 on a fault
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Files and folders of `simenv` in which the law holds: names begin so.
GUARDED = ("phases", "life", "world")

PRODUCT = "a matrix product adds in an order that depends on the batch"
SUM = "a reduction adds in an order that depends on the batch"
SCATTER = "a scattered sum depends on the order of the rows"
LOOP = "a Python loop over persons"
REVERSAL = "a reversed view takes another loop than a forward one"
POWER = "multiply, or np.power on arrays"

#: Names of NumPy, by why they may not be used; arrays have the first two groups as methods too.
METHODS = {
    PRODUCT: "dot vdot vecdot matmul matvec vecmat einsum tensordot inner convolve correlate",
    SUM: "sum nansum mean nanmean average prod nanprod cumsum nancumsum cumprod nancumprod std "
    "nanstd var nanvar trace trapezoid cumulative_sum cumulative_prod reduceat accumulate",
}
FUNCTIONS = {
    SUM: "median nanmedian quantile nanquantile percentile nanpercentile",
    SCATTER: "bincount histogram histogram2d histogramdd",
    LOOP: "vectorize frompyfunc apply_along_axis apply_over_axes nditer ndenumerate",
    REVERSAL: "flip flipud fliplr rot90",
}
OF_ARRAYS = {name: why for why, names in METHODS.items() for name in names.split()}
OF_NUMPY = {name: why for why, names in FUNCTIONS.items() for name in names.split()} | OF_ARRAYS

EXACT_UFUNCS = re.compile(r"(logical|bitwise)_(or|and|xor)|f?(min|max)|(min|max)imum")
BANNED_MODULES = frozenset(["math", "cmath", "statistics", "decimal", "fractions"])
NUMPY = frozenset(["np", "numpy"])
WAIVER = re.compile(r"#\s*fixed-order:(.*)")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that may not stand there."""

    line: int
    reason: str


def faults(source: str) -> list[Fault]:
    """What breaks the law in a Python source, by line; waivers are applied and checked."""
    waived, empty = _waivers(source)
    found = {Fault(line=n, reason="a waiver without a reason") for n in empty}
    used: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        for place, reason in _seen(node):
            covers = waived.intersection(range(place.lineno, (place.end_lineno or 0) + 1))
            used |= covers
            if not covers:
                found.add(Fault(line=place.lineno, reason=reason))
    found |= {Fault(line=n, reason="a waiver of nothing") for n in waived - used}
    return sorted(found, key=lambda fault: (fault.line, fault.reason))


def _waivers(source: str) -> tuple[set[int], set[int]]:
    """The lines whose waiver gives a reason, and those whose waiver gives none."""
    given: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (match := WAIVER.search(token.string)):
            given[token.start[0]] = match.group(1).strip()
    return {n for n, why in given.items() if why}, {n for n, why in given.items() if not why}


def _seen(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """What may not stand in the model at this node, and where; usually nothing."""
    match node:
        case ast.For(iter=over) | ast.comprehension(iter=over):
            if _counts_rows(over):
                yield over, f"range over a length: {LOOP}"
        case ast.BinOp() | ast.AugAssign():
            yield from ((node, reason) for reason in _operator(node))
        case ast.Subscript(slice=index):
            yield from ((node, reason) for reason in _index(index))
        case ast.Import() | ast.ImportFrom():
            yield from ((node, reason) for reason in _import(node))
        case ast.Attribute():
            yield from ((node, reason) for reason in _attribute(node))
        case ast.Call():
            yield from ((node, reason) for reason in _call(node))


def _operator(node: ast.BinOp | ast.AugAssign) -> Iterator[str]:
    """`@`, and `**` unless both sides are numbers as written (folded when compiled)."""
    if isinstance(node.op, ast.MatMult):
        yield f"`@`: {PRODUCT}"
    if isinstance(node.op, ast.Pow):
        literal = isinstance(node, ast.BinOp) and _literal(node.left) and _literal(node.right)
        if not literal:
            yield f"`**`: {POWER}"


def _index(index: ast.expr) -> Iterator[str]:
    """A slice with a negative step, alone or among several."""
    for part in index.elts if isinstance(index, ast.Tuple) else [index]:
        match part:
            case ast.Slice(step=ast.UnaryOp(op=ast.USub())):
                yield f"a negative step: {REVERSAL}"


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [alias.name for alias in node.names]
    module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
    yield from (_banned(name) for name in BANNED_MODULES.intersection([module, *names]))
    if module.split(".", maxsplit=1)[0] in NUMPY:
        yield from (f"`{name}`: {OF_NUMPY[name]}" for name in names if name in OF_NUMPY)


def _attribute(node: ast.Attribute) -> Iterator[str]:
    """`np.sum` and the like, called or handed on; `math.exp`; `np.linalg`."""
    owner = _name(node.value)
    if owner in BANNED_MODULES:
        yield _banned(owner)
    if owner in NUMPY and node.attr == "linalg":
        yield f"`np.linalg`: {PRODUCT}"
    if owner in NUMPY and node.attr in OF_NUMPY:
        yield f"`np.{node.attr}`: {OF_NUMPY[node.attr]}"


def _call(node: ast.Call) -> Iterator[str]:
    """Methods of arrays and of ufuncs, and the builtins `sum` and `pow`."""
    match node.func:
        case ast.Name(id="sum"):
            yield f"`sum`: {SUM}"
        case ast.Name(id="pow"):
            yield f"`pow`: {POWER}"
        case ast.Attribute(value=ast.Attribute(value=numpy, attr=ufunc), attr="reduce" | "at"):
            if _name(numpy) in NUMPY and not EXACT_UFUNCS.fullmatch(ufunc):
                yield f"`np.{ufunc}.{node.func.attr}`: {SUM}"
        case ast.Attribute(value=owner, attr=method):
            if _name(owner) not in NUMPY and method in OF_ARRAYS:
                yield f"`.{method}()`: {OF_ARRAYS[method]}"


def _banned(module: str) -> str:
    return f"`{module}`: its functions differ in the last bit from NumPy's loops"


def _name(node: ast.expr) -> str:
    """The last name of `a`, `a.b` or `a.b.c`; empty for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def _counts_rows(node: ast.expr) -> bool:
    """`range(len(x))`, `range(x.size)`, `range(x.shape[0])`, alone or within a larger `range`."""
    if not (isinstance(node, ast.Call) and _name(node.func) == "range"):
        return False
    inside = list(ast.walk(node))
    rows = any(_name(n) in {"len", "size"} for n in inside if isinstance(n, ast.expr))
    return rows or any(_first_of_shape(n) for n in inside)


def _first_of_shape(node: ast.AST) -> bool:
    """`x.shape[0]`; the other axes are edges, causes, channels."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=0)):
            return True
    return False


def guarded(package: Path) -> list[Path]:
    """The files of the package in which the law holds."""
    files = sorted(package.rglob("*.py"))
    return [f for f in files if f.relative_to(package).parts[0].startswith(GUARDED)]


def main(arguments: list[str]) -> int:
    """Print the faults of the files, or of the model if none is named; 1 if there are any."""
    package = Path(__file__).parents[2] / "simenv"
    files = [Path(a) for a in arguments] or guarded(package)
    heads = {file.relative_to(package).parts[0] for file in files} if not arguments else GUARDED
    unseen = [name for name in GUARDED if not any(head.startswith(name) for head in heads)]
    for name in unseen:
        print(f"simenv/{name}: nothing to check: has it been renamed?")
    found = [(file, fault) for file in files for fault in faults(file.read_text(encoding="utf-8"))]
    for file, fault in found:
        print(f"{file}:{fault.line}: {fault.reason}")
    if not (found or unseen):
        print(f"Arithmetic of the model: {len(files)} files, no fault.")
    return int(bool(found or unseen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
