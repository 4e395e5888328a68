"""A finished comparison, read back from its directory: one of persons, or one of populations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simenv import records
from simenv.api.comparison import SEAL, SUMMARY, Comparison
from simenv.api.populated import KIND, PopulationComparison
from simenv.errors import RunFailure
from simenv.records import Run


def found(run: Run, summary: Mapping[str, Any]) -> Comparison:
    """What a run found, by the kind of its summary."""
    if summary.get("kind") == KIND:
        return PopulationComparison(run=run, summary=summary)
    return Comparison(run=run, summary=summary)


def opened(path: Path) -> Comparison:
    """The comparison in a run directory.

    `RunFailure` if there is none, it is not finished, or its summary was made from other tables.
    """
    run = records.open_run(path)
    try:
        summary = json.loads((path / SUMMARY).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunFailure(f"{path} is not finished: repeat the command that began it") from error
    except (OSError, ValueError) as error:
        raise RunFailure(f"{path / SUMMARY} cannot be read: {error}") from error
    if not isinstance(summary, dict) or summary.get(SEAL) != run.seal:
        raise RunFailure(
            f"{path / SUMMARY} does not belong to the tables beside it: repeat the command that "
            f"began this run"
        )
    return found(run, summary)
