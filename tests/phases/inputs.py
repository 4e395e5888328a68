"""Whatever a phase may be handed, drawn by Hypothesis: people, responses and worlds."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simenv.parameters import Values, shipped
from simenv.phases.framing import Ears, Wording
from simenv.phases.outcome import Aftermath, Moment
from simenv.phases.referral import Seeker
from simenv.vocabulary import Act, Asks, Channel, Continuation, Referral, Risk

#: Persons in one example.
N = 4


@cache
def world(number: int) -> Values:
    return shipped().draw(1, number)


def _rows(one: st.SearchStrategy[Any], dtype: type) -> st.SearchStrategy[np.ndarray]:
    return st.lists(one, min_size=N, max_size=N).map(lambda rows: np.array(rows, dtype))


worlds = st.integers(0, 200).map(world)
shares = _rows(st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1)), float)
yes = _rows(st.booleans(), bool)
counts = _rows(st.integers(0, 6), np.int32)
acts, asks, kinds = (_rows(st.sampled_from(list(one)), np.int8) for one in (Act, Asks, Referral))
continuations = _rows(st.sampled_from(list(Continuation)), np.int8)
risks = _rows(st.sampled_from(list(Risk)), np.int8)
deviations = _rows(st.floats(-6, 6), float)
channels = st.lists(shares, min_size=len(Channel), max_size=len(Channel)).map(np.column_stack)

ears = st.builds(
    Ears,
    to_judgement=shares,
    to_abruptness=shares,
    proneness=shares,
    reactance=shares,
    trust=shares,
)
wordings = st.builds(
    Wording,
    validation=shares,
    explanation=shares,
    agency=shares,
    judgement=shares,
    warmth=shares,
    redirects=yes,
)
seekers = st.builds(
    Seeker,
    barriers=channels,
    distress=shares,
    risk=risks,
    hope=shares,
    trust=shares,
    to_boilerplate=shares,
    before=counts,
    abroad=yes,
    grave=yes,
)
moments = st.builds(
    Moment,
    act=acts,
    continuation=continuations,
    asks=asks,
    shows_risk=yes,
    masked=yes,
    remaining=shares,
    frustration=shares,
    felt_heard=shares,
    reactance=shares,
    uptake=shares,
    openness=shares,
    persistence=shares,
    fails=counts,
    turn=_rows(st.integers(1, 30), np.int32),
)
aftermaths = st.builds(Aftermath, rejection=shares, openness=shares, distress_own=deviations)
