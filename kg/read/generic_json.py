"""Any JSON with title and abstract: JSON Lines, a list of objects, or an object that holds such a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from kg.read.columns import ABSTRACT_KEYS, TITLE_KEYS, draft_of
from kg.read.draft import Draft, Item, Reader
from kg.read.json_items import json_records
from kg.read.json_shape import LINES, LIST, Shape, shape_of
from kg.read.stream import Fault, Stream

_OF_RECORDS = (
    TITLE_KEYS | ABSTRACT_KEYS | {"display_name", "paper", "paperid", "corpusid", "abstract_inverted_index", "kg_record"}
)
_EMPTY_LIST = re.compile(rb"\s*\[\s*\]\s*")


def json_shape(head: bytes) -> Shape:
    """The layout of a JSON file of papers that begins with `head`; its kind is "" when that is no JSON of records."""
    return shape_of(head, _OF_RECORDS)


def json_items(stream: Stream, draft: Callable[[str, dict[str, Any]], Item]) -> Iterator[Item]:
    """What `draft` makes of the place and value of each object in the stream, and the faults among them."""
    for record in json_records(stream, json_shape(stream.head)):
        yield record if isinstance(record, Fault) else draft(record.position, record.value)


def has_keys(head: bytes, *, some: frozenset[str], every: frozenset[str] = frozenset()) -> bool:
    """Whether the first records have one of the keys `some` and each of the keys `every`."""
    keys = json_shape(head).keys
    return bool(keys & some) and every <= keys


def _titled(head: bytes) -> bool:
    return any(key.lower() in TITLE_KEYS for key in json_shape(head).keys)


def _detects_lines(head: bytes) -> bool:
    return json_shape(head).kind == LINES and _titled(head)


def _detects_document(head: bytes) -> bool:
    shape = json_shape(head)
    return shape.kind not in ("", LINES) and (_titled(head) or (shape.kind == LIST and _EMPTY_LIST.fullmatch(head) is not None))


def _draft(position: str, value: dict[str, Any]) -> Draft:
    return draft_of(position, value)


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, _draft)


JSONL = Reader(
    "jsonl",
    "JSON Lines, one object a line, with title and abstract (or summary); also id, date, authors, url",
    (".jsonl", ".ndjson"),
    _detects_lines,
    _items,
    verbatim=True,
)
JSON = Reader(
    "json",
    "a JSON list of objects with title and abstract, or an object that holds such a list",
    (".json",),
    _detects_document,
    _items,
    verbatim=True,
)
