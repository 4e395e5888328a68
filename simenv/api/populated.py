"""Runs whose people share services: their summary, and what such a comparison offers.

The unit of every interval is the population. What reckons with persons as units is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from simenv.api.comparison import Comparison, Outcomes
from simenv.catalogue import shown
from simenv.errors import BadInput, Problem
from simenv.experiment import Resolved
from simenv.records import Run
from simenv.rows import CallRows, LoadRows
from simenv.stats import populations
from simenv.stats.populations import PopulationLives, PopulationStudy, StudiedScenario
from simenv.stats.populations.reading import who
from simenv.stats.populations.tables import as_markdown, short_table, text_table
from simenv.stats.tables.imputed import KEY, imputed_note

if TYPE_CHECKING:
    from pathlib import Path

#: What `summary.json` says of itself where persons share services.
KIND = populations.KIND


@dataclass(frozen=True, kw_only=True)
class PopulationComparison(Comparison):
    """What a comparison with shared services found; its unit is the population."""

    @cached_property
    def outcomes(self) -> Outcomes:
        """Each outcome in each scenario and arm: level, difference to the reference arm.

        All intervals are 95 %, over populations.
        """
        return Outcomes(rows=tuple(_rows(self.summary)))

    def table(
        self,
        name: str,
        *,
        world: int | None = 0,
        arm: str | None = None,
        scenario: str | None = None,
    ) -> Any:
        """A table as PyArrow: `trajectories`, `calls`, `loads` (see the codebook)."""
        return self.run.table(name, world=world, arm=arm, scenario=scenario)

    def who(self) -> tuple[str, ...]:
        """Of whom the numbers tell, and of whom not because populations are too small."""
        return tuple(_who(self.summary))

    def short(self) -> str:
        """One screen of the tables, for a terminal."""
        return short_table(self.summary)

    def text(self) -> str:
        """All tables for a terminal."""
        return text_table(self.summary)

    def markdown(self) -> str:
        """All tables as Markdown."""
        return as_markdown(self.summary)

    def latex(self) -> NoReturn:
        """Refused with `BadInput`: there is no LaTeX table of scenarios."""
        refuse(self.run.path, "latex", "a run whose people share no services", "print --markdown")


def refuse(path: Path, field: str, expected: str, remedy: str) -> NoReturn:
    """Raise `BadInput`: what was asked for needs persons who are independent of each other."""
    found = "populations that share services, in which nobody's life is independent of the others'"
    raise BadInput(
        [
            Problem(
                file=shown(path),
                line=0,
                field=field,
                expected=expected,
                found=found,
                remedy=remedy,
            )
        ]
    )


def summary_of(run: Run, resolved: Resolved) -> dict[str, Any]:
    """The summary of a run whose units are done, as plain data."""
    return populations.summarise(study_of(run, resolved), _reader(run)).as_dict()


def study_of(run: Run, resolved: Resolved) -> PopulationStudy:
    """What was compared, and how it is to be read, for the statistics."""
    shared = resolved.shared
    return PopulationStudy(
        personas=tuple(one.name for one in resolved.personas),
        shares=tuple(one.share or 0.0 for one in resolved.personas),
        counts=shared.counts,
        services=shared.services,
        arms=run.layout.arms,
        scenarios=tuple(_scenarios(resolved)),
        populations=shared.number,
        days=run.layout.days,
        worlds=run.layout.worlds,
        standard=resolved.standard.name,
        standard_assumed=resolved.standard.share_assumed,
        second_standard=resolved.second.name,
        spec=run.spec,
        failed={failure.arm: f"{failure.request}: {failure.reason}" for failure in run.failures},
        statuses={one.name: one.status for one in resolved.personas},
        margins=dict(resolved.spec.margins),
    )


def _scenarios(resolved: Resolved) -> Iterator[StudiedScenario]:
    for one in resolved.scenarios:
        yield StudiedScenario(
            name=one.name,
            summary=one.summary,
            share_assumed=one.share_assumed,
            services={each.name: each.demand.share_of_demand.median for each in one.services},
        )


def _reader(run: Run) -> populations.Read:
    """Reads all populations of a scenario, world and arm when asked for them."""

    def read(scenario: str, world: int, arm: str) -> PopulationLives:
        rows, standing = run.trajectories(world, arm, scenario)
        shared = run.layout.shared
        return PopulationLives(
            rows=rows,
            standing=standing,
            calls=run.rows(CallRows, world=world, arm=arm, scenario=scenario),
            loads=run.rows(LoadRows, world=world, arm=arm, scenario=scenario),
            counts=() if shared is None else shared.counts,
        )

    return read


def _rows(summary: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    apart = {
        (line["outcome"], line["scenario"], line["arm"]): line
        for line in summary["differences"]
        if line["against"] == summary["reference"]
    }
    for outcome in summary["outcomes"]:
        for scenario, arms in outcome["scenarios"].items():
            for arm, level in arms.items():
                line = apart.get((outcome["name"], scenario, arm))
                yield _row(outcome, scenario, arm, level) | _difference(line)


def _row(
    outcome: Mapping[str, Any], scenario: str, arm: str, level: Mapping[str, Any] | None
) -> dict[str, Any]:
    told: Mapping[str, Any] = {} if level is None else level
    return {
        "scenario": scenario,
        "outcome": outcome["name"],
        "label": outcome["label"],
        "kind": outcome["kind"],
        "unit": outcome["unit"],
        "better": outcome["better"],
        "arm": arm,
        "populations": told.get("populations", 0),
        "value": told.get("value"),
        "low": told.get("low"),
        "high": told.get("high"),
    }


def _difference(line: Mapping[str, Any] | None) -> dict[str, Any]:
    """The difference of an arm to the reference; nothing of the reference itself."""
    if line is None:
        return {}
    apart = line["all"]
    return {
        "against": line["against"],
        "difference": apart["value"],
        "difference_low": apart["low"],
        "difference_high": apart["high"],
    }


def _who(summary: Mapping[str, Any]) -> Iterator[str]:
    yield who(summary)
    if KEY in summary:
        yield imputed_note(summary)
    nobody = [one["name"] for one in summary["personas"] if not one["people"]]
    if nobody:
        yield (
            f"Nobody of {', '.join(nobody)} is in them: their share of {summary['people']} people "
            "is less than a person. Larger populations (--people) hold some."
        )
