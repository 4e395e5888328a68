"""Files are found, read, extended and checked; whatever is wrong with them is told as a problem."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simenv.catalogue import (
    KINDS,
    LEVELS,
    Catalogue,
    Document,
    Entry,
    citations,
    fill,
    is_path,
    levels,
    nearest,
    read_yaml,
    scales_page,
    spelt,
)
from simenv.catalogue.extending import OWN, merged
from simenv.catalogue.values import Duration, LevelNumber, Name, Share, Version, Weight
from simenv.errors import BadInput

REPOSITORY = Path(__file__).resolve().parent.parent
anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

_words = st.text("abcde", min_size=1, max_size=3)
_leaves = st.one_of(st.integers(-9, 9), st.booleans(), _words, st.lists(st.integers(), max_size=2))
_trees = st.dictionaries(
    _words,
    st.recursive(_leaves, lambda inner: st.dictionaries(_words, inner, max_size=3), max_leaves=6),
    max_size=3,
)


def _document(data: dict, name: str = "x") -> Document:
    return Document(kind="personas", name=name, path=Path(f"{name}.yaml"), data=data, lines={})


def _write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{name}.yaml"


def _problems(call, *arguments) -> list[tuple[int, str, str]]:
    """Line, field and found of every problem that a call reports."""
    with pytest.raises(BadInput) as caught:
        call(*arguments)
    for problem in caught.value.problems:
        assert all((problem.file, problem.field, problem.expected, problem.found, problem.remedy))
    return [(p.line, p.field, p.found) for p in caught.value.problems]


def _leaves_of(data, at=()):
    if isinstance(data, dict) and data:
        return {
            k: v for key, inner in data.items() for k, v in _leaves_of(inner, (*at, key)).items()
        }
    return {at: data}


# Laws


@anywhere
@given(
    raw=st.one_of(st.binary(max_size=60), st.text("ab:-[]{}\t\n &*!|>'\"?<,0.~#%@", max_size=60))
)
def test_any_bytes_are_a_document_or_problems(tmp_path, raw):
    path = tmp_path / "file.yaml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    problems = []
    with contextlib.suppress(BadInput):  # which told its problems; nothing else may be raised
        document = read_yaml(path, "file", problems)
        assert isinstance(document.data, dict)
        assert len(document.sha256) == 64
    assert all(problem.found for problem in problems)


@given(child=_trees, parent=_trees)
def test_a_child_wins_and_the_parent_fills_in(child, parent):
    joined = _leaves_of(merged(_document(child), _document(parent), OWN).data)
    said = {at: value for at, value in _leaves_of(child).items() if value != {}}
    assert {at: joined.get(at) for at in said} == said
    for at, value in _leaves_of(parent).items():
        touched = any(
            at[: len(over)] == over or over[: len(at)] == at for over in _leaves_of(child)
        )
        assert touched or joined[at] == value


@given(data=_trees)
def test_a_file_extends_itself_to_itself(data):
    once = merged(_document(data), None, OWN).data
    assert once == data
    assert merged(_document(data), _document(data), OWN).data == data


@given(word=st.sampled_from(sorted(KINDS)))
def test_a_known_word_is_nearest_to_itself(word):
    assert nearest(word, KINDS) == word
    assert nearest(word.upper(), KINDS) == word


@anywhere
@given(data=_trees)
def test_the_hash_is_of_the_content(data):
    backwards = dict(reversed(data.items()))
    assert _document(data).sha256 == _document(backwards).sha256
    assert _document(data).sha256 != _document(data | {"more": 1}).sha256


# Reading


def test_lines_lead_from_a_field_to_its_place(tmp_path):
    path = _write(tmp_path, "x", "# note\na: 1\nb:\n  c:\n    - {d: 2}\n    - {d: 3}\n")
    document = read_yaml(path)
    assert document.data == {"a": 1, "b": {"c": [{"d": 2}, {"d": 3}]}}
    assert document.place(("b", "c", 1, "d")) == (str(path), 6)
    assert document.place(("b", "c", 1, "e", "f")) == (str(path), 6)  # the nearest that is there
    assert spelt(("b", "c", 1, "d")) == "b.c[1].d"


def test_values_are_those_of_yaml_1_2(tmp_path):
    path = _write(tmp_path, "x", "a: no\non: 0o17\nday: 2026-01-02\nv: 1.0.0\n22-02: 1e3\nn: ~\n")
    data = read_yaml(path).data
    assert data == {"a": "no", "on": 15, "day": "2026-01-02", "v": "1.0.0", "22-02": 1e3, "n": None}


@pytest.mark.parametrize(
    ("text", "line", "field", "found"),
    [
        ("a: 1\na: 2\n", 2, "a", "again, first on line 1"),
        ("a:\n\tb: 1\n", 2, "(file)", "a tab"),
        ("", 0, "(file)", "an empty file"),
        ("# only a note\n", 0, "(file)", "an empty file"),
        ("- a\n- b\n", 1, "(file)", "a sequence"),
        ("a: &x [1]\nb: *x\n", 2, "b", "an alias (*name)"),
        ("a: &x\n  b: *x\n", 2, "a.b", "an alias (*name)"),
        ("a: {<<: {b: 1}}\n", 1, "a", "a merge (<<)"),
        ("a: .nan\n", 1, "a", ".nan"),
        ("a: 1e999\n", 1, "a", "1e999"),
        (
            "a: !!python/name:os.system x\n",
            1,
            "a",
            "the tag tag:yaml.org,2002:python/name:os.system",
        ),
        ("a: 1\n---\nb: 2\n", 2, "(file)", "but found another document"),
        ("{[1]: 2}\n", 1, "(file)", "a sequence"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, text, line, field, found):
    assert _problems(read_yaml, _write(tmp_path, "x", text)) == [(line, field, found)]


def test_what_is_no_text_is_told(tmp_path):
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: é".encode("latin-1"))
    assert _problems(read_yaml, tmp_path / "latin.yaml") == [(2, "(file)", "byte 0xe9")]
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(tmp_path / "bom.yaml").data == {"a": 1}
    assert _problems(read_yaml, tmp_path) == [(0, "(file)", "a folder or a device")]
    assert _problems(read_yaml, tmp_path / "none.yaml")[0][2] == "No such file or directory"
    (tmp_path / "big.yaml").write_bytes(b"a" * 2_000_001)
    assert _problems(read_yaml, tmp_path / "big.yaml")[0][2] == "2,000,001 bytes"


@pytest.mark.parametrize("depth", [41, 150, 300, 1000])
def test_deep_nesting_is_told(tmp_path, depth):
    path = _write(tmp_path, "deep", "a: " + "[" * depth + "]" * depth)
    [(_, _, found)] = _problems(read_yaml, path)
    assert found in {"one more", "hundreds"}


def test_every_tab_and_every_repetition_is_told(tmp_path):
    path = _write(tmp_path, "tabs", "a:\n\tb: 1\n\tc: 2\n")
    assert [line for line, *_ in _problems(read_yaml, path)] == [2, 3]
    path = _write(tmp_path, "twice", "a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n")
    assert [(line, field) for line, field, _ in _problems(read_yaml, path)] == [
        (2, "a"),
        (3, "b.c"),
        (4, "a"),
    ]


def test_a_long_table_is_read_quickly(tmp_path):
    row = "  p{}:\n    what: a sentence about it\n    unit: log-odds\n    median: 0.5\n"
    row += "    middle90: [0.3, 0.8]\n    source: A1\n    note: [a, b]\n"
    path = _write(tmp_path, "table", "rows:\n" + "".join(row.format(i) for i in range(100)))
    read_yaml(path)  # the first one imports the reader
    start = time.perf_counter()
    read_yaml(path)
    assert time.perf_counter() - start < 1.0  # 0.1 s on two idle cores; a loaded machine is slower


# Finding and extending


@pytest.fixture
def mine(tmp_path) -> Path:
    """A catalogue with a chain of three personas."""
    people = tmp_path / "mine" / "personas"
    _write(
        people, "old", "persona: old\nversion: 1.0.0\nshare: 1\nrisk: {none: 1, plan: 0}\nl: [1, 2]"
    )
    _write(people, "mid", "persona: mid\nextends: old\nrisk: {plan: 0.5, none: null}\nnew: 1\n")
    _write(people, "young", "persona: young\nextends: mid\nversion: 2.0.0\nl: [3]\n")
    return tmp_path / "mine"


def test_parents_are_merged_and_lines_lead_to_them(mine):
    document = Catalogue([mine]).read("personas", "young")
    assert document.data == {
        "persona": "young",
        "extends": "mid",
        "version": "2.0.0",
        "risk": {"plan": 0.5},
        "l": [3],
        "new": 1,
    }
    assert document.place(("risk", "plan")) == (str(mine / "personas" / "mid.yaml"), 3)
    assert document.place(("l", 0)) == (str(mine / "personas" / "young.yaml"), 4)
    assert ("l", 1) not in document.lines


def test_roots_are_the_users_then_the_shipped(mine):
    found = Catalogue([mine, REPOSITORY, mine]).roots()
    assert found[0] == mine.resolve()
    assert len(found) == len(set(found)) == 2
    assert "young" in Catalogue([mine]).names("personas")


def test_a_name_in_two_catalogues_is_an_error_unless_overridden(mine, tmp_path):
    _write(tmp_path / "other" / "personas", "old", "persona: old\nversion: 9.0.0\n")
    both = [tmp_path / "other", mine]
    assert _problems(Catalogue(both).read, "personas", "old")[0][1] == "persona"
    assert Catalogue(both, ["old"]).read("personas", "old").data["version"] == "9.0.0"
    assert _problems(Catalogue(both).read, "personas", "mid")[0][1] == "extends"


def test_a_path_is_read_from_there_and_its_parent_beside_it(mine, tmp_path):
    path = _write(tmp_path / "desk", "draft", "persona: draft\nextends: old\n")
    catalogue = Catalogue([mine])
    assert catalogue.read("personas", str(path)).data["l"] == [1, 2]  # from the catalogue
    _write(tmp_path / "desk", "old", "persona: old\nl: [9]\n")
    assert catalogue.read("personas", path).data["l"] == [9]  # from beside it
    same = _write(tmp_path / "desk" / "more", "old", "persona: old\nextends: old\n")
    assert catalogue.read("personas", same).data["l"] == [1, 2]  # a copy may extend its original
    assert is_path("a.yaml")
    assert is_path("a/b")
    assert not is_path("wait-listed")


@pytest.mark.parametrize(
    ("text", "line", "field", "found"),
    [
        ("persona: x\nextends: yonug\n", 2, "extends", "'yonug'"),
        ("persona: x\nextends: [old, mid]\n", 2, "extends", "['old', 'mid']"),
        ("persona: x\nextends: ../old\n", 2, "extends", "'../old'"),
        ("persona: y\n", 1, "persona", "'y'"),
        ("persona: x\na: {b: null}\n", 2, "a.b", "nothing"),
        ("persona: x\nextends: old\nb:\n", 3, "b", "nothing"),
    ],
)
def test_what_is_wrong_with_a_family_is_told(mine, text, line, field, found):
    _write(mine / "personas", "x", text)
    assert _problems(Catalogue([mine]).read, "personas", "x") == [(line, field, found)]


def test_circles_are_told(mine):
    _write(mine / "personas", "a", "persona: a\nextends: b\n")
    _write(mine / "personas", "b", "persona: b\nextends: a\n")
    _write(mine / "personas", "c", "persona: c\nextends: c\n")
    catalogue = Catalogue([mine])
    assert _problems(catalogue.read, "personas", "a") == [(2, "extends", "'a', a circle")]
    assert _problems(catalogue.read, "personas", "c") == [(2, "extends", "'c', a circle")]
    assert len(_problems(catalogue.read_all, "personas")) == 3


def test_reading_on_collects(mine):
    path = _write(mine / "personas", "x", "persona: y\nextends: nobody\nversion: 1\nversion: 2\n")
    problems = []
    document = Catalogue([mine]).read("personas", path, problems)
    assert document.data["version"] == 1
    assert sorted(problem.line for problem in problems) == [1, 2, 4]


def test_unknown_names_and_folders_are_told(mine, tmp_path):
    with pytest.raises(BadInput, match="did you mean 'young'"):
        Catalogue([mine]).read("personas", "yuong")
    assert len(_problems(Catalogue, [tmp_path / "no", mine / "personas"])) == 2
    with pytest.raises(KeyError):
        Catalogue([mine]).names("personae")


# Filling


class _Leg(Entry):
    length: Share
    weight: Weight = 1.0


class _Table(Entry):
    table: Name
    version: Version
    legs: tuple[_Leg, ...] = ()
    named: dict[str, _Leg] = {}  # noqa: RUF012 (a field of pydantic's)
    waits: Duration = 1.0
    firm: LevelNumber = 0.5


def test_every_problem_comes_at_once_with_its_line(tmp_path):
    text = "table: x\nverison: 1.0.0\nlegs:\n  - {length: 2}\n  - {lenght: 0.5}\n"
    text += "named: {a: {length: '1', weight: -1}, b: 3}\nwaits: 3 moons\nfirm: hgih\n"
    told = _problems(fill, read_yaml(_write(tmp_path, "x", text)), _Table)
    assert (
        told
        == [
            (1, "version", "nothing"),
            (2, "verison", "the field verison"),
            (4, "legs[0].length", "2"),
            (5, "legs[1].length", "nothing"),
            (5, "legs[1].lenght", "the field lenght"),
            (6, "named.a.length", "'1'"),
            (6, "named.a.weight", "-1"),
            (6, "named.b", "3"),
            (7, "waits", "'3 moons'"),
            (8, "firm", "'hgih'"),
        ]
        or sorted(told) == told
    )


def test_unknown_fields_name_the_nearest(tmp_path):
    text = "table: x\nverison: 1.0.0\nlegs: [{lenght: 0.5}]\nnamed: {a: {wieght: 1}}\n"
    with pytest.raises(BadInput) as caught:
        fill(read_yaml(_write(tmp_path, "x", text)), _Table)
    remedies = {problem.field: problem.remedy for problem in caught.value.problems}
    assert remedies["verison"] == "did you mean 'version'?"
    assert remedies["legs[0].lenght"] == "did you mean 'length'?"
    assert remedies["named.a.wieght"] == "did you mean 'weight'?"


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("5", "write 0.05 if you mean 5 of 100"),
        ("12.5", "write 0.125 if you mean 12.5 of 100"),
        ("100", "write 1 if you mean 100 of 100"),
        ("101", "correct the number"),
        ("-5", "correct the number"),
    ],
)
def test_a_share_that_was_meant_as_a_percentage_is_offered_as_a_share(tmp_path, said, remedy):
    text = f"table: x\nversion: 1.0.0\nlegs: [{{length: {said}}}]\n"
    with pytest.raises(BadInput) as caught:
        fill(read_yaml(_write(tmp_path, "x", text)), _Table)
    assert [problem.remedy for problem in caught.value.problems] == [remedy]


@pytest.mark.parametrize("said", ["0", "null"])
def test_a_child_is_rid_of_a_parent_s_key_by_0_or_null(tmp_path, said):
    people = tmp_path / "personas"
    _write(people, "old", "persona: old\nneeds: {venting: 3, coping: 2}\n")
    _write(people, "new", f"persona: new\nextends: old\nneeds: {{coping: {said}}}\n")
    needs = Catalogue([tmp_path]).read("personas", "new").data["needs"]
    assert needs["venting"] == 3
    assert not needs.get("coping")


def test_a_number_may_name_its_source(tmp_path):
    text = "table: x\nversion: 1.0.0\nlegs:\n  - {length: {value: 0.5, source: C20}}\n"
    text += (
        "  - {length: 0.1, weight: {value: 2}}\nwaits: {value: 2 weeks, source: D8}\nfirm: high\n"
    )
    document = read_yaml(_write(tmp_path, "x", text))
    table = fill(document, _Table)
    assert table.legs[0].length == 0.5
    assert table.legs[1].weight == 2
    assert table.waits == 14
    assert table.firm == levels()["high"].point
    assert citations(document.data["legs"]) == {
        (0, "length"): "C20",
        (1, "length"): "assumed",
        (1, "weight"): "assumed",
    }


def test_a_source_vouches_for_its_own_file_only(tmp_path):
    people = tmp_path / "personas"
    _write(people, "old", "persona: old\na: {x: 1, y: 2, source: A1}\nb: {z: 3, source: B1}\n")
    _write(people, "new", "persona: new\nextends: old\na: {x: 5}\nb: {w: 4, source: C1}\n")
    document = Catalogue([tmp_path]).read("personas", "new")
    assert document.data["a"] == {"x": 5, "y": 2}
    assert {at: row for at, row in document.cited.items() if at[0] in {"a", "b"}} == {
        ("a", "x"): "assumed",
        ("a", "y"): "A1",
        ("b", "z"): "B1",
        ("b", "w"): "C1",
    }


@pytest.mark.parametrize(
    "value",
    ["{value: 0.5, source: Z9}", "{value: 0.5, sorce: C20}", "{source: C20}", "true", "[1]"],
)
def test_a_number_that_is_none_is_told(tmp_path, value):
    text = f"table: x\nversion: 1.0.0\nlegs: [{{length: {value}}}]\n"
    assert _problems(fill, read_yaml(_write(tmp_path, "x", text)), _Table)[0][1] == "legs[0].length"


def test_without_its_parent_nothing_is_missing(mine):
    path = _write(mine / "personas", "x", "persona: x\nextends: nobody\nrisk: 3\n")
    problems = []
    document = Catalogue([mine]).read("personas", path, problems)

    class Small(Entry):
        persona: Name
        extends: Name
        version: Version
        risk: dict[str, Share]

    told = _problems(fill, document, Small, problems)
    assert [field for _, field, _ in told] == ["extends", "risk"]


def test_a_filled_file_is_frozen(tmp_path):
    table = fill(read_yaml(_write(tmp_path, "x", "table: x\nversion: 1.0.0\n")), _Table)
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        table.version = "2.0.0"


# Scales


def test_the_page_of_scales_is_the_table():
    page = REPOSITORY / "docs" / "scales.md"
    assert page.read_text(encoding="utf-8") == scales_page(), (
        "write simenv.catalogue.scales_page() to docs/scales.md"
    )


def test_words_rise():
    told = list(levels().values())
    assert [level.word for level in told] == list(LEVELS)
    for attribute in ("point", "median", "middle90"):
        values = [getattr(level, attribute) for level in told]
        assert values == sorted(values)
    assert all(level.middle90[0] < level.median < level.middle90[1] for level in told)
