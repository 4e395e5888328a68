"""Time stamps at the breaks between sessions, so that a model knows what its person knows."""

from __future__ import annotations

from simenv.policy.spoken.transcripts import Said
from simenv.rows import DAY, HOUR

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MINUTE = HOUR // 60


def stamp(at: int, session: int, last: Said | None) -> str:
    """What stands above the first message of a session; nothing above the others.

    Day of the week and local time, and how long ago the last session was.
    """
    if last is not None and last.session == session:
        return ""
    when = f"{_DAYS[at // DAY % 7]}, {at % DAY // HOUR:02d}:{at % HOUR // _MINUTE:02d}"
    return f"[{when}{_since(at, last)}]\n"


def _since(at: int, last: Said | None) -> str:
    if last is None:
        return ""
    days = at // DAY - last.at // DAY
    if not days:
        return ", later the same day"
    return (
        ", a day after the last conversation"
        if days == 1
        else (f", {days} days after the last conversation")
    )
