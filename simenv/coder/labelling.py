"""Lines in, coded objects out: the whole of `simenv label` but its printing.

Each line gives one result in its place, whatever became of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simenv.coder.coder import Coder
from simenv.coder.codes import Readings
from simenv.coder.lines import TOGETHER, Bytes, Line, LineFault, batches
from simenv.coder.written import Object, fault, objects

if TYPE_CHECKING:
    from simenv.coder.judge import Judge


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a line: what is written of it, and whether it failed."""

    number: int
    data: Object
    failed: bool


Reading = Callable[[Sequence[Line]], list[Result]]
"""Codes lines; their results in their order."""


def results(stream: Bytes, reading: Reading, together: int = TOGETHER) -> Iterator[list[Result]]:
    """The results of all lines of a stream, in order, up to so many together."""
    for batch in batches(stream, together):
        lines = [one for one in batch if isinstance(one, Line)]
        coded = {one.number: one for one in reading(lines)} if lines else {}
        yield [failed(one) if isinstance(one, LineFault) else coded[one.number] for one in batch]


def failed(line: LineFault) -> Result:
    """The result of a line that was not coded."""
    return Result(number=line.number, data=fault(line), failed=True)


def by_coder(coder: Coder, *, why: bool = False) -> Reading:
    """Code with the coder, with the sentences that decided where `why` is asked."""

    def reading(lines: Sequence[Line]) -> list[Result]:
        read = coder.read([line.reply for line in lines])
        found = list(_results(lines, read, coder.version))
        return _with_grounds(coder, lines, read, found) if why else found

    return reading


def by_judge(judge: Judge) -> Reading:
    """Code with a chat model; what it gives no codes for has failed, with its reason."""
    from simenv.coder.judge import Verdict, readings  # noqa: PLC0415 - only judges pay for it

    stamp = f"{judge.name} {judge.version}"

    def reading(lines: Sequence[Line]) -> list[Result]:
        outcomes = judge.verdicts([line.reply for line in lines])
        pairs = list(zip(lines, outcomes, strict=True))
        told = [(line, one) for line, one in pairs if isinstance(one, Verdict)]
        read = readings([one for _, one in told])
        coded = {one.number: one for one in _results([line for line, _ in told], read, stamp)}
        return [
            coded[line.number]
            if isinstance(one, Verdict)
            else failed(LineFault(number=line.number, reason=str(one)))
            for line, one in pairs
        ]

    return reading


def _results(lines: Sequence[Line], read: Readings, version: str) -> Iterator[Result]:
    for line, data in zip(lines, objects(lines, read, version), strict=True):
        yield Result(number=line.number, data=data, failed=False)


def _with_grounds(
    coder: Coder, lines: Sequence[Line], read: Readings, found: Sequence[Result]
) -> list[Result]:
    from simenv.coder.why import grounds  # noqa: PLC0415 - only `--why` pays for it

    told = grounds(coder, [line.reply.text for line in lines], read)
    return [
        Result(
            number=one.number,
            data={**one.data, "why": [ground.data() for ground in why]},
            failed=False,
        )
        for one, why in zip(found, told, strict=True)
    ]
