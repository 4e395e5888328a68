"""One round: the persons who speak now, what each of them says, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.exchange import Requests
from simenv.policy.spoken.transcripts import Said, Transcripts
from simenv.policy.spoken.wording import worded

#: So many turns of a conversation go out with the next message, at most (assumed).
MOST_TURNS = 30


@dataclass(frozen=True, kw_only=True)
class Round:
    """Requests with their messages; `before` are the turns that each person has had, oldest first.

    A row is a place in all three.
    """

    requests: Requests
    before: list[list[Said]]
    messages: list[str]

    @classmethod
    def of(cls, requests: Requests, said: Transcripts) -> Round:
        """Put requests into words."""
        before = [said.before(int(thread), MOST_TURNS) for thread in requests.thread]
        return cls(requests=requests, before=before, messages=worded(requests, before))

    def __len__(self) -> int:
        return len(self.messages)

    def session(self, row: int) -> int:
        """The number of the session."""
        return int(self.requests.session[row])

    def at(self, row: int) -> int:
        """When the message is sent, local time in microseconds."""
        return int(self.requests.at[row])

    def person(self, row: int) -> str:
        """A name for the person that says nothing of them."""
        return f"{int(self.requests.who[row]):016x}"

    def slot(self, row: int) -> str:
        """In whose place a reply is drawn, and for which message: no two share a reply."""
        return f"{self.person(row)}/{int(self.requests.words[row]):016x}"

    def handed_over(self, row: int) -> Said | None:
        """The turn of this session in which a human took over; then nothing more is sent in it."""
        last = self.before[row][-1] if self.before[row] else None
        over = last is not None and last.handed and last.session == self.session(row)
        return last if over else None

    def turn(self, row: int, reply: str | None, *, handed: bool) -> Said:
        """The turn that a reply makes of a request."""
        return Said(
            before=int(self.requests.thread[row]),
            who=int(self.requests.who[row]),
            words=int(self.requests.words[row]),
            session=self.session(row),
            turn=int(self.requests.turn[row]),
            at=self.at(row),
            message=self.messages[row],
            reply=reply,
            handed=handed,
        )
