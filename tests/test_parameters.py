"""The parameter table: every number is used, has bounds and luck of its own, and is written down.

The page `docs/model.md` is checked here too: its table is this one, and it names every number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simenv import parameters
from simenv.draws import NO_PLACE, Luck
from simenv.errors import BadInput
from simenv.parameters import Table, Values, as_markdown, read, shipped
from simenv.spread import EDGE
from tests.life.scenes import shipped_personas

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- parameters: begin -->\n", "<!-- parameters: end -->"
TABLE = shipped()
#: Where numbers are used: everything below the drivers that lives a life.
USERS = ("phases", "life", "world", "kinds.py", "population.py")
NAME = re.compile(
    "({})".format("|".join(sorted({name.split(".")[0] for name in TABLE.numbers})))
    + r"\.[a-z]+(-[a-z]+)*"
)


def sources() -> Iterator[Path]:
    for user in USERS:
        found = ROOT / "simenv" / user
        yield from [found] if found.suffix else sorted(found.rglob("*.py"))


def named_in(source: str) -> set[str]:
    """Every text in a Python source that has the form of a parameter's name."""
    constants = (
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)
    )
    return {text for text in constants if isinstance(text, str) and NAME.fullmatch(text)}


def looked_up_in(source: str) -> set[str]:
    """Every text by which `p` or `scene.p` is subscripted."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(
                value=ast.Name(id="p") | ast.Attribute(attr="p"),
                slice=ast.Constant(value=str(name)),
            ):
                found.add(name)
    return found


@cache
def worlds() -> list[Values]:
    return [TABLE.draw(1, world) for world in range(1, 201)]


USED = {name for path in sources() for name in named_in(path.read_text(encoding="utf-8"))}


# ---- the table and the code ----------------------------------------------------------------------


def test_every_number_is_used():
    assert sorted(TABLE.numbers.keys() - USED) == []


def test_every_name_used_is_a_number():
    looked_up = {n for path in sources() for n in looked_up_in(path.read_text(encoding="utf-8"))}
    assert sorted((USED | looked_up) - TABLE.numbers.keys()) == []
    assert len(looked_up) > 100


def test_the_search_sees_names():
    source = 'x = p["outcome.mask"] + scene.p["life.drift"]\n_WELL = {1: "channel.well-line"}'
    assert looked_up_in(source) == {"outcome.mask", "life.drift"}
    assert named_in(source) == {"outcome.mask", "life.drift", "channel.well-line"}


def test_only_definitions_never_vary():
    for name, one in TABLE.numbers.items():
        assert one.spread.fixed == one.definition, name


def test_a_share_that_is_drawn_is_never_certain():
    for name, one in TABLE.numbers.items():
        if one.spread.scale == "share" and not one.definition:
            assert one.spread.low > 0, name
            assert one.spread.high < 1, name


def test_an_unknown_sign_is_swept():
    unknown = {name for name, one in TABLE.numbers.items() if one.unknown_sign}
    assert unknown == {
        "framing.validation",
        "framing.warmth",
        "framing.heard-validation",
        "channel.seek-humans",
    }
    drawn = {name: [world[name] for world in worlds()[:40]] for name in unknown}
    assert all(min(found) < 0 < max(found) for found in drawn.values())


# ---- worlds --------------------------------------------------------------------------------------


def test_world_0_is_the_median_world():
    median = TABLE.median()
    assert dict(TABLE.draw(5, 0)) == dict(median)
    assert all(median[name] == one.spread.median for name, one in TABLE.numbers.items())


def test_drawn_worlds_lie_within_bounds_and_vary():
    edges = np.array([EDGE, 1 - EDGE])
    for name, one in TABLE.numbers.items():
        low, high = one.spread.quantile(edges)
        drawn = np.array([world[name] for world in worlds()])
        assert (low <= drawn).all(), name
        assert (drawn <= high).all(), name
        assert (len(set(drawn)) > 190) is not one.definition, name
        if not one.definition:
            below = (drawn <= one.spread.median).mean()
            assert abs(below - 0.5) * 2 * 200**0.5 < 4.5, name


def test_worlds_differ_by_number_and_by_seed():
    assert dict(TABLE.draw(1, 1)) == dict(TABLE.draw(1, 1))
    assert TABLE.draw(1, 1)["outcome.mask"] != TABLE.draw(1, 2)["outcome.mask"]
    assert TABLE.draw(1, 1)["outcome.mask"] != TABLE.draw(2, 1)["outcome.mask"]


def test_adding_a_number_moves_no_other():
    first = next(iter(TABLE.numbers.values()))
    more = {"aaa.new": first, **TABLE.numbers, "zzz.new": first}
    wider = Table(version="x", sha256="", numbers=more)
    before = TABLE.draw(1, 7)
    assert {name: wider.draw(1, 7)[name] for name in before} == dict(before)


def test_numbers_of_a_world_are_independent():
    drawn = {n for n, one in TABLE.numbers.items() if not one.definition}
    worlds = np.arange(1, 401)
    u = [
        [
            Luck(1, int(w)).stream("parameter/" + n).uniform(np.zeros(1, np.uint64), NO_PLACE)[0]
            for w in worlds
        ]
        for n in sorted(drawn)[:40]
    ]
    off = np.corrcoef(u)[np.triu_indices(40, 1)]
    assert np.abs(off).max() * 20 < 4.5  # 780 pairs


def test_the_numbers_of_a_world_by_name():
    values = Values({"a.b-c": 1.0, "d": 2.0})
    assert dict(values.but(a__b_c=3)) == {"a.b-c": 3, "d": 2.0}
    assert dict(values) == {"a.b-c": 1.0, "d": 2.0}
    assert len(values) == 2
    with pytest.raises(KeyError):
        values["e"]
    with pytest.raises(KeyError, match="no such parameter: e"):
        values.but(e=1)


# ---- files ---------------------------------------------------------------------------------------

GOOD = "{what: w, unit: u, median: 0.5, middle90: [0.2, 0.8], scale: share, source: A10}"


def table_of(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "parameters.yaml"
    path.write_text("parameters: 2.0.0\nnumbers:\n" + "".join(f"  {x}\n" for x in lines))
    return path


def test_a_good_file(tmp_path):
    table = read(table_of(tmp_path, f"a.b: {GOOD}"))
    assert (table.version, list(table.numbers)) == ("2.0.0", ["a.b"])
    one = table.numbers["a.b"]
    assert (one.what, one.unit, one.source, one.assumed, one.definition) == (
        "w",
        "u",
        "A10",
        False,
        False,
    )
    assert (one.spread.low, one.spread.median, one.spread.high) == (0.2, 0.5, 0.8)


BROKEN = {
    "a field too few": "{what: w, unit: u, median: 0.5, scale: share, source: assumed}",
    "a field too many": "{what: w, unit: u, median: 1, scale: real, source: fixed, note: x}",
    "a definition that varies": GOOD.replace("A10", "fixed"),
    "no mapping": "0.5",
    "an unknown source": GOOD.replace("A10", "Smith"),
    "a median outside": GOOD.replace("median: 0.5", "median: 0.9"),
    "edges swapped": GOOD.replace("[0.2, 0.8]", "[0.8, 0.2]"),
    "one edge": GOOD.replace("[0.2, 0.8]", "[0.2]"),
    "a plain edge": GOOD.replace("[0.2, 0.8]", "0.2"),
    "a word": GOOD.replace("median: 0.5", "median: half"),
    "a truth value": GOOD.replace("median: 0.5", "median: true"),
    "an unknown scale": GOOD.replace("share", "log"),
    "a share above 1": GOOD.replace("[0.2, 0.8]", "[0.2, 1.8]"),
    "a positive number that is none": GOOD.replace("share", "positive").replace("0.2", "0"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_number_is_one_problem_at_its_line(tmp_path, broken):
    with pytest.raises(BadInput) as error:
        read(table_of(tmp_path, f"fine.one: {GOOD}", f"broken.one: {broken}"))
    (problem,) = error.value.problems
    assert problem.line == 4
    assert problem.field.startswith("numbers.broken.one")
    assert problem.expected
    assert problem.found
    assert problem.remedy


def test_every_problem_is_told_at_once(tmp_path):
    lines = [f"n.{number}: {text}" for number, text in enumerate(BROKEN.values())]
    with pytest.raises(BadInput) as error:
        read(table_of(tmp_path, *lines))
    assert [problem.line for problem in error.value.problems] == list(range(3, 3 + len(BROKEN)))


def test_a_file_without_numbers(tmp_path):
    path = tmp_path / "parameters.yaml"
    path.write_text("parameters: 1.0.0\n")
    with pytest.raises(BadInput, match="numbers"):
        read(path)


# ---- the page ------------------------------------------------------------------------------------


def test_the_page_holds_the_table():
    """To renew: put `as_markdown(shipped())` between the two markers of docs/model.md."""
    assert PAGE.count(BEGIN) == PAGE.count(END) == 1
    assert PAGE.split(BEGIN)[1].split(END)[0] == as_markdown(TABLE)


def test_the_page_uses_every_number_in_an_equation_and_no_other():
    prose = PAGE.split(BEGIN)[0] + PAGE.split(END)[1]
    named = {match.group() for match in NAME.finditer(prose)}
    files = {
        f"{phase}.py" for phase in ("expectation", "encounter", "framing", "referral", "outcome")
    }
    assert sorted(TABLE.numbers.keys() - named) == []
    assert sorted(named - TABLE.numbers.keys() - files) == []


def test_the_page_says_of_every_number_what_it_rests_on():
    """In paragraphs such as `Rests on: B1, size assumed (a, b); assumed (c).`"""
    told = {}
    for paragraph in re.findall(r"^Rests on: (.*?)\.$", PAGE, re.DOTALL | re.MULTILINE):
        for source, names in re.findall(r"([^;()]+) \(([^()]+)\)", " ".join(paragraph.split())):
            told |= dict.fromkeys(re.findall(r"`([^`]+)`", names), source.strip())
    wanted = {name: one.source.replace("; ", ", ") for name, one in TABLE.numbers.items()}
    assert told == wanted


def test_the_page_lists_every_row_that_a_number_names():
    listed = set(re.findall(r"[A-D]\d{1,2}[a-z]?", PAGE.split("## Evidence")[1].split("## The")[0]))
    named = {row for one in TABLE.numbers.values() for row in re.findall(r"[A-D]\d+", one.source)}
    cited = {row for one in shipped_personas() for row in one.sourced().values()}
    assert sorted((named | cited) - listed) == []


def test_the_share_that_is_assumed_is_told():
    beliefs = [one for one in TABLE.numbers.values() if not one.definition]
    share = sum(one.assumed for one in beliefs) / len(beliefs)
    assert f"({share:.0%}) are assumed" in as_markdown(TABLE)


def test_the_model_lies_where_the_package_looks_for_it():
    assert (parameters.MODEL / "parameters.yaml").is_file()
