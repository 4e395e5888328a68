"""Where a persona departs from its base, and the sentences that tell rates and shares."""

from __future__ import annotations

import pytest

from simenv import persona
from simenv.catalogue import Catalogue
from simenv.persona import Mix
from simenv.tell import sentences
from simenv.tell.catalogue_page import personas_page
from simenv.tell.departures import by_source, departures
from simenv.tell.sources import sources
from tests.life.scenes import made
from tests.tell.pages import CATALOGUE, ELSEWHERE, written

OWN = """
persona: own
version: 1.0.0
status: draft
extends: adult
summary: A persona for tests.
scope: Nobody in particular.
share: 0.01
traits:
  trust: {median: 0.55, middle90: [0.30, 0.80]}
  hope: {median: 0.5, middle90: [0.25, 0.80], source: D4; size assumed}
  openness: high
needs: {venting: 4}
rhythm: {hours: {"22-02": 3}}
barriers: {crisis-line: {coercion: {value: 0.4, source: C13}, access: low}}
voice: {length: short, discloses: hardly}
"""


def _departures(folder, *, base: bool = True):
    path = written(folder, "own", OWN)
    parent = CATALOGUE.read("personas", "adult") if base else None
    return departures(CATALOGUE.read("personas", path), parent)


def test_only_what_differs_departs_whatever_its_source(tmp_path):
    found = {f"{one.section}.{one.name}": one for one in _departures(tmp_path)}
    assert set(found) == {
        "traits.hope",
        "traits.openness",
        "needs.venting",
        "rhythm.hours",
        "barriers.crisis-line.access",
    }
    hope = found["traits.hope"]
    assert hope.source == "D4; size assumed"
    assert hope.told == "hope 0.5 [0.25, 0.8] (0.55 [0.25, 0.8])"
    assert found["traits.openness"].told == "openness high (0.45 [0.2, 0.75])"
    assert found["rhythm.hours"].told == "hours 22-02: 3"
    assert {one.source for one in found.values()} == {"assumed", "D4; size assumed"}


def test_without_a_parent_everything_is_its_own(tmp_path):
    found = _departures(tmp_path, base=False)
    assert not any(one.before for one in found)
    assert ("barriers", "crisis-line.coercion", "C13") in {
        (one.section, one.name, one.source) for one in found
    }


def test_what_departs_stands_together_by_section_and_source(tmp_path):
    groups = by_source(_departures(tmp_path))
    assert list(groups) == [
        ("traits", "assumed"),
        ("traits", "D4; size assumed"),
        ("needs", "assumed"),
        ("rhythm", "assumed"),
        ("barriers", "assumed"),
    ]


def test_a_catalogue_of_ones_own_has_a_page(tmp_path):
    written(tmp_path / "personas", "elsewhere", ELSEWHERE)
    page = personas_page(Catalogue([tmp_path]))
    flat = " ".join(page.split())
    assert "## elsewhere A persona for tests." in flat
    assert "sum to 1.01; each is multiplied by 0.9901" in flat
    assert "reviewed on 2026-01-01 by: clinical psychologist" in flat


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0.1, "one in 10 weeks"), (0.39, "one in 3 weeks"), (0.4, "0.4 a week"), (12.0, "12 a week")],
)
def test_weekly_rates_can_be_pictured(rate, words):
    assert sentences.weekly(rate) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.06, "about once in 17 months"),
        (0.5, "about once in 2 months"),
        (0.8, "about 0.8 times a month"),
        (1.0, "about once a month"),
        (1.5, "about 1.5 times a month"),
    ],
)
def test_monthly_rates_can_be_pictured(rate, words):
    assert sentences.monthly(rate) == words


def test_whoever_has_neither_events_nor_crises_is_told_so():
    calm = made(course={"events_per_month": 0, "crises_per_month": 0})
    assert sentences.turns(calm) == "No life events."
    assert sentences.crises(calm) == "No acute crises."


def test_a_minor_is_told_as_one():
    assert "minors" in sentences.place(made(age="minor"))
    assert "adults" in sentences.place(made())


def test_a_share_beside_others_is_told_rescaled():
    one = made("one", share=0.1)
    mix = Mix(written={"one": 0.1, "two": 0.3})
    assert sentences.share(one, mix).endswith("sum to 0.4, so that it weighs 25 of 100.")
    whole = Mix(written={"one": 0.1, "two": 0.9})
    assert sentences.share(one, whole).endswith("the shares of the catalogue sum to 1.")


def test_what_half_rests_on_a_row_is_told_apart(tmp_path):
    one = persona.load(CATALOGUE, written(tmp_path, "own", OWN))
    section = sources(one)
    assert set(section.facts["size_assumed"].values()) == {"B5", "D4"}
    lines = " ".join(" ".join(section.lines).split())
    assert "D4, size assumed traits (hope)" in lines
