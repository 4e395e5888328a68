"""A team's own labels take the place of the borrowed error, as far as they go."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv.coder.codes import FIELDS, Readings
from simenv.coder.labels import LEANING, Labels, LabelsFault, load, parsed
from tests.broken.catching import CATCH, LAW
from tests.broken.coders import LABELS


def law_of(kind):
    @given(seed=st.integers(0, 999), wrong=st.integers(1, 200))
    def law(seed, wrong):
        luck = np.random.default_rng(seed)
        chances = {f: luck.dirichlet(np.ones(len(words)), 5) for f, words in FIELDS.items()}
        read = Readings(chances=chances, determined=np.ones(5, np.bool_))
        counts = np.array([[0.0, 0.0, wrong], [0.0, wrong, 0.0], [wrong, 0.0, 0.0]])
        taught = kind(coder="x", labels=3 * wrong, counts={"act": counts}).taught(read)
        assert (taught.chances["referral"] == chances["referral"]).all()
        assert np.allclose(taught.chances["act"].sum(axis=1), 1)
        true = 2 - chances["act"].argmax(axis=1)
        mine = taught.chances["act"][np.arange(5), true]
        weight = wrong / (wrong + LEANING)
        before = chances["act"][np.arange(5), true]
        assert mine == pytest.approx(weight + (1 - weight) * before)

    return law


def test_labels_weigh_what_they_are_worth():
    LAW(law_of(Labels))()


@pytest.mark.parametrize("name", LABELS)
def test_broken_labels_are_caught(name):
    with pytest.raises(AssertionError):
        CATCH(law_of(LABELS[name]))()


def file(**more):
    counts = np.eye(3).tolist()
    fields = {"act": {"values": list(FIELDS["act"]), "labels": 30, "counts": counts}}
    return json.dumps({"format": 1, "coder": "abc", "labels": 30, "fields": fields} | more)


def test_a_file_of_labels_is_read(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(file())
    found = load(path)
    assert (found.coder, found.labels) == ("abc", 30)
    assert found.counts["act"].sum() == pytest.approx(30)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no file of coder errors"),
        ("[]", "no file of coder errors"),
        (file(format=2), "format 1, not 2"),
        (file(fields={"mood": {"counts": []}}), "no field 'mood'"),
        (file(fields={"act": {"counts": [[1, 2], [3, 4]]}}), "3 rows of 3"),
        (file(fields={"act": {"counts": [[-1, 0, 0]] * 3}}), "from 0"),
        (file(fields={"act": {"counts": [[float("nan"), 0, 0]] * 3}}), "from 0"),
        (file(labels="many"), "no file of coder errors"),
    ],
)
def test_another_file_is_refused_with_its_reason(text, told):
    with pytest.raises(LabelsFault, match=told):
        parsed(text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(LabelsFault, match="cannot be read"):
        load(tmp_path / "none.json")
