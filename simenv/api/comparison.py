"""A finished comparison as an object: its sentence, its outcomes, its people, its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simenv import records
from simenv.records import Failure, Run
from simenv.stats import as_latex, as_markdown, short_table, text_table, who
from simenv.stats.tables.calls import calls_notes
from simenv.stats.tables.imputed import KEY, imputed_note

if TYPE_CHECKING:
    import pandas

    from simenv.replay import Replay

SUMMARY = "summary.json"
REPORT = "report.html"
#: The key under which a summary says which tables it was made from.
SEAL = "tables"


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """The outcomes of a comparison, one row an outcome and arm."""

    rows: tuple[Mapping[str, Any], ...]

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame; `ImportError` says how to install pandas."""
        try:
            import pandas  # noqa: PLC0415 - an extra: only this method needs it
        except ImportError as error:
            raise ImportError(
                'to_pandas needs pandas: pip install "refusal-simenv[pandas]"'
            ) from error
        return pandas.DataFrame([dict(row) for row in self.rows])


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What a comparison found, and the run directory that it was read from."""

    run: Run
    summary: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """The run directory."""
        return self.run.path

    @property
    def sentence(self) -> str:
        """The finding in one sentence."""
        return str(self.summary["sentence"])

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The arms whose policy failed: which request, and why."""
        return self.run.failures

    @cached_property
    def outcomes(self) -> Outcomes:
        """Each outcome in each arm: level, 95 % interval, difference to the reference arm."""
        apart = {
            (line["outcome"], line["arm"]): line
            for line in self.summary["differences"]
            if line["against"] == self.summary["reference"]
        }
        rows = [
            _row(outcome, arm, level, apart.get((outcome["name"], arm)))
            for outcome in self.summary["outcomes"]
            for arm, level in outcome["arms"].items()
        ]
        return Outcomes(rows=tuple(rows))

    def person(self, person_id: str, arms: tuple[str, ...] | None = None) -> Replay:
        """One trajectory, phase by phase, or twins under two arms: `author/17`."""
        from simenv import replay  # noqa: PLC0415

        return replay.person(self.run, person_id, arms)

    def table(self, name: str, *, world: int | None = 0, arm: str | None = None) -> Any:
        """A table as PyArrow: `turns`, `sessions`, `events`, `trajectories` (see the codebook)."""
        return self.run.table(name, world=world, arm=arm)

    def hash(self) -> str:
        """The hash of all tables: equal for equal inputs, whatever the workers and chunks."""
        return records.table_hash(self.run)

    def who(self) -> tuple[str, ...]:
        """Of whom the numbers tell, and whose texts were read by the coder: a sentence or more."""
        read = (imputed_note(self.summary),) if KEY in self.summary else ()
        return (who(self.summary), *read, *calls_notes(self.summary))

    def short(self) -> str:
        """One screen of the tables, for a terminal."""
        return short_table(self.summary)

    def text(self) -> str:
        """The outcome table for a terminal."""
        return text_table(self.summary)

    def markdown(self) -> str:
        """The outcome table as Markdown."""
        return as_markdown(self.summary)

    def latex(self) -> str:
        """The outcomes as a LaTeX table (booktabs)."""
        return as_latex(self.summary)


def _row(
    outcome: Mapping[str, Any], arm: str, level: Mapping[str, Any], line: Mapping[str, Any] | None
) -> dict[str, Any]:
    found = {
        "outcome": outcome["name"],
        "label": outcome["label"],
        "kind": outcome["kind"],
        "unit": outcome["unit"],
        "better": outcome["better"],
        "arm": arm,
        "value": level["value"],
        "low": level["low"],
        "high": level["high"],
    }
    if line is not None:
        apart = line["all"]
        found |= {
            "against": line["against"],
            "difference": apart["value"],
            "difference_low": apart["low"],
            "difference_high": apart["high"],
            "same_sign_worlds": line["worlds"]["same"],
            "worlds": line["worlds"]["drawn"],
        }
    return found
