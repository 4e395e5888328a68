"""Work for worker processes to do in tests: importable, so that it survives pickling."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from simenv.errors import PolicyFailure, RunFailure
from simenv.experiment.workers import Batch, Outcome
from simenv.records import Layout, Store, Unit
from tests.made_up import write_unit


@dataclass(frozen=True, kw_only=True)
class MadeUpWork:
    """Writes made-up lives; `fails` and `dies` name units, by their stem, that end badly."""

    folder: Path
    layout: Layout
    fails: frozenset[str] = frozenset()
    dies: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    takes: float = field(default=0.0)

    def __call__(self, batch: Batch) -> list[Outcome]:
        return [self._one(unit) for unit in batch]

    def _one(self, unit: Unit) -> Outcome:
        time.sleep(self.takes)
        if unit.stem in self.fails:
            request = f"the first turn of block {unit.block}"
            return Outcome(unit=unit, failure=PolicyFailure(unit.arm, request, "made up"))
        if unit.stem in self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        if unit.stem in self.breaks:
            raise RunFailure("made up")
        write_unit(Store(folder=self.folder, layout=self.layout), unit)
        return Outcome(unit=unit)
