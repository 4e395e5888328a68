"""One person's record told phase by phase, or twins: one person under two policies.

>>> from simenv import records, replay                                  # doctest: +SKIP
>>> told = replay.person(records.open_run("runs/quickstart"), "author/17")  # doctest: +SKIP
>>> print(told.text())                                                  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence

from simenv.records import Run
from simenv.replay.finding import arms_of, place_of, read
from simenv.replay.replay import Replay
from simenv.wording import asked

__all__ = ["Replay", "person"]


def person(run: Run, person_id: str, arms: Sequence[str] | None = None) -> Replay:
    """The life of a person, such as `author/17`, in the median world of a run.

    `arms` names one arm, or two for twins; the run's first one unless named. `BadInput` names the
    nearest where a persona, a number or an arm is unknown; `RunFailure` if the run does not have
    that person's tables, or they are damaged.
    """
    persona, number = place_of(run, person_id)
    chosen = arms_of(run, arms)
    return Replay(
        persona=persona,
        person=number,
        days=run.layout.days,
        seed=int(run.spec.get("seed", 0)),
        standard=str(run.spec.get("standard", "")),
        stages=run.manifest.stages,
        lives=tuple(read(run, persona, number, arm) for arm in chosen),
        others=tuple(arm for arm in run.arms if arm not in chosen),
        notes=tuple(asked.notes(run.spec)),
    )
