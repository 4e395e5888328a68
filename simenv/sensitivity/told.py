"""What a screening found, in words and as a table for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simenv.sensitivity.found import Driver, Screen, Screening
from simenv.stats.outcome import Kind
from simenv.stats.tables.numbers import DIGITS
from simenv.stats.tables.sheet import Sheet
from simenv.wording.layout import wrapped
from simenv.wording.phrases import listed

#: What stands behind a number, in words.
EVIDENCE = {"row": "evidence row", "partly": "partly assumed", "assumed": "assumed"}
SIGN = "unknown sign"
#: Above this share of a variance, luck has to be named.
_MUCH_LUCK = 0.1

#: What the figures do not say.
CAREFUL = (
    "These are drivers of a difference inside the model. A number that drives it here need not do "
    "so in life, and one that does nothing here may matter where the model is silent.",
    "A driver is found within the plausible range that the parameter table gives it. A wide range "
    "makes a driver as much as a strong effect does; both are reasons for a study.",
    "The same people with the same luck met both arms in every evaluation, so an effect is no luck "
    "of different draws; which people were drawn remains luck, and the column “of luck” says how "
    "large an effect that alone would bring in one number of 20.",
    "The indices of Sobol' divide the variance that the drivers make with all other numbers at "
    "their medians. Negative ones, and sums above 1, are errors of estimation.",
    "No number of the model was changed because of this page.",
)


def text(found: Screening, width: int = 100) -> str:
    """One screen: the sentence, the drivers, what to study next, and what to mind."""
    told = [sentence(found), *next_study(found), *(one for one in minding(found.headline))]
    head, *rest = ("\n".join(wrapped(one)) for one in told)
    return "\n\n".join([head, sheet(found).text(width), reading(found), *rest, costs(found)])


def sentence(found: Screening) -> str:
    """What was asked, and how much of the answer the drivers hold."""
    screen = found.headline
    return (
        f"{screen.label}: {found.arm} minus {found.against} is "
        f"{with_sign(screen.difference, screen.kind)} {screen.unit} with every number at its "
        f"median (standard error by luck {plain(screen.error, screen.kind)}). Over the plausible "
        f"numbers the {len(screen.drivers)} largest drivers account for "
        f"{100 * screen.covered:.0f} % of its variance; uncalibrated."
    )


def sheet(found: Screening) -> Sheet:
    """One row a driver."""
    screen = found.headline
    header = ("number", "effect", "of luck", "at 5 %", "at 95 %", "first", "total", "behind")
    return Sheet(
        title=f"Drivers of the difference, {screen.unit}",
        header=header,
        rows=tuple(_row(one, screen.kind) for one in screen.drivers),
    )


def _row(one: Driver, kind: Kind) -> tuple[str, ...]:
    effect = one.effect
    return (
        one.name + ("" if effect.clear else " *"),
        plain(effect.mu_star, kind),
        plain(effect.floor, kind),
        with_sign(one.low, kind),
        with_sign(one.high, kind),
        f"{one.first:.2f}",
        f"{one.total:.2f} ({one.total_low:.2f}\N{EN DASH}{one.total_high:.2f})",
        EVIDENCE[effect.status] + (" ±" if one.unknown_sign else ""),
    )


def behind(one: Driver) -> str:
    """What stands behind a driver, in words."""
    told = EVIDENCE[one.effect.status]
    return f"{told}, {SIGN}" if one.unknown_sign else told


def reading(found: Screening) -> str:
    """How the columns are read."""
    told = (
        "effect: mean size of the change from a number's 5 % to its 95 % point, wherever the "
        f"others stand (Morris, {found.trajectories} trajectories); of luck: what luck alone would "
        "reach in one number of 20. at 5 %, at 95 %: the difference with that number there and the "
        "others at their medians. first, total: the share of the variance over these drivers that "
        f"goes with it alone, and in all (Sobol, {found.samples} samples, 95 % interval). behind: "
        "what the number rests on; ± marks an unknown sign. *: no larger than luck could make it."
    )
    return "\n".join(wrapped(told))


def next_study(found: Screening) -> list[str]:
    """Which study to run next: the drivers that rest on assumption, the largest first."""
    clear = [one for one in found.drivers if one.effect.clear]
    assumed = [one for one in clear if one.effect.status == "assumed"]
    partly = [one for one in clear if one.effect.status == "partly"]
    if not assumed and not partly:
        return ["None of the drivers that stand clear of luck rests on assumption."]
    told = []
    if assumed:
        first, *others = assumed
        told.append(
            f"Study next: {_named(first)}. Nothing but an assumption stands behind it, and of the "
            f"assumed numbers it moves the difference most."
        )
        if others:
            told.append(f"Then, in order: {listed([_named(one) for one in others])}.")
    if partly:
        names = listed([_named(one) for one in partly])
        told.append(f"Evidence gives the direction or the edges only of {names}.")
    return told


def _named(one: Driver) -> str:
    """A number by its name and what it is."""
    sign = f", {SIGN}" if one.unknown_sign and "sign is unknown" not in one.what else ""
    return f"{one.name} ({one.what}{sign})"


def minding(screen: Screen) -> list[str]:
    """What a reader of the figures has to mind."""
    told = []
    under = [one.name for one in screen.drivers if not one.effect.clear]
    if under:
        told.append(f"No larger than luck alone could make it: {listed(under)}.")
    if screen.luck > _MUCH_LUCK:
        told.append(
            f"Up to {100 * screen.luck:.0f} % of the variance behind the indices of Sobol' may be "
            "luck of the people drawn: more people would sharpen them."
        )
    turned = [one.name for one in screen.drivers if one.low * one.high < 0]
    if turned:
        told.append(
            f"Within its plausible range, each of these alone turns the sign: {listed(turned)}."
        )
    return told


def costs(found: Screening) -> str:
    """What it took."""
    spent = found.costs
    return (
        f"{spent.evaluations:,} evaluations of {crowd(found)} in two arms: {spent.lives:,} lives, "
        f"{spent.seconds / 60:,.1f} minutes of one core."
    )


def crowd(found: Screening) -> str:
    """Who lives in one evaluation."""
    kinds = len(found.personas)
    one = f"people of {found.personas[0]}" if kinds == 1 else f"people of each of {kinds} personas"
    return f"{found.people} {one}"


def plain(value: float, kind: Kind) -> str:
    """A size as printed; a share of 100 people."""
    return f"{_scaled(value, kind):.{DIGITS[kind]}f}"


def with_sign(value: float, kind: Kind) -> str:
    """A difference as printed, with its sign; none before zeros."""
    told = f"{_scaled(value, kind):+.{DIGITS[kind]}f}"
    return told if float(told) else told[1:]


def said_of(kind: Kind) -> Callable[..., str]:
    """How numbers of that kind are printed: sizes, or differences where `signed=True`."""

    def said(value: float, *, signed: bool = False) -> str:
        return with_sign(value, kind) if signed else plain(value, kind)

    return said


def said(found: Screening) -> dict[str, Any]:
    """Every sentence, for pages that are made of plain data."""
    return {
        "sentence": sentence(found),
        "people": crowd(found),
        "next": next_study(found),
        "minding": minding(found.headline),
        "costs": costs(found),
    }


def _scaled(value: float, kind: Kind) -> float:
    return 100 * value if kind == "share" else value
