"""`check_vector_env`: honest toys pass in each mode, and broken ones are named by their laws."""

from __future__ import annotations

import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from simenv.testing import NotConformant, check_vector_env
from simenv.testing.vector import LAWS
from tests.broken.kit_vectors import BROKEN, NewLuck
from tests.testing.toys import Door, Doors

ALL = tuple(law.name for law in LAWS)
#: A walk long enough for a few episodes of a door.
STEPS = 40


@pytest.mark.parametrize("mode", AutoresetMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("num_envs", [2, 3])
def test_honest_doors_keep_every_law(mode, num_envs):
    report = check_vector_env(lambda many: Doors(many, mode), num_envs, single=Door, steps=STEPS)
    assert report.kept == ALL


@pytest.mark.parametrize("mode", AutoresetMode, ids=lambda mode: mode.value)
def test_gymnasiums_own_vector_environment_keeps_every_law(mode):
    report = check_vector_env(
        lambda many: SyncVectorEnv([Door] * many, autoreset_mode=mode), single=Door, steps=STEPS
    )
    assert report.kept == ALL


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.__name__)
def test_broken_doors_are_named_by_their_law(broken):
    with pytest.raises(NotConformant) as caught:
        check_vector_env(broken, single=broken.door, steps=STEPS)
    assert caught.value.report.broken == (BROKEN[broken],)


def test_every_law_of_vector_environments_has_a_broken_part():
    assert set(BROKEN.values()) == set(ALL)


def test_without_a_single_environment_nothing_is_compared_with_it():
    report = check_vector_env(NewLuck(3), steps=STEPS)
    assert set(ALL) - set(report.kept) == {"final observation", "single"}
    assert not report.findings


def test_an_environment_in_which_nothing_ends_is_not_passed():
    with pytest.raises(NotConformant) as caught:
        check_vector_env(Doors, single=Door, steps=0)
    assert caught.value.report.broken == ("autoreset",)


def test_one_slot_is_too_few():
    with pytest.raises(ValueError, match="2 slots or more"):
        check_vector_env(Doors, 1)
