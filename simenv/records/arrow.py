"""Typed tables to Parquet and back: the only module of simenv that knows PyArrow.

In files a persona is its name, a code is an int8 whose words stand in the schema's metadata, a
value that does not exist is a null and never NaN, and -0.0 is 0.0.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simenv import vocabulary
from simenv.columns import I1, Column, Table
from simenv.records.layout import Layout, Unit
from simenv.records.populations import Populations
from simenv.vocabulary import Code

AnyTable = TypeVar("AnyTable", bound=Table)


class _Later:
    """A module that is imported when it is first used: PyArrow takes a tenth of a second."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa, pq = _Later("pyarrow"), _Later("pyarrow.parquet")

#: The column of daily states that trajectories carry beside the columns of `TrajectoryRows`.
STANDING = "standing"


def words(spec: Column) -> tuple[str, ...]:
    """The words that the codes of a column stand for, by code; empty if it holds no codes."""
    kind = getattr(vocabulary, spec.unit, None)
    return kind.words() if isinstance(kind, type) and issubclass(kind, Code) else ()


def to_parquet(table: Table, layout: Layout, unit: Unit, standing: I1 | None = None) -> memoryview:
    """One table of one unit as the bytes of a Parquet file.

    `standing` is int8, shape (rows, days), and belongs to trajectories only.
    """
    first = np.zeros(len(table), dtype=np.int32)
    columns = {"world": _array(np.full(len(table), unit.world, dtype=np.int32))}
    if unit.scenario:
        columns["scenario"] = _named(first, (unit.scenario,))
    columns["arm"] = _named(first, (unit.arm,))
    for name, spec in type(table).specs().items():
        columns[name] = _to_arrow(name, getattr(table, name), spec, layout)
    if standing is not None:
        states = _array(standing.reshape(-1))
        columns[STANDING] = pa.FixedSizeListArray.from_arrays(states, layout.days)
    daily = layout if standing is not None else None
    kind = schema(type(table), daily, shared=layout.shared)
    return _written(pa.table(columns, schema=kind))


def _written(data: pa.Table) -> memoryview:
    """Codes and counts by dictionary, floats by byte: half the time and size of the defaults."""
    floats = [field.name for field in data.schema if field.type == pa.float64()]
    longs = [field.name for field in data.schema if field.type == pa.int64()]
    short = [name for name in data.column_names if name not in {*floats, *longs, STANDING}]
    sink = pa.BufferOutputStream()
    pq.write_table(
        data,
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=[*short, f"{STANDING}.list.element"],
        use_byte_stream_split=floats,
        write_statistics=False,
    )
    return memoryview(sink.getvalue())


def schema(
    kind: type[Table], layout: Layout | None = None, *, shared: Populations | None = None
) -> pa.Schema:
    """The published schema of a table; with a layout, including `standing`.

    With `shared` that of a run with such services.
    """
    names = pa.dictionary(pa.int32(), pa.string())
    fields = [
        pa.field("world", pa.int32(), nullable=False),
        *([pa.field("scenario", names, nullable=False)] if shared is not None else []),
        pa.field("arm", names, nullable=False),
        *(_field(name, spec, shared) for name, spec in kind.specs().items()),
    ]
    if layout is not None:
        about = {"about": "state at the end of each day", "words": _listed(vocabulary.Standing)}
        daily = pa.list_(pa.field("element", pa.int8(), nullable=False), layout.days)
        fields.append(pa.field(STANDING, daily, nullable=False, metadata=about))
    return pa.schema(fields)


def _field(name: str, spec: Column, shared: Populations | None) -> pa.Field:
    about = {"about": spec.about, "unit": spec.unit}
    named = shared.services if shared is not None and spec.unit == "service" else words(spec)
    if named:
        about["words"] = json.dumps(named)
    nullable = spec.missing is not None
    return pa.field(name, _type(name, spec), nullable=nullable, metadata=about)


def _listed(kind: type[Code]) -> str:
    return json.dumps(kind.words())


def _type(name: str, spec: Column) -> pa.DataType:
    if name == "persona":
        return pa.dictionary(pa.int32(), pa.string())
    return pa.from_numpy_dtype(np.dtype(spec.dtype))


def _to_arrow(name: str, values: Any, spec: Column, layout: Layout) -> pa.Array:
    if name == "persona":
        return _named(values, layout.personas)
    if values.dtype.kind == "f":
        values = values + 0.0  # -0.0 becomes 0.0: equal values have equal bytes
    return _array(values, None if spec.missing is None else values == spec.missing)


def _named(codes: Any, names: tuple[str, ...]) -> pa.Array:
    text = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, text)], dtype=np.int32)
    known = pa.StringArray.from_buffers(len(text), pa.py_buffer(ends), pa.py_buffer(b"".join(text)))
    return pa.DictionaryArray.from_arrays(_array(codes), known)


def _array(values: Any, absent: Any = None) -> pa.Array:
    """A NumPy array as Arrow's: `pa.array` would import pandas, where there is one, for 0.7 s."""
    bits = values.dtype.kind == "b"
    data = np.packbits(values, bitorder="little") if bits else np.ascontiguousarray(values)
    present = None if absent is None else pa.py_buffer(np.packbits(~absent, bitorder="little"))
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [present, pa.py_buffer(data)])


def from_parquet(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """The PyArrow table in the bytes of a Parquet file; only `columns` if they are named.

    Raises `pyarrow.ArrowException` or `OSError` when the bytes are no Parquet file.
    """
    return pq.ParquetFile(pa.BufferReader(data)).read(
        columns=None if columns is None else list(columns), use_threads=False
    )


def concatenated(
    parts: list[pa.Table],
    kind: type[Table],
    layout: Layout | None,
    shared: Populations | None = None,
) -> pa.Table:
    """Several PyArrow tables one after the other, without copies; none give an empty table."""
    if not parts:
        return schema(kind, layout, shared=shared).empty_table()
    return pa.concat_tables(parts).unify_dictionaries()


def to_rows(data: pa.Table, kind: type[AnyTable], personas: tuple[str, ...]) -> AnyTable:
    """A PyArrow table as a typed table: names to positions in `personas`, nulls to missing.

    Arrays may be read-only views of the table's memory.
    """
    return kind(**to_columns(data, kind, personas))


def to_columns(data: pa.Table, kind: type[Table], personas: tuple[str, ...]) -> dict[str, Any]:
    """The columns of `kind` that a PyArrow table has, as `to_rows` gives them, by name."""
    return {
        name: _to_numpy(name, data[name], spec, personas)
        for name, spec in kind.specs().items()
        if name in data.column_names
    }


def to_standing(data: pa.Table) -> I1:
    """The daily states of a table of trajectories: int8, shape (rows, days)."""
    column = data[STANDING]
    parts = [_values(chunk.flatten(), np.dtype(np.int8)) for chunk in column.chunks]
    states: I1 = _joined(parts, np.dtype(np.int8)).reshape(-1, column.type.list_size)
    return states


def _to_numpy(name: str, column: pa.ChunkedArray, spec: Column, personas: tuple[str, ...]) -> Any:
    dtype = np.dtype(spec.dtype)
    if name == "persona":
        return _joined([_positions(chunk, personas) for chunk in column.chunks], dtype)
    return _joined([_filled(chunk, spec, dtype) for chunk in column.chunks], dtype)


def _joined(parts: list[Any], dtype: np.dtype[Any]) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, dtype), *parts])


def _positions(chunk: pa.Array, personas: tuple[str, ...]) -> Any:
    """Names to positions: through the dictionary of the chunk, not row by row."""
    where = np.array([personas.index(name) for name in chunk.dictionary.to_pylist()], np.int32)
    return where[_values(chunk.indices, np.dtype(np.int32))]


def _filled(chunk: pa.Array, spec: Column, dtype: np.dtype[Any]) -> Any:
    """The values of a column; nulls are the missing value."""
    values = _values(chunk, dtype)
    if not chunk.null_count:
        return values
    return np.where(_bits(chunk, 0), values, np.array(spec.missing, dtype))


def _values(chunk: pa.Array, dtype: np.dtype[Any]) -> Any:
    """The memory of an array as NumPy's, as `to_numpy` gives it, which would import pandas."""
    if not len(chunk):
        return np.zeros(0, dtype)
    if dtype.kind == "b":
        return _bits(chunk, 1)
    start = chunk.offset * dtype.itemsize
    return np.frombuffer(chunk.buffers()[1], dtype, count=len(chunk), offset=start)


def _bits(chunk: pa.Array, buffer: int) -> Any:
    """One of an array's bitmaps: which values are there (0), or truth values (1)."""
    packed = np.frombuffer(chunk.buffers()[buffer], np.uint8)
    last = chunk.offset + len(chunk)
    return np.unpackbits(packed, count=last, bitorder="little")[chunk.offset :].astype(np.bool_)
