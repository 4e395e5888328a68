"""Phase 3, refusal message framing: how the words land.

Frustration follows the ratios of evidence row A1 (explanation, redirection and partial compliance
against a direct refusal) and, for the larger part, the violated expectation (A2). Moralising
raises reactance (D16). Trust falls faster than it rises, and an explanation restores part of what
was lost (B12). Whether validating or warm words help or grate is not known: their effects have
median 0 and are swept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, F8, I1
from simenv.parameters import Values
from simenv.spread import squash
from simenv.vocabulary import Act

# Plain numbers: NumPy takes four times as long to compare with a member of an enum.
_COMPLY, _PARTIAL = int(Act.COMPLY), int(Act.PARTIAL)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words as they are heard: framing scores 0–1, arrays (n,).

    `redirects` says that the response points to other help or invites to go on.
    """

    validation: F8
    explanation: F8
    agency: F8
    judgement: F8
    warmth: F8
    redirects: B1


@dataclass(frozen=True, kw_only=True)
class Landing:
    """How one response landed; all arrays (n,), 0–1."""

    frustration: F8
    felt_heard: F8
    reactance: F8
    trust: F8


@dataclass(frozen=True, kw_only=True)
class Ears:
    """What the listener brings: sensitivities and feelings before the turn; arrays (n,), 0–1."""

    to_judgement: F8
    to_abruptness: F8
    proneness: F8
    reactance: F8
    trust: F8


def land(p: Values, ears: Ears, words: Wording, act: I1, violation: F8, abruptness: F8) -> Landing:
    """How a response with these words lands on a person with these ears."""
    less = act != _COMPLY
    moralised = words.judgement * ears.to_judgement
    cut_off = abruptness * ears.to_abruptness
    return Landing(
        frustration=_frustration(p, words, act, violation, moralised, cut_off),
        felt_heard=_felt_heard(p, words, less, violation, moralised),
        reactance=_reactance(p, ears, words, less),
        trust=_trust(p, ears.trust, words, act, violation, moralised, cut_off),
    )


def _frustration(
    p: Values, words: Wording, act: I1, violation: F8, moralised: F8, cut_off: F8
) -> F8:
    by_act = np.where(act == _COMPLY, 0.0, np.where(act == _PARTIAL, p["framing.partial"], 1.0))
    style = 1.0 - (1.0 - p["framing.explanation"]) * words.explanation
    style = style * (1.0 - (1.0 - p["framing.redirection"]) * words.redirects)
    share = p["framing.by-expectation"]
    core = p["framing.frustration"] * by_act * style * ((1.0 - share) + share * violation)
    tone = p["framing.validation"] * words.validation + p["framing.warmth"] * words.warmth
    added = p["framing.judgement"] * moralised + p["framing.abruptness"] * cut_off
    raw = np.maximum(0.0, core + tone * by_act + added)
    return 1.0 - np.exp(-raw)


def _felt_heard(p: Values, words: Wording, less: B1, violation: F8, moralised: F8) -> F8:
    odds = p["framing.heard"] - p["framing.heard-violation"] * violation
    odds = odds + p["framing.heard-validation"] * words.validation
    odds = odds + p["framing.heard-explanation"] * words.explanation * less
    odds = odds - p["framing.heard-judgement"] * moralised
    return squash(odds)


def _reactance(p: Values, ears: Ears, words: Wording, less: B1) -> F8:
    push = words.judgement + (1.0 - words.agency) * less
    step = 1.0 - np.exp(-p["framing.reactance"] * push * ears.proneness)
    return ears.reactance + (1.0 - ears.reactance) * step


def _trust(
    p: Values, trust: F8, words: Wording, act: I1, violation: F8, moralised: F8, cut_off: F8
) -> F8:
    kept = 1.0 - p["framing.trust-repair"] * words.explanation
    fall = p["framing.trust-fall"] * violation * kept
    fall = fall + p["framing.trust-judgement"] * moralised
    fall = fall + p["framing.trust-abruptness"] * cut_off
    rise: F8 = p["framing.trust-rise"] * (act == _COMPLY)
    after: F8 = trust * (1.0 - np.minimum(1.0, fall))
    return after + (1.0 - after) * rise
