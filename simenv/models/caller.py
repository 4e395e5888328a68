"""The one way to ask a chat model: with patience, under limits, on record, at known cost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from simenv.errors import CallsStopped
from simenv.models.cassette import Asked, Cassette
from simenv.models.conversation import Answer, Conversation
from simenv.models.failures import Failed, NotRecorded, RateLimited, TimedOut
from simenv.models.ledger import For, Ledger
from simenv.models.loop import run
from simenv.models.model import ChatModel
from simenv.models.patience import Patience

AT_ONCE = 16
"""How many conversations a model is asked at once, unless said otherwise (assumed)."""

Slot = str
Outcome = Answer | Failed | CallsStopped
"""What came of one question of a batch."""


@dataclass(kw_only=True)
class _Batch:
    """Questions that several workers take from one end, and what came of them by number."""

    questions: Sequence[tuple[Conversation, Slot]]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    stopped: CallsStopped | None = None

    def __post_init__(self) -> None:
        self.left = iter(range(len(self.questions)))


class Caller:
    """A model, asked for one purpose, perhaps of one arm.

    Answers are looked up in the `cassette` first and kept there; a `ledger` may be shared by
    several callers and then holds one ceiling for all.
    """

    def __init__(
        self,
        model: ChatModel,
        purpose: For,
        *,
        ledger: Ledger | None = None,
        cassette: Cassette | None = None,
        patience: Patience | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self.model, self.purpose, self.cassette = model, purpose, cassette
        self.ledger = Ledger() if ledger is None else ledger
        self.patience = Patience() if patience is None else patience
        self.at_once = at_once
        self._free = asyncio.Semaphore(at_once)
        self._under_way: dict[str, asyncio.Future[Answer]] = {}
        self._not_before = 0.0

    def ask_all(self, questions: Iterable[tuple[Conversation, Slot]]) -> list[Outcome]:
        """What came of each question, in their order; it waits until all are done.

        Failures are returned in their places, so no answer is lost by another's failure. After a
        `CallsStopped` nothing more is sent: what is under way is awaited, and the rest gets the
        same `CallsStopped`. Not to be called where an event loop waits for it: use `ask` there.
        """
        return run(self._all(_Batch(questions=list(questions))))

    async def ask(self, conversation: Conversation, slot: Slot) -> Answer:
        """The answer to one conversation, in the loop of `simenv.models.loop`.

        `slot` says in whose place it is asked: the answer is theirs alone. Raises a `Failed` after
        the last try, or a `CallsStopped`.
        """
        asked = Asked(model=self.model.name, conversation=conversation, slot=slot)
        if (found := self._recorded(asked)) is not None:
            return found
        key = asked.key
        if key in self._under_way:
            answer = await asyncio.shield(self._under_way[key])
            self.ledger.reused(self.purpose)
            return answer
        with self._shared(key) as shared:
            answer = await self._sent(asked)
            shared.set_result(answer)
            return answer

    @contextmanager
    def _shared(self, key: str) -> Iterator[asyncio.Future[Answer]]:
        """Around a call under way: whoever asks the same meanwhile has its answer, or its end."""
        shared = asyncio.get_running_loop().create_future()
        self._under_way[key] = shared
        try:
            yield shared
        except asyncio.CancelledError:
            shared.cancel()
            raise
        except BaseException as error:
            shared.set_exception(error)
            shared.exception()  # where nobody else has asked, nobody will look
            raise
        finally:
            del self._under_way[key]

    async def _all(self, batch: _Batch) -> list[Outcome]:
        crew = range(min(self.at_once, len(batch.questions)))
        working = [asyncio.ensure_future(self._work(batch)) for _ in crew]
        try:
            await asyncio.gather(*working)
        finally:
            for one in working:
                one.cancel()  # where another raised; else they are done
        return [batch.outcomes[number] for number in range(len(batch.questions))]

    async def _work(self, batch: _Batch) -> None:
        """Take the next question, until none is left."""
        for number in batch.left:
            outcome = batch.stopped or await self._outcome(*batch.questions[number])
            batch.outcomes[number] = outcome
            if isinstance(outcome, CallsStopped):
                batch.stopped = outcome

    async def _outcome(self, conversation: Conversation, slot: Slot) -> Outcome:
        try:
            return await self.ask(conversation, slot)
        except (Failed, CallsStopped) as failed:
            return failed

    def _recorded(self, asked: Asked) -> Answer | None:
        if self.cassette is None:
            return None
        found = self.cassette.find(asked)
        if isinstance(found, Failed):
            self.ledger.failed(self.purpose, found)
            raise found
        if found is not None:
            self.ledger.reused(self.purpose)
        elif self.cassette.replay:
            raise NotRecorded(
                f"{self.cassette.folder} holds no reply of {asked.model} for {asked.slot!r}: it "
                "was recorded with another model, prompt or version, or not to its end"
            )
        return found

    async def _sent(self, asked: Asked) -> Answer:
        outcome: Answer | Failed
        async with self._free:
            self.model.ready()
            try:
                outcome = await self._patiently(asked.conversation)
            except Failed as failed:
                self.ledger.failed(self.purpose, failed)
                outcome = failed
        if self.cassette is not None:
            self.cassette.keep(asked, outcome)
        if isinstance(outcome, Failed):
            raise outcome
        return outcome

    async def _patiently(self, conversation: Conversation) -> Answer:
        tried = 0
        while True:
            if self._not_before:
                await asyncio.sleep(max(0.0, self._not_before - monotonic()))
            try:
                return await self._once(conversation)
            except Failed as failed:
                tried += 1
                wait = self.patience.wait(tried, failed)
                if wait is None:
                    raise
                self.ledger.retried(self.purpose, failed)
                if isinstance(failed, RateLimited) and failed.after is not None:
                    # The provider asks everybody to wait, not only this one.
                    self._not_before = max(self._not_before, monotonic() + wait)
                    continue
            await asyncio.sleep(wait)

    async def _once(self, conversation: Conversation) -> Answer:
        """One try, with what it may cost set aside."""
        with self.ledger.trying(self.purpose, self.model.most(conversation)) as under_way:
            try:
                async with asyncio.timeout(self.patience.per_try):
                    under_way.answer = await self.model.answer(conversation)
            except TimeoutError:
                raise TimedOut(f"no whole answer within {self.patience.per_try:g} s") from None
            return under_way.answer
