"""The same patterns on the real engine, with one part of the model bent one way and the other.

What the shipped numbers give is no test: each world here sets the number that its pattern is about.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from simenv.catalogue import Catalogue
from simenv.patterns import PATTERNS, Cast, Finding, cast_of
from simenv.patterns.probes import PROBES

#: The number of the median world, and days enough to see each part at work.
MEDIAN, DAYS = 0, 12


@cache
def cast() -> Cast:
    """A few people of every persona."""
    return cast_of(Catalogue(), people=20, seed=1)


def judged(name: str, *policies: str, **changes: float) -> Finding:
    """A pattern in the median world with some numbers changed, `__` for the dot of a name.

    Only those policies, probes among them, are lived under.
    """
    world = cast().world(MEDIAN)
    bent = replace(world, p=world.p.but(**changes), days=DAYS)
    arms, probes = (
        tuple(one for one in some if one.name in policies) for some in (cast().arms, PROBES)
    )
    seen = replace(cast(), arms=arms, probes=probes).live(bent)
    judge = next(pattern.judge for pattern in PATTERNS if pattern.id == name)
    assert judge is not None
    return judge(seen)


def test_nobody_follows_a_referral():
    stock = "hotline-boilerplate"
    for row in ("C3-calls", "C3-clicks"):
        assert judged(row, stock, referral__uptake=1.0).met
        broken = judged(row, stock, referral__uptake=-20.0)
        assert not broken.met
        assert broken.value == 0


def test_whoever_is_pointed_to_a_line_is_ready_to_call_it_or_nobody_is():
    for uptake in (-20.0, 20.0):
        assert not judged("C2", "hotline-boilerplate", referral__uptake=uptake).met


def test_half_an_answer_frustrates_more_than_none():
    styles = [probe.name for probe in PROBES]
    assert judged("styles-frustration", *styles, framing__partial=0.3).met
    assert not judged("styles-frustration", *styles, framing__partial=2.5).met


def test_the_refused_turn_to_nobody():
    both = ("always-refuses", "never-refuses")
    assert judged("refusing-and-humans", *both, channel__seek_humans=5.0).met
    lasting = {"after__rejection": 0.999, "life__rejection_halves": 1e4}
    broken = judged("refusing-and-humans", *both, channel__seek_humans=-50.0, **lasting)
    assert not broken.met


@pytest.mark.parametrize(("quality", "least"), [(0.999, 95), (0.001, 0)])
def test_help_that_always_works_or_never_does(quality, least):
    """Whoever is helped is done at once; or, where nothing helps, nobody ever is."""
    finding = judged("C21", "never-refuses", encounter__quality=quality)
    assert not finding.met
    assert least <= finding.value <= least + 5


@pytest.mark.parametrize("name", ["uptake-by-distress", "uptake-by-distress-at-risk"])
def test_distress_only_ever_makes_people_readier(name):
    bent = {"referral__by_distress": 12.0, "referral__help_negation": 0.0}
    assert not judged(name, "probe-pointing", **bent).met
