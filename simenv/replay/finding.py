"""Which person under which arms, and what the run's tables say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from simenv.catalogue import instead, nearest, one_of, shown
from simenv.errors import BadInput, Problem
from simenv.records import Run
from simenv.replay.said import Words, said
from simenv.rows import EventRows, SessionRows, TrajectoryRows, TurnRows

_ID = re.compile(r"([^/]+)/(\d{1,12})")


@dataclass(frozen=True, kw_only=True)
class Life:
    """All rows of one person under one arm; `trajectory` has one row. `words` is what was said."""

    arm: str
    turns: TurnRows
    sessions: SessionRows
    events: EventRows
    trajectory: TrajectoryRows
    words: Words = field(default_factory=dict)


def place_of(run: Run, person_id: str) -> tuple[str, int]:
    """Persona and number of `persona/number`; `BadInput` if the run has no such person."""
    match = _ID.fullmatch(person_id)
    layout = run.layout
    if layout.shared is not None:
        expected = "a run whose people share no services"
        found = "populations: what became of anybody hangs on everybody who asked before them"
        remedy = "tell a person of a comparison of the same arms without shared services"
        raise BadInput([_problem(run, "id", expected, found, remedy)])
    if match is None:
        example = f"{nearest(person_id, layout.personas) or layout.personas[0]}/0"
        told = f"a persona and a number, such as {example}", repr(person_id), f"write {example}"
        raise BadInput([_problem(run, "id", *told)])
    persona, number = match[1], int(match[2])
    if persona not in layout.personas:
        remedy = _instead(persona, layout.personas)
        raise BadInput([_problem(run, "id", one_of(layout.personas), repr(persona), remedy)])
    if number >= layout.people:
        last = layout.people - 1
        expected, remedy = f"a number from 0 to {last}", f"the nearest is {persona}/{last}"
        raise BadInput([_problem(run, "id", expected, str(number), remedy)])
    return persona, number


def arms_of(run: Run, arms: Sequence[str] | None) -> tuple[str, ...]:
    """The one or two arms that are asked for; `BadInput` if they are not to be had."""
    if arms is None:
        chosen = run.arms[:1]
        if not chosen:
            raise BadInput([_problem(run, "arms", "an arm that did not fail", "none", _ADVICE)])
        return chosen
    problems = [_unknown(run, arm) for arm in arms if arm not in run.arms]
    if len(arms) not in {1, 2} or len(set(arms)) < len(arms):
        found = ", ".join(arms) or "none"
        problems.append(
            _problem(run, "arms", "one arm, or two different ones", found, "name one or two")
        )
    if problems:
        raise BadInput(problems)
    return tuple(arms)


_ADVICE = "correct the policies and repeat the command"


def _unknown(run: Run, arm: str) -> Problem:
    expected = one_of(run.arms)
    for failure in run.failures:
        if failure.arm == arm:
            found = f"{arm!r}, which failed at {failure.request}: {failure.reason}"
            return _problem(run, "arms", expected, found, "name another arm")
    return _problem(run, "arms", expected, repr(arm), _instead(arm, run.arms))


def _instead(word: str, known: Sequence[str]) -> str:
    return instead(word, known) if nearest(word, known) else f"name {one_of(known)}"


def read(run: Run, persona: str, number: int, arm: str) -> Life:
    """What the median world of a run says of one person under one arm."""
    return Life(
        arm=arm,
        turns=run.of_person(TurnRows, persona, number, arm=arm),
        sessions=run.of_person(SessionRows, persona, number, arm=arm),
        events=run.of_person(EventRows, persona, number, arm=arm),
        trajectory=run.of_person(TrajectoryRows, persona, number, arm=arm),
        words=said(run, persona, number, arm),
    )


def _problem(run: Run, field: str, expected: str, found: str, remedy: str) -> Problem:
    return Problem(
        file=shown(run.path), line=0, field=field, expected=expected, found=found, remedy=remedy
    )
