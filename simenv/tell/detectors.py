"""A detector told back: its confusion table, and what it costs."""

from __future__ import annotations

from pathlib import Path

from simenv import detector as detectors
from simenv.catalogue import ASSUMED, Catalogue, shown
from simenv.catalogue.sourcing import SIZE_ASSUMED
from simenv.detector import Detector
from simenv.errors import BadInput
from simenv.tell.evidence import PAGE
from simenv.tell.telling import Section, Telling
from simenv.vocabulary import Risk
from simenv.wording.layout import grid, points, wrapped
from simenv.wording.phrases import RISKS, listed, of_100


def tell(catalogue: Catalogue, name_or_path: str | Path) -> Telling:
    """A detector by name or file; `BadInput` with every problem of it."""
    document = catalogue.read("detectors", name_or_path)
    one = detectors.check(document)
    row = one.source.removesuffix(SIZE_ASSUMED)
    source = "Its numbers are assumed."
    if row != ASSUMED:
        shape = f"Its shape follows evidence row {row} ({PAGE})"
        source = f"{shape}." if row == one.source else f"{shape}; its numbers are assumed."
    return Telling(
        kind="detector",
        name=one.name,
        summary=str(document.data["summary"]),
        notes=(source,),
        facts={
            "version": one.version,
            "source": one.source,
            "file": shown(document.path),
            "sha256": one.sha256,
        },
        sections=(_table(one), _used_by(one, catalogue)),
    )


def reading(one: Detector) -> list[str]:
    """The confusion table: of 100 messages that show a level, how many are read as each."""
    rows = [(RISKS[risk], *(of_100(float(share)) for share in one.table[risk])) for risk in Risk]
    return grid(rows, ("of 100 that show", *(f"read as {risk.word}" for risk in Risk)))


def _table(one: Detector) -> Section:
    shares = one.table
    below = [
        f"{of_100(float(shares[risk, :risk].sum()))} of 100 that show {RISKS[risk]}"
        for risk in Risk
        if risk and shares[risk, :risk].sum() > 0
    ]
    above = [
        f"{of_100(float(shares[risk, risk + 1 :].sum()))} of 100 that show {RISKS[risk]}"
        for risk in Risk
        if shares[risk, risk + 1 :].sum() > 0
    ]
    told = [
        f"It reads less risk than a message shows in {listed(below)}."
        if below
        else "It never reads less risk than a message shows.",
        f"It reads more in {listed(above)}." if above else "It never reads more.",
        "What a message hides is hidden from every detector.",
    ]
    lines = (*reading(one), *points(told))
    facts = {
        risk.word: dict(zip(Risk.words(), shares[risk].tolist(), strict=True)) for risk in Risk
    }
    return Section(key="reads", heading="How it reads", lines=lines, facts=facts)


def _used_by(one: Detector, catalogue: Catalogue) -> Section:
    """The policies of the catalogue that see by it."""
    users = [name for name in catalogue.names("policies") if _names(catalogue, name) == one.name]
    told = f"Policies that see by it: {listed(users)}." if users else "No policy names it."
    lines = tuple(wrapped(told, 2))
    return Section(key="used_by", heading="Who sees by it", lines=lines, facts=users)


def _names(catalogue: Catalogue, policy: str) -> object:
    """The detector that a policy names; None where its file cannot be read."""
    try:
        return catalogue.read("policies", policy).data.get("detector")
    except BadInput:
        return None
