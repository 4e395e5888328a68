"""Time what a user waits for, in processes of their own; print a table against the bounds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIMENV = Path(sys.executable).with_name("simenv")

#: What is timed, the bound in seconds, how often (the best time counts), the command.
CASES: tuple[tuple[str, float, int, list[str | Path]], ...] = (
    ("import simenv", 0.5, 5, [sys.executable, "-c", "import simenv"]),
    ("simenv --help", 0.7, 5, [SIMENV, "--help"]),
    ("simenv run quickstart", 10.0, 1, [SIMENV, "run", "quickstart", "--out"]),
)


def seconds(command: list[str | Path]) -> float:
    """Wall time of one process; the run gets a new directory each time."""
    with tempfile.TemporaryDirectory() as folder:
        out = [Path(folder) / "run"] if command[-1] == "--out" else []
        start = time.perf_counter()
        subprocess.run([*command, *out], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def main() -> int:
    """Print the table; 1 if a bound is missed."""
    late = 0
    print(f"{'what':<24}{'seconds':>9}{'bound':>8}")
    for what, bound, times, command in CASES:
        best = min(seconds(command) for _ in range(times))
        late += best > bound
        print(f"{what:<24}{best:>9.2f}{bound:>8.1f}{'  late' if best > bound else ''}")
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())
