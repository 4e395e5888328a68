"""Phrases in sentences: as the standard library's expressions would find them, one by one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.coder.phrases import PhraseFault, Phrases
from tests.broken.catching import CATCH, LAW
from tests.broken.phrases import FINDERS

SETS = {"two": "b | c d"}
WORDS = st.sampled_from(["a", "b", "c", "d", "ab", "bad", "?", "."])
SENTENCES = st.lists(WORDS, min_size=1, max_size=9)
ATOMS = st.sampled_from(["a", "b", "c", "d", "a*", "*b", "<two>", "(a|b c)", "(b|ab)"])
LOOSE = st.sampled_from(["..", "...", "[c]", "[a b]", "[d|a]"])


@st.composite
def phrases(draw):
    """A phrase with a word that must be there, perhaps with gaps, at the beginning or the end."""
    parts = [draw(ATOMS), *draw(st.lists(ATOMS | LOOSE, max_size=4))]
    parts = draw(st.permutations(parts))
    return draw(st.sampled_from(["", "^ "])) + " ".join(parts) + draw(st.sampled_from(["", " $"]))


def expression(phrase):
    """The same phrase for the standard library, over a sentence with a blank after each word."""
    told = phrase.replace("<two>", "(b|c d)")
    signs = re.findall(r"\.\.\.|\.\.|[()\[\]|^$]|[^\s()\[\]|^$]+", told)
    means = {
        "...": r"(?:\S+ )*", "..": r"(?:\S+ ){0,3}", "(": "(?:", ")": ")", "[": "(?:", "]": ")?",
        "|": "|", "^": r"\A", "$": r"\Z",
    }  # fmt: skip
    parts = [means.get(one) or re.escape(one).replace(r"\*", r"\S*") + " " for one in signs]
    return re.compile(("" if phrase.startswith("^") else r"(?:\A|(?<= ))") + "".join(parts))


def law_of(finder):
    @given(several=st.lists(phrases(), min_size=1, max_size=4), sentence=SENTENCES)
    def law(several, sentence):
        found = finder(several, SETS).found(sentence)
        text = "".join(f"{word} " for word in sentence)
        wanted = {n for n, phrase in enumerate(several) if expression(phrase).search(text)}
        assert found == wanted

    return law


def test_phrases_are_found_where_they_are_said():
    settings(LAW, max_examples=400)(law_of(Phrases))()


@pytest.mark.parametrize("name", FINDERS)
def test_broken_finders_are_caught(name):
    with pytest.raises(AssertionError):
        settings(CATCH, max_examples=400)(law_of(FINDERS[name]))()


def test_finders_remember_nothing_of_other_sentences():
    """New words make new states; they change no answer."""
    known = Phrases(["a .. b*", "^ c", "*ab d $"], {})
    first = known.found(["a", "x", "bad"])
    for word in ("b1", "b2", "ab", "zab", "d", "?"):
        known.found([word, "a", word, "d"])
    assert known.found(["a", "x", "bad"]) == first == {0}


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("a (b", ") is missing"),
        ("a b)", "a bracket is closed"),
        ("a () b", "nothing between two signs"),
        ("a *", "one end of a word"),
        ("a b*c", "one end of a word"),
        ("<none> a", "no set of phrases is called 'none'"),
        ("[a] ..", "no word of it must be there"),
        ("", "nothing between two signs"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase, told):
    with pytest.raises(PhraseFault, match=re.escape(told)):
        Phrases([phrase], {})


def test_a_named_set_may_not_hold_itself():
    with pytest.raises(PhraseFault, match="called 'loop'"):
        Phrases(["<loop>"], {"loop": "a <loop>"})


def test_long_sentences_end():
    """An expression would try this for ever (here the time-out of the tests would tell)."""
    finder = Phrases(["a ... b ... c ... d ... zzz"], {})
    assert finder.found(["a", "b", "c", "d"] * 50_000 + ["zz"]) == set()
