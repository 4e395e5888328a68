"""A persona's stages as a picture: every stage within reach, its own edges marked and told."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from simenv import cli, persona
from simenv.tell.drawing import stages_svg
from simenv.tell.paths import paths, steps
from tests.life.scenes import made
from tests.tell.pages import CATALOGUE

SVG = "{http://www.w3.org/2000/svg}"
PEOPLE = [persona.load(CATALOGUE, name) for name in ("teen", "in-therapy", "wait-listed")]


def drawn(one: persona.Persona) -> ET.Element:
    return ET.fromstring(stages_svg(one))  # noqa: S314 (written on the line itself)


def boxes(picture: ET.Element) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for group in picture.iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        x, y, wide, high = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        found[group.attrib["data-stage"]] = (x, y, x + wide, y + high)
    return found


def numbers(picture: ET.Element) -> list[int]:
    """The numbers beside arrows."""
    texts = [text for text in picture.iter(f"{SVG}text") if text.get("class") == "number"]
    return sorted(int(one) for text in texts for one in (text.text or "").split(", "))


def lines(picture: ET.Element) -> str:
    texts = [text for text in picture.iter(f"{SVG}text") if text.get("class") == "line"]
    return " ".join(text.text or "" for text in texts)


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.name)
def test_every_stage_stands_apart_and_inside(one):
    picture = drawn(one)
    _, _, wide, high = (float(number) for number in picture.attrib["viewBox"].split())
    found = boxes(picture)
    assert set(found) == set(paths(one).facts["reached"])
    for left, top, right, bottom in found.values():
        assert 0 < left < right < wide
        assert 0 < top < bottom < high
    for a, b in combinations(found.values(), 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.name)
def test_curves_stay_inside(one):
    """A quadratic curve lies within its three points."""
    picture = drawn(one)
    _, _, wide, high = (float(number) for number in picture.attrib["viewBox"].split())
    curves = [path for path in picture.iter(f"{SVG}path") if path.get("class")]
    for path in curves:
        ax, ay, tx, ty, bx, by = (float(n) for n in re.findall(r"-?\d+\.\d", path.attrib["d"]))
        middle = (ax + 2 * tx + bx) / 4, (ay + 2 * ty + by) / 4
        assert 0 < middle[0] < wide
        assert 0 < middle[1] < high


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.name)
def test_its_own_edges_are_numbered_and_told(one):
    picture = drawn(one)
    count = len(one.trajectory.edges)
    assert numbers(picture) == list(range(1, count + 1))
    told = lines(picture)
    assert told.count("→") == count
    assert all(f"{number} " in told for number in range(1, count + 1))
    facts = paths(one).facts["edges"]
    pairs = {(edge["from"], edge["to"]) for edge in facts if edge["chance"] > 0}
    curves = [path for path in picture.iter(f"{SVG}path") if path.get("class")]
    assert len(curves) == len(pairs)
    own = {(edge["from"], edge["to"]) for edge in facts if edge["own"]}
    assert sum(path.get("class") == "own" for path in curves) == len(own)


def test_the_start_is_marked_and_stands_first():
    picture = drawn(PEOPLE[1])
    start = min(boxes(picture).items(), key=lambda item: item[1][0])
    assert start[0] == PEOPLE[1].trajectory.start
    labels = [text.text for text in picture.iter(f"{SVG}text")]
    assert "with professional (start)" in labels


def test_who_has_no_edge_of_their_own_is_drawn_too():
    plain = made(trajectory={"start": "holding-on", "edges": []})
    picture = drawn(plain)
    assert numbers(picture) == []
    assert lines(picture) == ""


def test_steps_count_from_the_start():
    found = steps(persona.laid(PEOPLE[2].trajectory), "waiting")
    assert found["waiting"] == 0
    assert found["with-professional"] == 1
    assert max(found.values()) >= 2


def test_the_same_file_is_the_same_picture():
    assert stages_svg(PEOPLE[0]) == stages_svg(persona.load(CATALOGUE, "teen"))


@pytest.mark.parametrize(("name", "file"), [("never-refuses", "a.svg"), ("teen", "a.png")])
def test_only_personas_are_drawn_and_only_as_svg(name, file, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["show", name, "--graph", str(tmp_path / file)])
    assert ended.value.code == 2
    assert "--graph" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_command_writes_the_picture(tmp_path, capsys):
    path = tmp_path / "teen.svg"
    with pytest.raises(SystemExit) as ended:
        cli.main(["show", "teen", "--graph", str(path)])
    assert ended.value.code in {0, None}
    assert path.read_text(encoding="utf-8") == stages_svg(PEOPLE[0])
    page = " ".join(capsys.readouterr().out.split())
    assert "They are minors, and their account says so." in page
    assert "FIVE PERSONS" in page
    assert "ONE MONTH UNDER" in page
    assert "The nearest persona is" in page
