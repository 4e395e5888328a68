"""Training by PPO on the vector environment; what comes of it as a network, and as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simenv.columns import F8
from simenv.envs.flat import FlatVector
from simenv.envs.setting import Setting
from simenv.envs.vector import SupportSeekingVector
from simenv.policy.features import features, saturates
from simenv.policy.network import F4, Network
from simenv.policy.weights_file import write
from simenv.rows import DAY


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to train: all numbers are assumed, none was searched for.

    `steps` answers in all, `envs` side by side, `turns` answers of each between two updates, each
    of `passes` over these in parts of `part`. `discount` is per answer.
    """

    steps: int = 1_000_000
    envs: int = 4096
    turns: int = 8
    passes: int = 6
    part: int = 4096
    rate: float = 1e-3
    entropy: float = 0.01
    discount: float = 0.99
    widths: tuple[int, ...] = (64, 64)
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A network and how it came about.

    `curve` has a row an update: answers so far, mean return of the episodes that ended since.
    """

    network: Network
    setting: Setting
    plan: Plan
    curve: F8


def train(plan: Plan, **about: Any) -> Trained:
    """Train a policy; `about` are the arguments of the environment (docs/gymnasium.md).

    `people` should leave some persons out, to judge it by. `ImportError` says how to install what
    is missing.
    """
    envs = SupportSeekingVector(plan.envs, **about)
    flat = FlatVector(envs)
    beside, model = _model(flat, plan)
    model.learn(total_timesteps=plan.steps)
    network = _network(model, flat.names, envs.setting)
    return Trained(
        network=network, setting=envs.setting, plan=plan, curve=_curve(beside.ended, plan)
    )


def _model(flat: FlatVector, plan: Plan) -> tuple[Any, Any]:
    """The environment as Stable-Baselines3 wants it, and a PPO on it."""
    try:
        # Both are an extra, and slow to import.
        from stable_baselines3 import PPO  # noqa: PLC0415
        from torch import nn, set_num_threads  # noqa: PLC0415

        from simenv.learning.adapter import SideBySide  # noqa: PLC0415
    except ImportError as error:
        told = 'training needs Stable-Baselines3: pip install "refusal-simenv[rl]"'
        raise ImportError(told) from error
    set_num_threads(1)  # the sums of training depend on how many there are
    beside = SideBySide(flat)
    return beside, PPO(
        "MlpPolicy",
        beside,
        n_steps=plan.turns,
        batch_size=plan.part,
        n_epochs=plan.passes,
        learning_rate=plan.rate,
        ent_coef=plan.entropy,
        gamma=plan.discount,
        seed=plan.seed,
        device="cpu",
        # max(0, x) is the one function between layers that has the same bits everywhere.
        policy_kwargs={"net_arch": list(plan.widths), "activation_fn": nn.ReLU},
    )


def _network(model: Any, names: tuple[str, ...], setting: Setting) -> Network:
    """The part of the model that acts, as plain arrays."""
    acting = [*model.policy.mlp_extractor.policy_net, model.policy.action_net]
    framings = setting.actions.framings
    return Network(
        features=features(names),
        most=np.array([saturates(name) for name in names], np.float32),
        layers=tuple(
            (_array(one.weight).T.copy(), _array(one.bias))
            for one in acting
            if hasattr(one, "weight")
        ),
        framings=framings.names,
        scores=framings.scores,
        rationale=framings.rationale,
    )


def _array(tensor: Any) -> F4:
    return np.array(tensor.detach().cpu().numpy(), np.float32)


def _curve(ended: list[tuple[int, float]], plan: Plan) -> F8:
    """What ended between two updates: answers so far, mean return; 0 where none ended."""
    rows = np.array(ended, np.float64)[: len(ended) // plan.turns * plan.turns]
    sums = rows.reshape(-1, plan.turns, 2).sum(axis=1)
    steps = np.arange(1, len(sums) + 1) * float(plan.turns * plan.envs)
    return np.column_stack([steps, sums[:, 1] / np.maximum(sums[:, 0], 1.0)])


def save(trained: Trained, path: str | Path, *, summary: str | None = None) -> Path:
    """Write a policy of kind learned: the YAML file at `path`, and its weights beside it.

    The name of the policy is that of the file. What is there already is replaced.
    """
    where = Path(path)
    if where.suffix != ".yaml":
        raise ValueError(f"expected the path of a .yaml file, found {where}")
    write(trained.network, where.with_suffix(".npz"))
    told = " ".join(summary.split()) if summary else _SUMMARY
    where.write_text(_FILE.format(name=where.stem, summary=told, **_said(trained)), "utf-8")
    return where


_SUMMARY = "Trained in this simulator on rewards whose weights are assumed."
_FILE = """\
# Trained in this simulator, on persons who are made up, by a reward whose weights are assumed. It
# is no recommendation, and nothing is known of what it would do to people. {how}
policy: {name}
version: 1.0.0
kind: learned
summary: >-
  {summary}
source: assumed
detector: {detector}
remembers: {{{remembers}}}
weights: {name}.npz
"""


def _said(trained: Trained) -> Mapping[str, str]:
    setting, plan = trained.setting, trained.plan
    spans = {
        "refusals": setting.eyes.remembers.refusals,
        "referrals": setting.eyes.remembers.referrals,
    }
    return {
        "detector": setting.eyes.detector.name,
        "remembers": ", ".join(f"{k}: {v / DAY:g} days" for k, v in spans.items() if v),
        "how": f"PPO, {plan.steps:,}\n# answers, seed {plan.seed}. See docs/learning.md.",
    }
