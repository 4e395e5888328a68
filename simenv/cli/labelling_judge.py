"""`label --judge`: a chat model in place of the coder, never without stated permission."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from simenv.coder.judge import Judge
from simenv.coder.labelling import by_judge
from simenv.models import AT_ONCE, Caller, Cassette, Ledger, Litellm, Purpose

if TYPE_CHECKING:
    from simenv.coder.labelling import Reading

TOGETHER = 2 * AT_ONCE
"""So many replies are judged before the next are read: what is stopped loses no more answers."""


@contextmanager
def judging(
    model: str, ceiling: float | None, record: Path | None, *, permitted: bool
) -> Iterator[Reading]:
    """Code with this model, up to a cost in USD; refused unless it is permitted.

    At the end, what was asked and paid is told on standard error.
    """
    if not permitted:
        told = (
            "it sends the replies to the provider of that model; add --permitted if those who "
            "wrote them, or answer for them, allow that"
        )
        raise typer.BadParameter(told, param_hint="--judge")
    if ceiling is None:
        raise typer.BadParameter("say the most that it may cost", param_hint="--ceiling")
    with ExitStack() as opened:
        cassette = None if record is None else opened.enter_context(Cassette(record))
        ledger = Ledger(ceiling, before=0.0 if cassette is None else cassette.paid)
        caller = Caller(Litellm(model=model), Purpose.JUDGE, ledger=ledger, cassette=cassette)
        try:
            yield by_judge(Judge(caller))
        finally:
            if ledger.lines:
                typer.echo(ledger.told(), err=True)
