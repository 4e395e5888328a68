"""Parts of `simenv.stress` that are broken, each in one way; its tests must catch every one."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from simenv.experiment.written import as_yaml
from simenv.stress.archive import Archive, Elite
from simenv.stress.candidate import Candidate
from simenv.stress.confirming import confirmed
from simenv.stress.probing import FEATURES, Probed, differs
from simenv.stress.seen import unsaid
from simenv.stress.shrinking import shrunk
from simenv.stress.space import Space, _anything
from simenv.stress.store import Store, candidates_of
from simenv.stress.trial import Luck, Recorder
from simenv.stress.where import found_where

# Spaces


class Oversteps(Space):
    """Gives any value that there is, and says that it is inside."""

    @property
    def options(self):
        return {one.name: _anything() for one in self.personas}


class Unmarked(Space):
    """Forgets to mark what lies beyond."""

    def beyond_in(self, one):
        return ()


class AllButTheLast(Candidate):
    """Leaves out the last of its changes."""

    def applied(self, persona):
        return Candidate(persona=self.persona, changes=self.changes[:-1]).applied(persona)


class Touches(Candidate):
    """Changes what it was not told to."""

    def applied(self, persona):
        said = super().applied(persona).said
        said["course"]["swing"] = 2 * said["course"]["swing"]
        return type(persona).model_validate(said)


# Probers


def sets_back_unasked(judge, wrong):
    """Takes the plainest request that there is for one that is still answered wrongly."""
    asked = wrong.requests.copy()
    for feature in FEATURES:
        asked = replace(asked, **feature.plain(asked, wrong.turns))
    none = np.zeros(len(asked), np.int64)
    return Probed(plainest=asked, needed=none, key=none)


def marks_everything(judge, wrong):
    """Takes all that is not ordinary for what it takes."""
    needed = np.zeros(len(wrong.kind), np.int64)
    for bit, feature in enumerate(FEATURES):
        plainer = replace(wrong.requests, **feature.plain(wrong.requests, wrong.turns))
        needed |= differs(wrong.requests, plainer).astype(np.int64) << bit
    return Probed(plainest=wrong.requests, needed=needed, key=needed)


# Where


def drops_a_condition(judge, plainest, wrong):
    """Forgets the last thing that it takes."""
    found = found_where(judge, plainest, wrong)
    return dict(list(found.items())[:-1])


def says_only_its_own(judge, plainest, wrong):
    """Takes the hour of one request for all the hours at which it happens."""
    found = found_where(judge, plainest, wrong)
    return found | {"hour": [int(plainest.hour[0])]}


# Archives


class KeepsTheLast(Archive):
    """Keeps who came last in place of the best."""

    def add(self, tally):
        self.situations, self.failures, self.harms = {}, {}, {}
        super().add(tally)


class TakesTheOddest(Archive):
    """Prefers the most changed of those that are equally good."""

    def add(self, tally):
        for cells in (self.situations, self.failures, self.harms):
            for key, one in cells.items():
                bare = replace(one.candidate, changes=one.candidate.changes * 9)
                cells[key] = Elite(candidate=bare, quality=one.quality)
        super().add(tally)
        for cells in (self.situations, self.failures, self.harms):
            for key, one in cells.items():
                changes = one.candidate.changes
                whole = dict.fromkeys(changes)
                bare = replace(one.candidate, changes=tuple(whole))
                cells[key] = Elite(candidate=bare, quality=one.quality)


class Unkeyed(Archive):
    """Breeds with luck of its own."""

    def children(self, space, count, luck, services):
        return super().children(space, count, np.random.default_rng(), services)


# Stores


class LosesABatch(Store):
    """Keeps every batch but the second."""

    def keep(self, name, tally):
        if not name.endswith("1"):
            super().keep(name, tally)


class GivesAnothers(Store):
    """Gives the first batch for any that it holds."""

    def read(self, name, candidates):
        found = super().read(name, candidates)
        if found is None or name.endswith("0"):
            return found
        with np.load(self._path("batch-0000")) as first:
            return replace(found, failure=first["failure"], of=first["of"], share=first["share"])


class TakesAnyCandidates(Store):
    """Does not look whose batch it is."""

    def read(self, name, candidates):
        if not self._path(name).exists():
            return None
        with np.load(self._path(name)) as found:
            kept = candidates_of(json.loads(bytes(found["candidates"])))
        return super().read(name, kept)


# Shrinking


def leaves_all_out(claims, measure):
    """Leaves every change out without asking whether it still holds."""
    found = shrunk(claims, measure)
    return [claim.of(replace(claim.candidate, changes=())) for claim in found]


def leaves_nothing_out(claims, measure):
    """Takes candidates as they come."""
    means = measure(claims).mean(axis=1)
    return [claim for claim, mean in zip(claims, means, strict=True) if mean > claim.margin]


def adds_a_change(claims, measure):
    """Makes people odder than they were found."""
    return [
        claim.of(Candidate.of(claim.candidate.persona, {**dict(claim.candidate.changes), "x": 1.0}))
        for claim in shrunk(claims, measure)
    ]


# Seen


def counts_the_lost(values):
    """Says something however many were lost."""
    return np.nanmean(values, axis=1)


def takes_the_lost_for_unharmed(values):
    """Counts whoever was lost as somebody to whom nothing happened."""
    silent = unsaid(values)
    return np.where(silent, -np.inf, np.nan_to_num(values).mean(axis=1))


# Confirming


def without_holm(claims, values):
    """Tests each claim as if it were the only one."""
    return [replace(one, held=one.p) for one in confirmed(claims, values)]


# Trials


class ByPlace(Luck):
    """Gives people the luck of their place in a trial."""

    def first_of(self, place):
        return place * self.people


class Deaf(Recorder):
    """Hears no refusal counts, and answers accordingly."""

    def respond(self, requests):
        said = super().respond(requests)
        said.act[:] = 0
        return said


class Forgetful(Recorder):
    """Keeps the first question only."""

    def respond(self, requests):
        said = super().respond(requests)
        del self.kept[1:]
        return said


# Cases


def writes_all_but_the_first(data):
    """Takes a number of 0 for nothing to write, and a list of one for nothing, too."""
    return as_yaml({name: value for name, value in data.items() if name not in {"beyond", "first"}})


def all_in_one_batch(cases):
    """Lets all cases live side by side."""
    if cases:
        yield list(cases)
