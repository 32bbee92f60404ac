"""The objects of a JSON file, one after the other, whatever its layout; one that is damaged does not stop the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from kg.read.json_shape import LINES, LIST, OBJECT, Shape
from kg.read.stream import BOM, LIMIT, NO_PAPER, NOT_UTF8, TO_UTF8, TOO_LONG, Fault, Stream

_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'["\\]')
_PLAIN = re.compile(rb'["{}\[\],]')
_NOT_BETWEEN = re.compile(rb"[^ \t\r\n,\xef\xbb\xbf]")
_MEND = "mend or take out this record; a JSON checker shows the place"


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """An object of the file and where it stands."""

    position: str
    value: dict[str, Any]


def json_records(stream: Stream, shape: Shape) -> Iterator[JsonRecord | Fault]:
    """The objects of `stream`, which is laid out as `shape` says."""
    return _from_lines(stream) if shape.kind in (LINES, "") else _from_document(stream, shape)


def _from_lines(stream: Stream) -> Iterator[JsonRecord | Fault]:
    for line in stream.lines():
        place = f"line {line.number}"
        if line.size > LIMIT:
            yield Fault(place, f"the line {TOO_LONG}", NO_PAPER)
        elif data := line.data.removeprefix(BOM).strip():
            yield _parsed(data, place, line.offset + len(line.data) - len(line.data.lstrip()))


def _from_document(stream: Stream, shape: Shape) -> Iterator[JsonRecord | Fault]:
    depth = {LIST: 1, OBJECT: 2}.get(shape.kind, 0)
    for number, piece in enumerate(_Splitter(stream, depth, shape.index).pieces(), 1):
        place = f"item {number}, byte {piece.offset}"
        if piece.fault:
            yield Fault(place, piece.fault, NO_PAPER if TOO_LONG in piece.fault else _MEND)
        else:
            yield _parsed(piece.data, f"item {number}", piece.offset)


def _parsed(data: bytes, place: str, offset: int) -> JsonRecord | Fault:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return _parsed_leniently(data, place, offset, error)
    return _object(value, place)


def _parsed_leniently(data: bytes, place: str, offset: int, first: orjson.JSONDecodeError) -> JsonRecord | Fault:
    """Once more with the standard library, which lets raw control characters, NaN and lone surrogates pass."""
    try:
        return _object(json.loads(data.decode("utf-8"), strict=False), place)
    except UnicodeDecodeError as error:
        return Fault(f"{place}, byte {offset + error.start}", NOT_UTF8, TO_UTF8)
    except RecursionError:
        return Fault(f"{place}, byte {offset}", "the JSON is nested too deeply", _MEND)
    except ValueError:
        reason = first.msg.partition(": line ")[0]
        byte = offset + len(data.decode("utf-8")[: first.pos].encode())
        return Fault(f"{place}, byte {byte}", f"the text is not valid JSON ({reason})", _MEND)


def _object(value: Any, place: str) -> JsonRecord | Fault:
    if isinstance(value, dict):
        return JsonRecord(place, value)
    return Fault(place, f"the record is a JSON {type(value).__name__}, not an object", "give each record as {...}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """The bytes of one element of the list, or what is wrong with it."""

    offset: int
    data: bytes = b""
    fault: str = ""


@dataclass(slots=True)
class _Splitter:
    """Cuts a JSON document into the elements at nesting `depth`, by counting brackets outside strings.

    A streaming parser (ijson) would stop for good at the first fault, and its yajl core turns lone surrogates into
    question marks. Cutting first keeps each fault in its record. At depth 2, `index` picks one of the outer object's lists.
    """

    stream: Stream
    depth: int
    index: int
    level: int = 0
    lists: int = -1
    inside: bool = False
    in_string: bool = False
    begun: int = -1
    plain: bool = False
    done: bool = False
    size: int = 0
    parts: list[bytes] = field(default_factory=list)

    def pieces(self) -> Iterator[_Piece]:
        """The elements in order; a fault at the end where the document stops too early."""
        self.inside = self.depth == 0
        place = 0
        while chunk := self.stream.read():
            base = self.stream.position - len(chunk)
            while place < len(chunk):
                if self.begun >= 0:
                    place = self._within(chunk, place)
                elif self.inside:
                    place = self._between(chunk, place, base)
                else:
                    place = self._elsewhere(chunk, place)
                if self.done:
                    yield self._finished()
            place -= len(chunk)
        if self.begun >= 0:
            yield _Piece(self.begun, fault="the file ends within this record")
        elif self.level > 0:
            yield _Piece(self.stream.position, fault="the file ends before its list is closed")

    def _elsewhere(self, chunk: bytes, place: int) -> int:
        """Up to the list that holds the records, or the end of `chunk`."""
        while match := (_INSIDE if self.in_string else _OUTSIDE).search(chunk, place):
            mark, place = match[0], match.end()
            if self.in_string or mark == b'"':
                place += self._in_string(mark)
            elif mark in b"}]":
                self.level -= 1
            else:
                self.lists += mark == b"[" and self.level == 1
                self.inside = mark == b"[" and self.level == self.depth - 1 and self.lists in (self.index, -1)
                self.level += 1
                if self.inside:
                    return place
        return max(place, len(chunk))

    def _between(self, chunk: bytes, place: int, base: int) -> int:
        """Up to the next element, or past the end of the list."""
        match = _NOT_BETWEEN.search(chunk, place)
        if not match:
            return len(chunk)
        if match[0] in b"]}" and self.depth:
            self.inside = False
            self.level -= 1
            return match.end()
        self.begun, self.plain = base + match.start(), match[0] not in b"{["
        return match.start()

    def _within(self, chunk: bytes, place: int) -> int:
        """Up to the end of the element that is open, which is kept, or the end of `chunk`."""
        start, marks = place, _PLAIN if self.plain else _OUTSIDE
        while match := (_INSIDE if self.in_string else marks).search(chunk, place):
            mark, place = match[0], match.end()
            if self.in_string or mark == b'"':
                place += self._in_string(mark)
            elif mark in b"{[":
                self.level += 1
            elif self.plain and self.level == self.depth:
                return self._keep(chunk, start, max(place - 1, start + 1), done=True)
            elif mark != b",":
                self.level -= 1
                if self.level == self.depth and not self.plain:
                    return self._keep(chunk, start, place, done=True)
        self._keep(chunk, start, len(chunk))
        return max(place, len(chunk))

    def _in_string(self, mark: bytes) -> int:
        """Note a quotation mark, which opens or closes a string; how many bytes to skip after a backslash."""
        if mark == b'"':
            self.in_string = not self.in_string
        return int(mark == b"\\")

    def _keep(self, chunk: bytes, start: int, end: int, *, done: bool = False) -> int:
        self.size += end - start
        self.done = done
        if self.size <= LIMIT:
            self.parts.append(chunk[start:end])
        else:
            self.parts.clear()
        return end

    def _finished(self) -> _Piece:
        fault = f"the record {TOO_LONG}" if self.size > LIMIT else ""
        piece = _Piece(self.begun, b"".join(self.parts), fault)
        self.begun, self.size, self.done = -1, 0, False
        self.parts.clear()
        return piece
