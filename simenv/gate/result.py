"""What a gate found, as one value: everything that the text, the page and the files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simenv.criteria import Criteria
from simenv.gate.verdict import Judged, Verdict, overall

#: What the command line ends with.
EXITS: Mapping[Verdict, int] = {"pass": 0, "fail": 1, "undecided": 3}


@dataclass(frozen=True, kw_only=True)
class Named:
    """A file that was held against another: its name, version and hash."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How much was run. `people`, and those of the `battery`, are of each of the `personas`.

    `before` is how many days people had lived under the baseline; `messages` is how many first
    messages the battery has.
    """

    personas: int
    people: int
    battery: int
    messages: int
    worlds: int
    days: int
    before: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Candidate and baseline, criteria, and the verdict of each.

    `notes` are what is not in any bound; `reruns` tell of the new failures of stored cases.
    """

    candidate: Named
    baseline: Named
    criteria: Criteria
    asked: Asked
    judged: tuple[Judged, ...]
    hash: str
    directory: Path
    notes: tuple[str, ...] = ()
    reruns: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Pass, fail or undecided."""
        return overall(self.judged)

    @property
    def exit_code(self) -> int:
        """What the command line ends with: 0, 1 or 3."""
        return EXITS[self.verdict]

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The criteria on which the verdict hangs, those that tell most against it first."""
        counted = [one for one in self.judged if one.criterion.counts]
        return tuple(sorted(counted, key=_worst_first))

    def having(self, verdict: Verdict) -> tuple[Judged, ...]:
        """The counted criteria with that verdict, worst first."""
        return tuple(one for one in self.counted if one.verdict == verdict)

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        criteria = self.criteria
        return {
            "verdict": self.verdict,
            "exit_code": self.exit_code,
            "candidate": asdict(self.candidate),
            "baseline": asdict(self.baseline),
            "calibration": "uncalibrated",
            "criteria": {
                "name": criteria.file.name,
                "version": criteria.file.version,
                "sha256": criteria.sha256,
                "share_assumed": criteria.share_assumed,
            },
            "standard": {
                "name": criteria.standard.name,
                "version": criteria.standard.version,
                "sha256": criteria.standard.sha256,
                "share_assumed": criteria.standard.share_assumed,
            },
            "asked": asdict(self.asked),
            "cohort": criteria.file.cohort,
            "judged": [_line(one) for one in (*self.counted, *self._uncounted)],
            "notes": list(self.notes),
            "new_failures": list(self.reruns),
            "hash": self.hash,
            "directory": str(self.directory),
        }

    @property
    def _uncounted(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if not one.criterion.counts)


_ORDER: Mapping[Verdict, int] = {"fail": 0, "undecided": 1, "pass": 2, "not counted": 3}


def _worst_first(one: Judged) -> tuple[int, float]:
    return _ORDER[one.verdict], 0.0 if one.p is None else one.p


def _line(one: Judged) -> dict[str, Any]:
    """One criterion, in the units of its measure (shares 0-1), more being worse."""
    about = one.criterion
    way, measured, bound = one.best or (None, None, None)
    return {
        "list": about.family,
        "measure": about.measure,
        "label": about.label,
        "group": None if about.group is None else dict([about.group]),
        "kind": about.kind,
        "way": way,
        "verdict": one.verdict,
        "estimate": None if measured is None else measured.estimate,
        "bound": bound,
        "limit": None if measured is None else measured.limit,
        "ways": [
            {"way": way, "estimate": each.estimate, "bound": bound, "limit": each.limit}
            for way, each, bound in one.ways
        ],
        "p": one.p,
        "held": one.held,
        "same_decisions": about.same,
        "held_back": about.held_back or about.off,
        "more": None if one.needed is None else one.needed.more,
        "more_of": None if one.needed is None else about.units,
        "would": None if one.needed is None else one.needed.would,
        "why": about.why,
        "source": about.source,
    }
