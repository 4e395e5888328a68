"""Cases out of what was confirmed: whose life is shown, what went wrong in it, which files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simenv import parameters
from simenv.lockstep import Lives
from simenv.stress.case import Case, Fails, File, Robust, Versioned
from simenv.stress.claim import Claim, answers_of
from simenv.stress.finding import Found
from simenv.stress.replaying import lived_alone
from simenv.stress.space import Space
from simenv.stress.tallying import wrong_answers
from simenv.stress.telling import Told, of_answer, of_life
from simenv.stress.trial import Luck, Setting, lived
from simenv.vocabulary import Asks

VERSION = "1.0.0"


def cases_of(setting: Setting, space: Space, found: Sequence[Found]) -> tuple[Case, ...]:
    """One case for each that was confirmed, in the given order."""
    return tuple(_case(setting, space, one, place) for place, one in enumerate(found, start=1))


def _case(setting: Setting, space: Space, one: Found, place: int) -> Case:
    claim = one.confirmed.claim
    person = one.first + _shown(one)
    told = _told(setting, claim, one.seed, person)
    table = parameters.shipped()
    return Case(
        name=f"{setting.policy.name}-{place:02d}-{claim.outcome.replace('_', '-')}",
        version=VERSION,
        summary=told.sentence,
        policy=_file(setting.policy),
        against=None if setting.baseline is None else _file(setting.baseline),
        standard=_file(setting.standard),
        parameters=File(name="parameters", version=table.version, sha256=table.sha256),
        days=setting.days,
        persona=_file(setting.personas[claim.candidate.persona]),
        changes=dict(claim.candidate.changes),
        beyond=list(space.beyond_in(claim.candidate)),
        seed=one.seed,
        first=one.first,
        people=len(one.values),
        person=person,
        fails=_fails(one),
        phase=told.phase,
        worlds=Robust(fails_in=one.holds_in, of=one.worlds),
    )


def _file(one: Versioned) -> File:
    return File(name=one.name, version=one.version, sha256=one.sha256)


def _fails(one: Found) -> Fails:
    confirmed, claim = one.confirmed, one.confirmed.claim
    family = claim.family
    about = {}
    if family is not None:
        about = {
            "asks": Asks(family.asks).word,
            "at_risk": family.grave,
            "where": claim.where,
            "even_if_shown": claim.even_if_shown,
        }
    return Fails(
        outcome=claim.outcome,
        margin=claim.margin,
        mean=round(confirmed.found.value, 6),
        error=round(confirmed.found.error or 0.0, 6),
        share=round(confirmed.share, 6),
        usual=round(claim.usual, 6),
        **about,
    )


def _shown(one: Found) -> int:
    """The place of the person whose life is shown: in the middle of those whom it befell."""
    hit = np.flatnonzero(one.values > 0)
    order = hit[np.argsort(one.values[hit], kind="stable")]
    return int(order[len(order) // 2])


def _told(setting: Setting, claim: Claim, seed: int, person: int) -> Told:
    policy, standard = setting.policy.name, setting.standard.name
    if claim.family is None:
        lives = lived_alone(setting, claim.candidate, seed, person, [setting.policy])[0]
        return of_life(claim, lives.turns, policy, _left(lives))
    trial = lived(setting, [claim.candidate], Luck(seed=seed, people=1, given=(person,)))
    wrong = wrong_answers(setting, trial.asked)
    # The first answer that the claim counts: others may be wrong in the same way elsewhere.
    row = int(wrong.rows[answers_of(setting, trial, (wrong, None), claim, 0)].min())
    return of_answer(claim, trial.asked.turns, row, policy, standard)


def _left(lives: Lives) -> tuple[int, int] | None:
    """When and why they first decided to stop; None if they never did."""
    at, why = int(lives.trajectories.disengaged_at[0]), int(lives.trajectories.disengaged_cause[0])
    return None if at < 0 else (at, why)
