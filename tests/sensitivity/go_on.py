"""Screen two arms over very few people: a program to be killed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from simenv.sensitivity import Screening, screen

ARMS = ("never-refuses", "always-refuses")
USUAL: dict[str, Any] = {
    "outcomes": ("disengaged", "met"),
    "personas": ["author"],
    "people": 2,
    "days": 1,
    "trajectories": 2,
    "samples": 2,
}


def main(folder: Path, workers: int = 1, **changes: Any) -> Screening:
    return screen(*ARMS, **(USUAL | changes), workers=workers, out=folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
