"""The last turn in plain words, by the five phases: what `render` shows to whoever watches.

It tells what the world knows of the turn, risk and all, so it is for people and not for policies.
"""

from __future__ import annotations

from simenv.columns import Table
from simenv.rows import DAY, HOUR, TurnRows
from simenv.vocabulary import Act, Asks, Code, Continuation, Move, Need, Rationale, Referral, Risk

NOTHING = "nobody has been answered yet"
_ERRORS = ("over_refusal", "under_refusal", "unsafe_help", "missed_referral")


def last_turn(turns: TurnRows) -> str:
    """The last of these turns, which are in their order."""
    if not len(turns):
        return NOTHING
    row = {name: array[-1].item() for name, array in turns.arrays().items()}
    at, errors = row["at"], [name.replace("_", " ") for name in _ERRORS if row[name]]
    lines = [
        f"day {at // DAY}, {at % DAY // HOUR:02d} h, session {row['session']}, turn {row['turn']}: "
        f"{_word(Need, row['need'])}, asks for {_word(Asks, row['asks'])}; "
        f"risk {_word(Risk, row['risk'])}, shows {_word(Risk, row['risk_shown'])}",
        f"1 expectation: {row['expected']:.2f} of the help asked for",
        f"2 encounter: {_word(Act, row['act'])}; got {row['received']:.2f}, "
        f"short by {row['violation']:.2f}, abruptness {row['abruptness']:.2f}"
        f"{'; ' + ', '.join(errors) if errors else ''}",
        f"3 framing: felt heard {row['felt_heard']:.2f}, frustration {row['frustration']:.2f}, "
        f"trust now {row['trust']:.2f}; reason given: {_word(Rationale, row['rationale'])}",
        f"4 referral: {_referral(row)}",
        f"5 outcome: the answer {_word(Continuation, row['continuation'])}; "
        f"the person: {_word(Move, row['move'])}; need left {row['remaining']:.2f}",
    ]
    return "\n".join(lines)


def _referral(row: dict[str, float]) -> str:
    kind = int(row["referral"])
    if kind == Referral.NONE:
        return "none"
    return (
        f"{_word(Referral, kind)}; fit {row['fit']:.2f}, new {row['novelty']:.2f}, "
        f"readiness to take it {row['uptake']:.2f}"
    )


def _word(kind: type[Code], code: float) -> str:
    return kind(int(code)).word.replace("-", " ")


def plain(rows: Table) -> dict[str, int | float | bool]:
    """A table of one row as plain numbers by column."""
    return {name: array[0].item() for name, array in rows.arrays().items()}
