"""Checks that a user runs on their own persona, policy or environment, in a test or by hand.

>>> from simenv.testing import check_policy                       # doctest: +SKIP
>>> def test_my_policy():                                         # doctest: +SKIP
...     check_policy("policies/mine.yaml")

Each raises `NotConformant` with every finding, each naming the law, what was done, what was
expected and what was seen; else it returns a `Report` of the laws that were kept. See
docs/conformance.md.
"""

from __future__ import annotations

from simenv.testing.environments import check_env
from simenv.testing.findings import Finding, NotConformant, Report
from simenv.testing.gating import assert_gate
from simenv.testing.persona import check_persona
from simenv.testing.policies import check_policy
from simenv.testing.vector import check_vector_env

__all__ = [
    "Finding",
    "NotConformant",
    "Report",
    "assert_gate",
    "check_env",
    "check_persona",
    "check_policy",
    "check_vector_env",
]
