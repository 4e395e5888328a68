"""Compare two policies.

A team has an assistant that answers every sign of risk with the number of a hotline. Would grading
the answer by risk change what becomes of people, and of whom? Run it with
`python docs/examples/compare_two_policies.py`; what it printed stands in the file beside it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import simenv


def main(folder: Path) -> None:
    """Run the comparison and read it as its reader should."""
    run = simenv.compare(
        ["hotline-boilerplate", "graded-by-risk"], people=100, worlds=5, out=folder / "run"
    )

    print("1. The finding in one sentence")
    print(run.sentence)

    print("\n2. Not one number but several: what got better, what got worse")
    apart = [row for row in run.outcomes.rows if "difference" in row and row["better"] != "neither"]
    for row in apart:
        good = row["difference"] < 0 if row["better"] == "lower" else row["difference"] > 0
        sure = row["difference_low"] * row["difference_high"] > 0
        word = ("better" if good else "worse") if sure else "not told apart"
        print(f"  {row['label']:<34}{word:<16}{row['same_sign_worlds']} of {row['worlds']} worlds")

    print("\n3. For whom? The headline, persona by persona")
    headline = next(one for one in run.summary["outcomes"] if one["name"] == "disengaged")
    for persona in headline["personas"]:
        levels = headline["personas"][persona]
        told = ", ".join(f"{100 * level['value']:.0f} under {arm}" for arm, level in levels.items())
        print(f"  {persona}: of 100, {told}")

    print("\n4. One person under both, for illustration only")
    arms = ("hotline-boilerplate", "graded-by-risk")
    told = run.person("chronic-ideation/3", arms).text().splitlines()
    print("\n".join(f"  {line}" for line in told[:9]))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
