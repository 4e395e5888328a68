"""A line and a book that say everything, and ways to spoil them."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simenv import service
from simenv.catalogue import Document, citations
from simenv.errors import BadInput, Problem
from simenv.service import Service

LINE_TEXT = """
service: line
version: 1.0.0
status: draft
summary: A line, for tests.
source: assumed
channel: crisis-line
way: line
weight: {median: 2, middle90: [1, 4]}
place: {regions: [US, GB], languages: [en, es-419], ages: [adult]}
staff:
  hours: {"00-08": 0.5, "08-24": 1}
  weekdays: {sat: 0.5, sun: 0}
servers: {median: 4, middle90: [2, 8], source: assumed}
service_time: {mean: 15 minutes, spread: {median: 0.8, middle90: [0.5, 1.2]}}
patience: {median: 3 minutes, middle90: [1 minute, 0.5 hours], source: assumed}
triage: by-risk
demand:
  hours: {"00-12": 1, "12-24": 3}
  weekdays: {mon: 2}
  share_of_demand: {median: 0.1, middle90: [0.02, 0.4], source: assumed}
fear_of_coercion: {value: 0.2, source: C13; size assumed}
cost: 0.5
follow_up: {chance: {median: 0.3, middle90: [0.1, 0.6]}, after: 36 hours}
no_show: 0.25
surge: {from_day: 3, days: 4, times: {median: 2, middle90: [1.5, 5]}}
"""
BOOK_TEXT = """
service: book
version: 1.0.0
status: reviewed
reviewed_by: {role: practice manager, date: 2026-11-20}
summary: A book, for tests.
channel: professional
way: book
staff:
  hours: {"00-08": 0, "08-18": 1, "18-24": 0}
  weekdays: {sat: 0, sun: 0}
appointments: {answering: 0.95}
service_time: {mean: 50 minutes}
demand: {share_of_demand: 0.2}
no_show: 0.2
wait: {median: {value: 67 days, source: C20}, middle90: [3 weeks, 150 days]}
takes_new: {value: 0.185, source: C20}
"""
LINE = YAML(typ="safe", pure=True).load(LINE_TEXT)
BOOK = YAML(typ="safe", pure=True).load(BOOK_TEXT.replace("2026-11-20", "'2026-11-20'"))
GONE = object()


def document(data: dict, name: str = "made") -> Document:
    return Document(
        kind="services",
        name=name,
        path=Path(f"{name}.yaml"),
        data=data,
        lines={(): (f"{name}.yaml", 1)},
        cited=citations(data),
    )


def checked(data: dict) -> Service:
    return service.check(document(data))


def changed(whole: dict, field: str, value: object) -> dict:
    """A copy with one field, named by dots, changed or (GONE) removed."""
    data = copy.deepcopy(whole)
    *way, last = field.split(".")
    inner = data
    for part in way:
        inner = inner.setdefault(part, {})
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return data


def problems(call, *arguments) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        call(*arguments)
    for problem in caught.value.problems:
        assert all((problem.file, problem.field, problem.expected, problem.found, problem.remedy))
    return caught.value.problems


def fields(call, *arguments) -> list[str]:
    return [problem.field for problem in problems(call, *arguments)]
