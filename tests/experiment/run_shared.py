"""Run a small comparison whose people share services: a program to be killed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from simenv.catalogue import Catalogue
from simenv.experiment.format import spec_of
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.running import run

#: People who are computed together: ten populations.
CHUNK = 500


def small(folder: Path, **said: Any) -> Resolved:
    """Two shipped policies and the made-up services of a catalogue folder."""
    catalogue = Catalogue([folder])
    usual = {
        "experiment": "small",
        "version": "1.0.0",
        "question": "Does it go on?",
        "policies": ["status-quo-2026", "always-refuses"],
        "shared_services": {"scenarios": ["short", "ample"], "people": 50},
        "days": 2,
        "worlds": 0,
    }
    return resolve(spec_of(usual | said, catalogue=catalogue), catalogue)


if __name__ == "__main__":
    run(small(Path(sys.argv[1])), Path(sys.argv[2]), chunk=CHUNK)
