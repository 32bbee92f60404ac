"""How a JSON file is laid out, judged by its head: records line by line, in a list, in a list inside an object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ijson
import orjson

from kg.read.stream import BOM, HEAD

LINES, LIST, OBJECT, SINGLE = "lines", "list", "object", "single"
_SAMPLE = 20
_DEEP, _STEP = 1000, 512
"""Nesting makes the paths of ijson long; small steps let us stop before they fill the memory."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind` is LINES, LIST, OBJECT (an object that holds a list), SINGLE (objects that run over several lines), or "".

    `keys` are those of the first records, `"a.b"` for a key b within a; `index` tells which of an object's lists holds the
    records, from 0.
    """

    kind: str = ""
    keys: frozenset[str] = frozenset()
    index: int = 0


@dataclass(slots=True)
class _Seen:
    """What the events of a partly read document say."""

    top: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    lists: list[str] = field(default_factory=list)
    in_lists: dict[str, set[str]] = field(default_factory=dict)


@lru_cache(maxsize=8)
def shape_of(head: bytes, record_keys: frozenset[str]) -> Shape:
    """The layout of a file that begins with `head`; `record_keys` are, in lower case, names that only records have."""
    text = head.removeprefix(BOM).lstrip()
    if text.startswith(b"["):
        return Shape(LIST, frozenset(_events(text).items))
    if not text.startswith(b"{"):
        return Shape()
    lines = text.splitlines()
    if (rows := _whole_objects(lines)) and _is_record(keys := _keys(rows), record_keys):
        return Shape(LINES, keys)
    seen = _events(text)
    if _is_record(seen.top, record_keys):
        return Shape(LINES if len(lines) == 1 and len(head) >= HEAD else SINGLE, frozenset(seen.top))
    for index, name in enumerate(seen.lists):
        if _is_record(seen.in_lists.get(name, ()), record_keys):
            return Shape(OBJECT, frozenset(seen.in_lists[name]), index)
    return Shape()


def _is_record(keys: Iterable[str], record_keys: frozenset[str]) -> bool:
    return any(key.lower() in record_keys for key in keys)


def _whole_objects(lines: list[bytes]) -> list[dict[str, Any]]:
    """The objects among the first lines that are complete in themselves."""
    rows = []
    for line in lines[:_SAMPLE]:
        if line.startswith(b"{"):
            try:
                rows.append(orjson.loads(line))
            except orjson.JSONDecodeError:
                continue
    return rows


def _keys(rows: list[dict[str, Any]]) -> frozenset[str]:
    keys = set()
    for row in rows:
        keys |= set(row)
        keys |= {f"{name}.{inner}" for name, value in row.items() if isinstance(value, dict) for inner in value}
    return frozenset(keys)


def _events(text: bytes) -> _Seen:
    seen = _Seen()
    try:
        for prefix, event, value in ijson.parse(text, buf_size=_STEP):
            if len(prefix) > _DEEP:
                break
            _note(seen, prefix, event, value)
    except ijson.JSONError:
        pass
    return seen


def _note(seen: _Seen, prefix: str, event: str, value: Any) -> None:
    if event == "start_array" and prefix and "." not in prefix:
        seen.lists.append(prefix)
    if event != "map_key":
        return
    if not prefix:
        seen.top.add(value)
    elif prefix == "item" or prefix.startswith("item."):
        seen.items.add(f"{prefix}.{value}".removeprefix("item."))
    elif "." not in prefix:
        seen.top.add(f"{prefix}.{value}")
    else:
        name, item, rest = (*prefix.split(".", 2), "")[:3]
        if item == "item":
            seen.in_lists.setdefault(name, set()).add(f"{rest}.{value}".lstrip("."))
