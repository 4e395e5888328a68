"""Experiments whose people share services: what they may say, and who is in a population."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import api
from simenv.catalogue import Catalogue
from simenv.errors import BadInput
from simenv.experiment.format import load, read, said, saved, spec_of
from simenv.experiment.resolving import Resolved, resolve
from simenv.experiment.sharing import REFERENCE_PEOPLE, counts_of, reference_panel
from simenv.experiment.workers import Batch, batches
from simenv.records import Layout, Populations, Unit
from tests.broken.sharing import as_they_come, cut_off, rounded
from tests.made_shared import catalogue_of

SAID = {
    "experiment": "mine",
    "version": "1.0.0",
    "question": "Does capacity matter?",
    "policies": ["never-refuses", "always-refuses"],
    "worlds": 0,
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return Catalogue([catalogue_of(tmp_path_factory.mktemp("catalogue"))])


def resolved(catalogue: Catalogue, shared: dict[str, Any], **more: Any) -> Resolved:
    asked = SAID | {"shared_services": {"scenarios": ["short", "ample"], **shared}} | more
    return resolve(spec_of(asked, catalogue=catalogue), catalogue)


# --- who is in a population: law, then broken parts ----------------------------------------------

SHARES = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=14)
Count = Callable[[int, Sequence[float]], tuple[int, ...]]


def whole_and_near(count: Count, people: int, shares: list[float]) -> bool:
    """Everyone is somewhere, and no persona is a whole person away from its share."""
    found = count(people, shares)
    due = [people * share / sum(shares) for share in shares]
    near = all(abs(one - other) < 1 for one, other in zip(found, due, strict=True))
    return sum(found) == people and near


@given(people=st.integers(50, 3000), shares=SHARES)
def test_a_population_holds_every_persona_at_its_share(people: int, shares: list[float]) -> None:
    assert whole_and_near(counts_of, people, shares)


@pytest.mark.parametrize("broken", [rounded, cut_off])
def test_counts_that_are_off_are_caught(broken: Count) -> None:
    assert not whole_and_near(broken, 100, [0.305, 0.205, 0.245, 0.245])


def test_the_largest_remainder_is_served_first_and_ties_go_to_the_earlier() -> None:
    assert counts_of(10, [0.26, 0.26, 0.48]) == (3, 2, 5)
    assert counts_of(50, [0.001, 0.999]) == (0, 50)


def test_who_measures_the_ordinary_demand_is_in_no_population(catalogue: Catalogue) -> None:
    found = resolved(catalogue, {"people": 100})
    panel = reference_panel(found.personas)
    assert len(panel) == REFERENCE_PEOPLE
    _, person = found.shared.panel(0, found.shared.number)
    assert int(panel.person.min()) > int(person.max())


# --- batches: law, then a broken part ------------------------------------------------------------

LAYOUT = Layout(
    personas=("a",),
    people=2,
    arms=("x", "y"),
    worlds=1,
    days=2,
    shared=Populations(scenarios=("s", "t"), services=(), number=4, counts=(2,)),
)
Cut = Callable[[Iterable[Unit], int], Iterator[Batch]]


def rectangles(cut: Cut, due: list[Unit], together: int) -> bool:
    """Each unit once, in order; each batch so many blocks in a row, all in the same arms."""
    found = list(cut(due, together))
    return [unit for batch in found for unit in batch] == due and all(
        batch == _rectangle(batch) and len({unit.block for unit in batch}) <= together
        for batch in found
    )


def _rectangle(batch: Batch) -> Batch:
    arms = tuple(dict.fromkeys(unit.arm for unit in batch))
    blocks = range(batch[0].block, batch[-1].block + 1)
    first = batch[0]
    return tuple(
        Unit(scenario=first.scenario, world=first.world, block=block, arm=arm)
        for block in blocks
        for arm in arms
    )


@given(left=st.lists(st.booleans(), min_size=32, max_size=32), together=st.integers(1, 5))
def test_whatever_is_left_of_a_run_is_cut_into_rectangles(left: list[bool], together: int) -> None:
    due = [unit for unit, one in zip(LAYOUT.units(), left, strict=True) if one]
    assert rectangles(batches, due, together)


def test_batches_of_what_does_not_belong_together_are_caught() -> None:
    due = list(LAYOUT.units())
    assert rectangles(as_they_come, due, 2)
    del due[1]
    assert not rectangles(as_they_come, due, 2)


def test_a_whole_world_makes_as_few_batches_as_it_can() -> None:
    assert [len(batch) for batch in batches(LAYOUT.units(), 4)] == [8] * 4
    assert [len(batch) for batch in batches(LAYOUT.units())] == [2] * 16


# --- what a spec says ----------------------------------------------------------------------------


def test_a_spec_is_filled_and_resolved(catalogue: Catalogue) -> None:
    found = resolved(catalogue, {"people": 100})
    assert (found.spec.keep, found.shared.number, found.shared.people) == ("trajectories", 20, 100)
    assert found.shared.scenarios == ("short", "ample")
    assert found.shared.services == ("doctor", "line")
    assert found.lives == 20 * 100 * 2 * 2
    assert "people" not in found.document
    assert found.document["baseline"] == "status-quo-2026"
    assert set(found.document["files"]["scenarios"]) == {"short", "ample"}
    assert "status-quo-2026" in found.document["files"]["policies"]


def test_ordinary_specs_say_nothing_of_it(catalogue: Catalogue) -> None:
    found = resolve(spec_of(SAID, catalogue=catalogue), catalogue)
    assert (found.populations, found.scenarios, found.spec.keep) == (None, (), "all")
    assert not {"shared_services", "baseline"} & found.document.keys()
    assert found.document["people"] == 200
    with pytest.raises(ValueError, match="shares no services"):
        _ = found.shared


def test_what_is_saved_loads_to_the_same_run(catalogue: Catalogue, tmp_path: Path) -> None:
    found = resolved(catalogue, {"people": 60, "populations": 21}, keep="all")
    path = tmp_path / "mine.yaml"
    path.write_text(saved(found.spec))
    again = resolve(load(catalogue, path), catalogue)
    assert again.sha256 == found.sha256
    assert spec_of(said(found.spec)) == found.spec


def test_a_spec_is_changed_field_by_field(catalogue: Catalogue) -> None:
    spec = resolved(catalogue, {"people": 60}).spec
    more = api.changed(spec, catalogue, shared_services={"populations": 30}, days=3)
    assert more.shared_services is not None
    assert (more.shared_services.people, more.shared_services.populations) == (60, 30)
    plain = spec_of(SAID, catalogue=catalogue)
    turned = api.changed(plain, catalogue, shared_services={"scenarios": ["short"]})
    assert (turned.keep, turned.shared_services and turned.shared_services.people) == (
        "trajectories",
        2000,
    )


def test_a_change_of_a_service_makes_another_run(tmp_path: Path) -> None:
    folder = catalogue_of(tmp_path)
    before = resolved(Catalogue([folder]), {}).sha256
    line = folder / "experiments" / "services" / "line.yaml"
    line.write_text(line.read_text().replace("servers: 1", "servers: 2"))
    assert resolved(Catalogue([folder]), {}).sha256 != before


# --- bad input: all problems in one report -------------------------------------------------------


def problems(catalogue: Catalogue, **said: Any) -> dict[str, tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        resolve(spec_of(SAID | said, catalogue=catalogue), catalogue)
    return {one.field: (one.expected, one.found) for one in raised.value.problems}


def test_every_problem_comes_in_one_report(catalogue: Catalogue) -> None:
    found = problems(
        catalogue,
        people=100,
        cohort="established",
        weightings={"mine": {"teen": 1}},
        family={"outcomes": ["disengaged"]},
        margins={"nonsense": 1},
        policies=["never-refuses", "nonsense"],
        shared_services={"scenarios": ["short", "long"], "populations": 19, "people": 49},
    )
    assert found.keys() >= {
        "people",
        "cohort",
        "weightings",
        "family",
        "policies[1]",
        "shared_services.scenarios[1]",
        "shared_services.populations",
        "shared_services.people",
    }
    assert found["shared_services.populations"] == (
        "20 or more, since the population is the unit of inference",
        "19",
    )
    assert found["shared_services.scenarios[1]"][1] == "'long'"
    assert "true share" in found["weightings"][0]


@pytest.mark.parametrize(
    ("shared", "field"),
    [
        ({"scenarios": ["short", "short"]}, "shared_services.scenarios"),
        ({"scenarios": []}, "shared_services.scenarios"),
        ({}, "shared_services.scenarios"),
        ({"scenarios": "short"}, "shared_services.scenarios"),
        ({"scenarios": [3]}, "shared_services.scenarios[0]"),
        ({"scenarios": ["short"], "populations": "many"}, "shared_services.populations"),
        ({"scenarios": ["short"], "arms": 3}, "shared_services.arms"),
        (7, "shared_services"),
    ],
)
def test_what_is_no_section_is_told(catalogue: Catalogue, shared: Any, field: str) -> None:
    assert field in problems(catalogue, shared_services=shared)


def test_a_scenario_by_name_and_by_file_is_one_scenario_twice(catalogue: Catalogue) -> None:
    path = str(catalogue.path("scenarios", "short"))
    found = problems(catalogue, shared_services={"scenarios": ["short", path]})
    assert found["shared_services.scenarios"][1] == "short again"


def test_a_file_tells_each_at_its_line(catalogue: Catalogue, tmp_path: Path) -> None:
    text = (
        "experiment: mine\nversion: 1.0.0\nquestion: Which?\npolicies: [never-refuses]\n"
        "people: 7\nshared_services:\n  scenarios:\n    - short\n    - nowhere\n  populations: 3\n"
    )
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(BadInput) as raised:
        read(catalogue, path)
    assert [(one.line, one.field) for one in raised.value.problems] == [
        (5, "people"),
        (9, "shared_services.scenarios[1]"),
        (10, "shared_services.populations"),
    ]
