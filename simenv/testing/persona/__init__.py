"""Whether the people of a persona live by the laws of simenv."""

from __future__ import annotations

from pathlib import Path

from simenv import persona as personas
from simenv.catalogue import Catalogue
from simenv.testing.findings import Law, Report, examined
from simenv.testing.persona import lives, signs
from simenv.testing.persona.people import Model, People

#: Persons who are drawn; more find rarer faults.
PEOPLE = 24
DAYS = 30


def check_persona(
    persona: str | Path,
    catalogue: Catalogue | None = None,
    *,
    people: int = PEOPLE,
    days: int = DAYS,
    model: Model | None = None,
) -> Report:
    """Check a persona by the name or path of its file.

    So many `people` live so many `days` under several policies. `model` stands for the shipped one
    in a fork that changes it. Raises `NotConformant` with every finding, and `BadInput` for a file
    that cannot be read.
    """
    known = catalogue or Catalogue()
    one, again = (personas.load(known, persona) for _ in range(2))
    subject = People(persona=one, again=again, people=people, days=days, model=model or Model())
    return examined(f"persona {one.name}", subject, LAWS)


_ALIVE = ("fits", "bounds", "determinism")

LAWS: tuple[Law[People], ...] = (
    Law(
        name="fits",
        says="the file reads the same twice, and what it says fits the model",
        ask=lives.fits,
    ),
    Law(
        name="bounds",
        says="all that persons carry stays within its declared range, whatever policies do",
        ask=lives.bounds,
        needs=("fits",),
    ),
    Law(
        name="determinism",
        says="the same persons are drawn, and live the same lives, each time",
        ask=lives.determinism,
        needs=("bounds",),
    ),
    Law(
        name="company",
        says="a person alone is the person among others, in any order and batch",
        ask=lives.company,
        needs=_ALIVE,
    ),
    Law(
        name="luck",
        says="more people and personas move nobody; another seed or world does",
        ask=lives.luck,
        needs=(*_ALIVE, "company"),
    ),
    Law(
        name="exogenous",
        says="what no policy moves is the same whatever is answered",
        ask=lives.exogenous,
        needs=_ALIVE,
    ),
    Law(
        name="opaque",
        says="names and words of the file, and rows of a batch, tell nothing",
        ask=lives.opaque,
        needs=(*_ALIVE, "company"),
    ),
    Law(
        name="exits",
        says="every stage is reached and can be left",
        ask=lives.exits,
        needs=("fits",),
    ),
    Law(name="ways out", says="anybody may leave", ask=signs.ways_out, needs=("fits",)),
    Law(
        name="sign: judgement",
        says="more judgement never raises trust",
        ask=signs.judgement,
        needs=("fits",),
    ),
    Law(
        name="sign: abruptness",
        says="more abruptness never raises trust",
        ask=signs.abruptness,
        needs=("fits",),
    ),
    Law(
        name="equal responses",
        says="equal responses have equal effects",
        ask=signs.equal_responses,
        needs=("fits",),
    ),
    Law(
        name="sign: barriers",
        says="a higher barrier never raises fit or uptake",
        ask=signs.barriers,
        needs=("fits", "equal responses"),
    ),
    Law(
        name="sign: region",
        says="services elsewhere are never taken more readily",
        ask=signs.region,
        needs=("fits", "equal responses"),
    ),
    Law(
        name="sign: readiness",
        says="less readiness never lets more people go, and moves nobody elsewhere",
        ask=signs.readiness,
        needs=("fits", "equal responses"),
    ),
    Law(
        name="sign: third failure",
        says="the third failed turn in a row raises the hazard of leaving unmet alone",
        ask=signs.third_failure,
        needs=("fits", "equal responses", "ways out"),
    ),
)
