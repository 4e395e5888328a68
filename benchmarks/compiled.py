"""How far NumPy is from a compiled loop: the arithmetic of one turn, both ways, same numbers.

The five phases and the race between moves are run by the package, on arrays, and by one loop over
turns that Numba compiles; results are compared before any time is believed. The loop gets every
advantage: a row a turn where the package reads columns, nothing worked out that a branch throws
away, results written where there is room already. It is a measurement, at most a reason to propose
something: Numba is no dependency, and nothing in the package uses it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from math import exp, inf, log
from types import SimpleNamespace
from typing import Any

import numpy as np

from simenv import draws, spread
from simenv.parameters import Values, shipped
from simenv.phases import encounter, framing, outcome, referral
from simenv.phases.expectation import form
from simenv.vocabulary import Act, Asks, Channel, Continuation, Move, Referral, Risk

try:
    import numba
except ImportError:
    sys.exit("Numba is not installed here: pip install numba, then run this again")

TURNS, ROUNDS = 2**17, 9
BATCHES = (1_024, 4_096, 16_384)  # 4,096 people at a time make batches of some 1,000 to 2,000
WORLDS = 4  # the median one, in which some numbers are 0, and three drawn ones; the last is timed
CLOSE, ROUNDING = 1e-9, 1e-15  # how far results may lie apart: relatively, and near zero
LIMIT = 4  # times faster, above which a compiled loop is to be proposed
CAUSES, STREAM = draws.cause_keys("move", Move.words()), draws.Luck(1, 0).stream("move")

SHARES = (
    "learnt attachment trust depth remaining openness persistence reactance distress hope rejection"
    " validation explanation agency judgement warmth"
    " to_judgement to_abruptness to_boilerplate to_rejection proneness"
)
ODDS = "heard distress_own"
FLAGS = "informed restricted redirects abroad grave shows_risk masked"
CODES = {"act": Act, "continuation": Continuation, "referral": Referral, "asks": Asks, "risk": Risk}
COUNTS = {"refusals": 3, "before": 5, "fails": 5, "turn": 32}


def made_up(length: int) -> SimpleNamespace:
    """Columns (n,) of turns that visit every branch, in no one's shares; `at` is their luck."""
    luck = np.random.default_rng(1)
    columns: dict[str, np.ndarray] = {name: luck.random(length) for name in SHARES.split()}
    columns |= {name: luck.normal(size=length) for name in ODDS.split()}
    columns |= {name: luck.random(length) < 0.5 for name in FLAGS.split()}
    columns |= {name: luck.integers(len(c), size=length, dtype="i1") for name, c in CODES.items()}
    columns |= {name: luck.integers(most, size=length, dtype="i4") for name, most in COUNTS.items()}
    columns["barriers"] = luck.random((length, len(Channel)))
    return SimpleNamespace(**columns, at=luck.integers(2**64, size=length, dtype="u8"))


def by_package(p: Values, t: SimpleNamespace) -> dict[str, np.ndarray]:
    """One batch by the package's own functions; the only place that knows how they are called."""
    expected = form(p, t.learnt, t.heard, t.attachment, t.trust, t.refusals, t.restricted)
    met = encounter.meet(p, expected, t.act, t.continuation, t.depth, t.informed)
    ears, words = _some(framing.Ears, t), _some(framing.Wording, t)
    landing = framing.land(p, ears, words, t.act, met.violation, met.abruptness)
    pointing = referral.point(p, _some(referral.Seeker, t, trust=landing.trust), t.referral)
    remaining = encounter.remaining(p, t.remaining, met.received)
    old = _some(outcome.Aftermath, t)
    after = outcome.linger(p, old, met.violation, t.depth, landing.felt_heard, t.to_rejection)
    now = vars(landing) | {"uptake": pointing.uptake, "remaining": remaining}
    rates = outcome.hazards(p, _some(outcome.Moment, t, **now))
    move = draws.race(t.at, CAUSES, rates)
    found = vars(met) | vars(landing) | vars(pointing) | vars(after)
    return found | {"expected": expected, "remaining": remaining, "rates": rates.T, "move": move}


def _some(kind: type[Any], t: SimpleNamespace, **now: np.ndarray) -> Any:
    """A struct of the phases, from what the turn has changed (`now`) and else from before it."""
    known = vars(t) | now
    return kind(**{name: known[name] for name in kind.__annotations__})


# The compiled way, by the phases: `p` is a record of all numbers, `t` a turn, `to` what it gives.
compiled = numba.njit(error_model="numpy")
squash, log_odds, mix = map(compiled, (spread.squash, spread.log_odds, draws.mix))


@compiled
def meet(p: np.void, t: np.void) -> tuple[float, float, float, float]:
    odds = log_odds(t.learnt, 1e-3) + t.heard
    odds += p["expectation.attachment"] * (t.attachment - 0.5)
    odds += p["expectation.reputation"] * (t.trust - 0.5)
    odds -= p["expectation.refused"] * t.refusals + p["expectation.restricted"] * t.restricted
    partial = p["encounter.informed"] if t.informed else p["encounter.partial"]
    expected, received = squash(odds), (1.0, partial, 0.0, 0.0)[t.act]
    ends, stays = p["encounter.abrupt-ends"], p["encounter.abrupt-stays"]
    invites, checks = p["encounter.abrupt-invites"], p["encounter.abrupt-checks"]
    abrupt = (ends, stays, invites, checks)[t.continuation] * t.depth * (1.0 - received)
    return expected, received, max(0.0, expected - received), abrupt


@compiled
def land(p: np.void, t: np.void, to: np.void) -> tuple[float, float, float, float]:
    less, explained, violation = t.act != Act.COMPLY, t.explanation, to.violation
    moralised, cut_off = t.judgement * t.to_judgement, to.abruptness * t.to_abruptness
    raw = p["framing.judgement"] * moralised + p["framing.abruptness"] * cut_off
    if less:
        style = 1.0 - (1.0 - p["framing.explanation"]) * explained
        style *= 1.0 - (1.0 - p["framing.redirection"]) * t.redirects
        share = p["framing.by-expectation"]
        core = p["framing.frustration"] * style * ((1.0 - share) + share * violation)
        tone = p["framing.validation"] * t.validation + p["framing.warmth"] * t.warmth
        raw += (core + tone) * (p["framing.partial"] if t.act == Act.PARTIAL else 1.0)
    odds = p["framing.heard"] - p["framing.heard-violation"] * violation
    odds += p["framing.heard-validation"] * t.validation - p["framing.heard-judgement"] * moralised
    odds += p["framing.heard-explanation"] * explained * less
    push = t.judgement + (1.0 - t.agency) * less
    step = 1.0 - exp(-p["framing.reactance"] * push * t.proneness)
    reactance = t.reactance + (1.0 - t.reactance) * step
    fall = p["framing.trust-fall"] * violation * (1.0 - p["framing.trust-repair"] * explained)
    fall += p["framing.trust-judgement"] * moralised + p["framing.trust-abruptness"] * cut_off
    trust = t.trust * (1.0 - min(1.0, fall))
    trust += (1.0 - trust) * p["framing.trust-rise"] * (not less)
    return 1.0 - exp(-max(0.0, raw)), squash(odds), reactance, trust


@compiled
def point(p: np.void, t: np.void, to: np.void) -> tuple[int, float, float, float, float]:
    target = Channel.CRISIS_LINE if t.grave else Channel.PROFESSIONAL
    if t.referral == Referral.NONE:
        return target, 0.0, 0.0, 0.0, t.hope
    reach = p["referral.fit-generic"] * (p["referral.wrong-region"] if t.abroad else 1.0)
    if t.referral == Referral.LOCALISED:
        reach = p["referral.fit-localised"]
    elif t.referral >= Referral.TAILORED:
        reach, target = p["referral.fit-tailored"], Channel.FRIENDS_OR_FAMILY
        for channel in (Channel.CRISIS_LINE, Channel.PROFESSIONAL):
            target = channel if t.barriers[channel] < t.barriers[target] else target
    fit = reach * (1.0 - t.barriers[target])
    fresh = exp(-p["referral.staleness"] * t.before * t.to_boilerplate)
    hope = t.hope * (1.0 - p["referral.hope-stale"] * (1.0 - fresh) * t.to_boilerplate)
    hope += (1.0 - hope) * p["referral.hope-fit"] * fit * fresh
    odds = p["referral.uptake"] + p["referral.handoff"] * (t.referral == Referral.HANDOFF)
    odds += p["referral.by-fit"] * (fit - 0.5) + p["referral.by-distress"] * (t.distress - 0.5)
    odds += p["referral.by-hope"] * (t.hope - 0.5) + p["referral.by-trust"] * (to.trust - 0.5)
    odds -= p["referral.by-novelty"] * (1.0 - fresh) + p["referral.help-negation"] * t.risk
    return target, fit, fresh, squash(odds), hope


@compiled
def linger(p: np.void, t: np.void, to: np.void) -> tuple[float, float, float]:
    gained = (1.0 - t.rejection) * p["after.rejection"] * to.violation * t.to_rejection
    openness = t.openness * (1.0 - p["after.openness"] * to.violation * t.depth)
    openness += (1.0 - openness) * p["after.openness-rise"] * to.felt_heard * t.depth
    return t.rejection + gained, openness, t.distress_own + p["after.hurt"] * gained


@compiled
def hazards(p: np.void, t: np.void, to: np.void, rates: np.ndarray) -> None:
    rates[:] = 0.0
    if t.turn < p["outcome.longest"]:
        stay(p, t, to, rates)
    ready = min(to.uptake, 1.0 - 1e-6)
    rates[Move.TAKE_REFERRAL] = p["outcome.take-referral"] * ready / (1.0 - ready)
    if to.remaining < p["outcome.met"]:
        rates[Move.LEAVE_SATISFIED] = p["outcome.leave-satisfied"] * (1.0 - to.remaining)
        return
    ended = t.continuation == Continuation.ENDS and t.act != Act.COMPLY
    third = 1.0 + p["outcome.third-failure"] * (t.fails >= outcome.THIRD)
    leave = p["outcome.leave-unmet"] * exp(p["outcome.by-frustration"] * to.frustration) * third
    rates[Move.LEAVE_UNMET] = leave * (1.0 + p["outcome.ended"] * ended)


@compiled
def stay(p: np.void, t: np.void, to: np.void, rates: np.ndarray) -> None:
    if t.act <= Act.PARTIAL:
        invited = 1.0 + p["outcome.invited"] * (t.continuation >= Continuation.INVITES)
        rates[Move.CONTINUE] = p["outcome.continue"] * to.remaining * invited
    if t.asks == Asks.SUPPORT:
        lift = exp(p["outcome.by-heard"] * (to.felt_heard - 0.5)) * to.remaining
        rates[Move.DISCLOSE_MORE] = p["outcome.disclose-more"] * 2.0 * t.openness * lift
    if t.act == Act.COMPLY:
        return
    keeps = exp(p["outcome.by-persistence"] * (t.persistence - 0.5)) * to.remaining
    defiant = exp(p["outcome.by-reactance"] * (to.reactance - 0.5)) * to.remaining
    rates[Move.REPHRASE] = p["outcome.rephrase"] * keeps
    rates[Move.PUSH_BACK] = p["outcome.push-back"] * defiant
    refused, restricted = t.act >= Act.REFUSE, t.asks == Asks.RESTRICTED
    rates[Move.WORK_AROUND] = p["outcome.work-around"] * keeps * refused * restricted
    if refused and not t.masked and (restricted or t.shows_risk):
        rates[Move.MASK] = p["outcome.mask"] * 2.0 * (1.0 - t.openness)


@compiled
def uniform(bits: np.uint64) -> float:
    return np.float64(bits >> np.uint64(11) | np.uint64(1)) * 2.0**-53


@compiled
def race(at: np.uint64, rates: np.ndarray) -> int:
    winner, least = 0, inf
    for cause in range(len(CAUSES)):
        if rates[cause] > 0.0:
            clock = -log(uniform(mix(at + CAUSES[cause]))) / rates[cause]
            winner, least = (cause, clock) if clock < least else (winner, least)
    return winner


@compiled
def loop(p: np.void, turns: np.ndarray, results: np.ndarray) -> None:
    for i in range(len(turns)):
        t, to = turns[i], results[i]
        to.expected, to.received, to.violation, to.abruptness = meet(p, t)
        to.frustration, to.felt_heard, to.reactance, to.trust = land(p, t, to)
        to.target, to.fit, to.novelty, to.uptake, to.hope = point(p, t, to)
        to.remaining = t.remaining * (1.0 - p["encounter.quality"] * to.received)
        to.rejection, to.openness, to.distress_own = linger(p, t, to)
        hazards(p, t, to, to.rates)
        to.move = race(t.at, to.rates)


@compiled
def draw(key: np.uint64, person: np.ndarray, place: np.ndarray, result: np.ndarray) -> None:
    for i in range(len(person)):
        result[i] = uniform(mix(mix(person[i] ^ key) + place[i]))


def as_rows(columns: dict[str, np.ndarray]) -> np.ndarray:
    """The same numbers, a row a turn."""
    kinds = [(name, column.dtype, column.shape[1:]) for name, column in columns.items()]
    return np.rec.fromarrays(list(columns.values()), dtype=np.dtype(kinds, align=True))


def as_record(world: Values) -> np.void:
    """The numbers of a world as one record."""
    return np.array([tuple(world.values())], [(name, "f8") for name in world])[0]


def compare(turns: SimpleNamespace) -> None:
    """End the program if any result differs between the two ways in any world."""
    rows = as_rows(vars(turns))
    for number in range(WORLDS):
        world = shipped().draw(1, number)
        package = by_package(world, turns)
        loops = np.zeros_like(as_rows(package))
        loop(as_record(world), rows, loops)
        for name, column in package.items():
            far = ~np.isclose(loops[name], column, rtol=CLOSE, atol=ROUNDING)
            if far.any():
                sys.exit(f"No times: in world {number}, {far.mean():.2%} of `{name}` differ")
    draw(STREAM.key, turns.at, turns.at, drawn := np.empty(len(rows)))
    if not np.array_equal(drawn, STREAM.uniform(turns.at, turns.at)):
        sys.exit("No times: the keyed uniforms differ")


def times_faster(what: str, *ways: tuple[Callable[..., object], list[tuple[Any, ...]]]) -> float:
    """Time the package's way and the loop's alternately, so that a busy moment hits both."""
    best = [inf, inf]
    for _ in range(ROUNDS):
        for which, (way, batches) in enumerate(ways):
            start = time.process_time()
            for batch in batches:
                way(*batch)
            best[which] = min(best[which], time.process_time() - start)
    package, loops = (1e9 * seconds / TURNS for seconds in best)
    print(f"{what:<44}{package:>8.1f}{loops:>10.1f}{package / loops:>15.2f}")
    return package / loops


def time_batches(size: int, world: Values, turns: SimpleNamespace) -> float:
    """Print a line a turn and one a draw, in batches of that size; how much faster a turn is."""
    cuts = [slice(start, start + size) for start in range(0, TURNS, size)]
    parts = [{name: column[cut] for name, column in vars(turns).items()} for cut in cuts]
    batches = [(world, SimpleNamespace(**columns)) for columns in parts]
    room, p = as_rows(by_package(*batches[0])), as_record(world)
    rows = [(p, as_rows(columns), room) for columns in parts]
    faster = times_faster(f"a turn, in batches of {size:,}", (by_package, batches), (loop, rows))
    words = [(turns.at[cut], draws.slot(np.arange(size))) for cut in cuts]
    kept = [(STREAM.key, *both, np.empty(size)) for both in words]
    times_faster(f"a keyed uniform, in batches of {size:,}", (STREAM.uniform, words), (draw, kept))
    return faster


def main() -> None:
    """Compare the results, then time both ways, then say what follows."""
    world, start = shipped().draw(1, WORLDS - 1), time.process_time()
    compare(made_up(1))
    print(f"compiled in {time.process_time() - start:.1f} s of CPU time, not counted below")
    compare(turns := made_up(TURNS))
    print(f"{TURNS:,} turns in {WORLDS} worlds: results equal to {CLOSE:g}, every move the same")
    print(f"{'ns of CPU time':<44}{'package':>8}{'compiled':>10}{'times faster':>15}")
    faster = max(time_batches(size, world, turns) for size in BATCHES)
    print(f"over {LIMIT} times faster: {'yes, propose it' if faster > LIMIT else 'no, leave it'}")
    print("not in it: gathers, scatters, policies, needs, nights; of whole lives it says nothing")


if __name__ == "__main__":
    main()
