"""Lines in the simulation beside Erlang's formulas, and the 988 scenarios beside what is reported.

Prints the tables of docs/queues.md; a minute or two. Errors are 95 %, from independent populations.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simenv.calls import Calls
from simenv.catalogue import Catalogue
from simenv.clock.erlang import Steady, impatient, patient
from simenv.clock.hall import Hall
from simenv.draws import Luck, person_keys, slot
from simenv.rows import DAY, LoadRows
from simenv.service import Facility, Way, load_scenario
from simenv.vocabulary import Channel, Reception

MINUTE = 60_000_000
LUCK = Luck(2026, 0)
POPULATIONS = 20
CALLS = 5_000
WARMING = 500
#: Half the width of an interval in standard errors: Student's t, 19 degrees of freedom, 95 %.
HALF = 2.093

#: Arrivals a minute, mean talk, mean patience (none: nobody hangs up), servers. Minutes.
LOADS: tuple[tuple[float, float, float | None, int], ...] = (
    (0.05, 10.0, None, 1),
    (0.28, 10.0, None, 4),
    (0.36, 10.0, None, 4),
    (1.80, 10.0, None, 20),
    (0.05, 10.0, 5.0, 1),
    (0.28, 10.0, 5.0, 4),
    (0.40, 10.0, 5.0, 4),
    (0.60, 10.0, 5.0, 4),
    (2.00, 10.0, 3.0, 20),
    (2.00, 10.0, 30.0, 20),
)

#: Scenario, and what C10 reports: share answered, mean wait in seconds.
REPORTED = (("988-december-2022", 0.91, 44), ("988-december-2021", 0.64, 172))
#: Patience of the service file in the middle of its plausible range, by demand; then by patience.
SCALES = (20, 100, 400, 2_000)
PATIENCE = (2.0, 3.0, 5.0, 8.0, 12.0)
SCALE = 400
DAYS = 28


@dataclass(frozen=True)
class Measured:
    """A mean over populations and half its interval."""

    mean: float
    half: float

    @classmethod
    def of(cls, values: np.ndarray) -> Measured:
        return cls(float(values.mean()), float(HALF * values.std(ddof=1) / len(values) ** 0.5))

    def __format__(self, digits: str) -> str:
        return f"{self.mean:{digits}} ± {self.half:{digits}}"


def main() -> None:
    """Print all tables."""
    start = time.perf_counter()
    print("\n".join(theory_table()))
    print()
    print("\n".join(reported_table()))
    print()
    print(speed())
    print(f"\n{time.perf_counter() - start:.0f} seconds")


def theory_table() -> Iterator[str]:
    """Theory and simulation by load."""
    yield "| offered | servers | patience, min | | answered % | delayed % | mean wait, s |"
    yield "|---|---:|---:|---|---:|---:|---:|"
    for case, (arrivals, talk, patience, servers) in enumerate(LOADS):
        exact = _exact(arrivals, talk, patience, servers)
        offered = f"{arrivals * talk:.1f} erlangs | {servers} | {patience or 'endless'}"
        numbers = (100 * exact.answered, 100 * exact.delayed, 60 * exact.wait)
        yield f"| {offered} | theory | " + " | ".join(f"{n:.1f}" for n in numbers) + " |"
        found = _simulated(case, arrivals, talk, patience, servers)
        yield "| | | | simulated | " + " | ".join(f"{n:.1f}" for n in found) + " |"


def _exact(arrivals: float, talk: float, patience: float | None, servers: int) -> Steady:
    if patience is None:
        return patient(arrivals, talk, servers)
    return impatient(arrivals, talk, patience, servers)


def _simulated(
    case: int, arrivals: float, talk: float, patience: float | None, servers: int
) -> tuple[Measured, Measured, Measured]:
    """Answered and delayed in per cent, mean wait of all in seconds."""
    gaps = np.random.default_rng(case).exponential(MINUTE / arrivals, (POPULATIONS, CALLS))
    at = np.cumsum(gaps, axis=1).astype(np.int64)
    days = int(at.max() // DAY) + 3
    hall = _hall(_plain(talk, patience or 1e9, servers), days, reference=0.0)
    hall.file(_calls(at, f"case {case}"))
    parts = []
    while hall.now < days * DAY:
        parts.append(hall.run(days * DAY))
    row = np.concatenate([part.row for part in parts])
    waited, answered = np.empty(at.size), np.empty(at.size)
    waited[row] = np.concatenate([part.at for part in parts]) - at.ravel()[row]
    answered[row] = np.concatenate([part.reception == Reception.ANSWERED for part in parts])
    waited = waited.reshape(at.shape)[:, WARMING:] / 1e6
    shares = answered.reshape(at.shape)[:, WARMING:]
    return (
        Measured.of(100 * shares.mean(axis=1)),
        Measured.of(100 * (waited > 0).mean(axis=1)),
        Measured.of(waited.mean(axis=1)),
    )


def _plain(talk: float, patience: float, servers: float) -> Facility:
    """A line that is always open, alike at all hours, with exponential talks and patience."""
    return Facility(
        name="plain",
        way=Way.LINE,
        channel=Channel.CRISIS_LINE,
        handoffs=False,
        weight=1.0,
        regions=(),
        languages=(),
        ages=(),
        staffing=np.ones(168),
        demand=np.ones(168),
        servers=servers,
        answering=None,
        service_minutes=talk,
        service_sigma=None,
        patience_minutes=patience,
        triage=False,
        share_of_demand=1.0,
        turned_back=0.0,
        follow_up=0.0,
        follow_up_days=1.0,
        no_show=0.0,
        wait_days=0.0,
        takes_new=1.0,
    )


def _calls(at: np.ndarray, people: str) -> Calls:
    """Calls of one crowd a row."""
    made = Calls.blank(at.size)
    made.row[:] = np.arange(at.size)
    made.crowd[:] = made.row // at.shape[1]
    made.key[:] = person_keys(people, made.row)
    made.at[:] = at.ravel()
    made.place[:] = slot(made.at // DAY)
    made.channel[:] = Channel.CRISIS_LINE
    return made


def _hall(facility: Facility, days: int, reference: float) -> Hall:
    return Hall(
        [facility],
        luck=LUCK,
        replicates=np.arange(POPULATIONS, dtype=np.int32),
        people=np.ones(POPULATIONS, np.int32),
        reference=np.array([reference]),
        days=days,
        delay=1,
    )


def reported_table() -> Iterator[str]:
    """The 988 scenarios by demand and patience, beside C10 and C11."""
    yield "| scenario | callers a day | patience, min | staff | answered % | wait, s | hung up % |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name, answered, wait in REPORTED:
        hung_up = "11 (C11)" if name == "988-december-2022" else "none known"
        yield f"| {name}, reported (C10) | | | | {100 * answered:.0f} | {wait} | {hung_up} |"
        line = _shipped(name)
        shown = line.patience_minutes
        cases = [(scale, shown) for scale in SCALES]
        cases += [(SCALE, patience) for patience in PATIENCE if patience != shown]
        for scale, patience in cases:
            yield _fitted(name, replace(line, patience_minutes=patience), scale)


def _shipped(scenario: str) -> Facility:
    """The line of a scenario for calls, all numbers at their medians."""
    facilities = load_scenario(Catalogue(), scenario).facilities(LUCK, 0)
    return next(one for one in facilities if one.name.startswith("crisis-line-calls"))


def _fitted(name: str, line: Facility, a_day: int) -> str:
    """One row: servers fitted to the share answered, all else as it comes."""
    nearly_all = 1e-6
    line = replace(line, share_of_demand=nearly_all)
    hall = _hall(line, DAYS, reference=a_day * nearly_all)
    hall.run(DAYS * DAY)
    loads = hall.loads()
    numbers = (
        f"{Measured.of(100 * _per(loads, 'others_answered', 'others_asked')):.1f}",
        f"{Measured.of(_per(loads, 'others_waited', 'others_answered') / 1e6):.1f}",
        f"{Measured.of(100 * _per(loads, 'others_hung_up', 'others_asked')):.1f}",
    )
    staff = f"{a_day} | {line.patience_minutes:g} | {hall.servers[0, 0]:.2f}"
    return f"| {name} | {staff} | " + " | ".join(numbers) + " |"


def _per(loads: list[LoadRows], what: str, of: str) -> np.ndarray:
    """A ratio of sums over days, by population."""
    return np.array([getattr(rows, what).sum() / getattr(rows, of).sum() for rows in loads])


def speed() -> str:
    """Microseconds of one core a caller of the background, in a busy line of 20 servers."""
    hall = _hall(replace(_plain(10.0, 5.0, 20.0), share_of_demand=1e-6), 5, reference=2_880e-6)
    start = time.process_time()
    hall.run(5 * DAY)
    callers = sum(int(rows.others_asked.sum()) for rows in hall.loads())
    each = 1e6 * (time.process_time() - start) / callers
    return f"{callers:,} callers of the background: {each:.1f} microseconds each"


if __name__ == "__main__":
    main()
