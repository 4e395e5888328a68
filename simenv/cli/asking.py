"""What `compare` and `run` can be asked that changes a number: options to fields of a spec."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from simenv.experiment.format import Spec


@dataclass(frozen=True)
class Asked:
    """What a spec is to say, where the command line says it; each field can change a number."""

    personas: str | None
    cohort: str | None
    baseline: str | None
    standard: str | None
    second_standard: str | None
    days: int | None
    people: int | None
    worlds: str | None
    seed: int | None
    keep: str | None
    margin: list[str] | None
    scenarios: str | None
    populations: int | None

    def fields(self, before: Spec | None = None) -> dict[str, Any]:
        """The fields of a spec that were given, over those of one `before`.

        Where services are shared, `people` are those of a population.
        """
        named = None if self.personas is None else self.personas.split(",")
        said = asdict(self) | {"personas": "all" if named == ["all"] else named}
        said |= {"worlds": self._worlds, "margins": self._margins}
        shared = {name: said.pop(name) for name in ("scenarios", "populations")}
        shared["scenarios"] = None if self.scenarios is None else self.scenarios.split(",")
        del said["margin"]
        if self.scenarios is not None or (before is not None and before.shared_services):
            shared["people"] = said.pop("people")
            given = {name: value for name, value in shared.items() if value is not None}
            said["shared_services"] = given or None
        elif self.populations is not None:
            told = "people share no services here; name some with --services"
            raise typer.BadParameter(told, param_hint="--populations")
        return {field: value for field, value in said.items() if value is not None}

    @property
    def _worlds(self) -> int | str | None:
        """A number where one is written, else the path of a file."""
        said = self.worlds
        return int(said) if said is not None and re.fullmatch(r"-?\d+", said) else said

    @property
    def _margins(self) -> dict[str, float | str] | None:
        """Margins by outcome; what is no number stays as it is, to be told with all the rest."""
        pairs = [said.partition("=") for said in self.margin or ()]
        return {name: _number(value) for name, _, value in pairs} or None

    def checked(self, spec: Spec) -> Spec:
        """The spec that came of it, unless nobody would live under the baseline that was given.

        Where services are shared, the ordinary demand for them is measured under it.
        """
        nobody = spec.cohort == "new" and spec.shared_services is None
        if self.baseline is not None and nobody:
            told = "a new cohort has lived under nothing yet; add --cohort established"
            raise typer.BadParameter(told, param_hint="--baseline")
        return spec


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


Personas = Annotated[
    str | None, typer.Option(help="all, or names or files with commas between them.")
]
Cohort = Annotated[
    str | None,
    typer.Option(help="new, or established: 28 days under the baseline first. [new, or as saved]"),
]
Baseline = Annotated[
    str | None,
    typer.Option(help="What an established cohort knows. [status-quo-2026, or as saved]"),
]
Standard = Annotated[str | None, typer.Option(help="The norm by which decisions are labelled.")]
Second = Annotated[
    str | None,
    typer.Option("--second-standard", help="A norm that labels beside it. [the other shipped one]"),
]
Days = Annotated[int | None, typer.Option(help="Days that each person lives. [30, or as saved]")]
People = Annotated[
    int | None,
    typer.Option(
        help="Persons of each persona; with services, of a population. [200; 2000, or as saved]"
    ),
]
Services = Annotated[
    str | None,
    typer.Option(
        "--services",
        "--scenarios",
        metavar="SCENARIO,...",
        help="Let people share the services of these; then populations are compared.",
    ),
]
Populations = Annotated[
    int | None, typer.Option(help="Populations, with services. [20, the least, or as saved]")
]
Worlds = Annotated[
    str | None,
    typer.Option(
        metavar="N|FILE", help="Drawn sets of parameters, or a worlds file. [20, or as saved]"
    ),
]
Seed = Annotated[int | None, typer.Option(help="The seed of all luck. [1, or as saved]")]
Keep = Annotated[
    str | None,
    typer.Option(help="all tables of the median world, or trajectories only. [all, or as saved]"),
]
Margin = Annotated[
    list[str] | None,
    typer.Option(
        "--margin",
        metavar="OUTCOME=VALUE",
        help="How large a difference counts, in the outcome's unit (shares 0-1); may be repeated.",
    ),
]
