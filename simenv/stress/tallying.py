"""From a trial to a tally: which situations were met, which failures befell whom, what it did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.stats.outcome import Outcome
from simenv.stress.archive import Tally
from simenv.stress.context import situations
from simenv.stress.probing import Judge, Wrong, errs, probe, unprobed
from simenv.stress.trial import BASELINE, POLICY, Asked, Setting, Trial

#: So many people of a candidate have to count for its mean to say anything.
_FEWEST = 3


def tallied(setting: Setting, trial: Trial, outcomes: Sequence[Outcome]) -> Tally:
    """What a trial showed.

    With a baseline, a failure counts where the baseline does not make the same error at the same
    request, and outcomes are differences to it.
    """
    asked = trial.asked
    places, met = np.unique(
        np.stack([situations(asked.requests), asked.candidate]), axis=1, return_counts=True
    )
    wrong = wrong_answers(setting, asked)
    keys = keyed(setting, wrong)
    failure, of, people = _shares(keys, asked.candidate[wrong.rows], wrong.turns.person)
    harm, error = harms(trial, outcomes)
    return Tally(
        candidates=trial.candidates,
        situation=places[0],
        by=places[1],
        met=met.astype(np.int64),
        failure=failure,
        of=of,
        share=people / trial.people,
        harm=harm,
        error=error,
        lost=trial.lost.sum(axis=1),
    )


def wrong_answers(setting: Setting, asked: Asked) -> Wrong:
    """What the policy answered wrongly, and the baseline would not at the same request."""
    wrong = Wrong.among(asked.requests, asked.turns)
    if setting.baseline is None or setting.spoken or not len(wrong.rows):
        return wrong
    too = errs(setting.baseline, setting.standard, wrong.requests, wrong)
    return wrong.take(np.flatnonzero(~too))


def keyed(setting: Setting, wrong: Wrong) -> I8:
    """The key of the failure that each wrong answer is.

    A policy that answers in words is not probed, as every probe would be a call: then a failure is
    told by the error and by what is true of the person alone.
    """
    if setting.spoken:
        return unprobed(wrong)
    return probe(judge_of(setting), wrong).key


def judge_of(setting: Setting) -> Judge:
    """Who says of a request of this setting that it is answered wrongly."""
    return Judge(policy=setting.policy, standard=setting.standard, baseline=setting.baseline)


def harms(trial: Trial, outcomes: Sequence[Outcome]) -> tuple[F8, F8]:
    """Means and standard errors [candidates, outcomes] of those who count, the harmful way up.

    Where fewer than three people of a candidate count, its mean is -inf: nothing is known of it.
    """
    shape = (len(trial.candidates), len(outcomes))
    means, errors = np.full(shape, -np.inf), np.zeros(shape)
    for place, outcome in enumerate(outcomes):
        values, counted = apart(trial, outcome)
        for n in np.flatnonzero(counted.sum(axis=1) >= _FEWEST):
            own = values[n, counted[n]]
            means[n, place] = own.mean()
            errors[n, place] = own.std() / (len(own) - 1) ** 0.5
    return means, errors


def apart(trial: Trial, outcome: Outcome) -> tuple[F8, B1]:
    """An outcome of each person, less that under the baseline if there is one; and who counts.

    Two arrays [candidates, people], the harmful direction up.
    """
    values, counted = trial.values(outcome, POLICY), trial.counted(outcome)
    if BASELINE in trial.lives:
        values = values - trial.values(outcome, BASELINE)
    return values, counted


def _shares(key: I8, candidate: I8, person: I8) -> tuple[I8, I8, I8]:
    """The failures that befell people of each candidate, and how many of them: three arrays."""
    if not len(key):
        return key, key, key
    befell = np.unique(np.stack([key, candidate, person]), axis=1)
    places, people = np.unique(befell[:2], axis=1, return_counts=True)
    return places[0], places[1], people.astype(np.int64)
