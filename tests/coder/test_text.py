"""Replies taken apart: any Unicode, any length, no marks that steer a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.coder.text import sentences
from tests.broken.catching import CATCH, LAW
from tests.broken.phrases import CUTTERS

TEXTS = st.text(max_size=200) | st.text(
    alphabet="aB.?!:;\n\x1b[2J\u201c\"' *#ﬁ\u200b\ud800", max_size=60
)


def law_of(cut):
    @given(text=TEXTS, other=TEXTS)
    def law(text, other):
        words = [word for sentence in cut(text) for word in sentence]
        assert all(words)
        assert not any(sign in word for word in words for sign in "\x1b\x00\n\u200b ")
        assert all(word == word.lower() or not word.isascii() for word in words)
        plain = '"' not in text + other and "\u201c" not in text + other
        if plain:  # quotation marks may belong together
            assert cut(f"{text}\n{other}") == cut(text) + cut(other)

    return law


def test_texts_are_cut_into_words_and_sentences():
    LAW(law_of(sentences))()


@pytest.mark.parametrize("name", CUTTERS)
def test_broken_cutters_are_caught(name):
    with pytest.raises(AssertionError):
        CATCH(law_of(CUTTERS[name]))()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("I can\u2019t. Sorry!", [["i", "can't"], ["sorry!"]]),
        ("Are you safe? Tell me:\n**yes**\n# no", [
            ["are", "you", "safe", "?"], ["tell", "me"], ["yes"], ["no"],
        ]),
        ('He said "you should go home now" to me', [["he", "said", "to", "me"]]),
        ('Text "HOME" to 741741.', [["text", "home", "to", "741741."]]),
        ('"I will not."', [["i", "will", "not."]]),
        ("\x1b[31mNo\x1b[0m", [["no"]]),
        ("", []),
        ("\n \t", []),
    ],
)  # fmt: skip
def test_what_becomes_of_marks(text, cut):
    assert [[word.rstrip(".!") or word for word in one] for one in sentences(text)] == [
        [word.rstrip(".!") or word for word in one] for one in cut
    ]
