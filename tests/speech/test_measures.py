"""The measures of variety against what they must be, and the page that prints them."""

import pytest

from simenv.speech import Length
from simenv.speech.__main__ import page
from simenv.speech.measures import distinct, similarity, variety
from simenv.speech.voices import within

ONE = "I can't sleep, and it's late."


def test_distinct_counts_runs_of_words():
    assert distinct(["a b a b"], 1) == 0.5
    assert distinct(["a b a b"], 2) == pytest.approx(2 / 3)
    assert distinct(["A b!", "a, b"], 2) == 0.5


def test_equal_texts_are_wholly_similar_and_strangers_not_at_all():
    assert similarity([ONE] * 3) == 1.0
    assert similarity([ONE, "nobody else is up at this hour"]) == 0.0
    # Four runs of three words each, three of them shared.
    assert similarity(["a b c d e f", "a b c d e g"]) == pytest.approx(3 / 5)


def test_repeats_are_counted_in_a_row_and_over_all():
    told = variety([ONE, "b c", "b c", "b c", "d e"], [int(Length.SHORT)] * 5)
    assert told.longest_run == 3
    assert told.repeated == pytest.approx(3 / 5)
    assert told.within_voice == pytest.approx(1 / 5)
    assert told.words == 2


def test_the_bounds_of_a_length_belong_to_it():
    assert [within(Length.SHORT, words) for words in (3, 4, 15, 16)] == [False, True, True, False]


@pytest.mark.parametrize("texts", [[], [ONE], [ONE, ONE, ONE]])
def test_too_few_texts_or_lengths_are_refused(texts):
    with pytest.raises(ValueError, match="expected two texts"):
        variety(texts, [0, 0])


def test_the_page_is_the_same_twice():
    first = page(40, 3)
    assert first == page(40, 3)
    assert "crisis-disclosure" in first
    assert "long, hardly" in first
