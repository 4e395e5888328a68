"""Ledgers as they must not be: each lets a ceiling of cost be passed."""

from contextlib import contextmanager

from simenv.models import Ledger


class LooksBack(Ledger):
    """Counts what was paid and forgets what is under way."""

    def _allowed(self, most):
        self._aside = 0.0
        return super()._allowed(most)


class StopsAfter(Ledger):
    """Sends the call that passes the ceiling, and stops at the next one."""

    def _allowed(self, most):
        super()._allowed(0.0)
        return most


class PaysNothing(Ledger):
    """Does not write down what an answer cost."""

    @contextmanager
    def trying(self, purpose, most):
        with super().trying(purpose, most) as under_way:
            yield under_way
        self.line(purpose).cost = 0.0


BROKEN = (LooksBack, StopsAfter, PaysNothing)
