"""A comparison as one HTML file that needs nothing else: no script, no network, no fonts.

`write(summary, manifest, path)` writes it; `render` gives the text. Both read plain dicts:
`summary.json` and `manifest.json` as they lie in a run directory.
"""

from __future__ import annotations

from pathlib import Path

from simenv.records.files import write_whole
from simenv.report.document import document
from simenv.report.opening import opening, title
from simenv.report.sections import body
from simenv.stats.tables import Plain

__all__ = ["render", "write"]


def render(summary: Plain, manifest: Plain) -> str:
    """The page as text, ending in a newline."""
    return document(title(summary), opening(summary), body(summary, manifest))


def write(summary: Plain, manifest: Plain, path: Path) -> Path:
    """Write the page to `path`, whole or not at all; `RunFailure` if the disk refuses."""
    write_whole(path, render(summary, manifest).encode())
    return path
