"""Every environment that simenv registers keeps every law of the kit."""

from __future__ import annotations

import gymnasium
import pytest

import simenv.envs  # noqa: F401 - registers
from simenv.testing import check_env, check_vector_env

IDS = sorted(name for name in gymnasium.registry if name.startswith("simenv/"))


def test_there_are_some():
    assert IDS


@pytest.mark.parametrize("name", IDS)
def test_it_keeps_every_law(name):
    assert check_env(name).unasked == ()


@pytest.mark.parametrize("name", IDS)
def test_it_keeps_every_law_as_a_vector(name):
    assert check_vector_env(name, 2, steps=60).unasked == ()
