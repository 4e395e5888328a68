"""The coder: each reply as if it were alone, whatever it holds, with chances that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.coder.coder import BATCH, Coder
from simenv.coder.codes import FIELDS, UNDETERMINED, Reply
from tests.broken.catching import CATCH, LAW
from tests.broken.coders import CODERS
from tests.coder.made_coder import made_coder

MADE = made_coder()
PIECES = st.sampled_from([
    "I can't do that.", "Here is one.", "Call 988!", "I'm glad.", "Tell me more?", "\n", "的",
    "\x1b[2J", "\ud800", "\u202e", "ﬁne", "a", "…", "👍", "\x00",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=80)


def law_of(make):
    coder = make(MADE.rules, MADE.weights)

    @given(texts=st.lists(TEXTS, min_size=1, max_size=6))
    def law(texts):
        replies = [Reply(text=text) for text in texts]
        whole = coder.read(replies)
        for field, words in FIELDS.items():
            chances = whole.chances[field]
            assert chances.shape == (len(texts), len(words))
            assert np.allclose(chances.sum(axis=1), 1)
            assert (chances >= 0).all()
            alone = [coder.read([one]).chances[field][0] for one in replies]
            assert (chances == np.array(alone)).all()

    return law


def test_each_reply_is_read_as_if_it_were_alone():
    LAW(law_of(Coder))()


@pytest.mark.parametrize("name", CODERS)
def test_broken_coders_are_caught(name):
    with pytest.raises(AssertionError):
        CATCH(law_of(CODERS[name]))()


def test_batches_change_nothing():
    texts = [f"I can't do number {n}." if n % 3 else "Here is one." for n in range(2 * BATCH + 7)]
    read = MADE.read([Reply(text=text) for text in texts])
    assert len(read) == len(texts)
    assert [word == "comply" for word in read.words("act")] == [
        not n % 3 for n in range(len(texts))
    ]


@pytest.mark.parametrize(
    "text", ["", " \n", "👍👍", "我不能帮助你。" * 9, "!!??", "12 34", "\x00\x00", "пока нет " * 20]
)
def test_what_cannot_be_read_is_undetermined(text):
    read = MADE.read([Reply(text=text)])
    assert read.words("act") == [UNDETERMINED]
    assert read.chances["act"][0] == pytest.approx(MADE.weights.base)


def test_megabytes_are_read():
    read = MADE.read([Reply(text="I can't do that. " * 200_000), Reply(text="x" * 3_000_000)])
    assert read.words("act")[0] == "refuse"


def test_nothing_is_read_of_no_replies():
    assert len(MADE.read([])) == 0
