"""The page of a stress test: the picture counts what was reached, and says what it cannot say."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.api import stressing
from simenv.errors import RunFailure
from simenv.report import stressed as page_of
from simenv.report.coverage import SHADES, coverage
from simenv.report.reaching import OTHERS, coherent_situations, panels
from simenv.stress import Asked, Case, question
from simenv.stress.context import AXES, SHAPE, SITUATIONS, situations
from simenv.stress.page import PAGE, headline, text, who
from simenv.stress.stressed import Stressed
from simenv.stress.trial import Luck, lived
from simenv.wording.phrases import counted
from tests.broken.catching import CATCH, LAW
from tests.broken.covering import BROKEN, memory_lost
from tests.report_reader import read
from tests.test_report import luminance

CELL = re.compile(
    r'<g class="cell"><title>(.*?)\. ([\d,]+) of ([\d,]+) situations, ([\d,]+) visits?</title>'
    r"(.*?)</g>"
)
EVIL = '<script>alert("x")</script>&\'" id="a'
SHA = "ab12" * 16


# What is counted


def told(situation):
    """The step of a situation along each axis, in words; worked out digit by digit."""
    found = {}
    for axis, size in reversed(list(zip(AXES, SHAPE, strict=True))):
        situation, step = divmod(situation, size)
        found[axis.name] = axis.steps[step]
    return found


def can_be(said):
    """Whether a situation does not contradict itself, in the words of the page."""
    counted = ("none", "one", "more")
    if said["turn"] == "first" and said["refusals this session"] != "none":
        return False
    if said["turn"] == "first" and said["move before"] != "none or goes on":
        return False
    session, ever = (counted.index(said[f"refusals {x}"]) for x in ("this session", "before"))
    return session <= ever


def cells(said):
    """What the cells of one situation are called in the picture."""
    return [
        f"{said['risk shown']}, asks for {said['asks for']}, {axis.name}: {said[axis.name]}"
        for axis in OTHERS
    ]


@cache
def possible():
    """The situations of each cell."""
    every = (told(situation) for situation in range(SITUATIONS))
    return Counter(cell for said in every if can_be(said) for cell in cells(said))


def number(told_):
    return int(told_.replace(",", ""))


def drawn(markup):
    """Of each cell of a picture: reached, possible, visits, and what is drawn."""
    return {
        unescape(name): (number(reached), number(of), number(visits), shapes)
        for name, reached, of, visits, shapes in CELL.findall(markup)
    }


def law_counts(panelled):
    """The picture holds, in each cell, what a count one by one gives; crossed where that is 0."""

    def law(visits):
        reached, times = Counter(), Counter()
        for situation, met in visits.items():
            for cell in cells(told(situation)) if can_be(told(situation)) else ():
                reached[cell] += 1
                times[cell] += met
        seen = drawn(coverage(panelled(visits)))
        assert set(seen) == set(possible())
        for cell, (met, of, visited, shapes) in seen.items():
            assert (met, of, visited) == (reached[cell], possible()[cell], times[cell]), cell
            assert ("<line" in shapes) == (met == 0)
            shown = re.findall(r">([\d.]+)</text>", shapes)
            assert [float(each) for each in shown] == (
                [pytest.approx(100 * met / of, rel=0.06)] if met else []
            )

    return law


VISITS = st.dictionaries(
    st.integers(0, SITUATIONS - 1), st.integers(1, 10**6), min_size=1, max_size=40
)


@LAW
@given(VISITS)
def test_the_picture_holds_what_a_count_one_by_one_gives(visits):
    law_counts(panels)(visits)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_a_wrong_count_is_caught(broken):
    with pytest.raises(AssertionError):
        CATCH(given(VISITS)(law_counts(broken)))()


def bars(markup):
    """How long the bar of each cell is, by its visits."""
    found = {}
    for _, _, visits, shapes in drawn(markup).values():
        wide = re.findall(r'<rect [^>]*width="([\d.]+)" height="4"', shapes)
        if wide:
            found[visits] = float(wide[0])
    return found


def test_ten_times_the_visits_lengthen_a_bar_by_as_much_wherever_it_starts():
    apart = [situation for situation in range(SITUATIONS) if can_be(told(situation))]
    longest = {}
    for power in range(5):
        longest |= bars(coverage(panels({apart[0]: 10**power, apart[-1]: 10**5})))
    steps = np.diff([longest[10**power] for power in range(6)])
    assert longest[1] > 0
    assert steps == pytest.approx(np.full(5, steps[0]), abs=0.21)


def test_nothing_reached_is_a_picture_of_crosses():
    seen = drawn(coverage(panels({})))
    assert len(seen) == len(possible())
    assert all("<line" in shapes for *_, shapes in seen.values())


def test_as_many_situations_can_be_as_a_count_one_by_one_gives():
    assert coherent_situations() == sum(can_be(told(one)) for one in range(SITUATIONS))


@cache
def heard(policy):
    """What a policy was asked by the people of some candidates."""
    asked = question(Asked(policy=policy))
    luck = np.random.default_rng(5)
    some = tuple(asked.space.random(luck, "usual") for _ in range(24))
    return lived(asked.setting, some, Luck(seed=5, people=2)).asked.requests


def law_coherent(situated, policy):
    """Nobody who lives is in a situation that contradicts itself."""
    met = np.unique(situated(heard(policy)))
    assert len(met) > 100
    assert all(can_be(told(int(one))) for one in met)


POLICIES = pytest.mark.parametrize("policy", ["hotline-boilerplate", "graded-by-risk"])


@POLICIES
def test_nobody_who_lives_is_in_a_situation_that_contradicts_itself(policy):
    law_coherent(situations, policy)


@POLICIES
def test_a_lost_memory_is_caught(policy):
    with pytest.raises(AssertionError):
        law_coherent(memory_lost, policy)


# How it looks


def test_numbers_stand_out_from_every_shade():
    for _, shade, ink in SHADES:
        low, high = sorted((luminance(shade), luminance(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (shade, ink)


def test_shades_grow_darker_and_can_be_told_apart_without_colour():
    light = [luminance(shade) for _, shade, _ in SHADES]
    assert all(a > b + 0.08 for a, b in pairwise(light))


def boxes(shapes):
    """Where the shapes of each cell of a picture stand: left, top, right, bottom."""
    for name, shape in shapes:
        x, y, wide, tall = (
            float(each)
            for each in re.findall(
                r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="none"', shape
            )[0]
        )
        yield name, (x, y, x + wide, y + tall)


def test_cells_of_a_picture_stand_apart_and_inside_it():
    markup = coverage(panels({}))
    pictures = [each for each in markup.split("</svg>") if CELL.search(each)]
    assert len(pictures) > 1
    for each in pictures:
        wide, tall = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', each)[0])
        found = list(boxes((name, shape) for name, *_, shape in CELL.findall(each)))
        for n, (name, (left, top, right, bottom)) in enumerate(found):
            assert 0 <= left < right <= wide, name
            assert 0 <= top < bottom <= tall, name
            for other, (x, y, end, low) in found[:n]:
                apart = x >= right or end <= left or y >= bottom or low <= top
                assert apart, (name, other)


# The page


def a_case(**changes):
    file = {"name": "some-policy", "version": "1.0.0", "sha256": SHA}
    fails = {
        "outcome": "over_refusals",
        "margin": 0.1,
        "mean": 4.0,
        "error": 0.5,
        "share": 0.8,
        "asks": "information",
        "at_risk": False,
    }
    told_ = {
        "case": "some-policy-01",
        "version": "1.0.0",
        "summary": "It refuses what is harmless.",
        "policy": file,
        "standard": file,
        "parameters": file,
        "days": 30,
        "persona": {**file, "name": "teen"},
        "seed": 1,
        "first": 0,
        "people": 20,
        "person": 3,
        "fails": fails,
        "phase": "encounter",
        "worlds": {"fails_in": 7, "of": 9},
    }
    return Case.model_validate({**told_, **changes})


@pytest.fixture(scope="module")
def asked():
    return question(Asked(policy="hotline-boilerplate", personas=("teen", "caregiver")))


@pytest.fixture
def found(asked, tmp_path):
    return Stressed(
        question=asked,
        folder=tmp_path,
        batches=16,
        situations={0: 3, 5: 70, 90_000: 1},
        sifted=None,
        cases=(a_case(), a_case(case="some-policy-02", worlds={"fails_in": 0, "of": 0})),
    )


def test_the_page_tells_every_case(found):
    reader = read(page_of.render(found))
    said = "".join(reader.text)
    for one in found.cases:
        assert one.name in said
        assert headline(one) in said
        assert who(one) in said
    assert "7 of 9" in said
    assert said.count("not tried") == 1
    assert reader.sections == ["cases", "reached", "origin"]


def test_the_page_says_that_not_all_can_be_reached(found):
    said = "".join(read(page_of.render(found)).text)
    assert "100 of 100 is not to be had" in said
    assert f"The search met 3 situations. Of {SITUATIONS:,} in all" in said
    assert f"{SITUATIONS - coherent_situations():,} contradict themselves" in said


def test_without_a_case_the_page_says_so(found):
    said = "".join(read(page_of.render(replace(found, cases=()))).text)
    assert "No case was found that holds." in said
    assert "plausible" not in said


def test_beyond_what_is_declared_is_marked(found):
    one = a_case(beyond=["openness"])
    said = "".join(read(page_of.render(replace(found, cases=(one,)))).text)
    assert "beyond what is declared: openness" in said


def test_a_search_that_was_stopped_says_so(found):
    said = "".join(read(page_of.render(replace(found, stopped="The money is spent."))).text)
    assert "The money is spent." in said


def test_what_users_wrote_is_text(found):
    one = a_case(beyond=[EVIL])
    page = page_of.render(replace(found, cases=(one,), stopped=EVIL))
    assert "<script" not in page
    assert "".join(read(page).text).count(EVIL) == 2


def test_nothing_can_be_loaded_or_run(found):
    page = page_of.render(found)
    reader = read(page)
    assert not re.search(r"@import|url\(|<script|javascript:|https?:", page)
    assert [a["content"] for a in reader.named("meta") if "http-equiv" in a] == [
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]
    for name, attrs in reader.tags:
        assert name not in {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
        assert not [key for key in attrs if key.startswith("on") or key in {"src", "href"}]


def test_pictures_and_tables_say_what_they_are(found):
    reader = read(page_of.render(found))
    assert len(reader.named("svg")) == 3
    assert all(attrs["aria-label"] for attrs in reader.named("svg"))
    assert len(reader.named("caption")) == len(reader.named("table")) == len(OTHERS) + 2


def test_the_numbers_of_the_pictures_stand_in_tables_as_well(found):
    page = page_of.render(found)
    row = r'<td>([\d,]+ of [\d,]+)<span class="within">([\d,]+ visits?)</span></td>'
    said = Counter(re.findall(row, page))
    seen = Counter(
        (f"{reached:,} of {of:,}", counted(visits, "visit"))
        for reached, of, visits, _ in drawn(page).values()
    )
    assert said == seen


def test_it_is_written_whole_and_the_terminal_says_where(found):
    path = page_of.write(found, found.folder / PAGE)
    assert path.read_text(encoding="utf-8") == page_of.render(found)
    assert PAGE in "".join(text(found).split())


def test_a_page_that_cannot_be_written_leaves_nothing(found):
    with pytest.raises(RunFailure):
        page_of.write(found, found.folder / "missing" / PAGE)
    assert list(found.folder.iterdir()) == []


def test_a_search_leaves_its_page(found, monkeypatch):
    monkeypatch.setattr(stressing, "stressed", lambda *_: found)
    done = stressing.stress_test("hotline-boilerplate", out=found.folder, workers=1)
    assert done is found
    assert (found.folder / PAGE).read_text(encoding="utf-8") == page_of.render(found)
