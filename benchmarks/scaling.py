"""How cost and memory grow with the number of people: CPU seconds and peak memory, and exponents.

Each size runs in a process of its own, through the whole of a run: lives, files, statistics,
report. Linear is an exponent of 1; memory is flat when it stops growing once there is more than one
block of people.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: Start-up varies by about this many seconds of CPU.
_NOISE = 0.5
SIMENV = Path(sys.executable).with_name("simenv")


def measured(personas: str, policies: list[str], people: int, days: int) -> tuple[float, float]:
    """CPU seconds and peak MiB of one run in its own process, children included."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(SIMENV), "compare", *policies, "--personas", personas, "--worlds", "0"]
        command += ["--keep", "trajectories", "--workers", "1"]
        command += ["--people", str(people), "--days", str(days)]
        command += ["--out", str(Path(folder) / "run")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"simenv ended with exit code {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print a line a size, and the exponent between neighbours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--personas", default="casual,teen")
    parser.add_argument("--policies", nargs="+", default=["never-refuses", "graded-by-risk"])
    parser.add_argument("--days", type=int, default=30)
    said = parser.parse_args()
    starts = [measured(said.personas, said.policies, 1, said.days) for _ in range(3)]
    start = min(seconds for seconds, _ in starts)
    print(f"start-up, one person: {start:.2f} s, which is taken off below")
    print(f"{'people':>10}{'CPU s':>10}{'exponent':>10}{'peak MiB':>10}")
    before: tuple[int, float] | None = None
    for people in said.people:
        seconds, memory = measured(said.personas, said.policies, people, said.days)
        cost = seconds - start
        grown = "" if before is None else f"{_exponent(before, (people, cost)):.2f}"
        print(f"{people:>10,}{cost:>10.2f}{grown:>10}{memory:>10,.0f}")
        before = people, cost


def _exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    """The exponent between two sizes; nan where a cost is lost in the noise of starting up."""
    if min(small[1], large[1]) < _NOISE:
        return math.nan
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


if __name__ == "__main__":
    main()
