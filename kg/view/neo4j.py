"""The graph as the two CSV files that `neo4j-admin database import` takes, with typed headings.

Lists are joined with the unit separator (U+001F), which no cleaned text holds, so that no quote can break one; line breaks
become spaces, so that no option for fields of several lines is needed. Cells are as they are: no spreadsheet reads them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from kg.ontology import Ontology
from kg.view.columns import NODE_COLUMNS, Column, edge_columns
from kg.view.scene import Scene

ARRAY_DELIMITER = "\x1f"
TYPES = {"string": "string", "integer": "long", "double": "double", "decimal": "double", "list": "string[]"}
NODE_MARKS = {"id": "id:ID", "type": ":LABEL"}
EDGE_MARKS = {"source": ":START_ID", "target": ":END_ID", "relation": ":TYPE"}
"""Columns that Neo4j takes for the frame of the graph."""

_T = TypeVar("_T")


def neo4j_nodes(scene: Scene) -> Iterator[bytes]:
    """The nodes, a line at a time, their types as labels."""
    return _table(scene.nodes, NODE_COLUMNS, NODE_MARKS)


def neo4j_edges(scene: Scene, ontology: Ontology) -> Iterator[bytes]:
    """The edges, a line at a time, with their papers and sentences side by side as properties."""
    return _table(scene.edges, edge_columns(ontology), EDGE_MARKS)


def _table(items: Iterable[_T], columns: Sequence[Column[_T]], marks: dict[str, str]) -> Iterator[bytes]:
    yield _line([marks.get(column.name) or f"{column.name}:{TYPES[column.kind]}" for column in columns])
    for item in items:
        yield _line([_cell(item, column) for column in columns])


def _cell(item: _T, column: Column[_T]) -> str:
    value = column.value(item)
    if value is None or isinstance(value, Decimal):
        return "" if value is None else format(value, "f")
    if isinstance(value, tuple):
        return ARRAY_DELIMITER.join(_one_line(part.replace(ARRAY_DELIMITER, " ")) for part in value)
    return _one_line(str(value))


def _one_line(text: str) -> str:
    return " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text.rstrip("\r\n")


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode("utf-8", "replace")
