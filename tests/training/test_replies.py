"""The project's own double-coded replies, and how the coder reads those kept for figures."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from simenv.coder.codes import FIELDS, UNDETERMINED
from simenv.stats.agreement import alpha
from training import card, fields
from training.coded import LEARN, TABLES, TEST, numbers, others, own

OWN = own()
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "refusal_labels"
#: Restraint: nothing of this stands in a reply, nor in what it answers.
UNSAID = re.compile(
    r"\b(overdos\w*|noose|slit\w*|razor\w*|lethal dose|suicides|committed suicide"
    r"|(hang(ed|ing)?|shoot|shot|killed) (my|your|him|her)self|took (his|her|their) own life"
    r"|jump(ed|ing)? off (a|the) (bridge|roof))\b",
    re.IGNORECASE,
)


def test_there_are_enough_and_each_is_coded_twice_by_the_manual():
    assert len(OWN) >= 300
    assert len({one.key for one in OWN}) == len({(one.to, one.text) for one in OWN}) == len(OWN)
    assert {one.part for one in OWN} == {LEARN, TABLES, TEST}
    for one in OWN:
        assert len(one.codes) == 2
        for codes in one.codes:
            for field, words in FIELDS.items():
                allowed = (*words, UNDETERMINED) if field == "act" else words
                assert codes[field] in allowed


def test_a_writer_belongs_to_one_part():
    parts = {}
    for one in OWN:
        parts.setdefault(one.key[0], set()).add(one.part)
    assert all(len(found) == 1 for found in parts.values())


@pytest.mark.parametrize("field", FIELDS)
def test_coders_agree_and_every_value_occurs(field):
    codes = numbers(OWN, field)
    assert alpha(codes) > 0.8
    assert set(range(len(FIELDS[field]))) <= set(codes.ravel().tolist())


def test_nothing_is_said_that_may_not_be():
    said = [text for one in OWN for text in (one.text, one.to or "")]
    assert [text for text in said if UNSAID.search(text)] == []


def test_codes_of_others_come_without_their_words():
    lines = (ROOT / "training" / "replies" / "read.jsonl").read_text("utf-8").splitlines()
    assert len(lines) >= 100
    assert all(set(json.loads(line)) == {"id", "part", "family", "codes"} for line in lines)


@pytest.mark.skipif(not DATA.exists(), reason="the replies of others are not part of the project")
def test_codes_of_others_find_their_words():
    assert Counter(one.part for one in others(DATA)).keys() == {LEARN, TABLES, TEST}


@pytest.fixture(scope="module")
def figures():
    return json.loads((ROOT / "training" / "figures.json").read_text("utf-8"))


def test_the_shipped_coder_reads_as_its_card_says(figures):
    """The own replies that are kept for figures, read now; those of others need their words."""
    found = fields.measured([one for one in OWN if one.part == TEST])
    for field, groups in found["fields"].items():
        published = figures["coded"]["fields"][field]["own"]
        assert groups["own"]["right"] == pytest.approx(published["right"], abs=1e-9)


def test_the_card_holds_the_published_figures(figures):
    text = card.CARD.read_text("utf-8")
    assert card.filled(text, figures) == text, "run `python -m training.card`"


def test_published_figures_keep_the_bounds(figures):
    models = figures["xstest_orig"]
    assert min(one["f1"] for one in models) >= 0.85
    assert sum(one["f1"] for one in models) / len(models) >= 0.95
    assert figures["calibration_error"] <= 0.03
    assert all(one["f1"] > one["f1_phrases"] for one in models)


def test_weights_are_small():
    path = ROOT / "simenv" / "coder" / "weights.npz"
    assert path.stat().st_size <= 2_000_000
