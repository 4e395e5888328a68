"""A whole page in one file that loads nothing and runs nothing, whatever a browser is asked to."""

from __future__ import annotations

from importlib.resources import files

from simenv.report.markup import Html, joined, tag, trusted

#: Nothing may be loaded or run, from anywhere.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def document(title: str, *content: Html) -> str:
    """The page as text, ending in a newline."""
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", trusted(style)),
    )
    page = tag("body", tag("main", *content))
    return f"<!doctype html>\n{tag('html', joined(head, page), lang='en')}\n"
