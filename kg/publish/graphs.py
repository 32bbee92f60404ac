"""The named graphs of a file of N-Quads as kg writes it: graph after graph, each line ending in its graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from kg.errors import OutputError

PIECE = 1 << 16
"""Bytes of a piece of a body, about."""

DEFAULT = ""
"""The name of the default graph."""


@dataclass(frozen=True, slots=True)
class Part:
    """A graph: its IRI ("" for the default graph, which holds the triples of all), the digest of what it says, its lines in
    the file as a half-open range of bytes, and their number. `size` is the length of the same as N-Triples."""

    iri: str
    digest: str
    start: int
    end: int
    triples: int
    size: int


def parts(file: BinaryIO) -> Iterator[Part]:
    """The graphs of the file in its order, the default graph last. Raises OutputError for a line that names no graph."""
    whole, place, triples, size = hashlib.sha256(), 0, 0, 0
    file.seek(0)
    for name, lines in groupby(file, key=graph_of):
        digest, start, number = hashlib.sha256(), place, 0
        for line in lines:
            digest.update(line)
            place += len(line)
            number += 1
        whole.update(digest.digest())
        length = place - start - number * (len(name) + 1)
        triples, size = triples + number, size + length
        yield Part(name[1:-1].decode(), digest.hexdigest(), start, place, number, length)
    yield Part(DEFAULT, whole.hexdigest(), 0, place, triples, size)


def graph_of(line: bytes) -> bytes:
    """The graph of a line, with its brackets.

    >>> graph_of(b'<a:s> <a:p> "o" <a:g> .\\n')
    b'<a:g>'
    """
    *_, name, end = line.rsplit(b" ", 2)
    if end != b".\n" or not (name.startswith(b"<") and name.endswith(b">")):
        raise OutputError(f"graph.nq holds a line with no graph: {line[:80]!r}", cause="it is damaged", remedy="build it again")
    return name


def triples_of(file: BinaryIO, part: Part) -> Iterator[bytes]:
    """The lines of a graph as N-Triples, in pieces. The default graph may hold a triple several times, which is the same."""
    file.seek(part.start)
    left, piece = part.end - part.start, bytearray()
    while left > 0:
        line = file.readline()
        left -= len(line)
        piece += line[: line.rindex(b" <")] + b" .\n"
        if len(piece) > PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)
