"""Law 6 in figures: coverage, rejection and error over 4,000 worlds each, printed as Markdown.

`python -m benchmarks.coverage` from the root of a clone. `docs/statistics.md` quotes the table; the
worlds are those of `tests/laws/coverage.py`, the broken estimators those of `tests/broken`.
"""

from __future__ import annotations

from tests.broken.estimators import BROKEN
from tests.laws.coverage import CASES, REPS, Case, Estimators, measured


def row(name: str, case: Case, parts: Estimators | None = None) -> str:
    """One line: the figure, and what is promised of it."""
    rate = measured(case) if parts is None else measured(case, parts)
    low, high = (100 * bound for bound in case.bounds)
    why = f" ({case.why})" if case.why and parts is None else ""
    return f"| {name}{why} | {case.figure} | {100 * rate:.1f} % | {low:g} to {high:g} % |"


def main() -> None:
    """Print both tables."""
    print(f"Over {REPS:,} worlds each, in per cent.\n")
    print("| what | figure | measured | bounds of the test |\n|---|---|---|---|")
    for case in CASES.values():
        print(row(case.name, case), flush=True)
    print("\n| broken on purpose | figure | measured | bounds that it leaves |\n|---|---|---|---|")
    for name, (parts, cases) in BROKEN.items():
        for each in cases:
            print(row(f"{name}: {CASES[each].name}", CASES[each], parts), flush=True)


if __name__ == "__main__":
    main()
