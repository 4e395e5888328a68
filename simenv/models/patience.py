"""How long to wait, and how often to try again."""

from __future__ import annotations

from dataclasses import dataclass

from simenv.models.failures import Failed, RateLimited


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Times in seconds; all assumed, none changes what is said.

    `tries` counts the first one. A try has `per_try` for its whole answer. The first wait is
    `first` and each that follows twice as long, up to `most`. A provider's Retry-After takes the
    place of a wait, unless it asks for more than `longest`: then the call fails at once.
    """

    tries: int = 5
    per_try: float = 120.0
    first: float = 0.5
    most: float = 30.0
    longest: float = 120.0

    def wait(self, tried: int, failed: Failed) -> float | None:
        """Seconds until the next try after `tried` tries, the last of which failed; None is never.

        There is no jitter: how many ask at once is limited here, so waits need not be spread.
        """
        if not failed.again or tried >= self.tries:
            return None
        backed_off: float = min(self.most, self.first * 2.0 ** (tried - 1))
        if isinstance(failed, RateLimited) and failed.after is not None:
            return None if failed.after > self.longest else max(failed.after, 0.0)
        return backed_off
