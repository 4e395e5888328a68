"""How far policies lie apart, and the page that is generated from their files."""

from __future__ import annotations

import functools
import re
from itertools import product
from pathlib import Path

import pytest

from simenv import policy, tell
from simenv.catalogue import Catalogue
from simenv.tell.alike import ASPECTS, Record, differing, distance, far, ranked, record
from simenv.tell.battery import CELLS, SITUATIONS, readable
from simenv.tell.policies_page import policies_page
from tests.tell.pages import CATALOGUE, page, told, written

NAMES = CATALOGUE.names("policies")
DOCS = Path(__file__).resolve().parents[2] / "docs"


@functools.cache
def shipped(name: str) -> Record:
    return record(policy.load(CATALOGUE, name))


def test_a_policy_is_not_apart_from_itself():
    for name in NAMES:
        assert far(distance(shipped(name), shipped(name))) == 0


@pytest.mark.parametrize(("one", "other"), list(product(NAMES[:4], NAMES[4:8])))
def test_two_are_as_far_apart_from_either_side(one, other):
    here, there = shipped(one), shipped(other)
    assert distance(here, there) == pytest.approx(distance(there, here))
    assert 0 < far(distance(here, there)) <= 1


def test_the_ends_are_apart_in_everything_but_what_neither_says():
    apart = distance(shipped("never-refuses"), shipped("always-refuses"))
    expected = {"act": 1, "reason": 0, "words": 1, "referral": 0, "what then": 1}
    assert apart == pytest.approx(expected)


def test_where_two_differ_is_known_by_situation_and_cell():
    found = differing(shipped("explain-and-refer"), shipped("remembers"))
    assert {name for name, apart in found.items() if apart.any()} == {"referral", "what then"}
    at = {one.key: place for place, one in enumerate(SITUATIONS)}
    where = {key for key, place in at.items() if found["referral"][place].any()}
    assert where == {"after_referral"}
    assert found["referral"].shape[-1] == len(CELLS)


def test_what_one_cannot_read_is_not_compared(tmp_path):
    reads = "{none: {none: 1}, passive: {none: 1}, active: {active: 1}, plan: {plan: 1}}"
    blind = f"detector: blind\nversion: 1.0.0\nsummary: x\nsource: assumed\nreads: {reads}\n"
    written(tmp_path / "detectors", "blind", blind)
    text = CATALOGUE.path("policies", "hotline-boilerplate").read_text()
    text = text.replace("typical-2025", "blind").replace("hotline-boilerplate", "blinded")
    path = written(tmp_path / "policies", "blinded", text)
    blinded = policy.load(Catalogue([tmp_path]), path)
    assert len(readable(blinded)) == 0.75 * len(CELLS)
    assert far(distance(record(blinded), shipped("hotline-boilerplate"))) == 0


def test_the_nearest_comes_first():
    others = [shipped(name) for name in NAMES if name != "warm-handoff"]
    found = ranked(shipped("warm-handoff"), others)
    assert found[0][0] == "graded-by-risk"
    assert [far(parts) for _, parts in found] == sorted(far(parts) for _, parts in found)
    data = page("warm-handoff").data()["nearest"]["distances"]
    assert [one["policy"] for one in data] == [name for name, _ in found]
    assert set(data[0]["parts"]) == set(ASPECTS)


def test_a_copy_is_asked_what_it_is_for_and_what_cannot_be_read_is_named(tmp_path):
    text = CATALOGUE.path("policies", "always-refuses").read_text()
    path = written(
        tmp_path / "policies", "twin", text.replace("policy: always-refuses", "policy: twin")
    )
    written(tmp_path / "policies", "broken", "policy: broken\n")
    shown = told(tell.about(Catalogue([tmp_path]), path))
    assert "It answers the whole battery as always-refuses does: what does it ask?" in shown
    assert "fail when asked: broken." in shown


@functools.cache
def generated() -> str:
    return policies_page(CATALOGUE)


def test_the_published_page_is_the_current_one():
    found = (DOCS / "policies.md").read_text(encoding="utf-8")
    assert found == generated(), "write policies_page(Catalogue()) to docs/policies.md"


def test_every_policy_has_its_section_its_question_and_its_neighbour():
    sections = dict(
        zip(NAMES, re.split(r"^## (?!At a glance)", generated(), flags=re.M)[1:], strict=True)
    )
    for name, section in sections.items():
        assert section.startswith(name)
        assert " ".join(CATALOGUE.read("policies", name).data["asks"].split()) in section
        near = re.search(r"\*\*Nearest:\*\* \[([a-z0-9-]+)\]", section)
        assert near is not None
        assert near[1] in set(NAMES) - {name}


def test_rows_of_the_tables_are_as_wide_as_their_heads():
    wide = 0
    for line in generated().splitlines():
        if line.startswith("|"):
            wide = wide or line.count("|")
            assert line.count("|") == wide
        else:
            wide = 0
