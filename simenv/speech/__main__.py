"""`python -m simenv.speech`: how varied the messages are, by need and by voice, and examples."""

from __future__ import annotations

import sys

from simenv.speech import Discloses, Length, messages
from simenv.speech.measures import Variety, variety
from simenv.speech.sampling import sample
from simenv.vocabulary import Act, Move, Need, Risk

COUNT = 2_000
"""Messages of each lot that is measured."""
_HEAD = (
    "lot                    distinct-1  -2     -3     similar  within  repeated  run  median words"
)


def page(count: int = COUNT, examples: int = 24) -> str:
    """The table, a lot of `count` messages a row, and examples. The same text in every run."""
    lots = {need.word: {"need": int(need)} for need in Need}
    lots |= {
        f"{length.word}, {discloses.word}": {"length": int(length), "discloses": int(discloses)}
        for length in Length
        for discloses in Discloses
    }
    rows = [_row(name, measured(count, **fixed)) for name, fixed in lots.items()]
    return "\n".join([f"{count:,} messages a row", "", _HEAD, *rows, "", *_examples(examples)])


def measured(count: int, **fixed: int) -> Variety:
    """The measures of so many messages in which some columns have one value throughout."""
    spoken, luck, thread = sample(count, **fixed)
    return variety(messages(spoken, luck, thread), spoken.length.tolist())


def _row(name: str, told: Variety) -> str:
    one, two, three = told.distinct
    return (
        f"{name:<22} {one:<11.3f} {two:<6.3f} {three:<6.3f} {told.similarity:<8.4f} "
        f"{told.within_voice:<7.3f} {told.repeated:<9.3f} {told.longest_run:<4} {told.words:g}"
    )


def _examples(count: int) -> list[str]:
    spoken, luck, thread = sample(count, seed=1)
    lines: list[str] = []
    for row, text in enumerate(messages(spoken, luck, thread)):
        first = spoken.turn[row] == 1
        before = "first" if first else _before(spoken.last_act[row], spoken.last_move[row])
        head = (
            Need(int(spoken.need[row])).word,
            f"risk {Risk(int(spoken.shown_risk[row])).word}",
            Length(int(spoken.length[row])).word,
            Discloses(int(spoken.discloses[row])).word,
            before,
        )
        lines += [f"[{', '.join(head)}]", f"  {text}", ""]
    return lines


def _before(act: int, move: int) -> str:
    return f"{Move(int(move)).word} after {Act(int(act)).word}"


if __name__ == "__main__":
    sys.stdout.write(page() + "\n")
