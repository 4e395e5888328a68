"""The search and its folder: the same archive, whatever was done before and kept."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.errors import RunFailure
from simenv.stats.outcomes import outcome
from simenv.stress.archive import Archive
from simenv.stress.candidate import AMPLE, SHORT, USUAL
from simenv.stress.searching import Batch, Effort, Search, tried
from simenv.stress.store import Store, candidates_of, plain
from simenv.stress.trial import Luck
from tests.broken.catching import CATCH, LAW
from tests.broken.stress import GivesAnothers, LosesABatch, TakesAnyCandidates
from tests.stress.made import small
from tests.stress.test_archive import OUTCOMES, SPACE, cells, tally

EFFORT = Effort(generations=3, candidates=5, people=2)
SEEDS = st.integers(0, 2**20)


def search(seed, directed=True):
    return Search(space=SPACE, outcomes=OUTCOMES, effort=EFFORT, seed=seed, directed=directed)


class Trying:
    """Stands in for a world: what a batch shows hangs on its candidates and luck alone."""

    def __init__(self, stop_after=None):
        self.batches, self.stop_after = [], stop_after

    def __call__(self, batches):
        for one in batches:
            if len(self.batches) == self.stop_after:
                raise InterruptedError
            self.batches.append(one)
            yield tally(crc32(repr((one.candidates, one.luck)).encode()), one.candidates)


def found(seed, store=None, trying=None, directed=True):
    archive = Archive(outcomes=OUTCOMES)
    search(seed, directed).run(archive, trying or Trying(), store)
    return cells(archive), archive.visits


def goes_on(kind, seed, done):
    """Stopped after some batches and gone on with, a search is the one that was not stopped."""
    with tempfile.TemporaryDirectory() as folder:
        store = kind(Path(folder))
        if done < EFFORT.batches:
            with pytest.raises(InterruptedError):
                found(seed, store, Trying(stop_after=done))
        else:
            found(seed, store)
        rest = Trying()
        assert found(seed, kind(Path(folder)), rest) == found(seed)
        assert len(rest.batches) == EFFORT.batches - done


def keeps_to_its_own(kind, seed):
    """A folder of another search is refused."""
    with tempfile.TemporaryDirectory() as folder:
        found(seed, kind(Path(folder)))
        with pytest.raises(RunFailure, match="about other candidates"):
            found(seed + 1, kind(Path(folder)))


@settings(LAW, max_examples=15)
@given(SEEDS, st.integers(0, EFFORT.batches))
def test_a_search_that_was_stopped_ends_as_one_that_was_not(seed, done):
    goes_on(Store, seed, done)


@settings(LAW, max_examples=5)
@given(SEEDS)
def test_the_batches_of_another_search_are_refused(seed):
    keeps_to_its_own(Store, seed)


@pytest.mark.parametrize("broken", [LosesABatch, GivesAnothers])
def test_a_store_that_does_not_give_what_it_was_given_is_caught(broken):
    with pytest.raises(AssertionError):
        CATCH(given(SEEDS)(lambda seed: goes_on(broken, seed, EFFORT.batches)))()


def test_a_store_that_does_not_look_whose_batch_it_is_is_caught():
    with pytest.raises(pytest.fail.Exception):
        CATCH(given(SEEDS)(lambda seed: keeps_to_its_own(TakesAnyCandidates, seed)))()


@settings(LAW, max_examples=15)
@given(SEEDS)
def test_a_search_without_direction_looks_at_nothing_that_it_found(seed):
    """Its candidates are the same, whatever the world shows."""

    class Elsewhere(Trying):
        def __call__(self, batches):
            return (replace(one, share=one.share * 0 + 0.01) for one in super().__call__(batches))

    both = [Trying(), Elsewhere()]
    for trying in both:
        found(seed, trying=trying, directed=False)
    assert [one.candidates for one in both[0].batches] == [
        one.candidates for one in both[1].batches
    ]
    directed = Trying()
    found(seed, trying=directed)
    assert [one.candidates for one in directed.batches] != [
        one.candidates for one in both[0].batches
    ]


@settings(LAW, max_examples=15)
@given(SEEDS)
def test_every_batch_has_services_and_people_of_its_own(seed):
    trying = Trying()
    found(seed, trying=trying)
    services = [{one.services for one in batch.candidates} for batch in trying.batches]
    assert services == [{USUAL}, {SHORT}, {USUAL}, {AMPLE}, {USUAL}, {SHORT}]
    numbers = [
        number
        for batch in trying.batches
        for place in range(EFFORT.candidates)
        for number in batch.luck.numbers(place).tolist()
    ]
    assert len(set(numbers)) == len(numbers) == EFFORT.lives


def test_progress_is_told_batch_by_batch():
    told = []
    archive = Archive(outcomes=OUTCOMES)
    search(1).run(archive, Trying(), progress=lambda done, of: told.append((done, of)))
    assert told == [(n + 1, EFFORT.batches) for n in range(EFFORT.batches)]


# The file of a batch


@LAW
@given(SEEDS)
def test_a_tally_is_read_as_it_was_kept(seed):
    with tempfile.TemporaryDirectory() as folder:
        kept = tally(seed)
        Store(Path(folder)).keep("batch-0000", kept)
        read = Store(Path(folder)).read("batch-0000", kept.candidates)
        assert read.candidates == kept.candidates
        for name in ("situation", "by", "met", "failure", "of", "share", "harm", "error"):
            left, right = getattr(read, name), getattr(kept, name)
            assert (left.dtype, left.shape) == (right.dtype, right.shape)
            assert left.tobytes() == right.tobytes()


def test_candidates_come_back_from_plain_data():
    one = tally(3)
    assert candidates_of(json.loads(json.dumps(plain(one.candidates)))) == one.candidates


def test_what_is_not_there_is_not_given(tmp_path):
    assert Store(tmp_path).read("batch-0000", ()) is None


def damaged(data):
    """A file as it may lie on a disk that had trouble, by what happened to it."""
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 255
    return {
        "cut short": data[: len(data) // 2],
        "cut at the end": data[:-4],
        "empty": b"",
        "something else": b"hello\n",
        "a byte turned": bytes(flipped),
    }


@pytest.mark.parametrize("how", list(damaged(b"1234567890")))
def test_a_damaged_batch_is_named_and_its_remedy_works(how, tmp_path):
    store = Store(tmp_path)
    whole = found(1, store)
    path = tmp_path / "batch-0002.npz"
    path.write_bytes(damaged(path.read_bytes())[how])
    with pytest.raises(RunFailure, match=r"batch-0002\.npz is corrupt: remove it"):
        found(1, store)
    path.unlink()
    assert found(1, store) == whole


def test_a_batch_without_its_arrays_is_corrupt(tmp_path):
    found(1, Store(tmp_path))
    np.savez(tmp_path / "batch-0001.npz", situation=np.zeros(3))
    with pytest.raises(RunFailure, match="is corrupt"):
        found(1, Store(tmp_path))


@pytest.mark.parametrize("said", ["7", "[1, 2]", '[["teen", 3]]', "[[]]"])
def test_candidates_that_are_none_are_corrupt(said, tmp_path):
    found(1, Store(tmp_path))
    path = tmp_path / "batch-0001.npz"
    with np.load(path) as arrays:
        told = {**arrays, "candidates": np.frombuffer(said.encode(), np.uint8)}
    np.savez(path, **told)
    with pytest.raises(RunFailure, match="is corrupt"):
        found(1, Store(tmp_path))


def test_what_a_killed_process_left_half_written_is_swept(tmp_path):
    (tmp_path / ".batch-0000.npz.77.tmp").write_bytes(b"half")
    assert found(1, Store(tmp_path)) == found(1)
    assert not list(tmp_path.glob(".*"))


# In a world


def test_a_batch_shows_the_same_again():
    asked = small(seed=3)
    luck = np.random.default_rng(3)
    people = tuple(asked.space.random(luck) for _ in range(6))
    batch = Batch(name="batch-0000", candidates=people, luck=Luck(seed=3, people=4))
    whats = [outcome(name) for name in asked.lived]
    one, other = (tried(asked.setting, whats, batch) for _ in range(2))
    for name in ("situation", "by", "met", "failure", "of", "share", "harm", "error"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert len(one.situation)
