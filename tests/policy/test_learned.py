"""A learned policy is its files: the same bits in any batch, and every bad file is told."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.policy import LearnedPolicy, checked, load, view
from simenv.policy.features import feature
from simenv.policy.view import NOTHING
from simenv.policy.weights_file import read, write
from simenv.tell.policies import tell
from simenv.testing import check_policy
from tests.broken.catching import CATCH, LAW
from tests.broken.networks import ByBatch, ByCrowd
from tests.made_networks import NAMES, always, network, policy_of, saved
from tests.policy.asked import drawn

SEEDS = st.integers(0, 2**32 - 1)


def unchanged_by_its_batch(made, seed, length, cut):
    """Whether every score is the same bits when a batch is split, and when it is turned round."""
    seen = view(drawn(length, seed), None, NOTHING)
    rows = np.arange(length)
    whole = made.logits(seen)
    parts = [made.logits(seen.take(part)) for part in (rows[: cut % length], rows[cut % length :])]
    turned = made.logits(seen.take(rows[::-1].copy()))[::-1]
    return (
        np.concatenate(parts).tobytes() == whole.tobytes()
        and np.ascontiguousarray(turned).tobytes() == whole.tobytes()
    )


@settings(LAW)
@given(SEEDS, st.integers(1, 60), st.integers(0, 60))
def test_scores_are_the_same_bits_in_any_batch(seed, length, cut):
    assert unchanged_by_its_batch(network(seed % 5), seed, length, cut)


def test_so_they_are_where_a_batch_is_cut_for_the_cache():
    assert unchanged_by_its_batch(network(), 1, 5000, 4999)


@pytest.mark.parametrize("kind", [ByBatch, ByCrowd])
def test_a_network_that_hangs_on_its_batch_is_caught(kind):
    @CATCH
    @given(SEEDS, st.integers(1, 60), st.integers(0, 60))
    def law(seed, length, cut):
        assert unchanged_by_its_batch(network(of=kind), seed, length, cut)

    with pytest.raises(AssertionError):
        law()


@settings(LAW)
@given(SEEDS)
def test_scores_are_those_of_the_matrix_products(seed):
    made, seen = network(seed % 7), view(drawn(20, seed), None, NOTHING)
    found = made.inputs(seen).astype(np.float64)
    for number, (weights, bias) in enumerate(made.layers):
        found = np.maximum(found, 0.0) if number else found
        found = found @ weights.astype(np.float64) + bias
    assert np.allclose(made.logits(seen), found, rtol=1e-4, atol=1e-3)


def test_it_answers_the_best_scored_value_of_each_part(tmp_path):
    one = policy_of(tmp_path, always(2, 1, 4, 3))
    said = checked(one, drawn(50))
    assert (said.act == 2).all()
    assert (said.referral == 4).all()
    assert (said.continuation == 3).all()
    assert (said.warmth == 0.8).all()
    assert (one.name, one.version, one.kind) == ("tried", "1.0.0", "learned")


def test_features_are_columns_codes_and_the_clock():
    seen = view(drawn(200), None, NOTHING)
    assert (feature("need=3").of(seen) == (seen.need == 3)).all()
    # As in the observations of the environment, 0 is none and codes are one more.
    assert (feature("last_act=0").of(seen) == (seen.last_act == -1)).all()
    assert (feature("last_move").of(seen) == seen.last_move + 1).all()
    angle = np.arctan2(feature("hour_sin").of(seen), feature("hour_cos").of(seen))
    assert np.allclose(angle % (2 * np.pi), seen.hour * np.pi / 12, atol=1e-5)
    inputs = network().inputs(seen)
    assert inputs.min() >= -1.0
    assert inputs.max() <= 1.0


def test_a_file_gives_back_what_was_written_in_the_same_bytes(tmp_path):
    made, seen = network(3), view(drawn(40), None, NOTHING)
    write(made, tmp_path / "one.npz")
    write(read(tmp_path / "one.npz").network, tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = read(tmp_path / "two.npz").network
    assert again.logits(seen).tobytes() == made.logits(seen).tobytes()
    assert tuple(one.name for one in again.features) == NAMES


def test_the_hash_covers_weights_detector_and_file(tmp_path):
    path = saved(tmp_path, network())
    first = load(Catalogue(), path).sha256
    assert load(Catalogue(), path).sha256 == first
    bent = network()
    weights, bias = bent.layers[0]
    weights[0, 0] = np.nextafter(weights[0, 0], np.float32(9))
    other = policy_of(tmp_path, replace(bent, layers=((weights, bias), *bent.layers[1:]))).sha256
    saved(tmp_path, network())
    text = path.read_text("utf-8")
    path.write_text(text.replace("typical-2025", "perfect"), "utf-8")
    assert len({first, other, load(Catalogue(), path).sha256}) == 3


def test_a_child_takes_the_weights_of_the_file_that_names_them(tmp_path):
    one = policy_of(tmp_path, network())
    child = tmp_path / "child.yaml"
    child.write_text(
        "policy: child\nversion: 1.0.0\nextends: tried\nsummary: Sees well.\ndetector: perfect\n"
    )
    found = load(Catalogue(), child)
    assert isinstance(found, LearnedPolicy)
    assert found.network.layers[0][0].tobytes() == one.network.layers[0][0].tobytes()
    assert found.detector.name == "perfect"


def test_the_kit_finds_nothing_against_it(tmp_path):
    assert check_policy(saved(tmp_path, network(2)))


def test_it_is_told_back_with_what_it_does(tmp_path):
    told = tell(Catalogue(), saved(tmp_path, always(2, 0, 0, 0)))
    sections = {section.key: section for section in told.sections}
    assert "It was learned" in " ".join(sections["learned"].lines)
    assert {row["first"]["act"] for row in sections["battery"].facts if row["first"]} == {"refuse"}
    assert sections["sees"].facts["remembers"] == {"refusals": 30.0}


def problems(path):
    with pytest.raises(BadInput) as caught:
        load(Catalogue(), path)
    return [(one.field, one.expected, one.found) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("weights: tried.npz\n", "", "weights", "the field weights"),
        ("tried.npz", "other.npz", "weights", "a file other.npz beside this one"),
        ("tried.npz", "../tried.npz", "weights", "the name of an .npz file beside"),
        ("tried.npz", "tried.pkl", "weights", "the name of an .npz file beside"),
        ("tried.npz", "[tried.npz]", "weights", "some text"),
        ("detector: typical-2025\n", "", "detector", "the field detector"),
        ("kind: learned", "kind: rules", "weights", "no weights in a policy of kind rules"),
        ("version", "function: f\nversion", "function", "no function in a policy of kind learned"),
    ],
)
def test_a_bad_policy_file_is_told(tmp_path, old, new, field, expected):
    path = saved(tmp_path, network())
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    told = problems(path)
    assert any(at == field and says.startswith(expected) for at, says, _ in told), told


def bent(folder, **changes):
    """The problem with a weights file in which some arrays are others, or gone (None)."""
    path = saved(folder, network())
    with np.load(folder / "tried.npz") as found:
        arrays = {name: found[name] for name in found.files}
    for name, change in changes.items():
        arrays[name] = change(arrays.get(name)) if callable(change) else change
    np.savez(folder / "tried.npz", **{k: v for k, v in arrays.items() if v is not None})
    (one,) = problems(path)
    assert one[0] == "weights"
    return one[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scores": None}, "an array scores"),
        ({"format": np.array(b"1")}, "format: whole numbers"),
        ({"format": np.array(2)}, "format 1"),
        ({"format": np.array(1.0)}, "format: whole numbers"),
        ({"features": lambda was: was[:-1]}, "most: a number"),
        ({"features": lambda was: np.where(was == "need=3", "need=9", was)}, "features: names"),
        ({"features": lambda was: np.where(was == "age", "risk", was)}, "features: names"),
        ({"features": lambda was: np.where(was == "age", "turn", was)}, "features: 1 to"),
        ({"most": lambda was: was * 0}, "most: a number"),
        ({"weights_0": lambda was: was * np.nan}, "weights_0: numbers from"),
        ({"weights_1": lambda was: was * 1e5}, "weights_1: numbers from"),
        ({"weights_0": lambda was: was.T}, "layer 0: weights of shape"),
        ({"bias_2": lambda was: was[:-1]}, "layer 2: weights of shape"),
        ({"bias_2": None}, "weights_0, bias_0 and so on"),
        ({"bias_0": lambda was: was.astype(str)}, "bias_0: numbers in"),
        ({"extra": np.zeros(2)}, "weights_0, bias_0 and so on"),
        ({"framings": lambda was: was[:2]}, "scores: 5 numbers"),
        ({"scores": lambda was: was * 2}, "scores: numbers from 0 to 1"),
        ({"rationale": lambda was: was + 4}, "rationale: codes"),
    ],
)
def test_bad_weights_are_told(tmp_path, changes, expected):
    assert bent(tmp_path, **changes).startswith(expected)


def packed(**entries):
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(f"{name}.npy", content)
    return told.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"no archive", packed(most=b"\x93NUMPY\x01")],
)
def test_a_file_that_is_none_is_told(tmp_path, content):
    path = saved(tmp_path, network())
    (tmp_path / "tried.npz").write_bytes(content)
    assert problems(path)[0][1] == "an .npz file of plain arrays"


def test_a_cut_off_file_is_told(tmp_path):
    path = saved(tmp_path, network())
    whole = (tmp_path / "tried.npz").read_bytes()
    (tmp_path / "tried.npz").write_bytes(whole[: len(whole) // 2])
    assert problems(path)[0][1] == "an .npz file of plain arrays"


def test_objects_are_never_unpacked(tmp_path):
    path = saved(tmp_path, network())
    np.savez(tmp_path / "tried.npz", features=np.array([{"run": "me"}], object))
    assert problems(path)[0][1] == "an .npz file of plain arrays"


def test_a_file_that_unpacks_to_too_much_is_told(tmp_path):
    path = saved(tmp_path, network())
    (tmp_path / "tried.npz").write_bytes(packed(features=b"\0" * 2**26))
    assert problems(path)[0][1].startswith("at most")


LEARNED = Path(__file__).parents[2] / "docs" / "learned"
#: The scores of the example, as bits: the same on every machine.
EXAMPLE = "e9e76cb70e61d131b09ea7b0b46e1d4acd2a18d3cd5d62bdcfa887ba00dec59f"


def test_the_example_scores_the_same_bits_everywhere():
    one = load(Catalogue(), LEARNED / "ppo-as-shipped.yaml")
    assert isinstance(one, LearnedPolicy)
    scores = one.network.logits(view(drawn(500), one.detector, one.remembers))
    assert sha256(scores.tobytes()).hexdigest() == EXAMPLE


def test_examples_are_no_part_of_the_catalogue():
    names = {path.stem for path in LEARNED.glob("*.yaml")}
    assert names == {"ppo-as-shipped", "refer-all"}
    assert names.isdisjoint(Catalogue().names("policies"))
