"""How far NumPy is from a compiled loop: the arithmetic of one turn, both ways, same numbers.

The five phases and the race between moves are run by the package, on arrays, and by one loop over
turns that Numba compiles. Their results are compared before any time is believed. Both read and
write columns; the loop works nothing out that a branch throws away, and writes into arrays that are
kept, as anyone would who wrote it for speed.

Numba is no dependency: put it beside simenv (`pip install numba`) to run this. It is a measurement
and at most a reason to propose something; nothing in the package uses it.
"""

from __future__ import annotations

import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from math import exp, log, log1p
from typing import Any

import numpy as np

from simenv import draws
from simenv.parameters import Values, shipped
from simenv.phases import encounter, expectation, framing, outcome, referral
from simenv.vocabulary import Act, Asks, Channel, Continuation, Move, Referral, Risk

try:
    import numba
except ImportError:
    sys.exit("Numba is not installed here: pip install numba, then run this again")

TURNS, BATCHES, ROUNDS = 2**17, (4_096, 16_384), 7
#: Results are the same when they differ by less than this, relatively; near zero, by rounding.
CLOSE, ROUNDING = 1e-9, 1e-15
LIMIT = 4  # times faster, from which on a compiled loop is to be proposed
FAMILIES = ("expectation", "encounter", "framing", "referral", "outcome", "after")
CAUSES = draws.cause_keys("move", Move.words())
STREAM = draws.Luck(1, 0).stream("move")

SHARES = (
    "learnt attachment trust depth remaining validation explanation agency judgement warmth "
    "to_judgement to_abruptness proneness reactance distress hope to_boilerplate openness "
    "persistence rejection to_rejection"
).split()
ODDS = ("heard", "distress_own")
CODES = {
    "act": len(Act),
    "continuation": len(Continuation),
    "referral": len(Referral),
    "asks": len(Asks),
    "risk": len(Risk),
}
COUNTS = {"refusals": 3, "before": 5, "fails": 5, "turn": 32}
FLAGS = ("informed", "restricted", "redirects", "abroad", "grave", "shows_risk", "masked")

#: All that a turn's arithmetic takes: columns (n,), but `barriers` (n, 8); `at` is its luck.
Turns = namedtuple("Turns", (*SHARES, *ODDS, *CODES, *COUNTS, *FLAGS, "barriers", "at"))
#: All that it gives: columns (n,), but `rates`, the hazards of the moves, (9, n).
Results = namedtuple(
    "Results",
    "expected received violation abruptness frustration felt_heard reactance trust target fit "
    "novelty uptake hope remaining rejection openness distress_own rates move",
)
Landing = namedtuple("Landing", "frustration felt_heard reactance trust")
Pointing = namedtuple("Pointing", "target fit novelty uptake hope")
Moment = namedtuple(
    "Moment",
    "act continuation asks shows_risk masked remaining frustration felt_heard reactance uptake "
    "openness persistence fails turn",
)


def made_up(length: int) -> Turns:
    """Turns that visit every branch; no person, and no policy's mix of answers."""
    luck = np.random.default_rng(1)
    kinds: dict[str, np.ndarray] = {name: luck.random(length) for name in SHARES}
    kinds |= {name: luck.normal(size=length) for name in ODDS}
    kinds |= {name: luck.integers(most, size=length, dtype="i1") for name, most in CODES.items()}
    kinds |= {name: luck.integers(most, size=length, dtype="i4") for name, most in COUNTS.items()}
    kinds |= {name: luck.random(length) < 0.5 for name in FLAGS}
    barriers = luck.random((length, len(Channel)))
    return Turns(**kinds, barriers=barriers, at=luck.integers(2**64, size=length, dtype="u8"))


# The package's way: the only place that knows the signatures of the phases.


def by_package(p: Values, t: Turns) -> Results:
    """One batch of turns by the package's own functions, as `simenv.world` calls them."""
    expected = expectation.form(
        p, t.learnt, t.heard, t.attachment, t.trust, t.refusals, t.restricted
    )
    met = encounter.meet(p, expected, t.act, t.continuation, t.depth, t.informed)
    ears, words = _some(framing.Ears, t), _some(framing.Wording, t)
    landing = framing.land(p, ears, words, t.act, met.violation, met.abruptness)
    pointing = referral.point(p, _some(referral.Seeker, t, trust=landing.trust), t.referral)
    remaining = encounter.remaining(p, t.remaining, met.received)
    after = outcome.linger(
        p, _some(outcome.Aftermath, t), met.violation, t.depth, landing.felt_heard, t.to_rejection
    )
    now = vars(landing) | {"remaining": remaining, "uptake": pointing.uptake}
    moment = _some(outcome.Moment, t, **now)
    rates = outcome.hazards(p, moment)
    found = vars(met) | vars(landing) | vars(pointing) | vars(after)
    move = draws.race(t.at, CAUSES, rates)
    return Results(expected=expected, remaining=remaining, rates=rates, move=move, **found)


def _some(kind: type[Any], t: Turns, **now: np.ndarray) -> Any:
    """A struct of the phases, from what this turn has changed (`now`) and else from before it."""
    return kind(**{name: now.get(name, getattr(t, name, None)) for name in kind.__annotations__})


# The compiled way. Names and order are those of the phases; `p` is one record of numbers.

compiled = numba.njit(error_model="numpy")


@compiled
def squash(odds: float) -> float:
    return 1.0 / (1.0 + exp(-odds))


@compiled
def form(
    p: np.void,
    learnt: float,
    heard: float,
    attachment: float,
    trust: float,
    refusals: int,
    restricted: bool,
) -> float:
    kept = min(max(learnt, 1e-3), 1.0 - 1e-3)
    odds = log(kept) - log1p(-kept) + heard
    odds += p["expectation.attachment"] * (attachment - 0.5)
    odds += p["expectation.reputation"] * (trust - 0.5)
    odds -= p["expectation.refused"] * refusals
    odds -= p["expectation.restricted"] * restricted
    return squash(odds)


@compiled
def meet(
    p: np.void, expected: float, act: int, continuation: int, depth: float, informed: bool
) -> tuple[float, float, float]:
    received = 1.0 if act == Act.COMPLY else 0.0
    if act == Act.PARTIAL:
        received = p["encounter.informed"] if informed else p["encounter.partial"]
    abrupt = p["encounter.abrupt-checks"]
    if continuation == Continuation.ENDS:
        abrupt = p["encounter.abrupt-ends"]
    elif continuation == Continuation.STAYS:
        abrupt = p["encounter.abrupt-stays"]
    elif continuation == Continuation.INVITES:
        abrupt = p["encounter.abrupt-invites"]
    return received, max(0.0, expected - received), abrupt * depth * (1.0 - received)


@compiled
def land(p: np.void, t: Turns, i: int, violation: float, abruptness: float) -> Landing:
    act, less = t.act[i], t.act[i] != Act.COMPLY
    judgement, explanation, validation = t.judgement[i], t.explanation[i], t.validation[i]
    moralised = judgement * t.to_judgement[i]
    cut_off = abruptness * t.to_abruptness[i]
    raw = p["framing.judgement"] * moralised + p["framing.abruptness"] * cut_off
    if less:
        style = 1.0 - (1.0 - p["framing.explanation"]) * explanation
        style *= 1.0 - (1.0 - p["framing.redirection"]) * t.redirects[i]
        share = p["framing.by-expectation"]
        core = p["framing.frustration"] * style * ((1.0 - share) + share * violation)
        tone = p["framing.validation"] * validation + p["framing.warmth"] * t.warmth[i]
        raw += (core + tone) * (p["framing.partial"] if act == Act.PARTIAL else 1.0)
    odds = p["framing.heard"] - p["framing.heard-violation"] * violation
    odds += p["framing.heard-validation"] * validation
    odds += p["framing.heard-explanation"] * explanation * less
    odds -= p["framing.heard-judgement"] * moralised
    push = judgement + (1.0 - t.agency[i]) * less
    step = 1.0 - exp(-p["framing.reactance"] * push * t.proneness[i])
    fall = p["framing.trust-fall"] * violation * (1.0 - p["framing.trust-repair"] * explanation)
    fall += p["framing.trust-judgement"] * moralised + p["framing.trust-abruptness"] * cut_off
    trust = t.trust[i] * (1.0 - min(1.0, fall))
    return Landing(
        1.0 - exp(-max(0.0, raw)),
        squash(odds),
        t.reactance[i] + (1.0 - t.reactance[i]) * step,
        trust if less else trust + (1.0 - trust) * p["framing.trust-rise"],
    )
