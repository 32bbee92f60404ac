"""The records that kg keeps of what it has read: JSON Lines, without loss, so that a graph can be built from them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import orjson

from kg.errors import InputError
from kg.read.draft import Item, Reader
from kg.read.generic_json import has_keys, json_items
from kg.read.stream import Fault, Stream
from kg.records import Paper, Source, Unreadable

VERSION = 1
"""The version of the form below, which each line carries as "kg_record"."""


def to_json(record: Paper | Unreadable) -> dict[str, Any]:
    """The record as plain values, in a fixed order; empty fields are left out.

    >>> to_json(Paper("A title", "Its abstract.", sources=(Source("a.jsonl", 1, "jsonl"),)))["sources"]
    [{'file': 'a.jsonl', 'record': 1, 'format': 'jsonl'}]
    """
    if isinstance(record, Unreadable):
        return {"kg_record": VERSION, "unreadable": asdict(record)}
    values: dict[str, Any] = {
        "id": record.id,
        "date": record.date,
        "authors": list(record.authors),
        "url": record.url,
        "sources": [_filled(asdict(source)) for source in record.sources],
        "details": [list(pair) for pair in record.details],
    }
    return {"kg_record": VERSION, "title": record.title, "abstract": record.abstract, **_filled(values)}


def to_line(record: Paper | Unreadable) -> bytes:
    """The record as one line of JSON, with its end."""
    return orjson.dumps(to_json(record), option=orjson.OPT_APPEND_NEWLINE)


def from_json(value: Mapping[str, Any]) -> Paper | Unreadable:
    """The record that `to_json` wrote. Raises InputError for another version or a form that kg does not write."""
    if value.get("kg_record") != VERSION:
        cause = f"it is of version {value.get('kg')!r}, this kg reads version {VERSION}"
        raise InputError("a kept record cannot be read", cause=cause, remedy="build the graph again from its sources")
    try:
        return Unreadable(**value["unreadable"]) if "unreadable" in value else _paper(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        cause = f"it is damaged ({type(error).__name__}: {error})"
        raise InputError("a kept record cannot be read", cause=cause, remedy="build the graph again from its sources") from error


def _paper(value: Mapping[str, Any]) -> Paper:
    texts = {name: value.get(name, "") for name in ("title", "abstract", "id", "date", "url")}
    authors, sources, details = (value.get(name, ()) for name in ("authors", "sources", "details"))
    pairs = tuple((name, text) for name, text in details)
    if not all(isinstance(text, str) for text in (*texts.values(), *authors, *(text for pair in pairs for text in pair))):
        raise TypeError("a field is not text")
    return Paper(**texts, authors=tuple(authors), sources=tuple(Source(**source) for source in sources), details=pairs)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def detects(head: bytes) -> bool:
    """Whether the first records say that kg wrote them."""
    return has_keys(head, some=frozenset({"kg_record"}))


def _item(position: str, value: dict[str, Any]) -> Item:
    try:
        return from_json(value)
    except InputError as error:
        return Fault(position, f"{error.what}: {error.cause}", error.remedy)


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, _item)


KEPT = Reader("kg", "records that kg kept (records.jsonl)", (".jsonl",), detects, _items, verbatim=True)
