"""`check_env`: an honest toy passes, and each broken one is named by the law it breaks."""

from __future__ import annotations

import gymnasium
import pytest

from simenv.state import Persons
from simenv.testing import NotConformant, check_env
from simenv.testing.environments import LAWS
from simenv.testing.walking import LATENT
from tests.broken.kit_environments import BROKEN
from tests.testing.toys import Door

ALL = tuple(law.name for law in LAWS)


def test_an_honest_environment_keeps_every_law():
    assert check_env(Door).kept == ALL


def test_an_environment_that_is_handed_in_is_not_touched():
    door = Door()
    assert check_env(door).kept == ALL
    assert not door.going


def test_an_environment_is_found_by_its_id():
    gymnasium.register(id="kit/Door-v0", entry_point="tests.testing.toys:Door")
    try:
        assert check_env("kit/Door-v0").kept == ALL
        assert check_env(gymnasium.make("kit/Door-v0")).kept == ALL
    finally:
        del gymnasium.registry["kit/Door-v0"]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.__name__)
def test_a_broken_environment_is_named_by_its_law(broken):
    with pytest.raises(NotConformant) as caught:
        check_env(broken)
    assert caught.value.report.broken == (BROKEN[broken],)


def test_every_law_of_environments_has_a_broken_part():
    assert set(BROKEN.values()) == set(ALL)


def test_what_is_latent_is_what_persons_carry_and_nobody_sees():
    assert {"trust", "hope", "risk", "distress_own", "entry_risk", "need_stated"} <= LATENT
    assert not LATENT & {"need", "turn", "risk_seen", "last_act", "refusals", "sessions"}
    assert set(Persons.specs()) - LATENT <= {
        *("turn", "need", "subject", "asks", "session_refusals", "session_referrals"),
        *(
            "last_act",
            "last_move",
            "sessions",
            "turns",
            "answered",
            "refused",
            "offered",
            "clock",
            "thread",
        ),
    }
