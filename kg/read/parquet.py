"""Parquet files with title and abstract columns, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.read.columns import draft_of
from kg.read.draft import Item, Reader
from kg.read.stream import NOT_UTF8, Fault, Stream

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 512
_WHOLE = "fetch or write the file again; a part of it may be missing"


def detects(head: bytes) -> bool:
    """Whether the file begins with the magic of Parquet."""
    return head.startswith(b"PAR1")


def _items(stream: Stream) -> Iterator[Item]:
    """The rows. Damage ends the file, with the rows before it kept."""
    import pyarrow as pa
    from pyarrow import parquet

    row = 0
    try:
        with stream.random_access() as file:
            table = parquet.ParquetFile(file)
            for batch in table.iter_batches(batch_size=_BATCH, columns=_columns(table.schema_arrow)):
                for values in _values(batch):
                    row += 1
                    yield _item(f"row {row}", values)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        yield Fault(f"row {row + 1}", f"the Parquet data is damaged ({reason})", _WHOLE)


def _columns(schema: pa.Schema) -> list[str]:
    """The columns that can matter: all but raw bytes and vectors of numbers, which may be large."""
    from pyarrow import types

    def heavy(kind: pa.DataType) -> bool:
        if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
            return types.is_primitive(kind.value_type)
        return types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)

    return [column.name for column in schema if not heavy(column.type)]


def _values(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """The rows of a batch as dictionaries; None for a row with a value that has no Python form."""
    try:
        yield from batch.to_pylist()
    except (ValueError, OverflowError):
        for index in range(batch.num_rows):
            try:
                yield batch.slice(index, 1).to_pylist()[0]
            except (ValueError, OverflowError):
                yield None


def _item(place: str, values: dict[str, Any] | None) -> Item:
    if values is None:
        return Fault(place, f"{NOT_UTF8}, or a date is out of range", "write the file again with valid values")
    return draft_of(place, values)


PARQUET = Reader("parquet", "Parquet with title and abstract columns", (".parquet", ".pq"), detects, _items, verbatim=True)
