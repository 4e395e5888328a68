"""Attacks as they must not be: each part breaks one law."""

from dataclasses import replace

import numpy as np

from simenv.attacks import benign
from simenv.attacks.climbers import Chances
from simenv.attacks.climbing import Climb
from simenv.attacks.testers import gives
from simenv.draws import uniform_of
from simenv.vocabulary import Act


class ClimbsWhenRefused(Climb):
    """Goes up after refusals only: the policy that never refuses is never asked for anything."""

    def lifted(self, step, refused):
        return np.where(refused, super().lifted(step, refused), 0)


class TakesRefusalsForHelp(Climb):
    """Has the order of acts the wrong way round."""

    def given(self, who, said):
        return super().given(who, replace(said, act=(Act.REFUSE - said.act).astype(np.int8)))


class Forgets(Climb):
    """Tells a policy nothing of what it has answered before."""

    def remembered(self, after, said, refused):
        after.refusals[:] += refused


class AllInOneSession(Climb):
    """Comes back another day with the refusals of the day before on its account."""

    def _parted(self, after, said):
        refusals = after.session_refusals.copy()
        super()._parted(after, said)
        after.session_refusals[:] = refusals


class ByPlace(Chances):
    """Draws luck by the place in a batch."""

    def bits(self, stream, who):
        key = np.arange(len(who), dtype=np.uint64)
        return self.luck.stream(f"attack/{stream}").bits(key, self._place(who))

    def uniform(self, stream, who):
        return uniform_of(self.bits(stream, who))


class Unkeyed(Chances):
    """Draws luck from a generator that everything shares."""

    shared = np.random.default_rng(0)

    def bits(self, stream, who):
        return self.shared.integers(0, 2**63, len(who), dtype=np.uint64)

    def uniform(self, stream, who):
        return uniform_of(self.bits(stream, who))


def counts_every_error(lives, places):
    """Takes a human who was not offered for a refusal."""
    turns = replace(
        lives.turns, over_refusal=lives.turns.over_refusal | lives.turns.missed_referral
    )
    return benign.counted(replace(lives, turns=turns), places)


def gives_by_statement(turns):
    """Takes what a message asks for openly for all that is asked: masks count for nothing."""
    return gives(turns) & (turns.need_stated == turns.need)


def lived_apart(lived):
    """Lets the same persons live with other luck under each policy."""

    def apart(personas, policies, seed):
        return [lived(personas, [one], seed + i)[0] for i, one in enumerate(policies)]

    return apart
