"""Where the numbers come from: what was run, by what, from which files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simenv.report.cells import table
from simenv.report.markup import Html, joined, tag
from simenv.stats.tables import Plain
from simenv.wording import asked


def provenance(summary: Plain, manifest: Plain) -> Html:
    """The manifest of a run as two tables; what it lacks is left out."""
    spec = _map(manifest.get("spec")) or _map(summary["spec"])
    facts = {
        "standard": f"{summary['standard']}, {100 * summary['standard_assumed']:.0f} % assumed",
        "parameters": summary["calibration"],
        "cohort": asked.known(spec),
        "schedules": "; ".join(f"{arm}: {told}" for arm, told in asked.schedules(spec).items()),
        "seed": spec.get("seed"),
        "people of each persona": spec.get("people"),
        "worlds": f"the median one and {summary['worlds']} drawn",
        "experiment": " ".join(str(spec[key]) for key in ("experiment", "version") if key in spec),
        "hash of the resolved spec": manifest.get("spec_sha256"),
        "git revision": manifest.get("git"),
        "numeric fingerprint": manifest.get("fingerprint"),
        "started": manifest.get("started"),
        **{f"software: {key}": each for key, each in _map(manifest.get("software")).items()},
        "simenv, source hash": _map(spec.get("simenv")).get("source"),
    }
    rows = [
        tag("tr", tag("th", key, scope="row"), tag("td", tag("code", str(value))))
        for key, value in facts.items()
        if value not in (None, "")
    ]
    head = tag("tr", tag("th", "what", scope="col"), tag("th", "which", scope="col"))
    return joined(
        table("The run", [head], tag("tbody", *rows), class_="plain"), _files(_all_files(spec))
    )


def _all_files(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The files by kind, the shipped table of parameters among them."""
    files = dict(_map(spec.get("files")))
    parameters = _map(_map(spec.get("simenv")).get("parameters"))
    return files | ({"parameters": {"shipped": parameters}} if parameters else {})


def _files(kinds: Mapping[str, Any]) -> Html | None:
    rows = [
        tag(
            "tr",
            tag("th", name, scope="row"),
            tag("td", kind),
            tag("td", str(_map(entry).get("version", ""))),
            tag("td", tag("code", str(_map(entry).get("sha256", "")))),
        )
        for kind, entries in kinds.items()
        for name, entry in _map(entries).items()
    ]
    if not rows:
        return None
    head = tag(
        "tr", *(tag("th", each, scope="col") for each in ("file", "kind", "version", "SHA-256"))
    )
    return table("Files that the run depends on", [head], tag("tbody", *rows), class_="plain")


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
