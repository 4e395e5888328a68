"""Labels as marks: a shape and a word, so that no colour is needed to tell them apart."""

from __future__ import annotations

from simenv.report.cells import printed
from simenv.report.markup import Html, breakable, tag
from simenv.stats.tables import Plain, apart
from simenv.stats.tables.labels import DEFINITIONS, in_worlds, label, short, too_few

#: The shape of each label; robust ones have their own by who wins.
_SHAPES = {
    "robust": "\u25cf",
    "depends": "\u25d0",
    "equivalent": "=",
    "undecided": "?",
    "withheld": "\u2026",
    "same decisions": "\u2261",
}
_WAYS = {"better": "\u25b2", "worse": "\u25bc", "higher": "\u25b3", "lower": "\u25bd"}
_WIDTH, _HEIGHT = 120, 10


def badge(line: Plain, claim: Plain) -> Html:
    """A label at full length in a box of its own, with who wins."""
    told = label(line, claim)
    if claim["label"] == "robust":
        told = f"robust: {claim['winner']} {_wins(line)}"
    return tag("span", f"{_shape(line, claim)} {told}", class_=_class("label", claim))


def cell(line: Plain, claim: Plain, found: Plain) -> Html:
    """A label in a cell: shape and word, the difference below, the whole claim at a hover."""
    word = tag("strong", f"{_shape(line, claim)} {short(line, claim)}")
    on = claim["depends_on"]
    below = [tag("span", "on ", breakable(on["name"]), class_="unit")] if on is not None else []
    told = too_few(found) or apart(found["all"], line["kind"]).partition(" (")[0]
    if not found["all"]["same"]:
        below.append(tag("span", printed(told), class_="within"))
    return tag("td", word, *below, class_=_class("of", claim), title=claim["words"])


def legend() -> Html:
    """What each label says, in a sentence."""
    parts = []
    for name, meaning in DEFINITIONS.items():
        shape = " ".join(_WAYS.values()) if name == "robust" else _SHAPES[name]
        parts.append(tag("div", tag("dt", f"{shape} {name}"), tag("dd", meaning)))
    return tag("dl", *parts, class_="labels")


def shares(claim: Plain) -> Html | str:
    """In how many worlds the difference lies above, within and below: a bar, and words."""
    spread = claim["spread"]
    if spread is None:
        return "none drawn"
    parts, x = [], 0.0
    for end in ("below", "inside", "above"):
        wide = _WIDTH * spread[end]
        if wide > 0:
            place = {"x": round(x, 1), "y": 0, "width": round(wide, 1), "height": _HEIGHT}
            parts.append(tag("rect", **place, class_=end))
        x += wide
    drawn = tag(
        "svg",
        *parts,
        class_="shares",
        width=_WIDTH,
        height=_HEIGHT,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    return tag("span", drawn, tag("span", in_worlds(claim), class_="within"))


def mark(line: Plain, claim: Plain, arm: str) -> str:
    """The shape of a claim as seen from an arm, for a table of pairs."""
    if claim["label"] == "robust":
        return "\u25b2" if claim["winner"] == arm else "\u25bc"
    return _SHAPES[claim["label"]]


def _wins(line: Plain) -> str:
    return "is higher" if line["better"] == "neither" else "is better"


def _shape(line: Plain, claim: Plain) -> str:
    return _WAYS[short(line, claim)] if claim["label"] == "robust" else _SHAPES[claim["label"]]


def _class(name: str, claim: Plain) -> str:
    return f"{name} {claim['label'].partition(' ')[0]}"
