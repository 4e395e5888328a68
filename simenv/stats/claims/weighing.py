"""How personas weigh: the declared shares, the built-in weightings, those of an experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simenv.columns import F8
from simenv.stats.claims.claim import Weighting
from simenv.stats.strata import Strata

DECLARED, EQUAL, BY_USE = "declared", "equal", "by-use"

_ABOUT = {
    DECLARED: "the shares that personas or experiment declare",
    EQUAL: "every persona alike",
    BY_USE: "share x sessions a week: as messages come in, not as people do",
}
_OWN = "declared in the experiment"


def weighings(
    personas: Sequence[str], shares: Sequence[float], told: Mapping[str, Mapping[str, float]]
) -> dict[str, F8]:
    """Weights [personas] by name, summing to 1, the declared ones first.

    `told` are by persona name on any scale; who is not named weighs 0. `ValueError` if a weighting
    weighs nobody.
    """
    found = {DECLARED: _normed(DECLARED, np.asarray(shares, dtype=np.float64))}
    found[EQUAL] = _normed(EQUAL, np.ones(len(personas)))
    for name, weights in told.items():
        own = np.array([weights.get(persona, 0.0) for persona in personas])
        if name != DECLARED:  # the shares of the study are what everything else is counted with
            found[name] = _normed(name, own)
    return found


def weighting_lines(
    weights: Mapping[str, F8], personas: Sequence[str], strata: Strata
) -> tuple[Weighting, ...]:
    """Each weighting with Kish's effective number of the persons in `strata`."""
    return tuple(
        Weighting(
            name=name,
            about=_ABOUT.get(name, _OWN),
            weights=dict(zip(personas, own.tolist(), strict=True)),
            effective=_effective(own, strata),
        )
        for name, own in weights.items()
    )


def _effective(weights: F8, strata: Strata) -> float:
    """As many equally weighted persons would tell as much; of personas that hold somebody."""
    own = np.where(np.array(strata.sizes) > 0, weights, 0.0)
    total = float(own.sum())
    share = own / total if total > 0 else own
    return Strata(edges=strata.edges, weights=tuple(share.tolist())).effective


def _normed(name: str, weights: F8) -> F8:
    total = float(weights.sum())
    if not total > 0 or (weights < 0).any():
        raise ValueError(f"weighting {name!r} weighs nobody, or somebody less than nothing")
    return weights / total
