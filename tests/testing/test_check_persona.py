"""`check_persona`: honest personas pass, and each broken model is named by the law it breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simenv import persona as personas
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.graph import shared
from simenv.testing import NotConformant, check_persona
from simenv.testing.findings import examined
from simenv.testing.persona import LAWS
from simenv.testing.persona.people import Model, People
from tests.broken.kit_personas import LIVES, RESPONSES

PEOPLE, DAYS = 4, 2
NAME = "chronic-ideation"
#: The laws of responses, which need no lives.
OF_RESPONSES = [
    law
    for law in LAWS
    if law.name.startswith("sign") or law.name in {"ways out", "equal responses"}
]


def of_responses(model: Model) -> tuple[str, ...]:
    """The laws of responses that people of a persona break under a model."""
    one = personas.load(Catalogue(), NAME)
    subject = People(persona=one, again=one, people=PEOPLE, days=1, model=model)
    laws = [replace(law, needs=tuple(set(law.needs) - {"fits"})) for law in OF_RESPONSES]
    try:
        return examined(NAME, subject, laws).broken
    except NotConformant as error:
        return error.report.broken


def test_a_shipped_persona_keeps_every_law():
    report = check_persona(NAME, people=PEOPLE, days=DAYS)
    assert report.kept == tuple(law.name for law in LAWS)
    assert report.findings == ()
    assert report.unasked == ()


@pytest.mark.parametrize("name", LIVES)
def test_a_broken_life_is_named_by_its_law(name):
    model, law = LIVES[name]
    with pytest.raises(NotConformant) as caught:
        check_persona(NAME, people=PEOPLE, days=DAYS, model=model)
    assert caught.value.report.broken == (law,)


@pytest.mark.parametrize("name", RESPONSES)
def test_a_broken_response_is_named_by_its_law(name):
    model, law = RESPONSES[name]
    assert of_responses(model) == (law,)


def test_the_shipped_model_keeps_the_laws_of_responses():
    assert of_responses(Model()) == ()


def test_every_law_of_personas_has_a_broken_part():
    named = {law for _, law in [*LIVES.values(), *RESPONSES.values()]} | {"fits", "exits"}
    assert named == {law.name for law in LAWS}


def test_an_abstract_base_is_said_to_be_one():
    with pytest.raises(NotConformant) as caught:
        check_persona("adult", people=PEOPLE, days=DAYS)
    (finding,) = caught.value.findings
    assert (finding.law, finding.seen) == ("fits", "an abstract base")
    assert caught.value.report.kept == ()


def test_a_stage_that_nobody_can_reach_is_found(tmp_path):
    ways = [(e.source, e.trigger.word) for e in shared().edges if e.target == "gave-up"]
    cut = "".join(f"    - {{from: {a}, to: gave-up, on: {on}, times: 0}}\n" for a, on in ways)
    file = tmp_path / "lost.yaml"
    file.write_text(
        "persona: lost\nversion: 1.0.0\nstatus: draft\nextends: chronic-ideation\nshare: 0.05\n"
        "summary: Cannot give up.\nscope: Nobody.\n"
        f"trajectory:\n  start: holding-on\n  edges:\n{cut}",
        encoding="utf-8",
    )
    with pytest.raises(NotConformant) as caught:
        check_persona(file, people=PEOPLE, days=DAYS)
    (finding,) = caught.value.findings
    assert finding.law == "exits"
    assert finding.seen == "no path leads from holding-on to gave-up"


def test_a_rate_over_the_ceiling_does_not_fit(tmp_path):
    file = tmp_path / "busy.yaml"
    file.write_text(
        "persona: busy\nversion: 1.0.0\nstatus: draft\nextends: adult\nshare: 0.05\n"
        "summary: Asks all day.\nscope: Nobody.\n"
        'rhythm: {sessions_per_week: 90, hours: {"20-21": 40}}\n',
        encoding="utf-8",
    )
    with pytest.raises(NotConformant) as caught:
        check_persona(file, people=PEOPLE, days=DAYS)
    assert caught.value.report.broken == ("fits",)


def test_a_persona_that_is_not_there_is_bad_input():
    with pytest.raises(BadInput):
        check_persona("nobody-of-this-name")
