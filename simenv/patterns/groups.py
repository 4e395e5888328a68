"""How the answer to a pattern is to be read: three groups, each with its own polarity."""

from __future__ import annotations

from typing import Literal, NamedTuple

Group = Literal["evidence", "not built in", "known unknown"]


class Heading(NamedTuple):
    """What stands over a group, how its answers are read, and what it calls the two answers."""

    title: str
    reading: str
    yes: Literal["met", "yes"]
    no: Literal["not met", "no"]
    asked: Literal["Asked for", "Yes means"]


#: In the order in which they are printed.
GROUPS: dict[Group, Heading] = {
    "evidence": Heading(
        "Evidence that the model was not fitted to",
        "A failure here is a failure of the model.",
        "met",
        "not met",
        "Asked for",
    ),
    "not built in": Heading(
        "Properties that were not built in",
        "Either answer is a finding, and neither is a success; beside each stands which one would "
        "be suspicious.",
        "yes",
        "no",
        "Yes means",
    ),
    "known unknown": Heading(
        "Known unknowns",
        "Neither answer is right or wrong: nobody knows the sign, and this is what the model makes "
        "of its assumptions.",
        "yes",
        "no",
        "Yes means",
    ),
}
