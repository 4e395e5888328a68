"""What training gives is what was trained; without Stable-Baselines3 it says how to get it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest

from simenv.catalogue import Catalogue
from simenv.envs import FlatVector
from simenv.exchange import View
from simenv.learning import Plan, readable, save, train
from simenv.learning.training import _model, _network
from simenv.policy import checked, load, view
from simenv.policy.features import features, saturates
from simenv.policy.network import scaled
from tests.envs.places import SMALL, drawn, side_by_side, small

TRAINS = find_spec("stable_baselines3") is not None
needs_sb3 = pytest.mark.skipif(
    not TRAINS, reason='trains: pip install "refusal-simenv[rl]" (Stable-Baselines3, PyTorch)'
)


def test_features_of_a_view_are_the_flat_observations():
    """What a policy computes of its view is what it was trained on, name by name."""
    env = small()
    env.reset(seed=3)
    flat = FlatVector(side_by_side(1))
    assert flat.names
    for step in range(12):
        eyes = env.setting.eyes
        requests = env.requests
        seen = view(requests, eyes.detector, eyes.remembers)
        told = flat._layout.flat(eyes.see(requests), len(requests))
        mine = np.column_stack([one.of(seen) for one in features(flat.names)])
        assert np.allclose(mine, told, atol=2e-6), step
        if any(env.step(drawn(env, np.random.default_rng(step)))[2:4]):
            env.reset()


def test_every_column_of_a_view_has_a_feature_that_saturates():
    assert all(saturates(one.name) >= 1 for one in features(View.specs()))
    most = np.array([4.0, 1.0], np.float32)
    assert scaled(np.array([[9, -1], [2, 1]], np.float32), most).tolist() == [[1, -1], [0.5, 1]]


@pytest.mark.skipif(TRAINS, reason="Stable-Baselines3 is installed")
def test_training_without_the_extra_says_what_to_install():
    with pytest.raises(ImportError, match=r"refusal-simenv\[rl\]"):
        train(Plan(steps=8, envs=1), **SMALL)


def adapted(rows):
    """The adapter, which only those can import who have the extra."""
    return import_module("simenv.learning.adapter").SideBySide(FlatVector(side_by_side(rows)))


@pytest.fixture(scope="module")
def trained():
    return train(Plan(steps=256, envs=16, turns=8, part=64, passes=1, widths=(16,)), **SMALL)


@needs_sb3
def test_the_adapter_is_the_environment_by_the_protocol():
    one, other = adapted(4), FlatVector(side_by_side(4))
    one.seed(5)
    seen, (expected, _) = one.reset(), other.reset(seed=5)
    rng, ends, returns = np.random.default_rng(0), 0, 0.0
    for _ in range(40):
        assert np.array_equal(seen, scaled(expected, one.most))
        assert np.abs(seen).max() <= 1.0
        actions = drawn(other.unwrapped, rng, 4)
        seen, reward, done, infos = one.step(actions)
        expected, paid, terminated, truncated, told = other.step(actions)
        assert np.array_equal(done, terminated | truncated)
        assert np.array_equal(reward, paid.astype(np.float32))
        returns += paid.sum()
        for row in np.flatnonzero(done):
            final = scaled(told["final_obs"][row], one.most)
            assert np.array_equal(infos[row]["terminal_observation"], final)
            # The horizon ends all that counts: no value is guessed for what would come.
            assert "TimeLimit.truncated" not in infos[row]
        ends += int(done.sum())
    assert ends > 2
    assert sum(count for count, _ in one.ended) == ends
    assert sum(total for _, total in one.ended) + one._returns.sum() == pytest.approx(returns)


@needs_sb3
def test_the_adapter_refuses_what_rows_do_not_have():
    one = adapted(3)
    assert one.get_attr("num_envs", [0, 2]) == [3, 3]
    assert one.env_is_wrapped(object) == [False] * 3
    with pytest.raises(NotImplementedError):
        one.set_attr("num_envs", 4)
    with pytest.raises(NotImplementedError):
        one.env_method("step")


@needs_sb3
def test_what_is_saved_is_what_was_trained(trained, tmp_path):
    path = save(trained, tmp_path / "of-a-test.yaml")
    one = load(Catalogue(), path)
    assert (one.name, one.kind, one.detector.name) == ("of-a-test", "learned", "typical-2025")
    for (saved, bias), (was, before) in zip(
        one.network.layers, trained.network.layers, strict=True
    ):
        assert saved.tobytes() == was.tobytes()
        assert bias.tobytes() == before.tobytes()
    env = small()
    env.reset(seed=1)
    assert len(checked(one, env.requests)) == 1
    assert "| comply" in readable(one, trained.setting, people=20, least=1)
    assert trained.curve.shape == (2, 2)
    with pytest.raises(ValueError, match=r"\.yaml"):
        save(trained, tmp_path / "of-a-test")


@needs_sb3
def test_the_scores_are_those_of_the_model():
    torch = import_module("torch")
    envs = side_by_side(32)
    flat = FlatVector(envs)
    beside, model = _model(flat, Plan(envs=32, turns=4, part=64, seed=3))
    seen = beside.reset()
    network = _network(model, flat.names, envs.setting)
    with torch.no_grad():
        inner = model.policy.mlp_extractor.forward_actor(torch.as_tensor(seen))
        expected = model.policy.action_net(inner).numpy()
    requests = np.concatenate([network_logits(network, crowd) for crowd in envs._crowds.values()])
    assert np.allclose(requests, expected, atol=1e-5)
    acted, _ = model.predict(seen, deterministic=True)
    clear = clear_cut(expected, network.sizes)
    mine = np.concatenate([acting(network, crowd) for crowd in envs._crowds.values()])
    assert clear.sum() > 16
    assert np.array_equal(mine[clear], acted[clear])


def seen_by(crowd):
    eyes = small().setting.eyes
    return view(crowd.requests, eyes.detector, eyes.remembers)


def network_logits(network, crowd):
    return network.logits(seen_by(crowd))


def acting(network, crowd):
    return network.actions(seen_by(crowd))


def clear_cut(logits, sizes):
    """Rows in which the best value of each part leads by more than rounding."""
    clear, start = np.ones(len(logits), bool), 0
    for size in sizes:
        best = np.sort(logits[:, start : start + size], axis=1)
        clear &= best[:, -1] - best[:, -2] > 1e-4
        start += size
    return clear


@needs_sb3
def test_training_repeats_itself():
    plan = Plan(steps=64, envs=8, turns=4, part=32, passes=1, widths=(8,))
    one, other = (train(plan, **SMALL).network for _ in range(2))
    assert one.layers[0][0].tobytes() == other.layers[0][0].tobytes()
