"""Cases that are made up, and cases of claims that no search had to find."""

from __future__ import annotations

from simenv.stress.candidate import Candidate
from simenv.stress.casing import cases_of
from simenv.stress.claim import Claim, described, measured
from simenv.stress.confirming import confirmed
from simenv.stress.finding import FRESH, Found
from simenv.stress.probing import unpacked
from simenv.stress.tallying import keyed, wrong_answers
from simenv.stress.trial import Luck, lived
from tests.stress.made import TEEN


def made(**said):
    """A case as a file says it."""
    file = {"name": "made", "version": "1.0.0", "sha256": "a" * 64}
    usual = {
        "case": "made-01",
        "version": "1.0.0",
        "summary": "Made up.",
        "policy": file,
        "standard": file | {"name": "listening-first"},
        "parameters": file,
        "days": 10,
        "persona": file | {"name": TEEN},
        "changes": {"risk": "plan", "traits.trust": 0.3},
        "seed": 1,
        "first": 40,
        "people": 10,
        "person": 44,
        "fails": {
            "outcome": "over_refusals", "margin": 0.1, "mean": 0.5, "error": 0.1, "share": 0.4,
            "asks": "support", "at_risk": True, "where": {"turn": {"at_least": 2}},
        },
        "phase": "encounter",
        "worlds": {"fails_in": 3, "of": 4},
    }  # fmt: skip
    return usual | said


def found_of(asked, claims, people_=12):
    """Cases of claims without a search: described, and lived on fresh luck."""
    setting = asked.setting
    told = described(setting, claims, Luck(seed=5, people=40))
    luck = Luck(seed=asked.seed + FRESH, people=people_)
    values = measured(setting, told, luck)
    tested = confirmed(told, values)
    kept = [
        Found(confirmed=one, values=own, seed=luck.seed, first=luck.first_of(place))
        for place, (one, own) in enumerate(zip(tested, values, strict=True))
        if (own > 0).any()
    ]
    return cases_of(setting, asked.space, kept)


def wrongs(asked, changes):
    """A claim of each family of over-refusals that a candidate shows."""
    one = Candidate.of(TEEN, changes)
    trial = lived(asked.setting, [one], Luck(seed=5, people=40))
    keys = keyed(asked.setting, wrong_answers(asked.setting, trial.asked))
    families = sorted({unpacked(key).family for key in keys.tolist()})
    return [
        Claim(outcome=family.kind, candidate=one, margin=0.1, family=family) for family in families
    ][:3]
