"""The laws of the speech bank; each is held by it and catches a bank that breaks it."""

import inspect
import re
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.exchange import Requests
from simenv.speech import Discloses, Length, Spoken, messages
from simenv.speech.measures import distinct, variety, words_of
from simenv.speech.reading import shipped
from simenv.speech.sampling import sample
from simenv.speech.voices import WORDS, within
from simenv.vocabulary import Age, Asks, Move, Need, Risk, Subject
from tests.broken import speech as broken
from tests.broken.catching import CATCH, LAW
from tests.speech.reader import guesses

SEEDS = st.integers(0, 10_000)
#: Stems that no message holds: methods, means, acts, deaths, places and times of them.
BANNED = re.compile(
    r"\b(?:attempt|overdos|ropes?\b|pills?\b|kni[fv]e|bridge|guns?\b|kill|hang|hung\b|cut|die[sd]?\b|"
    r"dying|dead|death|suicid|jump|drown|poison|blade|razor|weapon|tablet|medicat|meds\b|dos(?:e|age)|"
    r"trains?\b|railway|tracks?\b|roof|ledge|shoot|shot|stab|burn|bleed|blood|chok|strangl|suffocat|"
    r"noose|belt|gas\b|funeral|coffin|will and testament|note to|goodbye|farewell|self.?harm|"
    r"tonight|tomorrow|deadline|at noon|o'clock|alcohol|drugs?\b)",
    re.IGNORECASE,
)
GAP = re.compile(
    r"since (?:we talked|i was here|i wrote)|went by|(?:week|weeks|month) later|been a while", re.I
)
RISKY = re.compile(
    r"ending (?:things|it)|being (?:here|around)|(?:self|stay|own|feel|not|isn't) safe", re.I
)

REFUSED = re.compile(
    r"not supposed to|unfiltered|refuse[sd]?\b|normally (?:hold|won'?t|withheld)|specifics|"
    r"leaves? out the|details? that|the answer (?:that )?everyone|everyone leaves out|"
    r"(?:safe|public|careful) version|filters|dark(?:est)? scene|worst moment|warnings|"
    r"guidelines leave out|tell the public|full answer|full version|look away in",
    re.IGNORECASE,
)


def caught(law, bad):
    with pytest.raises(AssertionError):
        CATCH(law(bad))()


# --- row by row ---------------------------------------------------------------------------------


def row_by_row(say):
    """The same words again, in another order, alone, and beside a row with other luck."""

    @given(seed=SEEDS, one=st.integers(0, 29))
    def law(seed, one):
        spoken, luck, thread = sample(30, seed)
        told = say(spoken, luck, thread)
        assert say(spoken, luck, thread) == told
        back = np.arange(30)[::-1]
        assert say(spoken.take(back), luck[back], thread[back]) == told[::-1]
        alone = np.array([one])
        assert say(spoken.take(alone), luck[alone], thread[alone]) == [told[one]]
        other = luck.copy()
        other[one] += np.uint64(1)
        moved = say(spoken, other, thread)
        assert [text for row, text in enumerate(moved) if row != one] == told[:one] + told[
            one + 1 :
        ]

    return law


def test_law_row_by_row():
    LAW(row_by_row(messages))()


@pytest.mark.parametrize("name", broken.ROW_BY_ROW)
def test_law_row_by_row_catches(name):
    caught(row_by_row, broken.ROW_BY_ROW[name])


def of_one_session(say):
    """Whom a session is about stays she or he in all its messages, and is typed by one hand."""

    @given(seed=SEEDS)
    def law(seed):
        spoken, luck, _ = sample(12, seed, subject=int(Subject.OTHER), length=int(Length.LONG))
        told = [words_of(text) for text in say(spoken, luck, np.full(12, luck[0]))]
        she = any({"she", "her", "herself"} & set(words) for words in told)
        he = any({"he", "him", "his", "himself"} & set(words) for words in told)
        assert she != he

    return law


def test_law_of_one_session():
    LAW(of_one_session(messages))()


def test_law_of_one_session_catches():
    caught(of_one_session, broken.whoever)


# --- what is said and what is not ---------------------------------------------------------------


def coarse(say):
    """No message is empty and none holds a word of a method, of means, or of a time or place."""

    def law():
        told = say(*sample(20_000, seed=3))
        assert all(text.strip() for text in told)
        assert [text for text in told if BANNED.search(text)] == []

    return law


def test_law_coarse():
    coarse(messages)()


def test_no_alternative_of_the_grammar_holds_a_banned_word():
    texts = [one.text for symbol in shipped().every for one in symbol.alternatives]
    assert [text for text in texts if BANNED.search(text)] == []


@pytest.mark.parametrize("bad", [broken.silent, broken.explicit])
def test_law_coarse_catches(bad):
    with pytest.raises(AssertionError):
        coarse(bad)()


def long_as_declared(say):
    """At least nine messages in ten are as long as their voice declares, first ones and later."""

    def law():
        for length in Length:
            for turn in (1, 3):
                spoken, luck, thread = sample(1_000, length=int(length), turn=turn)
                told = say(spoken, luck, thread)
                suits = [within(length, len(text.split())) for text in told]
                assert sum(suits) >= 0.9 * len(suits), (length, turn)

    return law


def test_law_long_as_declared():
    long_as_declared(messages)()


def test_law_long_as_declared_catches():
    with pytest.raises(AssertionError):
        long_as_declared(broken.wordy)()


def varied(say):
    """A thousand messages of one need and voice are varied and hardly repeat."""

    def law():
        for need in Need:
            for length in Length:
                fixed = {"need": int(need), "length": int(length), "discloses": 1}
                spoken, luck, thread = sample(1_000, **fixed)
                told = variety(say(spoken, luck, thread), spoken.length.tolist())
                assert told.distinct[1] > 0.06, (need, length, told)
                assert told.similarity < 0.03, (need, length, told)
                assert told.repeated < 0.1, (need, length, told)

    return law


def test_law_varied():
    varied(messages)()


def test_law_varied_catches():
    with pytest.raises(AssertionError):
        varied(broken.of_one_mind)()


def gaps_said_where_they_are(say):
    """A gap is spoken of only where a week or more went by, and then sometimes."""

    def law():
        near, far = (say(*sample(2_000, session=2, gap_days=days, turn=1)) for days in (6, 15))
        assert not any(GAP.search(text) for text in near)
        assert any(GAP.search(text) for text in far)

    return law


def test_law_of_gaps():
    gaps_said_where_they_are(messages)()


def test_law_of_gaps_catches():
    with pytest.raises(AssertionError):
        gaps_said_where_they_are(broken.always_gone)()


def risk_said_as_shown(say):
    """The risk that shows is said, at its level and no other; where none shows, none is said."""

    def law():
        spoken, luck, thread = sample(6_000, seed=5)
        told, shown = say(spoken, luck, thread), spoken.shown_risk.tolist()
        safe = [text for text, risk in zip(told, shown, strict=True) if risk == Risk.NONE]
        assert not any(RISKY.search(text) for text in safe)
        # Short ones have little else to mislead a reader who takes all words for independent.
        spoken, luck, thread = sample(6_000, seed=6, length=int(Length.SHORT))
        told, shown = say(spoken, luck, thread), spoken.shown_risk.tolist()
        read = guesses(told[:4_000], shown[:4_000], told[4_000:])
        right = [a == b for a, b in zip(read, shown[4_000:], strict=True)]
        assert sum(right) > 0.95 * len(right), sum(right) / len(right)

    return law


def test_law_of_risk():
    risk_said_as_shown(messages)()


def test_law_of_risk_catches():
    with pytest.raises(AssertionError):
        risk_said_as_shown(broken.untroubled)()


def restricted_said(say):
    """What is usually refused is asked for wherever it is asked for, and nowhere else."""

    def law():
        spoken, luck, thread = sample(5_000, seed=8)
        asked = spoken.asks == Asks.RESTRICTED
        told = np.array([bool(REFUSED.search(text)) for text in say(spoken, luck, thread)])
        assert (told == asked).all()

    return law


def test_law_of_the_restricted():
    restricted_said(messages)()


def test_law_of_the_restricted_catches():
    with pytest.raises(AssertionError):
        restricted_said(broken.tame)()


# --- nothing latent -----------------------------------------------------------------------------


def test_words_are_given_nothing_latent():
    seen = set(Requests.specs())
    voice = {"length", "discloses"}
    # The shown risk is what the risk signal of a request is made of; the gap is told by dates.
    own = {"shown_risk", "gap_days"}
    assert {field.name for field in fields(Spoken)} <= seen | voice | own
    assert list(inspect.signature(messages).parameters) == ["spoken", "luck", "thread"]


def nothing_leaks(say):
    """Among messages that show the same, no reader of words tells who hides more.

    Half of the persons hide a graver risk than they show. Whoever knows the features can only
    toss a coin; so must whoever reads the words.
    """

    def law():
        spoken, luck, _ = sample(6_000, seed=7, shown_risk=int(Risk.PASSIVE), length=1)
        hides = np.random.default_rng(0).random(6_000) < 0.5
        told = say(spoken, luck, hides)
        read = guesses(told[:4_000], hides[:4_000].tolist(), told[4_000:])
        assert np.mean(np.array(read) == hides[4_000:]) < 0.535  # three standard errors

    return law


def test_law_nothing_leaks():
    nothing_leaks(lambda spoken, luck, _hidden: messages(spoken, luck))()


def test_law_nothing_leaks_catches():
    with pytest.raises(AssertionError):
        nothing_leaks(broken.leaky)()


# --- voices and arguments -----------------------------------------------------------------------


def test_voices_differ():
    openly, hardly = (
        " ".join(messages(*sample(400, need=0, shown_risk=0, discloses=int(one), length=1, age=0)))
        for one in (Discloses.OPENLY, Discloses.HARDLY)
    )
    feelings = re.compile(r"\b(?:scared|ashamed|cry|empty|hopeless|guilty|heartbroken)\b")
    assert len(feelings.findall(openly)) > 5 * len(feelings.findall(hardly))


def test_minors_speak_of_school():
    young, old = (
        messages(*sample(500, age=int(one), subject=0, need=0)) for one in (Age.MINOR, Age.ADULT)
    )
    assert sum("school" in text for text in young) > 25
    assert sum("my parents" in text for text in old) == 0


def test_every_column_out_of_bounds_is_named():
    spoken, luck, _ = sample(4)
    bad = Spoken(**spoken.arrays() | {"need": np.full(4, 6), "turn": np.full(4, 1.0)})
    with pytest.raises(ValueError, match=r"need: row 0 is 6.*turn: expected integers.*luck: exp"):
        messages(bad, luck[:3])


def test_the_moves_that_end_a_session_are_worded_too():
    for move in (-1, *range(Move.TAKE_REFERRAL, len(Move))):
        assert all(messages(*sample(50, turn=2, last_move=move)))


def test_no_messages_are_no_words():
    assert messages(*sample(0)) == []


def test_distinct_of_nothing_is_one():
    assert distinct([], 2) == 1.0


def test_the_lengths_are_of_the_voices():
    assert set(WORDS) == set(Length)
