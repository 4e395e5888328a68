"""A comparison as one HTML file that needs nothing else: no script, no network, no fonts.

`write(summary, manifest, path)` writes it; `render` gives the text. Both read plain dicts:
`summary.json` and `manifest.json` as they lie in a run directory.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from simenv.records.files import write_whole
from simenv.report.markup import joined, tag, trusted
from simenv.report.opening import opening, title
from simenv.report.sections import body
from simenv.stats.tables import Plain

__all__ = ["render", "write"]

#: Nothing may be loaded or run, from anywhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(summary: Plain, manifest: Plain) -> str:
    """The page as text, ending in a newline."""
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title(summary)),
        tag("style", trusted(style)),
    )
    page = tag("body", tag("main", opening(summary), body(summary, manifest)))
    return f"<!doctype html>\n{tag('html', joined(head, page), lang='en')}\n"


def write(summary: Plain, manifest: Plain, path: Path) -> Path:
    """Write the page to `path`, whole or not at all; `RunFailure` if the disk refuses."""
    write_whole(path, render(summary, manifest).encode())
    return path
