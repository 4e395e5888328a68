"""Keyed luck: uniform, independent, never 0 or 1, and a function of its key alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.draws import (
    NO_PLACE,
    Luck,
    Stream,
    cause_key,
    cause_keys,
    mix,
    name_key,
    person_keys,
    race,
    race_time,
    slot,
    uniform_of,
)
from tests.broken.catching import CATCH, LAW
from tests.broken.luck import ClosedStream, CountedStream, race_by_inverse_cdf

N = 20_000
NAMES = 4_000
LUCK = Luck(1, 0)
PEOPLE = person_keys("adult", np.arange(N))
DAYS = np.arange(N)
HERE = slot(np.full(1, 3), 5, 1)
COUNT = np.arange(N)

#: The same size of batch from every dimension of the key.
BATCHES: dict[str, np.ndarray] = {
    "persons": LUCK.stream("a").uniform(PEOPLE, HERE),
    "personas": np.array(
        [LUCK.stream("a").uniform(person_keys(f"p{n}", np.arange(10)), HERE) for n in range(400)]
    ).ravel(),
    "days": LUCK.stream("a").uniform(PEOPLE[:1], slot(DAYS)),
    "hours": LUCK.stream("a").uniform(PEOPLE[:1], slot(DAYS // 24, DAYS % 24)),
    "turns": LUCK.stream("a").uniform(PEOPLE[:1], slot(DAYS // 30, 5, DAYS % 30)),
    "streams": np.array([LUCK.stream(f"s{n}").uniform(PEOPLE[:1], HERE)[0] for n in range(NAMES)]),
    "worlds": np.array([Luck(1, n).stream("a").uniform(PEOPLE[:1], HERE)[0] for n in range(NAMES)]),
    "seeds": np.array([Luck(n, 0).stream("a").uniform(PEOPLE[:1], HERE)[0] for n in range(NAMES)]),
    "causes": uniform_of(
        mix(
            LUCK.stream("a").bits(PEOPLE[:1], HERE)
            + cause_keys("x", [str(n) for n in range(NAMES)])
        )
    ),
}


def furthest(u: np.ndarray) -> float:
    """Kolmogorov's statistic against the uniform, times the root of n; 1.95 has chance 0.001."""
    ranked = np.sort(u)
    steps = np.arange(len(u) + 1) / len(u)
    return float(max((steps[1:] - ranked).max(), (ranked - steps[:-1]).max()) * len(u) ** 0.5)


def excess(counts: np.ndarray, expected: np.ndarray, lost: int = 1) -> float:
    """Chi-square in standard deviations above its mean; `lost` degrees of freedom are lost."""
    freedom = counts.size - lost
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    return (chi2 - freedom) / (2 * freedom) ** 0.5


@pytest.mark.parametrize("over", BATCHES)
def test_uniform_over_each_part_of_the_key(over):
    u = BATCHES[over]
    assert furthest(u) < 1.95
    assert abs(excess(np.histogram(u, 64, (0, 1))[0], np.full(64, len(u) / 64))) < 4


def test_every_bit_is_fair():
    bits = LUCK.stream("a").bits(PEOPLE, HERE)
    ones = ((bits[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)).mean(axis=0)
    assert np.abs(ones - 0.5).max() * 2 * N**0.5 < 4.5


def other(stream: str = "a", seed: int = 1, world: int = 0, **place: int) -> np.ndarray:
    at = slot(*(np.full(1, place.get(name, n)) for name, n in (("day", 3), ("hour", 5))), 1)
    at = at if "turn" not in place else slot(np.full(1, 3), 5, place["turn"])
    return Luck(seed, world).stream(stream).uniform(PEOPLE, at)


NEIGHBOURS = {
    "persons": lambda: np.roll(BATCHES["persons"], 1),
    "persona": lambda: LUCK.stream("a").uniform(person_keys("adults", COUNT), HERE),
    "stream": lambda: other("b"),
    "seed": lambda: other(seed=2),
    "world": lambda: other(world=1),
    "day": lambda: other(day=4),
    "hour": lambda: other(hour=6),
    "turn": lambda: other(turn=2),
    "cause": lambda: uniform_of(mix(LUCK.stream("a").bits(PEOPLE, HERE) + cause_key("x"))),
}


@pytest.mark.parametrize("along", NEIGHBOURS)
def test_independent_of_its_neighbour(along):
    one, two = BATCHES["persons"], NEIGHBOURS[along]()
    assert abs(np.corrcoef(one, two)[0, 1]) * N**0.5 < 4
    together = np.histogram2d(one, two, 8, ((0, 1), (0, 1)))[0]
    assert abs(excess(together, np.full((8, 8), N / 64), lost=15)) < 4


def test_two_causes_of_one_race_are_independent():
    at = LUCK.stream("move").bits(PEOPLE, HERE)
    one, two = (uniform_of(mix(at + cause_key("move/" + c))) for c in ("rephrase", "mask"))
    assert abs(np.corrcoef(one, two)[0, 1]) * N**0.5 < 4


def test_no_two_places_persons_or_names_share_a_key():
    day, hour, turn = np.meshgrid(np.arange(400), np.arange(24), np.arange(31))
    places = slot(day.ravel(), hour.ravel(), turn.ravel())
    assert len(np.unique(places)) == places.size
    people = [person_keys(name, np.arange(N)) for name in ("adult", "teen", "author", "a", "b")]
    assert len(np.unique(people)) == 5 * N
    names = [f"{kind}/{n}" for kind in ("person", "cause", "1/0") for n in range(5000)]
    assert len({name_key(name) for name in names}) == len(names)
    assert len(np.unique(LUCK.stream("a").bits(PEOPLE, slot(np.arange(5))[:, None]))) == 5 * N


# ---- the values themselves -----------------------------------------------------------------------

#: Committed once: other values would be other lives under the same seed. Integers throughout, so
#: they are equal on every machine.
GOLDEN = {
    "name": name_key("adult"),
    "person": int(person_keys("adult", np.arange(3))[2]),
    "slot": int(slot(np.full(1, 29), 23, 7)[0]),
    "stream": int(Luck(1, 0).stream("distress").key),
    "cause": int(cause_key("move/rephrase")),
    "bits": int(Luck(1, 0).stream("distress").bits(PEOPLE[17:18], slot(np.full(1, 4), 2))[0]),
}
WRITTEN = {
    "name": "74fc87fd65e3ffb8",
    "person": "fcd950407d1b9a7e",
    "slot": "f1eaf1feadf3b02a",
    "stream": "61c4013c24cee95d",
    "cause": "6e389843f0c9be67",
    "bits": "e876e569826bb31d",
}


def test_the_values_are_the_ones_committed():
    assert {name: f"{value:016x}" for name, value in GOLDEN.items()} == WRITTEN


def test_the_winners_are_the_ones_committed():
    """Of a race between nine even causes; rounding cannot turn one."""
    at = LUCK.stream("move").bits(PEOPLE[:40], HERE)
    causes = cause_keys("move", [str(n) for n in range(9)])
    wins = race(at, causes, np.ones((9, 40)))
    assert "".join(str(n) for n in wins) == "7170554452326614855427478481427238366776"


def test_the_uniforms_are_the_ones_committed():
    u = Luck(7, 3).stream("trait/trust").uniform(person_keys("author", np.arange(3)), NO_PLACE)
    assert [float(x).hex() for x in u] == [
        "0x1.ced7401a2d0dap-2",
        "0x1.954d288927793p-1",
        "0x1.444e6513434fbp-1",
    ]
    bell = Luck(7, 3).stream("distress").bell(person_keys("author", np.arange(2)), HERE)
    assert [float(x).hex() for x in bell] == [
        "-0x1.73f8b076982c6p+0",
        "0x1.9668d3f2a41ebp+0",
    ]


def test_the_mixer_is_the_published_one():
    # The first two numbers of SplitMix64 from seed 0, as its reference program prints them.
    golden = np.array([0x9E3779B97F4A7C15, 0x3C6EF372FE94F82A], np.uint64)
    assert [f"{int(x):016x}" for x in mix(golden)] == ["e220a8397b1dcdaf", "6e789e6aa1b965f4"]


# ---- never 0, never 1 ----------------------------------------------------------------------------


@given(st.integers(0, 2**64 - 1))
def test_a_uniform_is_an_odd_multiple_of_the_grid(bits):
    u = float(uniform_of(np.array([bits], np.uint64))[0])
    assert 0 < u < 1
    assert int(u * 2**53) % 2 == 1
    assert int(u * 2**53) == (bits >> 11) | 1


def test_the_extremes():
    ends = uniform_of(np.array([0, 2**64 - 1], np.uint64))
    assert ends.tolist() == [2.0**-53, 1 - 2.0**-53]


def strictly_inside(stream: Stream) -> None:
    u = stream.uniform(PEOPLE, slot(np.arange(20))[:, None])
    assert u.min() > 0
    assert u.max() < 1


def test_no_draw_is_0_or_1():
    strictly_inside(LUCK.stream("a"))


def test_a_closed_interval_is_caught():
    with pytest.raises(AssertionError):
        strictly_inside(ClosedStream(LUCK.stream("a").key))


# ---- a function of the key alone -----------------------------------------------------------------


def alone_as_in_company(stream: Stream) -> None:
    """Each person's draws are the same whoever else is asked, in whatever order and shape."""
    together = stream.bits(PEOPLE[:50], HERE)
    alone = [stream.bits(PEOPLE[n : n + 1], HERE)[0] for n in range(50)]
    assert together.tolist() == alone
    order = np.random.default_rng(0).permutation(50)
    assert np.array_equal(stream.bits(PEOPLE[:50][order], HERE), together[order])
    crossed = stream.bits(PEOPLE[:50, None], slot(np.array([3, 4]), 5, 1))
    assert np.array_equal(crossed[:, 0], together)


def test_a_draw_depends_on_its_key_alone():
    alone_as_in_company(LUCK.stream("a"))


def test_draws_by_count_are_caught():
    with pytest.raises(AssertionError):
        alone_as_in_company(CountedStream(LUCK.stream("a").key))


def test_a_stream_does_not_change_with_others_in_use():
    before = LUCK.stream("a").uniform(PEOPLE[:5], HERE)
    for name in ("b", "a/b", "aa"):
        LUCK.stream(name).uniform(PEOPLE, slot(DAYS))
    assert np.array_equal(LUCK.stream("a").uniform(PEOPLE[:5], HERE), before)


def test_a_bound_stream_is_the_stream():
    stream = LUCK.stream("a")
    assert np.array_equal(mix(stream.bind(PEOPLE) + HERE), stream.bits(PEOPLE, HERE))


# ---- the bell ------------------------------------------------------------------------------------


def test_the_bell():
    bell = LUCK.stream("distress").bell(PEOPLE, slot(np.arange(10))[:, None]).ravel()
    error = len(bell) ** -0.5
    assert abs(bell.mean()) < 4 * error
    assert abs(bell.std() - 1) < 4 * error
    # Four uniforms: symmetric, with a kurtosis of 3 - 6 / (5 × 4).
    assert abs((bell**3).mean()) < 10 * error
    assert abs((bell**4).mean() - 2.7) < 25 * error
    assert np.abs(bell).max() < 3.4641017  # 2 × √3


def test_the_bell_at_its_ends():
    class Ends(Stream):
        def bits(self, person: np.ndarray, place: np.ndarray) -> np.ndarray:
            return np.array([0, 2**64 - 1], np.uint64)

    low, high = Ends(np.uint64(0)).bell(PEOPLE[:2], NO_PLACE)
    assert low == -high
    assert high == pytest.approx(2 * 3**0.5 * (1 - 2.0**-16) / (1 - 2.0**-32) ** 0.5)


# ---- races ---------------------------------------------------------------------------------------

CAUSES = cause_keys("move", ("stay", "leave", "ask", "wait"))
AT = LUCK.stream("move").bits(PEOPLE, HERE)
hazard = st.one_of(st.just(0.0), st.floats(1e-6, 1e3))
some_hazards = st.lists(hazard, min_size=4, max_size=4).filter(any)


def repeated(hazards: list[float], n: int = N) -> np.ndarray:
    return np.repeat(np.array(hazards)[:, None], n, axis=1)


@pytest.mark.parametrize("hazards", [(1, 1, 1, 1), (1, 2, 3, 4), (0.001, 5, 0.5, 50), (0, 1, 0, 3)])
def test_winners_come_in_proportion_to_their_hazards(hazards):
    wins = np.bincount(race(AT, CAUSES, repeated(hazards)), minlength=4)
    expected = np.array(hazards) / sum(hazards) * N
    assert wins[expected == 0].tolist() == [0] * hazards.count(0)
    real = expected > 5
    assert abs(excess(wins[real], expected[real])) < 4


def test_a_clock_of_unit_rate():
    time = race_time(AT, CAUSES[0])
    assert time.min() > 0
    assert furthest(1 - np.exp(-time)) < 1.95


Race = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def moves_people_only_to_the_raised(run: Race, how: settings = LAW) -> None:
    @how
    @given(some_hazards, st.integers(0, 3), st.floats(1.001, 50))
    def law(hazards: list[float], raised: int, times: float) -> None:
        before = run(AT[:500], CAUSES, repeated(hazards, 500))
        more = [h * times if n == raised else h for n, h in enumerate(hazards)]
        after = run(AT[:500], CAUSES, repeated(more, 500))
        moved = before != after
        assert (after[moved] == raised).all()
        assert not (hazards[raised] == 0 and moved.any())

    law()


def test_raising_one_hazard_moves_people_only_to_that_cause():
    moves_people_only_to_the_raised(race)


def test_one_uniform_for_all_causes_is_caught():
    with pytest.raises(AssertionError):
        moves_people_only_to_the_raised(race_by_inverse_cdf, CATCH)


def test_a_cause_that_cannot_happen_changes_nothing():
    hazards = repeated((1, 2, 0.5, 3))
    more = np.vstack([hazards, np.zeros(N)])
    wider = np.append(CAUSES, cause_key("move/new"))
    assert np.array_equal(race(AT, wider, more), race(AT, CAUSES, hazards))


@given(some_hazards)
@settings(max_examples=40)
def test_what_has_no_hazard_never_wins(hazards):
    wins = race(AT[:300], CAUSES, repeated(hazards, 300))
    assert all(hazards[winner] > 0 for winner in np.unique(wins))


def test_only_ratios_count():
    hazards = repeated((1, 2, 3, 4))
    assert np.array_equal(race(AT, CAUSES, hazards), race(AT, CAUSES, hazards * 1024))


def test_keys_of_a_family_of_causes():
    assert cause_keys("move", ["mask"]).tolist() == [int(cause_key("move/mask"))]
