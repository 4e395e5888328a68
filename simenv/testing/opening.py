"""From what a user hands in, an id, an environment or a way to make one, to fresh environments."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gymnasium

    Env = gymnasium.Env[Any, Any]
    VectorEnv = gymnasium.vector.VectorEnv[Any, Any, Any]

#: Ids of this namespace are registered when this module is imported.
_OWN, _HOME = "simenv/", "simenv.envs"


def opener(env: str | Env | Callable[[], Env]) -> tuple[str, Callable[[], Env]]:
    """A name, and how to get an environment that nobody has touched yet.

    An environment itself is not stepped: copies of it are, made by its `spec` where it has one.
    """
    import gymnasium  # noqa: PLC0415 - slow to import, and only these checks need it

    if isinstance(env, str):
        name = registered(env)
        return name, lambda: gymnasium.make(name, disable_env_checker=True)
    if not isinstance(env, gymnasium.Env):
        return getattr(env, "__name__", "environment"), env
    spec = env.unwrapped.spec
    if spec is not None and env.spec is not None:
        whole = env.spec
        return spec.id, whole.make
    return type(env.unwrapped).__name__, lambda: deepcopy(env)


def vector_opener(
    env: str | VectorEnv | Callable[[int], VectorEnv], num_envs: int
) -> tuple[str, Callable[[], VectorEnv]]:
    """The same for vector environments; one that is handed in keeps its own number of slots."""
    import gymnasium  # noqa: PLC0415

    if isinstance(env, str):
        name = registered(env)
        return name, lambda: gymnasium.make_vec(name, num_envs=num_envs)
    if not isinstance(env, gymnasium.vector.VectorEnv):
        make = env
        return getattr(env, "__name__", "vector environment"), lambda: make(num_envs)
    one = env
    return type(env.unwrapped).__name__, lambda: deepcopy(one)


def registered(name: str) -> str:
    """The same id; those of simenv are registered by then."""
    if name.startswith(_OWN):
        import_module(_HOME)
    return name
