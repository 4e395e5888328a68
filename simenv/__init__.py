"""simenv: a flight simulator for refusal policies.

Simulated people with needs of their own meet an assistant's refusals over weeks; what comes after
is measured, and two policies are compared on the same people with the same luck.

>>> import simenv
>>> run = simenv.compare(["never-refuses", "hotline-boilerplate"], people=200)  # doctest: +SKIP
>>> print(run.sentence)                                                         # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simenv.api import Comparison as Comparison
    from simenv.api import compare as compare
    from simenv.api import diff as diff
    from simenv.api import load_persona as load_persona
    from simenv.api import load_policy as load_policy
    from simenv.api import open_run as open_run
    from simenv.api import people_needed as people_needed
    from simenv.api import run as run
    from simenv.api import screen as screen
    from simenv.api.attacking import attack as attack
    from simenv.api.stressing import stress_test as stress_test
    from simenv.catalogue import Catalogue as Catalogue
    from simenv.errors import BadInput as BadInput
    from simenv.errors import CallFailed as CallFailed
    from simenv.errors import PolicyFailure as PolicyFailure
    from simenv.errors import RunFailure as RunFailure
    from simenv.errors import SimenvError as SimenvError
    from simenv.exchange import Responses as Responses
    from simenv.exchange import View as View
    from simenv.policy import Request as Request
    from simenv.policy import Response as Response
    from simenv.policy import per_request as per_request

#: Where each public name lives; it is imported when first asked for, so `import simenv` is quick.
_HOMES = {
    "BadInput": "errors",
    "CallFailed": "errors",
    "Catalogue": "catalogue",
    "Comparison": "api",
    "PolicyFailure": "errors",
    "Request": "policy",
    "Response": "policy",
    "Responses": "exchange",
    "RunFailure": "errors",
    "SimenvError": "errors",
    "View": "exchange",
    "attack": "api.attacking",
    "compare": "api",
    "diff": "api",
    "load_persona": "api",
    "load_policy": "api",
    "open_run": "api",
    "people_needed": "api",
    "per_request": "policy",
    "run": "api",
    "screen": "api",
    "stress_test": "api.stressing",
}

__all__ = [*sorted(_HOMES), "__version__"]  # noqa: PLE0604 - the names are those of the table above

try:
    __version__ = version("refusal-simenv")
except PackageNotFoundError:  # the source folder on the path, not installed
    __version__ = "0+uninstalled"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simenv' has no attribute {name!r}")
    found = getattr(import_module(f"simenv.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
