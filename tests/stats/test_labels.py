"""Labels in words, the worst-off, and LaTeX."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.stats import as_markdown, short_table, summarise, text_table
from simenv.stats.tables import as_latex, lived, rare
from simenv.stats.tables.claims import leaders, rankings
from simenv.stats.tables.labels import (
    MARKS,
    claim_of,
    family_outcomes,
    in_worlds,
    label,
    mark,
    percent,
    reason,
    settles,
    short,
)
from simenv.stats.tables.latex import _SPECIAL, escaped
from simenv.stats.tables.worst_off import worst_off
from tests.broken.catching import CATCH, LAW
from tests.broken.pictures import escaped_once, rounded, worst_by_value
from tests.made_claims import claimed
from tests.made_lives import decided, lives, study

TWO = {"never-refuses": 0.0, "hotline-boilerplate": 0.6}
ELEVEN = {f"compassionate-completion-{i}": (i / 11) ** 3 for i in range(11)}


def summary_of(arms, worlds=40):
    found = {arm: lives(harsh) for arm, harsh in arms.items()}
    told = summarise(study(tuple(arms)), found, decisions=decided(tuple(arms))).as_dict()
    return claimed(told, worlds)


@pytest.fixture(scope="module")
def two():
    return summary_of(TWO)


@pytest.fixture(scope="module")
def eleven():
    return summary_of(ELEVEN)


# Words


def test_a_robust_claim_names_what_it_makes_of_the_arm():
    line = {"better": "lower", "kind": "share"}
    claim = {"label": "robust", "winner": "A", "arm": "A", "depends_on": None}
    assert label(line, claim) == "robust, better"
    assert short(line, {**claim, "winner": "B"}) == "worse"
    assert short({**line, "better": "neither"}, {**claim, "winner": "B"}) == "lower"
    on = {"name": "framing.warmth"}
    assert label(line, {**claim, "label": "depends", "depends_on": on}) == (
        "depends on framing.warmth"
    )


def test_words_lose_their_label_only():
    assert reason({"label": "robust", "words": "robust: A lower by 3"}) == "A lower by 3"
    assert reason({"label": "depends", "words": "depends on x"}) == "depends on x"


def test_what_settles_a_claim_is_people_or_worlds():
    few = {"label": "withheld", "people": None, "would_be": None, "spread": None}
    assert settles(few) == "0 of at least 20 worlds"
    assert settles({**few, "people": 1600, "would_be": "equivalent"}) == (
        "1,600 people of each persona would do"
    )
    assert settles({**few, "spread": {"worlds": 20}}) == ""
    assert settles({**few, "label": "robust"}) == ""


def tells_what_is_left(share, telling):
    """A share is told as nothing, or as everything, only where it is."""
    told = telling(share)
    assert (told == "0 %") == (share == 0)
    assert (told == "100 %") == (share == 1)


@LAW
@given(st.one_of(st.floats(0, 1), st.floats(0, 0.01), st.floats(0.99, 1)))
def test_a_little_is_not_nothing(share):
    tells_what_is_left(share, percent)


def test_plain_rounding_is_caught():
    @CATCH
    @given(st.floats(0, 0.01))
    def law(share):
        tells_what_is_left(share, rounded)

    with pytest.raises(AssertionError):
        law()


def test_worlds_are_told_by_where_they_lie(two):
    claim = two["claims"][0]
    assert in_worlds(claim) == "3 below, 12 within, 25 above"
    assert in_worlds({**claim, "spread": None}) == "no worlds"


# Terminal


def test_a_star_means_robust_where_there_are_worlds_enough(eleven):
    line = next(each for each in eleven["outcomes"] if each["name"] == "disengaged")
    text = short_table(eleven)
    assert "* robust, = equivalent, ~ depends on an assumption" in " ".join(text.split())
    for arm in lived(eleven)[1:]:
        claim = claim_of(eleven, "disengaged", arm, eleven["reference"])
        assert mark(eleven, line, arm) == MARKS.get(claim["label"], " ")
    assert mark(eleven, line, eleven["reference"]) == " "


def test_a_star_means_a_clear_interval_where_worlds_are_few():
    few = summary_of({**TWO, "graded-by-risk": 0.3}, worlds=19)
    assert "interval without 0, one sign in all worlds" in " ".join(short_table(few).split())
    assert "robust" not in short_table(few)


def test_two_arms_show_the_label_of_every_outcome(two):
    text = short_table(two, 140)
    reference, arm = lived(two)
    for line in family_outcomes(two):
        claim = claim_of(two, line["name"], arm, reference)
        row = next(row for row in text.splitlines() if row.startswith(line["label"]))
        few = line["name"] == "unsafe_help"
        assert row.endswith("too few (7 events)" if few else label(line, claim))
    narrow = short_table(two, 100)
    assert "holds in 40" in narrow
    assert max(map(len, narrow.splitlines())) <= 100


def test_rare_outcomes_are_told_in_words(two, eleven):
    assert rare(two) == ["Too few events to compare: unsafe help received (7 events)."]
    assert "unsafe help received (7 events" in " ".join(short_table(eleven).split())
    plain = summarise(study(), {"A": lives(0.1), "B": lives(0.6)}).as_dict()
    bare = [{**each, "reading": None} for each in plain["differences"]]
    assert rare({**plain, "differences": bare}) == []


def test_everything_prints_all_claims_and_rankings(eleven):
    text = " ".join(text_table(eleven).split())
    for claim in eleven["claims"]:
        if claim["against"] == eleven["reference"]:
            assert claim["words"] in text
    for told in rankings(eleven):
        assert told in text
    assert "compassionate-completion-10 is best in 9 % of worlds" in leaders(eleven)[0]
    assert "part.number_0" in text


def test_markdown_holds_labels_and_drivers(two):
    text = as_markdown(two)
    assert "What holds over 40 drawn worlds" in text
    assert "part.number_0" in text
    for block in (b for b in text.split("\n\n") if b.startswith("|")):
        assert len({row.count(" | ") for row in block.splitlines()}) == 1


# The worst-off


def is_worst(levels, better, found):
    bad = 1 if better == "lower" else -1
    assert all(bad * levels[found] >= bad * each for each in levels.values())


_LEVELS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), min_size=1)


def of_levels(levels, better):
    line = {
        "name": "met",
        "better": better,
        "personas": {name: {"A": {"value": each}} for name, each in levels.items()},
    }
    arms = [{"name": "A", "failed": None}]
    summary = {"outcomes": [line], "arms": arms, "reference": "A", "differences": []}
    (found,) = worst_off(summary)
    return found.persona


@LAW
@given(_LEVELS, st.sampled_from(["lower", "higher"]))
def test_nobody_is_worse_off_than_the_worst(levels, better):
    is_worst(levels, better, of_levels(levels, better))


def test_a_worst_that_forgets_the_direction_is_caught():
    @CATCH
    @given(_LEVELS, st.sampled_from(["lower", "higher"]))
    def law(levels, better):
        is_worst(levels, better, worst_by_value(levels, better))

    with pytest.raises(AssertionError):
        law()


def test_the_largest_loss_is_a_loss(two):
    for each in worst_off(two):
        if each.apart is not None:
            assert (each.apart["value"] > 0) == (each.line["better"] == "lower")
            assert each.lost in each.line["personas"]
    assert all(each.lost is None for each in worst_off(two) if each.arm == two["reference"])


# LaTeX


def reads_back(text, escaping):
    """LaTeX reads back what was written, and nothing else; line ends are spaces."""
    back = {told: letter for letter, told in _SPECIAL.items() if letter != "\n"}
    pattern = "|".join(re.escape(told) for told in sorted(back, key=len, reverse=True))
    told = re.sub(pattern, lambda found: back[found.group()], escaping(text))
    assert told == text.replace("\n", " ")


_TEXT = st.text(st.sampled_from('ab &%$#_{}~^\\<>|"\n-1'), max_size=20)


@LAW
@given(_TEXT)
def test_escaped_text_reads_back(text):
    reads_back(text, escaped)


def test_escaping_the_escapes_is_caught():
    @CATCH
    @given(_TEXT)
    def law(text):
        reads_back(text, escaped_once)

    with pytest.raises(AssertionError):
        law()


@pytest.mark.parametrize("which", ["two", "eleven"])
def test_latex_tables_are_whole(which, request):
    text = as_latex(request.getfixturevalue(which))
    tables = re.findall(r"\\begin\{tabular\}\{(l r*|lr*)\}(.*?)\\end\{tabular\}", text, re.DOTALL)
    assert len(tables) == (1 if which == "two" else 11)
    for columns, body in tables:
        rows = [line for line in body.splitlines() if line.endswith(r"\\")]
        assert len(rows) > 5
        assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {len(columns) - 1}
        assert [body.count(rf"\{rule}rule") for rule in ("top", "mid", "bottom")] == [1, 1, 1]
    bare = [line for line in text.splitlines() if not line.startswith("%")]
    assert not re.search(r"(?<!\\)[%#]|(?<!\$)-\d\.", "\n".join(bare))
    assert "too few (7 events)" in text


def test_latex_of_odd_names_one_arm_and_none():
    odd = "100%_sure & <more>\\"
    one = summarise(study((odd,)), {odd: lives(0.3)}).as_dict()
    assert r"100\%\_sure \& \textless{}more\textgreater{}\textbackslash{}" in as_latex(one)
    none = summarise(study(failed={"A": "x", "B": "y"}), {}).as_dict()
    assert as_latex(none).startswith("% No finding")
