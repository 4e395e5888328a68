"""The part of the report that reads a comparison over worlds: labels, pictures, and their words."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import report
from simenv.report.frontier import frontier
from simenv.report.names import Dot, placed
from simenv.report.plane import Axis, roomy, spaced, ticks
from simenv.stats import summarise
from simenv.stats.tables import lived
from simenv.stats.tables.labels import DEFINITIONS, claim_of, family_outcomes, short
from simenv.stats.tables.numbers import number
from tests.broken.catching import CATCH, LAW
from tests.broken.pictures import placed_blindly, spaced_by_place
from tests.made_claims import claimed
from tests.made_lives import censored, decided, lives, study
from tests.report_reader import read

ARMS = {"never-refuses": 0.0, "hotline-boilerplate": 0.6}
MANY = {f"policy-{i}": i / 11 for i in range(11)}
EVIL = '<script>alert("x")</script>&\'" id="a'
NEW = ("holding", "incidence", "after", "worlds")


def compared(arms, **more):
    names = tuple(arms)
    found = {name: lives(harsh) for name, harsh in arms.items()}
    told = summarise(study(names), found, decisions=decided(names), **more).as_dict()
    rates = {**told["decisions"], "failed": {}}
    seen = {"decisions_second": rates, "second_standard": "risk-averse"}
    return claimed({**told, **seen, "frontier": {names[-1]: (names[0],)}})


@pytest.fixture(scope="module")
def two():
    return compared(ARMS)


@pytest.fixture(scope="module")
def many():
    return compared(MANY)


@pytest.fixture(scope="module")
def pages(two, many):
    return {"two": report.render(two, {}), "many": report.render(many, {})}


def text_of(page):
    return "".join(read(page).text)


def part(page, name):
    """One section of a page."""
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    return "" if found is None else found.group(0)


# What every page keeps


@pytest.mark.parametrize("which", ["two", "many"])
def test_the_page_loads_nothing_and_describes_all(pages, which):
    reader = read(pages[which])
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert "//" not in re.sub(r"/\*.*?\*/", "", pages[which])
    assert len(reader.named("caption")) == len(reader.named("table"))
    assert all("scope" in attrs for attrs in reader.named("th"))
    levels = [int(name[1]) for name, _ in reader.tags if re.fullmatch("h[1-6]", name)]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    for attrs in reader.named("svg"):
        assert attrs.get("aria-hidden") == "true" or attrs["aria-label"]


@pytest.mark.parametrize("which", ["two", "many"])
def test_every_new_section_is_there_and_folds_its_numbers(pages, which):
    reader = read(pages[which])
    assert set(NEW) <= set(reader.sections)
    for name in ("incidence", "worlds", "personas"):
        assert "The same as numbers" in part(pages[which], name)
    assert text_of(pages[which]).count("The same as numbers") >= 6


def test_what_was_not_read_is_not_there():
    plain = summarise(study(), {"A": lives(0.1), "B": lives(0.6)}).as_dict()
    empty = dict.fromkeys(("claims", "rankings", "drivers", "curves", "after", "weightings"), ())
    reader = read(report.render({**plain, **empty, "family": None}, {}))
    assert not set(NEW) & set(reader.sections)
    assert "Rankings" not in "".join(reader.text)


def test_one_arm_has_curves_and_no_claims():
    found = claimed(summarise(study(("A",)), {"A": lives(0.4)}).as_dict())
    reader = read(report.render(found, {}))
    assert "incidence" in reader.sections
    assert not {"holding", "after", "worlds"} & set(reader.sections)


def test_names_of_all_kinds_are_text():
    arms = {EVIL: 0.1, "B": 0.6, "C": 0.9}
    found = compared(arms)
    found["claims"] = [{**each, "words": EVIL} for each in found["claims"]]
    found["drivers"] = [
        {**each, "name": EVIL, "what": EVIL, "source": EVIL} for each in found["drivers"]
    ]
    page = report.render({**found, "second_standard": EVIL}, {})
    assert "<script" not in page
    assert text_of(page).count(EVIL) > 60


# Labels


def test_each_label_is_defined_in_a_sentence(pages):
    for page in pages.values():
        text = text_of(page)
        for name, meaning in DEFINITIONS.items():
            assert f"{name}{meaning}" in text


def test_the_headline_claim_stands_near_the_top(two, pages):
    claim = claim_of(two, two["headline"], "hotline-boilerplate", "never-refuses")
    text = text_of(pages["two"])
    assert text.index(claim["words"]) < text.index("Where people are, day by day")
    assert "Margin±5.0 of 100" in text
    assert "Share assumed81 %" in text


def test_the_matrix_holds_the_label_of_every_arm_in_every_outcome(many, pages):
    matrix = part(pages["many"], "holding").split('class="matrix"')[1].split("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', matrix)
    assert [arm for arm, _ in rows] == lived(many)[1:]
    for arm, cells in rows:
        told = [re.sub("<.*?>", " ", cell) for cell in re.findall(r"<td.*?</td>", cells)]
        for line, cell in zip(family_outcomes(many), told, strict=True):
            claim = claim_of(many, line["name"], arm, many["reference"])
            assert short(line, claim) in cell  # a word and not a colour alone


def test_of_a_few_arms_every_claim_is_open_and_named(two, pages):
    shown = part(pages["two"], "holding")
    assert 'class="matrix"' not in shown
    assert "robust: hotline-boilerplate is better" in text_of(pages["two"])
    assert "depends on framing.warmth" in text_of(pages["two"])
    assert "too few (7 events)" in text_of(pages["two"])


def test_what_is_withheld_says_what_would_settle_it(pages):
    for page in pages.values():
        shown = part(page, "holding")
        assert "So many people of each persona would do" in shown
        table = shown.split('class="settling"')[1].split("</table>")[0]
        assert "<td>900</td>" in table
        assert "robust" in table
    two = {**compared(ARMS)}
    few = [
        {**each, "label": "withheld", "people": None, "words": f"withheld: too noisy ({i})"}
        for i, each in enumerate(two["claims"])
    ]
    assert "<strong>too noisy</strong>: all of them." in report.render({**two, "claims": few}, {})


def test_rankings_show_the_order_and_every_pair(many, pages):
    ladder = part(pages["many"], "holding").split("ladder")[1].split("</table>")[0]
    ranking = next(each for each in many["rankings"] if each["outcome"] == many["headline"])
    rows = re.findall(r'<th scope="row">\d+ (.*?)</th>', ladder)
    assert rows == list(ranking["order"])
    marks = re.findall(r'<td title="[^"]*">(.)</td>', ladder)
    assert len(marks) == 55
    settled = sum(mark in "\u25b2\u25bc" for mark in marks)
    assert settled == len(ranking["settled"])
    assert f"{settled} of 55 pairs settled" in ladder


# Pictures


def test_with_many_arms_the_reference_and_the_extremes_are_named(many, pages):
    shown = part(pages["many"], "incidence").split("<details>")[0]
    panel = shown.split("<figcaption>Reached a human")[1].split("</svg>")[0]
    assert {arm for arm in MANY if f">{arm}<" in panel} == {"policy-0", "policy-1", "policy-10"}
    assert panel.count("<polyline") >= len(MANY)


def test_curves_end_where_their_numbers_say(two):
    (curve,) = [
        each for each in two["curves"] if (each["event"], each["arm"]) == ("human", "never-refuses")
    ]
    page = part(report.render(two, {}), "incidence")
    assert f"<td>{number(curve['value'][-1], 'share')}<span" in page


def test_curves_without_limits_are_drawn_without_a_band(two):
    bare = [{**each, "low": (), "high": ()} for each in two["curves"]]
    text = part(report.render({**two, "curves": bare}, {}), "incidence")
    assert "Reached a human" in text
    assert "None" not in text


def test_dominated_arms_have_a_shape_and_a_word(two):
    shown = frontier(two)
    assert shown.count('class="dominated"') == 1
    assert shown.count('class="edge"') == 3  # both arms by the second standard
    assert "hotline-boilerplate (dominated)" in shown
    assert "by risk-averse" in shown
    assert frontier({**two, "decisions": None, "decisions_second": None}) is None


def test_every_world_is_a_dot_beside_its_label(two):
    line = next(each for each in two["differences"] if each["outcome"] == two["headline"])
    seen = [0.01 * i for i in range(-15, 25)]
    apart = [
        {**each, "worlds": {"same": 30, "drawn": 40, "differences": seen}} if each is line else each
        for each in two["differences"]
    ]
    shown = part(report.render({**two, "differences": apart}, {}), "worlds")
    assert shown.count('class="world"') == len(seen)
    assert 'class="band"' in shown
    picture = shown.split("</svg>")[0]
    assert ">robust, better<" in picture


def test_drivers_tell_their_evidence_in_words(two, pages):
    shown = part(pages["two"], "worlds")
    for driver in two["drivers"]:
        assert driver["name"] in shown
    for told in (">assumed<", ">evidence row: B1<", ">partly assumed: A4; its size assumed<"):
        assert told in shown


def test_the_worst_off_are_named_with_the_caution(pages):
    for page in pages.values():
        assert "The worst of 5 is found after the result is known" in text_of(page)


def test_after_a_refusal_too_few_are_told(two):
    (pair,) = two["after"]
    few = {**pair, "lines": (), "people": 7}
    shown = part(report.render({**two, "after": [pair, few]}, {}), "after")
    assert "Stopped within a week" in shown
    assert "Too few people were refused by hotline-boilerplate but not never-refuses (7)." in shown


def test_bounds_of_every_share_are_folded():
    some = {arm: censored(lives(harsh), [3, 60]) for arm, harsh in (("A", 0.1), ("B", 0.7))}
    summary = summarise(study(), some).as_dict()
    shown = part(report.render(summary, {}), "method")
    assert "Bounds of every share" in shown
    low, high = summary["censoring"]["bounds"]["human"]["B"]
    assert f"{100 * low:.1f} to {100 * high:.1f}" in shown


# Laws of drawing

_PLACES = st.lists(st.floats(0, 200), max_size=12)


def keep_apart(places, gap, spacing):
    """Names along an axis keep their order and their distance, and stay in the picture."""
    moved = spacing(places, gap, 0.0, 200.0)
    assert len(moved) == len(places)
    assert all(-1e-6 <= each <= 200 + 1e-6 for each in moved)
    order = sorted(range(len(places)), key=lambda i: places[i])
    room = min(gap, 200 / max(1, len(places) - 1))
    for one, other in pairwise(order):
        assert moved[other] - moved[one] >= room - 1e-6
    if all(abs(places[b] - places[a]) >= gap for a, b in pairwise(order)):
        assert moved == pytest.approx(places)


@LAW
@given(_PLACES, st.floats(1, 30))
def test_names_along_an_axis_keep_apart(places, gap):
    keep_apart(places, gap, spaced)


def test_a_spacing_that_forgets_the_order_is_caught():
    @CATCH
    @given(_PLACES, st.floats(1, 30))
    def law(places, gap):
        keep_apart(places, gap, spaced_by_place)

    with pytest.raises(AssertionError):
        law()


_DOTS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=6, unique=True)


def keep_clear(cells, placing):
    """Names of dots that are not crowded touch no other name and no dot, and stay inside."""
    dots = [Dot(x=100.0 * x, y=90.0 * y, lines=("a-name",)) for x, y in cells]
    names = placing(dots, (0.0, 0.0, 440.0, 400.0))
    assert sorted(name.dot.x for name in names) == sorted(dot.x for dot in dots)
    for i, name in enumerate(names):
        left, top, right, bottom = name.box
        assert left >= 0
        assert top >= 0
        assert right <= 440
        assert bottom <= 400
        for other in names[:i]:
            x0, y0, x1, y1 = other.box
            assert right <= x0 or x1 <= left or bottom <= y0 or y1 <= top


@LAW
@given(_DOTS)
def test_names_beside_dots_keep_clear(cells):
    keep_clear(cells, placed)


def test_names_that_are_put_blindly_are_caught():
    @CATCH
    @given(_DOTS)
    def law(cells):
        keep_clear(cells, placed_blindly)

    with pytest.raises(AssertionError):
        law()


@LAW
@given(st.floats(1e-4, 1e4), st.integers(3, 9))
def test_ticks_are_few_and_inside(high, most):
    found = ticks(0.0, high, most)
    assert 1 <= len(found) <= most
    assert found[0] == 0
    assert found[-1] <= high * (1 + 1e-6)
    assert high <= roomy(high, most) * (1 + 1e-6)
    assert roomy(high, most) <= 2.6 * high
    axis = Axis(low=0.0, high=high, start=10, end=110)
    assert [axis.at(each) for each in found] == sorted(axis.at(each) for each in found)
    assert axis.at(-high) == 10
    assert axis.at(2 * high) == 110
