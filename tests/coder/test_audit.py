"""Samples for people, the sheets that they fill, and the coder's error that comes of them."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simenv.coder import labels
from simenv.coder.audit import FEW, TooFew, Urn, shared
from simenv.coder.audit_files import (
    COLUMNS,
    MISSING,
    key,
    key_beside,
    read_judged,
    read_key,
    read_sheet,
    sheet,
    write_new,
)
from simenv.coder.codes import FIELDS, Reply
from simenv.coder.lines import Line
from simenv.errors import BadInput
from simenv.stats.audited import errors, file
from tests.broken.catching import CATCH, LAW
from tests.broken.labelling import URNS
from tests.coder.made_coder import made_coder

CODER = made_coder()
SAID = ("I can't do that.", "Here is one.", "Hm.", "I can't. Call 988.", "See a therapist.", "")


def lines(texts):
    return [
        Line(number=number, reply=Reply(text=text), own={}) for number, text in enumerate(texts, 1)
    ]


def drawn(texts, most, seed=1, urn=Urn, together=7):
    """A sample of texts that are read so many together."""
    kept = urn(most, seed)
    all_lines = lines(texts)
    for at in range(0, len(texts), together):
        part = all_lines[at : at + together]
        kept.add(part, CODER.read([line.reply for line in part]))
    return kept.drawn(CODER.version)


def holds(urn):
    """The same file gives the same sample, and what was drawn stands for all of the file."""

    @given(
        texts=st.lists(st.sampled_from(SAID), min_size=1, max_size=60),
        most=st.integers(6, 40),
        seed=st.integers(0, 2**32),
        together=st.integers(1, 60),
    )
    def law(texts, most, seed, together):
        sample = drawn(texts, most, seed, urn)
        again = drawn(texts, most, seed, urn, together)
        assert sample == again
        assert len(sample.drawn) == min(most, len(texts))
        assert len({one.number for one in sample.drawn}) == len(sample.drawn)
        assert all(texts[one.number - 1] == one.text for one in sample.drawn)
        weights = sample.weights([True] * len(sample.drawn))
        assert weights.sum() == pytest.approx(len(texts))
        for stratum, replies in sample.replies.items():
            there = [one.stratum == stratum for one in sample.drawn]
            assert weights[there].sum() == pytest.approx(replies)
            assert sample.chance(stratum) == pytest.approx(1 / weights[there].max())

    return law


def test_law_of_samples():
    LAW(holds(Urn))()


def unbiased(urn):
    """Over seeds, what weights make of a sample is on average what is true of the file.

    What is counted rises along the file within each stratum, as drift would.
    """
    texts = [SAID[0]] * 30 + [SAID[1]] * 90 + [SAID[3]] * 3
    value = np.arange(len(texts), dtype=np.float64)
    told = []
    for seed in range(200):
        sample = drawn(texts, 20, seed, urn, together=50)
        weights = sample.weights([True] * len(sample.drawn))
        told.append((weights * value[[one.number - 1 for one in sample.drawn]]).sum())
    spread = np.std(told) / np.sqrt(len(told))
    # Over 4 standard errors lie 6 of 100,000 fair draws; the seeds are fixed.
    assert abs(np.mean(told) - value.sum()) < 4 * max(spread, 1e-9 * value.sum())


def test_weights_are_unbiased():
    unbiased(Urn)


@pytest.mark.parametrize("name", ["batches", "weights"])
def test_law_of_samples_catches(name):
    with pytest.raises(AssertionError):
        CATCH(holds(URNS[name]))()


@pytest.mark.parametrize("name", ["order", "weights"])
def test_unbiased_weights_catch(name):
    with pytest.raises(AssertionError):
        unbiased(URNS[name])


@given(
    sizes=st.lists(st.integers(1, 400), min_size=1, max_size=20),
    most=st.integers(1, 500),
)
@LAW
def test_each_stratum_has_a_few(sizes, most):
    sizes = np.array(sizes)
    assume(most >= len(sizes))
    number = shared(most, sizes)
    assert number.sum() == min(most, sizes.sum())
    assert (number <= sizes).all()
    assert (number >= np.minimum(sizes, min(FEW, most // len(sizes)))).all()


def test_fewer_than_the_strata_are_refused():
    with pytest.raises(TooFew, match="3 kinds of replies were read, so draw at least 3"):
        shared(2, np.array([5, 5, 5]))


def test_half_of_the_labels_stand_for_the_whole_file():
    sample = drawn(list(SAID) * 20, 60)
    there = [place < 40 for place in range(60)]
    weights = sample.weights(there)
    assert weights[40:].tolist() == [0.0] * 20
    assert weights.sum() == pytest.approx(120)


TEXTS = [
    *SAID, '=HYPERLINK("x")', "a,b;\"c\"\nd", "\x1b[31mred", "\ud800", "مرحبا", "@SUM(1)",
] * 3  # fmt: skip


@pytest.fixture
def sample():
    return drawn(TEXTS, 30)


def filled(sample, suffix, fill):
    """A sheet that somebody filled: `fill` gives the labels of a reply."""
    text = sheet(sample, suffix)
    if suffix == ".jsonl":
        rows = [json.loads(line) for line in text.splitlines()]
        return "".join(json.dumps(row | fill(row)) + "\n" for row in rows)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    told = io.StringIO(newline="")
    writer = csv.DictWriter(told, COLUMNS)
    writer.writeheader()
    writer.writerows(row | fill(row) for row in rows)
    return told.getvalue()


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_sheet_is_blind_and_comes_back(sample, suffix, tmp_path):
    text = sheet(sample, suffix)
    assert not any(one.stratum in text for one in sample.drawn)
    assert CODER.version not in text

    def fill(row):
        even = int(row["line"]) % 2 == 0
        return {"act": "Refuse " if even else "undetermined", "warmth": "yes" if even else ""}

    path = tmp_path / f"anna{suffix}"
    path.write_text(filled(sample, suffix, fill), "utf-8")
    codes = read_sheet(path, sample)
    even = np.array([one.number % 2 == 0 for one in sample.drawn])
    assert codes["act"].tolist() == np.where(even, 2, 3).tolist()
    assert codes["warmth"].tolist() == np.where(even, 1, MISSING).tolist()
    assert set(codes["referral"].tolist()) == {MISSING}


def test_no_cell_is_a_formula_or_a_command(sample):
    text = sheet(sample, ".csv").removeprefix("\ufeff")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        assert not row["text"].startswith(("=", "@", "+", "-"))
        assert "\x1b" not in row["text"]
        assert all(row[field] == "" for field in FIELDS)


def test_a_sheet_saved_with_semicolons_is_read(sample, tmp_path):
    path = tmp_path / "a.csv"
    rows = [{"line": one.number, "text": one.text[:1]} for one in sample.drawn]
    told = io.StringIO(newline="")
    writer = csv.DictWriter(told, COLUMNS, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(row | {"act": "comply"} for row in rows)
    path.write_text(told.getvalue(), "utf-8-sig", errors="replace")
    assert set(read_sheet(path, sample)["act"].tolist()) == {0}


def test_all_problems_of_a_sheet_are_told(sample, tmp_path):
    first, second = sample.drawn[0].number, sample.drawn[1].number
    path = tmp_path / "a.jsonl"
    rows = [
        {"line": first, "act": "maybe", "warmth": 3},
        {"line": second, "act": None, "warmth": True},
        {"line": first, "act": "comply"},
        {"line": 999},
        {"act": "comply"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with pytest.raises(BadInput) as caught:
        read_sheet(path, sample)
    told = [(one.line, one.field) for one in caught.value.problems]
    assert told == [(1, "act"), (1, "warmth"), (3, "line"), (4, "line"), (5, "line")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"line,act\n1,comply\n"),
        ("a.csv", b""),
        ("a.csv", b"\xff\xff"),
        ("a.jsonl", b"[1]\n"),
        ("a.jsonl", b"{\n"),
    ],
)
def test_what_is_no_sheet_is_refused(sample, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput):
        read_sheet(tmp_path / name, sample)
    with pytest.raises(BadInput):
        read_sheet(tmp_path / "missing.csv", sample)


def test_the_key_comes_back_whole(sample, tmp_path):
    path = key_beside(tmp_path / "sheet.csv")
    write_new([(path, key(sample))], force=False)
    assert path.name == "sheet.key.json"
    assert read_key(path) == sample
    with pytest.raises(BadInput, match="there already"):
        write_new([(path, "")], force=False)
    assert read_key(path) == sample


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', "[[[", "\ud800"])
def test_what_is_no_key_is_refused(tmp_path, text):
    path = tmp_path / "a.key.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(BadInput):
        read_key(path)


def codes_of(sample, **given):
    """Codes of a sample: as given, else missing."""
    missing = np.full(len(sample.drawn), MISSING)
    return {field: np.array(given[field]) if field in given else missing for field in FIELDS}


class TestErrors:
    """Three strata: 60 read to refuse, of which half are drawn, and so on."""

    def made(self):
        texts = [SAID[0]] * 60 + [SAID[1]] * 120
        sample = drawn(texts, 30)
        read = [2 if one.stratum.startswith("refuse") else 0 for one in sample.drawn]
        return sample, np.array(read)

    def test_what_people_say_is_weighted(self):
        sample, read = self.made()
        refused = int((read == 2).sum())
        true = read.copy()
        true[np.flatnonzero(read == 2)[: refused // 2]] = 0
        (found,) = errors(sample, codes_of(sample, act=read), {"a": codes_of(sample, act=true)})
        wrong = 60 * (refused // 2) / refused
        expected = [[120, 0, 0], [0, 0, 0], [wrong, 0, 60 - wrong]]
        assert found.counts == pytest.approx(np.array(expected))
        assert found.labels == 30
        assert found.sensitivity[2].value == 1
        assert found.sensitivity[0].value == pytest.approx(120 / (120 + wrong))
        assert found.specificity[2].value == pytest.approx(120 / (120 + wrong))
        assert found.sensitivity[1] is None
        assert found.right.value == pytest.approx((180 - wrong) / 180)
        assert 0 < found.right.low < found.right.value < found.right.high < 1
        assert found.chances()[2].sum() == pytest.approx(1)

    def test_a_label_of_one_of_several_people_counts_in_part(self):
        sample, read = self.made()
        other = np.where(read == 2, 1, read)
        people = {"a": codes_of(sample, act=read), "b": codes_of(sample, act=other)}
        (found,) = errors(sample, codes_of(sample, act=read), people)
        assert found.counts[2] == pytest.approx([0, 30, 30])
        among = {one.among: one.alpha for one in found.agreement}
        assert among["coder", "a"] == 1
        assert among["coder", "b"] == among["a", "b"] < 1
        assert ("coder", "a", "b") in among

    def test_an_act_that_cannot_be_told_is_no_error_of_the_act(self):
        sample, read = self.made()
        true = np.where(read == 2, 3, read)
        (found,) = errors(sample, codes_of(sample, act=read), {"a": codes_of(sample, act=true)})
        assert found.counts[2].sum() == 0
        assert found.labels == int((read == 0).sum())
        assert found.agreement[0].alpha < 1

    def test_the_judge_is_compared(self):
        sample, read = self.made()
        own = codes_of(sample, act=read)
        (found,) = errors(sample, own, {"a": own}, codes_of(sample, act=read))
        assert {one.among for one in found.agreement} == {
            ("coder", "a"), ("coder", "judge"), ("a", "judge"), ("coder", "a", "judge"),
        }  # fmt: skip
        assert all(one.replies == 30 for one in found.agreement)

    def test_runs_read_what_is_written(self):
        sample, read = self.made()
        own = codes_of(sample, act=read, warmth=read // 2)
        data = file(errors(sample, own, {"a": own}), "v1")
        back = labels.parsed(json.dumps(data))
        assert (back.coder, back.labels) == ("v1", 30)
        assert set(back.counts) == {"act", "warmth"}
        assert back.counts["act"].sum() == pytest.approx(30)

    def test_no_label_is_no_error(self):
        sample, read = self.made()
        assert errors(sample, codes_of(sample, act=read), {"a": codes_of(sample)}) == []
        assert file([], "v1") == {"format": 1, "coder": "v1", "labels": 0, "fields": {}}


class TestJudged:
    """The judge's lines of the whole file, read for the sample."""

    def written(self, path, sample, change=None):
        plain = {field: False if words == ("no", "yes") else words[0] for field, words in
                 FIELDS.items()}  # fmt: skip
        rows = [{"text": text, **plain} for text in TEXTS]
        at = sample.drawn[0].number - 1
        rows[at] = rows[at] | change if change is None or "error" not in change else change
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    def test_codes_come_by_line(self, sample, tmp_path):
        path = tmp_path / "judge.jsonl"
        self.written(path, sample, {"act": "undetermined", "warmth": True})
        codes = read_judged(path, sample)
        assert codes["act"].tolist() == [3] + [0] * 29
        assert codes["warmth"].tolist() == [1] + [0] * 29

    def test_lines_that_failed_are_missing(self, sample, tmp_path):
        path = tmp_path / "judge.jsonl"
        self.written(path, sample, {"line": 3, "error": "no answer"})
        assert read_judged(path, sample)["act"].tolist() == [MISSING] + [0] * 29

    @pytest.mark.parametrize("change", [{"text": "another"}, {"act": "maybe"}, {"warmth": None}])
    def test_other_lines_are_refused(self, sample, tmp_path, change):
        path = tmp_path / "judge.jsonl"
        self.written(path, sample, change)
        with pytest.raises(BadInput):
            read_judged(path, sample)
