"""A small coder, so that these tests do not hang on what the shipped one has learned."""

import numpy as np

from simenv.coder import rules as ruled
from simenv.coder.coder import Coder
from simenv.coder.codes import FIELDS
from simenv.coder.features import ZONES, columns
from simenv.coder.levels import RULED, levels
from simenv.coder.weights import Weights, rules_key

RULES = {
    "act.toml": """
field = "act"
[[rule]]
name = "says it cannot"
code = "refuse"
says = ["i can't"]
[[rule]]
name = "goes ahead"
code = "comply"
says = ["here is"]
""",
    "invites.toml": """
field = "invites"
[[rule]]
name = "asks to go on"
says = ["tell me more"]
[[rule]]
name = "is there"
clear = false
says = ["i'm here"]
""",
    "referral.toml": """
field = "referral"
[[rule]]
name = "a therapist"
code = "generic"
says = ["therapist"]
[[rule]]
name = "a number"
code = "localised"
says = ["(call|text) 988"]
""",
    "warmth.toml": """
field = "warmth"
[[rule]]
name = "is glad"
says = ["glad"]
""",
}
"""Two rules of the act, and a few of other fields."""


def made_coder():
    """A coder whose act follows two rules, and whose other fields are sure of theirs."""
    rules = ruled.read(RULES)
    act = np.zeros((columns(rules.signs.count), 3))
    act[: ZONES + 1, 2] = 4.0
    act[ZONES + 1 : 2 * (ZONES + 1), 0] = 4.0
    weights = Weights(
        act=act,
        constant=np.array([1.0, 0.0, 0.0]),
        sharpness=1.0,
        base=np.array([0.7, 0.1, 0.2]),
        tables={field: _table(field) for field in RULED},
        rules=rules_key(rules.all),
    )
    return Coder(rules, weights)


def _table(field):
    """At each level 0.9 for its value."""
    values = len(FIELDS[field])
    table = np.full((2, levels(field), values), 0.1 / (values - 1))
    for level in range(levels(field)):
        table[:, level, (level + 1) // 2] = 0.9
    return table
