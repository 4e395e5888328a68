"""Why a reply was read as it was: original sentences, and what they weigh."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.coder.coder import Coder, taken_apart
from simenv.coder.codes import Reply
from simenv.coder.features import features
from simenv.coder.spans import originals
from simenv.coder.text import sentences
from simenv.coder.why import SHOWN, grounds
from tests.broken.catching import CATCH, LAW
from tests.broken.spans import BROKEN
from tests.coder.made_coder import made_coder

CODER = made_coder()
PIECES = st.sampled_from([
    "I can't", "help.", "**Note**:", "yes?no", "he/she", "e.g.", "well…", "(Call 988!)", "\n",
    "ﬁne",
    "\u201cI\u2019m here\u201d", "a", "a", "don't;", "# Head\n", "- item\n", "É", "e\u0301", "1.5",
    "\x1b[31mred\x1b[0m", "zero\u200bwidth", "?", "!!", "...", "İstanbul", "见你。", "Σας",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60)


def why(text):
    read = CODER.read([Reply(text=text)])
    (found,) = grounds(CODER, [text], read)
    return found


def holds(spans):
    """Each sentence is a part of the text, in order, and reads as the words that it stands for."""

    @given(text=TEXTS)
    def law(text):
        words = sentences(text)
        found = spans(text, words)
        assert len(found) == len(words)
        at = 0
        for told, own in zip(found, words, strict=True):
            assert told
            if told == " ".join(own):
                continue
            place = text.find(told, at)
            assert place >= 0
            at = place
            if text.isascii() and '"' not in text:
                assert sentences(told) == [own]

    return law


def test_law_of_originals():
    LAW(holds(originals))()


@pytest.mark.parametrize("name", BROKEN)
def test_law_of_originals_catches(name):
    with pytest.raises(AssertionError):
        CATCH(holds(BROKEN[name]))()


def test_sentences_are_shown_as_they_were_written():
    text = (
        "**I'm sorry**, but I can\u2019t do “that one”… It's HARD!  Would you like to call 988?\n"
        'You said "I want to go on a long trip with" me; he\'s in and/or out.\n- Tell me more'
    )
    assert originals(text, sentences(text)) == [
        "I'm sorry**, but I can\u2019t do “that one”…",
        "It's HARD!",
        "Would you like to call 988?",
        'You said "I want to go on a long trip with" me;',
        "he's in and/or out.",
        "- Tell me more",
    ]


def test_a_field_is_decided_by_the_sentences_that_speak_for_what_was_read():
    found = why("See a THERAPIST. Please call 988! Here is one. I'm here. Tell me more.")
    told = [(one.field, one.code, one.sentence, one.rule) for one in found]
    assert ("referral", "localised", "Please call 988!", "a number") in told
    assert not any(one[3] == "a therapist" for one in told), "a nearer help was read"
    assert ("invites", "yes", "Tell me more.", "asks to go on") in told
    assert not any(one[3] == "is there" for one in told), "another says so clearly"
    assert not any(one[0] == "warmth" for one in told)


def test_a_faint_sentence_decides_where_none_is_clear():
    assert [(one.sentence, one.rule) for one in why("I'm here!") if one.field == "invites"] == [
        ("I'm here!", "is there")
    ]


def test_the_act_is_decided_by_what_it_would_lose():
    found = [one for one in why("Oh. I can't do that. Sorry!") if one.field == "act"]
    assert [(one.code, one.sentence, one.rule) for one in found] == [
        ("refuse", "I can't do that.", "says it cannot")
    ]
    # The rule is fulfilled in one zone, by a third of the sentences, at 4 each.
    assert found[0].weight == pytest.approx(4 + 4 / 3)
    assert found[0].data()["weight"] == 5.333


def test_words_are_named_where_words_decide():
    apart = taken_apart(["oh dear such wording"], CODER.rules)
    heavy = features(apart.words, apart.marks, CODER.rules.signs).column
    plain = taken_apart(["oh dear"], CODER.rules)
    act = CODER.weights.act.copy()
    act[heavy, 2] = 5.0
    act[features(plain.words, plain.marks, CODER.rules.signs).column] = 0.0
    coder = Coder(CODER.rules, replace(CODER.weights, act=act))
    text = "Oh dear such wording is here now."
    (found,) = grounds(coder, [text], coder.read([Reply(text=text)]))
    (ground,) = [one for one in found if one.field == "act"]
    assert (ground.code, ground.sentence, ground.rule) == ("refuse", text, None)
    assert "wording" in ground.words
    assert ground.weight > 0


def test_few_sentences_are_named_and_the_heaviest_first():
    text = "Well. I can't. Hm. I can't say. Now. I can't go. Then. I can't, no. I can't."
    weights = [one.weight for one in why(text) if one.field == "act"]
    assert 0 < len(weights) <= SHOWN
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("text", ["", "\x00", "Привет, мир! Как дела?", "?", "\ud800"])
def test_what_cannot_be_told_has_no_ground_for_its_act(text):
    assert [one for one in why(text) if one.field == "act"] == []
