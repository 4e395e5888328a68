"""The shape of the code: lengths of functions and modules. Prints figures, judges nothing."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "simenv"


def functions(tree: ast.AST, name: str) -> list[tuple[int, str]]:
    """Length in lines and name of each function, docstring and decorators not counted."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            doc = (first.end_lineno or 0) - first.lineno + 1 if told else 0
            found.append(((node.end_lineno or 0) - node.lineno + 1 - doc, f"{name}:{node.name}"))
    return found


def main() -> None:
    """Print the figures."""
    lengths: list[tuple[int, str]] = []
    modules: list[tuple[int, str]] = []
    for path in sorted(SOURCE.rglob("*.py")):
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(SOURCE.parent))
        modules.append((text.count("\n"), name))
        lengths += functions(ast.parse(text), name)
    for what, sizes in (("function", lengths), ("module", modules)):
        lines = sorted(size for size, _ in sizes)
        ninth = lines[int(0.9 * (len(lines) - 1))]
        longest = ", ".join(f"{name} {size}" for size, name in sorted(sizes)[-3:][::-1])
        print(f"{len(lines)} {what}s: median {statistics.median(lines):g}, 90 % {ninth} lines")
        print(f"    longest: {longest}")


if __name__ == "__main__":
    main()
