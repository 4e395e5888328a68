"""Law 4: the signs that are imposed, for any person, response and plausible world.

Each law takes the part that it is about, so that it can also be run on a broken one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.phases import encounter, expectation, framing, outcome, referral
from simenv.phases.outcome import THIRD
from simenv.vocabulary import Act, Move
from tests.broken import imposed_signs as broken
from tests.broken.catching import CATCH, LAW
from tests.phases import inputs
from tests.phases.inputs import N

#: What rounding may do to a sign: a few units in the last place of a number near 1.
ROUNDING = 1e-14

Law = Callable[[Callable[..., Any], settings], None]
share = st.floats(0, 1)


def raised(values: np.ndarray, more: float) -> np.ndarray:
    """Values 0-1, each moved by this share of the way to 1."""
    return np.minimum(1.0, values + more * (1.0 - values))


def lowered(values: np.ndarray, less: float) -> np.ndarray:
    return values * (1.0 - less)


def none_higher(after: np.ndarray, before: np.ndarray) -> None:
    assert (after <= before + ROUNDING).all(), f"{after} against {before}"


# ---- trust ---------------------------------------------------------------------------------------


def judgement_never_raises_trust(land: Callable[..., Any], how: settings) -> None:
    landing = st.tuples(inputs.ears, inputs.wordings, inputs.acts, inputs.shares, inputs.shares)

    @how
    @given(inputs.worlds, landing, share)
    def law(p, one, more):
        ears, words, *rest = one
        judged = replace(words, judgement=raised(words.judgement, more))
        none_higher(land(p, ears, judged, *rest).trust, land(p, ears, words, *rest).trust)
        touchy = replace(ears, to_judgement=raised(ears.to_judgement, more))
        none_higher(land(p, touchy, words, *rest).trust, land(p, ears, words, *rest).trust)

    law()


def abruptness_never_raises_trust(land: Callable[..., Any], how: settings) -> None:
    @how
    @given(
        inputs.worlds,
        inputs.ears,
        inputs.wordings,
        inputs.acts,
        inputs.shares,
        inputs.shares,
        share,
    )
    def law(p, ears, words, act, violation, abruptness, more):
        before = land(p, ears, words, act, violation, abruptness).trust
        none_higher(land(p, ears, words, act, violation, raised(abruptness, more)).trust, before)
        touchy = replace(ears, to_abruptness=raised(ears.to_abruptness, more))
        none_higher(land(p, touchy, words, act, violation, abruptness).trust, before)

    law()


def deeper_disclosure_never_makes_a_refusal_less_abrupt(
    meet: Callable[..., Any], how: settings
) -> None:
    @how
    @given(
        inputs.worlds,
        inputs.shares,
        inputs.acts,
        inputs.continuations,
        inputs.shares,
        inputs.yes,
        share,
    )
    def law(p, expected, act, continuation, depth, informed, more):
        before = meet(p, expected, act, continuation, depth, informed)
        after = meet(p, expected, act, continuation, raised(depth, more), informed)
        none_higher(before.abruptness, after.abruptness)
        none_higher(before.violation, after.violation)

    law()


# ---- referrals -----------------------------------------------------------------------------------


def less_fit_never_raises_uptake(point: Callable[..., Any], how: settings) -> None:
    @how
    @given(inputs.worlds, inputs.seekers, inputs.kinds, share, st.sampled_from([*range(8), None]))
    def law(p, seeker, kind, more, channel):
        """Higher barriers, such as a longer wait, on one channel or on all."""
        before = point(p, seeker, kind)
        barriers = seeker.barriers.copy()
        part = slice(None) if channel is None else channel
        barriers[:, part] = raised(barriers[:, part], more)
        steeper = point(p, replace(seeker, barriers=barriers), kind)
        none_higher(steeper.fit, before.fit)
        none_higher(steeper.uptake, before.uptake)

    law()


def less_reach_never_raises_uptake(point: Callable[..., Any], how: settings) -> None:
    names = ("generic", "localised", "tailored")

    @how
    @given(inputs.worlds, inputs.seekers, inputs.kinds, share, st.sampled_from(names))
    def law(p, seeker, kind, less, name):
        """A kind of referral that fits less by itself, or that names services elsewhere."""
        before = point(p, seeker, kind)
        fit = {f"referral__fit_{name}": p[f"referral.fit-{name}"] * (1.0 - less)}
        none_higher(point(p.but(**fit), seeker, kind).uptake, before.uptake)
        here = point(p, replace(seeker, abroad=np.zeros(N, bool)), kind)
        elsewhere = point(p, replace(seeker, abroad=np.ones(N, bool)), kind)
        none_higher(elsewhere.uptake, here.uptake)

    law()


def less_readiness_never_makes_more_people_go(hazards: Callable[..., Any], how: settings) -> None:
    @how
    @given(inputs.worlds, inputs.moments, share)
    def law(p, moment, less):
        before = hazards(p, moment)
        after = hazards(p, replace(moment, uptake=lowered(moment.uptake, less)))
        none_higher(after[Move.TAKE_REFERRAL], before[Move.TAKE_REFERRAL])
        others = [move for move in Move if move != Move.TAKE_REFERRAL]
        assert np.array_equal(after[others], before[others])

    law()


# ---- the third failure ---------------------------------------------------------------------------


def the_third_failure_raises_the_hazard_of_leaving(
    hazards: Callable[..., Any], how: settings
) -> None:
    @how
    @given(inputs.worlds, inputs.moments, st.integers(THIRD, 9))
    def law(p, moment, fails):
        few, second, third = (
            hazards(p, replace(moment, fails=np.full(N, n, np.int32)))
            for n in (0, THIRD - 1, fails)
        )
        assert np.array_equal(few, second)
        unmet = moment.remaining >= p["outcome.met"]
        leave = Move.LEAVE_UNMET
        assert (third[leave, unmet] > second[leave, unmet]).all()
        assert np.array_equal(third[leave, ~unmet], second[leave, ~unmet])
        assert np.array_equal(np.delete(third, leave, axis=0), np.delete(second, leave, axis=0))

    law()


# ---- equal responses -----------------------------------------------------------------------------

picks = st.lists(st.integers(0, N - 1), min_size=1, max_size=9).map(np.array)


def part_of(one: Any, rows: np.ndarray) -> Any:
    """The rows of an array, or of every array of a dataclass; parameters as they are."""
    if isinstance(one, np.ndarray):
        return one[rows]
    if hasattr(one, "__dataclass_fields__"):
        return replace(one, **{f.name: getattr(one, f.name)[rows] for f in fields(one)})
    return one


def bits_of(found: Any) -> list[np.ndarray]:
    """All arrays of a result, persons along the last axis."""
    return (
        [found]
        if isinstance(found, np.ndarray)
        else [getattr(found, f.name) for f in fields(found)]
    )


def equal_responses_have_equal_effects(*given_to: st.SearchStrategy[Any]) -> Law:
    def law_of(phase: Callable[..., Any], how: settings) -> None:
        @how
        @given(inputs.worlds, st.tuples(*given_to), picks)
        def law(p, arguments, rows):
            """The same person under the same response, anywhere and beside anyone: to the bit."""
            whole = bits_of(phase(p, *arguments))
            parts = bits_of(phase(p, *(part_of(one, rows) for one in arguments)))
            assert all(
                np.array_equal(one[..., rows], two) for one, two in zip(whole, parts, strict=True)
            )

        law()

    return law_of


TO_MEET = (inputs.shares, inputs.acts, inputs.continuations, inputs.shares, inputs.yes)
TO_LAND = (inputs.ears, inputs.wordings, inputs.acts, inputs.shares, inputs.shares)
TO_LINGER = (inputs.aftermaths, *[inputs.shares] * 4)
TO_EXPECT = (inputs.shares, inputs.deviations, *[inputs.shares] * 2, inputs.counts, inputs.yes)
TO_LEAVE = [inputs.shares] * 4


# ---- leaving -------------------------------------------------------------------------------------


def more_to_stay_for_never_makes_more_people_leave(
    leave: Callable[..., Any], how: settings
) -> None:
    @how
    @given(inputs.worlds, st.tuples(*TO_LEAVE), st.tuples(*[share] * len(TO_LEAVE)))
    def law(p, one, more):
        """More trust, less rejection, more attachment, more help learnt: one by one."""
        before = leave(p, *one)
        for place, way in enumerate((raised, lowered, raised, raised)):
            other = [*one[:place], way(one[place], more[place]), *one[place + 1 :]]
            after = leave(p, *other)
            assert (after <= before * (1 + ROUNDING)).all(), f"{after} against {before}"

    law()


# ---- ranges --------------------------------------------------------------------------------------


def stays_in_range(*given_to: st.SearchStrategy[Any], free: tuple[str, ...] = ()) -> Law:
    """Every number of a result is 0-1; those named in `free` are only finite."""

    def law_of(phase: Callable[..., Any], how: settings) -> None:
        @how
        @given(inputs.worlds, st.tuples(*given_to))
        def law(p, arguments):
            found = phase(p, *arguments)
            names = [f.name for f in fields(found)] if not isinstance(found, np.ndarray) else [""]
            for name, array in zip(names, bits_of(found), strict=True):
                assert np.isfinite(array).all(), name
                assert name in free or ((array >= 0) & (array <= 1)).all(), f"{name}: {array}"

        law()

    return law_of


def some_move_is_always_open(hazards: Callable[..., Any], how: settings) -> None:
    @how
    @given(inputs.worlds, inputs.moments)
    def law(p, moment):
        rates = hazards(p, moment)
        assert rates.shape == (len(Move), N)
        assert np.isfinite(rates).all()
        assert (rates >= 0).all()
        assert (rates.max(axis=0) > 0).all()
        full = moment.act == Act.COMPLY
        against = [Move.REPHRASE, Move.MASK, Move.PUSH_BACK, Move.WORK_AROUND]
        assert (rates[against][:, full] == 0).all()

    law()


LAWS: dict[str, tuple[Law, Callable[..., Any], Callable[..., Any] | None]] = {
    "judgement": (
        judgement_never_raises_trust,
        framing.land,
        broken.land_pleased_by_judgement,
    ),
    "abruptness": (
        abruptness_never_raises_trust,
        framing.land,
        broken.land_pleased_by_abruptness,
    ),
    "depth": (
        deeper_disclosure_never_makes_a_refusal_less_abrupt,
        encounter.meet,
        broken.meet_gentler_with_depth,
    ),
    "barriers": (
        less_fit_never_raises_uptake,
        referral.point,
        broken.point_drawn_to_barriers,
    ),
    "reach": (less_reach_never_raises_uptake, referral.point, broken.point_better_abroad),
    "readiness": (
        less_readiness_never_makes_more_people_go,
        outcome.hazards,
        broken.hazards_put_off_by_readiness,
    ),
    "readiness alone": (
        less_readiness_never_makes_more_people_go,
        outcome.hazards,
        broken.hazards_of_the_pushed,
    ),
    "third failure": (
        the_third_failure_raises_the_hazard_of_leaving,
        outcome.hazards,
        broken.hazards_without_the_third,
    ),
    "equal expectations": (
        equal_responses_have_equal_effects(*TO_EXPECT),
        expectation.form,
        None,
    ),
    "equal encounters": (equal_responses_have_equal_effects(*TO_MEET), encounter.meet, None),
    "equal words": (
        equal_responses_have_equal_effects(*TO_LAND),
        framing.land,
        broken.land_beside_others,
    ),
    "equal referrals": (
        equal_responses_have_equal_effects(inputs.seekers, inputs.kinds),
        referral.point,
        broken.point_by_place,
    ),
    "equal moments": (equal_responses_have_equal_effects(inputs.moments), outcome.hazards, None),
    "equal traces": (equal_responses_have_equal_effects(*TO_LINGER), outcome.linger, None),
    "range of expectations": (stays_in_range(*TO_EXPECT), expectation.form, None),
    "range of encounters": (stays_in_range(*TO_MEET), encounter.meet, broken.meet_below_zero),
    "range of words": (stays_in_range(*TO_LAND), framing.land, broken.land_beyond_trust),
    "range of referrals": (
        stays_in_range(inputs.seekers, inputs.kinds, free=("target",)),
        referral.point,
        None,
    ),
    "range of traces": (
        stays_in_range(*TO_LINGER, free=("distress_own",)),
        outcome.linger,
        broken.linger_without_end,
    ),
    "leaving": (
        more_to_stay_for_never_makes_more_people_leave,
        outcome.leave_hazard,
        broken.leave_when_it_went_well,
    ),
    "equal leaving": (equal_responses_have_equal_effects(*TO_LEAVE), outcome.leave_hazard, None),
    "range of leaving": (stays_in_range(*TO_LEAVE, free=("",)), outcome.leave_hazard, None),
    "range of moves": (some_move_is_always_open, outcome.hazards, broken.hazards_without_a_way_out),
}


@pytest.mark.parametrize("name", LAWS)
def test_the_law_holds(name):
    law, part, _ = LAWS[name]
    law(part, LAW)


@pytest.mark.parametrize("name", [name for name, (_, _, wrong) in LAWS.items() if wrong])
def test_a_broken_part_is_caught(name):
    law, _, wrong = LAWS[name]
    with pytest.raises(AssertionError):
        law(wrong, CATCH)
