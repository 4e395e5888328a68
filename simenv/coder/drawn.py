"""What a reply may truly be: keyed draws from the chances that its reading gives.

The draw of a field depends on the words of the reply, the field and the number of the imputation,
and on nothing else: the same reply is the same in every arm, run and machine (law of keyed luck).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simenv.coder.codes import FIELDS, I8, Readings
from simenv.coder.rules import LIMITED
from simenv.coder.text import text_key
from simenv.draws import U8, Luck


def drawn(read: Readings, texts: Sequence[str], imputation: int) -> Mapping[str, I8]:
    """A value of each field for each of n replies, shape (n,): one draw of what they truly are.

    An act that cannot be told is drawn from the acts of replies at large. What is drawn as
    compliance withholds nothing, so it has no rationale and no explanation.
    """
    keys = np.array([text_key(text) for text in texts], dtype=np.uint64)
    codes = {field: _field(read, field, keys, imputation) for field in FIELDS}
    limited = codes["act"] > 0
    return codes | {field: np.where(limited, codes[field], 0) for field in LIMITED}


def _field(read: Readings, field: str, keys: U8, imputation: int) -> I8:
    """The value at which the summed chances first reach the uniform draw."""
    luck = Luck(imputation, 0).stream(f"coder/{field}").uniform(keys, np.uint64(0))
    reached = read.chances[field].cumsum(axis=1)[:, :-1]
    value: I8 = (reached <= luck[:, None]).sum(axis=1)
    return value
