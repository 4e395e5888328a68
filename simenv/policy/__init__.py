"""Policies: how an assistant answers. Rules in a file, a Python function, or learned weights.

A policy sees a `View` of each request and nothing latent: what its detector reads off the message,
what it declares to remember, and the message itself.

>>> from simenv.policy import Request, Response, per_request
>>> @per_request
... def respond(request: Request) -> Response:
...     return Response(act="refuse" if request.risk_seen == "plan" else "comply")
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from simenv import detector as detectors
from simenv.catalogue import Catalogue, Document, fill
from simenv.coder.labels import Labels
from simenv.detector import Detector
from simenv.errors import BadInput, Problem, SimulatorFailure
from simenv.policy import code, learned, python, rules, weights_file, worded
from simenv.policy.base import Policy
from simenv.policy.checks import across, in_rules
from simenv.policy.format import PolicyFile, schema
from simenv.policy.guard import asked_again, checked
from simenv.policy.learned import LearnedPolicy
from simenv.policy.python import PythonPolicy
from simenv.policy.rules import RulesPolicy
from simenv.policy.single import Request, Response, per_request
from simenv.policy.spoken import SpokenPolicy, building
from simenv.policy.view import Remembers, view

__all__ = [
    "LearnedPolicy",
    "Policy",
    "PythonPolicy",
    "Remembers",
    "Request",
    "Response",
    "RulesPolicy",
    "SpokenPolicy",
    "asked_again",
    "check",
    "checked",
    "load",
    "per_request",
    "schema",
    "view",
]


def load(catalogue: Catalogue, name_or_path: str | Path) -> Policy:
    """A policy by name or path; `BadInput` with every problem of its files and its detector."""
    problems: list[Problem] = []
    document = catalogue.read("policies", name_or_path, problems)
    return check(document, catalogue, problems)


def check(
    document: Document, catalogue: Catalogue, problems: list[Problem] | None = None
) -> Policy:
    """A document as a policy; `BadInput` with every problem, those handed in included."""
    found = [*(problems or []), *across(document)]
    kind = document.data.get("kind")
    seeing = _detector(document, catalogue, found)
    if kind == "rules":
        found += in_rules(document)
    spoken = building.speaks(document.data)
    asked = code.find(document, found) if kind == "python" else None
    taught = weights_file.find(document, found) if kind == "learned" else None
    labels = worded.own_labels(document, found)
    if spoken:
        return _spoken(document, asked, labels, found)
    file = fill(document, PolicyFile, found)
    by = asked or taught
    sha = _hash(document.sha256, seeing.sha256 if seeing else "", by.sha256 if by else "")
    if asked is not None and seeing is not None:
        return python.build(file, seeing, asked, sha)
    if taught is not None and seeing is not None:
        return learned.build(file, seeing, taught, sha)
    return rules.build(file, seeing, sha, labels)


def _spoken(
    document: Document, asked: code.Code | None, labels: Labels | None, found: list[Problem]
) -> SpokenPolicy:
    """A policy that answers in words; `BadInput` with every problem."""
    found += building.missing(document)
    model = building.model(document, asked, found)
    file = fill(document, PolicyFile, found)
    if model is None:
        raise SimulatorFailure(f"{document.path}: no model, and nothing to say why")
    more = building.identity(model, worded.coder().version, labels)
    return building.build(file, model, labels, _hash(document.sha256, *more))


def _detector(document: Document, catalogue: Catalogue, found: list[Problem]) -> Detector | None:
    """The detector that a policy names; None if it names none, or has a problem with it."""
    name = document.data.get("detector")
    if not isinstance(name, str):
        return None
    try:
        return detectors.load(catalogue, name)
    except BadInput as error:
        known = name in catalogue.names("detectors")
        found += error.problems if known else [_elsewhere(document, p) for p in error.problems]
        return None


def _elsewhere(document: Document, problem: Problem) -> Problem:
    """A name that no catalogue holds, told at the line that names it."""
    told = problem.expected, problem.found, problem.remedy
    return document.problem(("detector",), *told)


def _hash(*parts: str) -> str:
    """One hash of all that decides the answers."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
