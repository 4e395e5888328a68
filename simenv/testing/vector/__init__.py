"""Whether a vector environment is so many environments side by side: what Gymnasium lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simenv.testing.findings import Law, Report, examined
from simenv.testing.opening import opener, vector_opener
from simenv.testing.vector import ends, luck, returns
from simenv.testing.vector.side import Side

if TYPE_CHECKING:
    from simenv.testing.opening import Env, VectorEnv

#: Steps of a walk: several episodes of each slot, as far as they are short.
STEPS = 120


def check_vector_env(
    env: str | VectorEnv | Callable[[int], VectorEnv],
    num_envs: int = 4,
    *,
    steps: int = STEPS,
    single: str | Env | Callable[[], Env] | None = None,
) -> Report:
    """Check a vector environment by its id, by itself, or by a function of the number of slots.

    `single` is the environment that each slot must be equal to; for an id, that of the same id.
    Without one, what only a comparison with it can show is left out. `num_envs` must be 2 or more,
    and some episode must end within `steps`, better several of each slot.
    Raises `NotConformant` with every finding.
    """
    if num_envs < 2:
        raise ValueError("a vector environment is checked with 2 slots or more")
    name, fresh = vector_opener(env, num_envs)
    beside = env if single is None and isinstance(env, str) else single
    alone = None if beside is None else opener(beside)[1]
    laws = LAWS if alone else tuple(law for law in LAWS if law.name not in _COMPARED)
    return examined(
        f"vector environment {name}", Side(fresh=fresh, single=alone, steps=steps), laws
    )


#: Laws that compare with the single environment.
_COMPARED = ("final observation", "single")

LAWS: tuple[Law[Side], ...] = (
    Law(
        name="spaces",
        says="the batched spaces are batches of the single ones",
        ask=returns.spaces,
    ),
    Law(
        name="autoreset declared",
        says="metadata declares an autoreset mode",
        ask=ends.declared,
    ),
    Law(
        name="returns",
        says="observations lie in the space; rewards and flags have one element a slot",
        ask=returns.returns,
        needs=("spaces", "autoreset declared"),
    ),
    Law(
        name="infos",
        says="infos are arrays with an element a slot, each with a mask",
        ask=returns.infos,
        needs=("returns",),
    ),
    Law(
        name="kept",
        says="what was returned is not changed later",
        ask=returns.kept,
        needs=("returns",),
    ),
    Law(
        name="determinism",
        says="the same seed and actions give the same walk, in a used environment too",
        ask=luck.determinism,
        needs=("returns", "infos", "kept"),
    ),
    Law(
        name="autoreset",
        says="an ended episode is followed by what the declared mode says",
        ask=ends.autoreset,
        needs=("determinism",),
    ),
    Law(
        name="seeding",
        says="slots differ, and slot i of seed s is that of seed s + i, wherever it stands",
        ask=luck.seeding,
        needs=("autoreset",),
    ),
    Law(
        name="independence",
        says="what other slots do is nothing to a slot",
        ask=luck.independence,
        needs=("seeding",),
    ),
    Law(
        name="final observation",
        says="the last observation of an episode is where the mode says",
        ask=ends.final,
        needs=("independence",),
    ),
    Law(
        name="single",
        says="a slot is the single environment under its seed, episode after episode",
        ask=ends.single,
        needs=("final observation",),
    ),
    Law(
        name="actions",
        says="actions out of range, too many and too few raise",
        ask=ends.refuses,
        needs=("returns",),
    ),
    Law(
        name="order",
        says="a step before the first reset raises ResetNeeded",
        ask=ends.order,
        needs=("returns",),
    ),
    Law(
        name="latent",
        says="infos name nothing that an assistant cannot see",
        ask=returns.latent,
        needs=("infos",),
    ),
    Law(
        name="reward",
        says="each reward is the sum of its parts in infos['reward']",
        ask=returns.reward,
        needs=("infos", "autoreset"),
    ),
    Law(name="close", says="it can be closed twice", ask=ends.close, needs=("returns",)),
)
