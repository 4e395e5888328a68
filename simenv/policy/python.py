"""Policies of kind python: one file of code beside the YAML, or an installed entry point."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from simenv.detector import Detector
from simenv.exchange import Requests, Responses
from simenv.policy.code import Code, Function
from simenv.policy.format import PolicyFile
from simenv.policy.view import Remembers, guarded, remembers, view


@dataclass(frozen=True, kw_only=True, eq=False)
class PythonPolicy:
    """A policy that asks a function of others; it sees views alone, as read-only copies."""

    name: str
    version: str
    sha256: str
    summary: str
    detector: Detector
    remembers: Remembers
    function: Function
    kind: str = "python"

    def respond(self, requests: Requests) -> Responses:
        """What the function answers; arrays are copied, so that it cannot change them later."""
        answer = self.function(guarded(view(requests, self.detector, self.remembers)))
        if not isinstance(answer, Responses):
            raise TypeError(f"a {type(answer).__name__} was returned, not Responses")
        return dataclasses.replace(
            answer, **{name: _own(column) for name, column in answer.arrays().items()}
        )


def build(file: PolicyFile, detector: Detector, code: Code, sha: str) -> PythonPolicy:
    """The policy of a file without problems."""
    return PythonPolicy(
        name=file.name,
        version=file.version,
        sha256=sha,
        summary=file.summary,
        detector=detector,
        remembers=remembers(file.remembers.refusals, file.remembers.referrals),
        function=code.function,
    )


def _own(column: Any) -> Any:
    """A plain copy of an array; what is none is left for the check of types to name."""
    return np.array(column) if isinstance(column, np.ndarray) else column
