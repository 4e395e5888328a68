"""Policies in words, and their transcripts, as they must not be."""

from dataclasses import replace

from simenv.policy.spoken import SpokenPolicy, Transcripts
from simenv.policy.spoken.rounds import Round


class SharesReplies(Round):
    """Lets everybody who says the same share a reply."""

    def slot(self, row):
        return "anybody"


class ByPlace(Round):
    """Takes the place in a batch for the person."""

    def slot(self, row):
        return f"{row}"


class Loses(Transcripts):
    """Forgets all but the last turn that was kept."""

    def add(self, said):
        self.forget()
        return super().add(said)


class OneThread(Transcripts):
    """Gives every turn of a session the same thread."""

    def add(self, said):
        thread = super().add(said)
        self._turns[said.session] = self._turns[thread]
        return said.session


class GuessesFailures(SpokenPolicy):
    """Takes a call that failed for a refusal."""

    def respond(self, requests):
        found = super().respond(requests)
        act = found.act.copy()
        act[found.failed] = 2
        return replace(found, act=act, failed=found.failed & False)


class GoesOnTalking(SpokenPolicy):
    """Sends messages after a human has taken over."""

    def _replies(self, line, spoken):
        alone = replace(spoken, before=[[] for _ in spoken.before])
        return super()._replies(line, alone)
