"""Typed arrays: a table tells what breaks its declaration; a packed one behaves as a plain one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simenv import exchange, rows, state
from simenv.columns import F8, I1, I8, Packed, Table, column
from tests.broken.catching import LAW


@dataclass(frozen=True, kw_only=True)
class Plain(Table):
    """A small table of every kind of column."""

    share: F8 = column("f8", 0, 1, "0-1", "a share")
    level: I1 = column("i1", 0, 3, "Risk", "a level", missing=-1)
    other: F8 = column("f8", 0, 1, "0-1", "another share", start=0.5)
    times: I8 = column("i8", 0, 100, "us", "a few times", width=3, start=7)


@dataclass(frozen=True, kw_only=True)
class Tight(Packed):
    """The same, packed."""

    share: F8 = column("f8", 0, 1, "0-1", "a share")
    level: I1 = column("i1", 0, 3, "Risk", "a level", missing=-1)
    other: F8 = column("f8", 0, 1, "0-1", "another share", start=0.5)
    times: I8 = column("i8", 0, 100, "us", "a few times", width=3, start=7)


BOTH = pytest.mark.parametrize("kind", [Plain, Tight])


def filled(kind: type[Table], n: int = 6, seed: int = 0) -> Table:
    """A table of valid values; the same for both kinds."""
    luck, table = np.random.default_rng(seed), kind.blank(n)
    table.share[:], table.other[:] = luck.random(n), luck.random(n)
    table.level[:], table.times[:] = luck.integers(-1, 4, n), luck.integers(0, 101, (n, 3))
    return table.validate()


def same(one: Table, two: Table) -> bool:
    pairs = zip(one.arrays().items(), two.arrays().items(), strict=True)
    return all(
        a == b and x.dtype == y.dtype and np.array_equal(x, y) for (a, x), (b, y) in pairs
    ) and len(one) == len(two)


@BOTH
def test_a_new_table_is_valid_and_at_its_start(kind):
    table = kind.blank(2).validate()
    assert len(table) == 2
    assert table.share.tolist() == [0, 0]
    assert table.level.tolist() == [-1, -1]
    assert table.other.tolist() == [0.5, 0.5]
    assert table.times.tolist() == [[7, 7, 7]] * 2


@BOTH
@pytest.mark.parametrize(
    ("name", "row", "value", "told"),
    [
        ("share", 4, 1.5, "share: row 4 is 1.5, outside 0 to 1 0-1"),
        ("share", 0, -1e-9, "share: row 0 is -1e-09, outside 0 to 1 0-1"),
        ("share", 3, np.nan, "share: row 3 is nan, outside 0 to 1 0-1"),
        ("level", 2, 4, "level: row 2 is 4, outside 0 to 3 Risk"),
        ("level", 5, -2, "level: row 5 is -2, outside 0 to 3 Risk"),
        ("times", 1, 101, "times: row 1 is [101 101 101], outside 0 to 100 us"),
    ],
)
def test_a_value_out_of_range_is_told(kind, name, row, value, told):
    table = filled(kind)
    getattr(table, name)[row] = value
    assert table.faults() == [told]
    with pytest.raises(ValueError, match="outside") as error:
        table.validate()
    assert str(error.value) == told


@BOTH
def test_the_first_bad_row_is_named_and_every_bad_column(kind):
    table = filled(kind)
    table.share[[2, 4]] = 2
    table.level[3:] = 9
    assert [fault.split(" is ")[0] for fault in table.faults()] == ["share: row 2", "level: row 3"]


@BOTH
@pytest.mark.parametrize(
    ("column_", "told"),
    [
        ({"share": np.zeros(5)}, "level: expected shape (5,), found (6,)"),
        ({"level": np.zeros(4, np.int8)}, "level: expected shape (6,), found (4,)"),
        ({"level": np.zeros(6)}, "level: expected dtype int8, found float64"),
        ({"other": [0.5] * 6}, "other: expected an array, found list"),
        ({"times": np.zeros(6, np.int64)}, "times: expected shape (6, 3), found (6,)"),
    ],
)
def test_an_array_of_another_form_is_told(kind, column_, told):
    table = kind(**(filled(kind).arrays() | column_))
    assert told in table.faults()


def test_a_missing_value_is_allowed_only_where_declared():
    table = Plain.blank(1)
    table.level[0] = -1
    assert table.faults() == []
    table.times[0, 0] = -1
    assert len(table.faults()) == 1


picks = st.one_of(
    st.lists(st.integers(-6, 5), max_size=9).map(lambda n: np.array(n, np.int64)),
    st.lists(st.booleans(), min_size=6, max_size=6).map(np.array),
)


@LAW
@given(picks, st.integers(0, 2**32 - 1))
def test_packed_takes_copies_and_joins_as_plain_does(pick, seed):
    plain, tight = filled(Plain, seed=seed), filled(Tight, seed=seed)
    assert same(plain, tight)
    assert same(plain.take(pick), tight.take(pick))
    assert same(plain.take(slice(1, 4)), tight.take(slice(1, 4)))
    assert same(plain.copy(), tight.copy())
    parts = [plain.take(pick), plain], [tight.take(pick), tight]
    assert same(Plain.joined(parts[0]), Tight.joined(parts[1]))


@BOTH
def test_a_copy_shares_no_memory(kind):
    table = filled(kind)
    before, copy = table.copy(), table.copy()
    for array in copy.arrays().values():
        array[:] = 0
    assert same(table, before)
    pairs = zip(table.arrays().values(), copy.arrays().values(), strict=True)
    assert not any(np.shares_memory(one, two) for one, two in pairs)


@BOTH
@pytest.mark.parametrize("pick", [np.arange(6), np.ones(6, bool)])
def test_neither_does_what_was_taken_or_joined(kind, pick):
    table = filled(kind)
    for other in (table.take(pick), kind.joined([table])):
        pairs = zip(table.arrays().values(), other.arrays().values(), strict=True)
        assert not any(np.shares_memory(one, two) for one, two in pairs)


def test_the_columns_of_a_packed_table_share_a_block_but_not_their_values():
    table = filled(Tight)
    table.share[:] = 0.25
    assert table.share.tolist() == [0.25] * 6
    assert table.take(np.array([2])).share.tolist() == [0.25]
    assert not (table.other == 0.25).any()


def test_a_packed_table_may_be_made_of_arrays():
    made = Tight(**filled(Tight).arrays())
    assert same(made.copy(), filled(Tight))
    assert same(made.take(np.array([1, 3])), filled(Plain).take(np.array([1, 3])))
    assert same(Tight.joined([made, made]), Plain.joined([filled(Plain)] * 2))


@BOTH
def test_joining_nothing_gives_an_empty_table(kind):
    assert len(kind.joined([])) == 0
    assert len(kind.joined([kind.blank(0), filled(kind)])) == 6


@BOTH
def test_declarations_are_in_order_and_not_shared_between_classes(kind):
    assert list(kind.specs()) == ["share", "level", "other", "times"]
    kind.specs().clear()
    assert len(kind.specs()) == 4
    assert Plain.specs() == Tight.specs()


TABLES = [
    value
    for module in (rows, exchange, state)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Table) and value not in {Table, Packed}
]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_table_of_simenv_says_what_it_holds(kind):
    for name, spec in kind.specs().items():
        assert spec.low < spec.high, name
        assert spec.about, name
        assert spec.missing is None or not spec.low <= spec.missing <= spec.high, name


def test_persons_are_valid_from_the_start():
    state.Persons.blank(2).validate()
