"""Writing the records of a graph as Arrow tables, which kg.stored opens. Nodes are numbered, entities first, then papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import orjson
import pyarrow as pa

from kg.keys import paper_path
from kg.records import Claim, Entity, Knowledge, Paper

AT_ONCE = 1 << 16
"""Rows of a table that are written in one piece."""
SIMPLE: dict[Any, pa.DataType] = {
    str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_(), Decimal: pa.string(),
}  # fmt: skip
NUMBER = pa.int32()
WORDS = pa.struct(
    [pa.field(name, NUMBER) for name in ("paper", "start", "end")]
    + [pa.field("score", pa.float64()), pa.field("by", pa.string())]
)
ENDS: list[pa.Field[Any]] = [pa.field("subject", NUMBER), pa.field("relation", pa.string()), pa.field("object", NUMBER)]
STATEMENTS = pa.schema([*ENDS, pa.field("evidence", pa.list_(WORDS))])
"""Ends are numbers of nodes, `paper` is the place of a paper in its table; the quote is what stands there in its text."""
MENTIONS = pa.schema([pa.field("paper", NUMBER), pa.field("entity", NUMBER)])
"""Who names what, as places in the two tables."""


def arrow_type(kind: Any) -> pa.DataType:
    """How Arrow holds values of a type of records: decimals as text, tuples as lists, records as structs.

    >>> from kg.records import Span
    >>> arrow_type(tuple[Span, ...])
    ListType(list<item: struct<start: int32, end: int32>>)
    """
    if kind in SIMPLE:
        return SIMPLE[kind]
    if is_dataclass(kind):
        return pa.struct(list(schema_of(kind)))
    inner = next(argument for argument in get_args(kind) if argument is not NoneType)
    return pa.list_(arrow_type(inner)) if get_origin(kind) is tuple else arrow_type(inner)


def schema_of(kind: Any) -> pa.Schema:
    """The columns of a table of records."""
    hints = get_type_hints(kind)
    return pa.schema([pa.field(field.name, arrow_type(hints[field.name])) for field in fields(kind)])


def write(knowledge: Knowledge, folder: Path) -> None:
    """Write the tables of `knowledge` into a new folder; equal records give equal files."""
    folder.mkdir()
    entities = {entity.id: number for number, entity in enumerate(knowledge.entities)}
    papers = {paper.key: number for number, paper in enumerate(knowledge.papers)}
    numbers = entities | {paper_path(key): len(entities) + number for key, number in papers.items()}
    for name, kind in (("papers", Paper), ("entities", Entity), ("claims", Claim)):
        _write(folder / f"{name}.arrow", schema_of(kind), (orjson_ready(record) for record in getattr(knowledge, name)))
    said = (
        {
            "subject": numbers[statement.subject],
            "relation": statement.relation,
            "object": numbers[statement.object],
            "evidence": [
                {"paper": papers[e.paper], "start": e.span.start, "end": e.span.end, "score": e.score, "by": e.by}
                for e in statement.evidence
            ],
        }
        for statement in knowledge.statements
    )
    _write(folder / "statements.arrow", STATEMENTS, said)
    named = ({"paper": papers[key], "entity": entities[path]} for key, path in knowledge.mentions if path in entities)
    _write(folder / "mentions.arrow", MENTIONS, named)


def orjson_ready(record: object) -> Any:
    """A record as plain values; decimals become text, and a lone surrogate, which UTF-8 cannot hold, a question mark."""
    try:
        return orjson.loads(orjson.dumps(record, default=str))
    except TypeError:
        return _plain(record)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return str(value) if isinstance(value, Decimal) else value


def _write(path: Path, schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> None:
    waiting = iter(rows)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as table:
        while piece := list(islice(waiting, AT_ONCE)):
            table.write_batch(pa.RecordBatch.from_pylist(piece, schema))
