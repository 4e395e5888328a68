"""Run a small comparison with a schedule and an established cohort: a program to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from simenv.catalogue import Catalogue
from simenv.experiment.format import spec_of
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.running import run
from simenv.records import Run


def small() -> Resolved:
    """Shipped policies, so that every process reads the same files."""
    schedule = [{"policy": "never-refuses"}, {"policy": "always-refuses", "from_day": 2}]
    said = {
        "experiment": "small",
        "version": "1.0.0",
        "question": "Does it go on?",
        "personas": ["author"],
        "policies": ["never-refuses", {"arm": "late", "schedule": schedule}],
        "cohort": "established",
        "baseline": "always-refuses",
        "days": 4,
        "people": 12,
        "worlds": 1,
    }
    return resolve(spec_of(said), Catalogue())


def main(folder: Path) -> Run:
    return run(small(), folder, chunk=3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
