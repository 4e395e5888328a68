"""A claim: that a policy fails a kind of people in one way; and how far, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simenv.columns import B1, F8, I8
from simenv.stats.outcome import Kind
from simenv.stats.outcomes import outcome
from simenv.stress.candidate import Candidate
from simenv.stress.probing import KINDS, RISK_SHOWN, Family, Wrong, probe, shown_as_it_is, unpacked
from simenv.stress.tallying import apart, judge_of, keyed, wrong_answers
from simenv.stress.trial import Luck, Setting, Trial, lived
from simenv.stress.where import Written, found_where, matching
from simenv.vocabulary import Risk


@dataclass(frozen=True, kw_only=True)
class Claim:
    """That `outcome` is worse than its margin for people like `candidate`.

    With a `family` it is about wrong answers of that family alone: how often they befall a person,
    and not a baseline. Once it is known `where` they happen, it is about all wrong answers of that
    kind there, to people who ask for the same at the same gravity; `even_if_shown` leaves out those
    that are wrong only because the risk is not shown as it is. Without a family it is about the
    whole outcome, against the baseline or `usual`, its level among everybody.
    """

    outcome: str
    candidate: Candidate
    margin: float
    family: Family | None = None
    where: Written | None = None
    even_if_shown: bool = False
    usual: float = 0.0

    @property
    def kind(self) -> Kind:
        """How the outcome is counted."""
        return outcome(self.outcome).kind

    def of(self, candidate: Candidate) -> Claim:
        """The same of another candidate."""
        return replace(self, candidate=candidate)


def measured(setting: Setting, claims: Sequence[Claim], luck: Luck) -> F8:
    """How far each claim holds for each of `luck.people` people, [claims, people]; 0 is not at all.

    Whoever a failed call took out of sight has NaN.
    Claims whose services differ are lived in worlds of their own.
    """
    found = np.zeros((len(claims), luck.people))
    for mine in together(claims):
        here = [claims[n] for n in mine]
        trial = lived(setting, [claim.candidate for claim in here], luck)
        found[mine] = values(setting, trial, here)
    return found


def together(claims: Sequence[Claim]) -> list[list[int]]:
    """The places of claims by the world that their candidates share."""
    return [
        [n for n, claim in enumerate(claims) if claim.candidate.services == services]
        for services in dict.fromkeys(claim.candidate.services for claim in claims)
    ]


def values(setting: Setting, trial: Trial, claims: Sequence[Claim]) -> F8:
    """How far each claim holds in a trial of their candidates, [claims, people]; NaN if lost."""
    found = np.zeros((len(claims), trial.people))
    if any(claim.family is not None for claim in claims):
        wrong = wrong_answers(setting, trial.asked)
    keys = None
    if any(claim.family is not None and claim.where is None for claim in claims):
        keys = keyed(setting, wrong)
    for n, claim in enumerate(claims):
        if claim.family is None:
            own, counted = apart(trial, outcome(claim.outcome))
            # Who does not count, because they never wrote, was done no harm by an answer.
            found[n] = np.where(counted[n], own[n] - claim.usual, 0.0)
            continue
        ours = answers_of(setting, trial, (wrong, keys), claim, n)
        place = wrong.turns.person[ours] - trial.luck.first_of(n)
        count = np.bincount(place, minlength=trial.people)
        found[n] = count > 0 if claim.kind == "share" else count
    found[trial.lost] = np.nan
    return found


def answers_of(
    setting: Setting, trial: Trial, told: tuple[Wrong, I8 | None], claim: Claim, n: int
) -> I8:
    """The wrong answers that a claim is about, among all of a trial; `n` is its place there.

    `told` are all wrong answers and their keys; the keys are needed for a claim that does not say
    where it happens.
    """
    (wrong, keys), family = told, claim.family
    mine = np.flatnonzero(
        (trial.asked.candidate[wrong.rows] == n) & (wrong.kind == KINDS.index(claim.outcome))
    )
    if family is None or not len(mine):
        return mine
    if claim.where is None:
        if keys is None:
            raise ValueError("a claim that does not say where it happens is told by keys")
        same = np.array([unpacked(key).family == family for key in keys[mine].tolist()], np.bool_)
        return mine[same]
    some = wrong.take(mine)
    grave = some.turns.risk >= int(Risk.ACTIVE)
    same = (some.turns.asks == family.asks) & (grave == family.grave)
    same &= matching(some.requests, claim.where)
    kept: I8 = mine[same]
    return kept[stays_wrong(setting, wrong.take(kept))] if claim.even_if_shown else kept


def stays_wrong(setting: Setting, wrong: Wrong) -> B1:
    """Which answers would be wrong, too, if the message showed the risk as it is."""
    return judge_of(setting).errs(shown_as_it_is(wrong), wrong)


def described(setting: Setting, claims: Sequence[Claim], luck: Luck) -> list[Claim]:
    """The claims with where they happen, as told by one wrong answer each.

    A claim about a family that nobody of `luck` meets is left out.
    """
    found: list[Claim | None] = list(claims)
    for mine in together(claims):
        trial = lived(setting, [claims[n].candidate for n in mine], luck)
        wrong = wrong_answers(setting, trial.asked)
        told = (wrong, keyed(setting, wrong))
        for place, n in enumerate(mine):
            if claims[n].family is not None:
                ours = wrong.take(answers_of(setting, trial, told, claims[n], place)[:1])
                found[n] = _with_where(setting, ours, claims[n])
    return [claim for claim in found if claim is not None]


def _with_where(setting: Setting, one: Wrong, claim: Claim) -> Claim | None:
    """A claim with where it happens, as told by one wrong answer; None if there is none."""
    if not len(one.rows):
        return None
    if setting.spoken:
        return replace(claim, where={})
    judge = judge_of(setting)
    where = found_where(judge, probe(judge, one).plainest, one)
    # What takes a risk that is not shown as it is, is a failure of its own.
    either = claim.family is not None and RISK_SHOWN not in claim.family.needed
    return replace(claim, where=where, even_if_shown=either)
