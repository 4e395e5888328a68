"""Ways of drawing and of telling that break a law, each in one way."""

from __future__ import annotations

from simenv.report.names import Name, _box
from simenv.stats.tables.latex import _SPECIAL


def placed_blindly(dots, inside, taken=()):
    """Every name to the right of its dot, whatever stands there."""
    return [Name(dot=dot, box=_box(dot, (1, 0), 9.0), far=False) for dot in dots]


def spaced_by_place(places, gap, low, high):
    """Evenly over the room, in the order in which they were given."""
    step = (high - low) / max(1, len(places))
    return [low + step * i for i in range(len(places))]


def escaped_once(text: str) -> str:
    """Escapes letter by letter, the escapes as well."""
    for letter, told in _SPECIAL.items():
        text = text.replace(letter, told)
    return text


def rounded(share: float) -> str:
    """A share in whole per cent, whatever is lost by it."""
    return f"{100 * share:.0f} %"


def worst_by_value(levels: dict[str, float], better: str) -> str:
    """The highest level, whichever way is better."""
    return max(levels, key=lambda name: levels[name])
