"""Tables over needs and requests in which what is alike stands in one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from simenv.vocabulary import Asks, Need, Risk
from simenv.wording.phrases import NEEDS

Request = TypeVar("Request")

#: Column heads, short enough for a table of four.
RISK_HEADS = {
    Risk.NONE: "no risk",
    Risk.PASSIVE: "passive",
    Risk.ACTIVE: "active",
    Risk.PLAN: "plan",
}
ASKED_SHORT = {
    Asks.SUPPORT: "support",
    Asks.INFORMATION: "information",
    Asks.RESTRICTED: "restricted",
}


def merged(
    requests: Sequence[Request],
    cells: Callable[[Request, Need], tuple[str, ...]],
    label: Callable[[Sequence[Request]], str],
) -> list[tuple[str, ...]]:
    """Rows of request, need and cells; requests and needs of which the same is said share one."""
    blocks = [_block(request, cells) for request in requests]
    rows: list[tuple[str, ...]] = []
    for place, block in enumerate(blocks):
        if block not in blocks[:place]:
            alike = [one for one, other in zip(requests, blocks, strict=True) if other == block]
            rows += [(label(alike), *row) for row in block]
    return rows


def _block(
    request: Request, cells: Callable[[Request, Need], tuple[str, ...]]
) -> list[tuple[str, ...]]:
    lines: dict[tuple[str, ...], list[Need]] = {}
    for need in Need:
        lines.setdefault(cells(request, need), []).append(need)
    return [(_needs(needs), *told) for told, needs in lines.items()]


def _needs(needs: Sequence[Need]) -> str:
    if len(needs) == len(Need):
        return "any"
    if len(needs) == len(Need) - 1:
        (other,) = set(Need) - set(needs)
        return f"any but\n{NEEDS[other]}"
    return on_lines(NEEDS[need] for need in needs)


def on_lines(words: Iterable[str]) -> str:
    """Words one a line, so that a column stays narrow."""
    return ",\n".join(words)
