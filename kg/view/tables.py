"""Nodes, edges and results as tables: CSV for spreadsheets and Gephi's spreadsheet import, Parquet for data frames.

In CSV a text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line break) gets an
apostrophe in front; numbers stay numbers. Parquet holds every text as it is, lists as lists, and decimals as doubles.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from kg.ontology import Ontology
from kg.records import Knowledge
from kg.view.columns import NODE_COLUMNS, Column, edge_columns
from kg.view.results import result_columns, result_rows
from kg.view.safe import spreadsheet_cell
from kg.view.scene import Scene

_T = TypeVar("_T")


def nodes_csv(scene: Scene) -> Iterator[str]:
    """The nodes as CSV (RFC 4180, with a heading), a line at a time."""
    return _csv(scene.nodes, NODE_COLUMNS)


def edges_csv(scene: Scene, ontology: Ontology) -> Iterator[str]:
    """The edges as CSV (RFC 4180, with a heading), a line at a time."""
    return _csv(scene.edges, edge_columns(ontology))


def nodes_parquet(scene: Scene) -> bytes:
    """The nodes as a Parquet file."""
    return _parquet(scene.nodes, NODE_COLUMNS)


def edges_parquet(scene: Scene, ontology: Ontology) -> bytes:
    """The edges as a Parquet file."""
    return _parquet(scene.edges, edge_columns(ontology))


def results_csv(knowledge: Knowledge, ontology: Ontology) -> Iterator[str]:
    """The results as CSV (RFC 4180, with a heading), a line at a time."""
    return _csv(result_rows(knowledge), result_columns(ontology))


def results_parquet(knowledge: Knowledge, ontology: Ontology) -> bytes:
    """The results as a Parquet file."""
    return _parquet(tuple(result_rows(knowledge)), result_columns(ontology))


def _csv(items: Iterable[_T], columns: Sequence[Column[_T]]) -> Iterator[str]:
    yield _line([column.name for column in columns])
    for item in items:
        yield _line([_cell(item, column) for column in columns])


def _cell(item: _T, column: Column[_T]) -> str:
    text = column.text(item)
    return spreadsheet_cell(text) if column.kind in ("string", "list") else text


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _parquet(items: Sequence[_T], columns: Sequence[Column[_T]]) -> bytes:
    import pyarrow as pa  # late: it takes longer to load than most commands to run
    from pyarrow import parquet

    text, number = pa.string(), pa.float64()
    types = {"string": text, "integer": pa.int64(), "double": number, "decimal": number, "list": pa.list_(text)}
    arrays = [pa.array([_plain(column.value(item)) for item in items], types[column.kind]) for column in columns]
    file = pa.BufferOutputStream()
    parquet.write_table(pa.table(arrays, names=[column.name for column in columns]), file, compression="zstd")
    return file.getvalue().to_pybytes()


def _plain(value: object) -> object:
    """Lone surrogates, which UTF-8 cannot hold, become question marks; decimals become doubles."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Decimal):
        return float(value)
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
