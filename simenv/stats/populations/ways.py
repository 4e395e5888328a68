"""Which services take people by appointment, and how many referrals lead to a shared one.

The tables do not say how a service takes people; what came of its requests does: a book gives
appointments and a line never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simenv.columns import B1, I8
from simenv.rows import CallRows
from simenv.stats.populations.arms import Arms
from simenv.vocabulary import Channel, Reception


@dataclass(frozen=True, kw_only=True)
class Books:
    """What is asked by appointment in one scenario: codes of services, and of channels.

    A service is a book if it gave an appointment under any arm. A channel is one if somebody was
    given an appointment in it, and professional care is unless somebody was answered there: so a
    request that no service took is told apart as well.
    """

    services: frozenset[int]
    channels: frozenset[int]

    @classmethod
    def of(cls, arms: Arms) -> Books:
        """Those of one scenario."""
        calls = [each.calls for each in arms.lives.values()]
        services, channels = _codes(calls, Reception.BOOKED)
        answering, heard = _codes(calls, Reception.ANSWERED)
        usual = {int(Channel.PROFESSIONAL)} - heard
        return cls(services=frozenset(services - answering), channels=frozenset(channels | usual))

    def mine(self, calls: CallRows) -> B1:
        """Which requests are for an appointment: by the service if there is one, else by channel.

        A service that gave no appointment is told by its channel too, where nobody was answered.
        """
        served = np.isin(calls.service, _sorted(self.services))
        by_channel = np.isin(calls.channel, _sorted(self.channels))
        found: B1 = served | (by_channel & (calls.reception != Reception.ANSWERED))
        return found


@dataclass(frozen=True, kw_only=True)
class TakenLine:
    """Of `taken` referrals, `handed` of them hand-overs, `shared` led to a shared service.

    Numbers of all populations of one scenario and arm together; `went` of the latter are those who
    did ask there, and did not turn back.
    """

    scenario: str
    arm: str
    taken: int
    handed: int
    shared: int
    went: int


def taken_lines(arms: Arms, scenario: str) -> list[TakenLine]:
    """How many of the referrals taken led to a shared service, by arm, of the persons kept."""
    found = []
    for arm, rows in arms.world.arms.items():
        calls = arms.lives[arm].calls
        keys = rows.persona.astype(np.int64) << 40 | rows.person
        kept = np.isin(calls.persona.astype(np.int64) << 40 | calls.person, keys[arms.world.kept])
        led = calls.referred & kept
        found.append(
            TakenLine(
                scenario=scenario,
                arm=arm,
                taken=int(rows.taken[arms.world.kept].sum()),
                handed=int(rows.handed_over[arms.world.kept].sum()),
                shared=int(led.sum()),
                went=int((led & (calls.reception != Reception.TURNED_BACK)).sum()),
            )
        )
    return found


def _codes(calls: Sequence[CallRows], reception: Reception) -> tuple[set[int], set[int]]:
    """Services and channels of the requests of which that came."""
    mine = [each.take(each.reception == reception) for each in calls]
    services = {int(code) for each in mine for code in np.unique(each.service) if code >= 0}
    return services, {int(code) for each in mine for code in np.unique(each.channel)}


def _sorted(codes: frozenset[int]) -> I8:
    return np.array(sorted(codes), dtype=np.int64)
