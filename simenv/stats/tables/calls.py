"""What was asked of policies that answer in words, what came back, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping

from simenv.stats.tables.numbers import Plain

#: The key of a summary under which it stands; not there where no policy answers in words.
CALLS = "calls"


def calls_notes(summary: Plain) -> list[str]:
    """A sentence on each such policy, and what messages that are simulated cannot tell."""
    if CALLS not in summary:
        return []
    found = summary[CALLS]
    told = [_policy(name, one) for name, one in found["policies"].items()]
    if found["permission"]:
        told.append("It was stated that live systems may be sent simulated messages.")
    return [*told, str(found["coarse"])]


def _policy(name: str, one: Plain) -> str:
    parts = [f"{one['answers']:,} replies", f"{one['kept']:,} from the record"]
    parts += _counted("tried again", one["retries"]) + _counted("failed", one["failures"])
    return f"{name} ({one['target']}, {one['model']}): {', '.join(parts)}; cost {_cost(one)}."


def _counted(what: str, counts: Mapping[str, int]) -> list[str]:
    if not counts:
        return []
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    return [f"{sum(counts.values()):,} {what} ({kinds})"]


def _cost(one: Plain) -> str:
    if one["cost"] is None:
        return "unknown"
    known = f"${one['cost']:.4f}"
    if one["unpriced"]:
        known += f" and {one['unpriced']:,} replies of unknown cost"
    return f"{known}, perhaps ${one['perhaps']:.4f} more" if one["perhaps"] else known
