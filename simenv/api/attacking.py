"""Attacks on leniency: what attackers get, and what benign people lose to the defences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simenv import attacks
from simenv.attacks import Attacked
from simenv.catalogue import Catalogue
from simenv.experiment import Means, put_through


def attack(
    policies: str | Sequence[str],
    *,
    catalogue: Catalogue | None = None,
    out: str | Path | None = None,
    means: Means | None = None,
    **options: Any,
) -> Attacked:
    """Let attackers and benign people meet each policy; see `simenv attack --help`.

    `options` are `personas` (benign ones, by name or file), `standard`, `people` (attackers of each
    kind at each level of risk, and people of each persona), `tries` (messages of each attacker that
    climbs), `days` and `seed`. Replies of policies that answer in words are kept in `out`, and
    `means` say what may be asked of those. Policies that misbehave are in `Attacked.failures`.
    `BadInput` with every problem of arguments and files.
    """
    named = [policies] if isinstance(policies, str) else policies
    asked = attacks.question(named, catalogue or Catalogue(), **options)
    folder = asked.directory() if out is None else Path(out)
    with put_through(asked.resolved, folder, means or Means()) as calls:
        return attacks.attacked(asked, calls)
