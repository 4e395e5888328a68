"""The gate in a team's own test."""

from __future__ import annotations

from typing import Any, Literal

from simenv.gate import Gate, text


def assert_gate(
    policy: str,
    *,
    against: str,
    criteria: str = "default",
    undecided: Literal["fail", "allow"] = "fail",
    **options: Any,
) -> Gate:
    """Raise `AssertionError` with the told verdict unless the policy passes the gate.

    `options` are those of `simenv.api.gating.gate`: people, worlds, seed, out and others. An
    undecided gate is no pass, unless `undecided="allow"`. Bad input and a policy that gives no
    answers raise their own errors.

    >>> from simenv.testing import assert_gate                        # doctest: +SKIP
    >>> def test_the_next_policy():                                   # doctest: +SKIP
    ...     assert_gate("policies/next.yaml", against="policies/live.yaml")
    """
    from simenv.api.gating import gate  # noqa: PLC0415 - the other checks need no tables

    found = gate(policy, against=against, criteria=criteria, **options)
    allowed = {"pass", "undecided"} if undecided == "allow" else {"pass"}
    if found.verdict not in allowed:
        raise AssertionError(f"{text(found)}\n\nsee {found.directory}")
    return found
