"""Reading: files, folders, patterns and standard input become papers, and a report for each record that cannot be one.

`READERS` holds the formats; a format of your own is one more `Reader` in it. Its order is that in which a file is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from kg.errors import InputError, UnknownName
from kg.read.arxiv import ARXIV
from kg.read.arxiv_atom import ARXIV_ATOM
from kg.read.bibtex import BIBTEX
from kg.read.draft import Draft, Item, Reader
from kg.read.generic_json import JSON, JSONL
from kg.read.hf import HF
from kg.read.kept import KEPT, from_json, to_json, to_line
from kg.read.listing import LISTING
from kg.read.merge import by_key, conflicts, merge
from kg.read.openalex import OPENALEX
from kg.read.parquet import PARQUET
from kg.read.pwc import PWC
from kg.read.record import read_stream, unreadable
from kg.read.ris import RIS
from kg.read.s2 import S2
from kg.read.sources import Found, expand, opened, require_access
from kg.read.stream import Fault, Stream
from kg.read.table import CSV, TSV
from kg.read.unknown import reason
from kg.records import Paper, Unreadable

__all__ = [
    "READERS",
    "Draft",
    "Fault",
    "Item",
    "Reader",
    "Stream",
    "by_key",
    "conflicts",
    "from_json",
    "merge",
    "read",
    "to_json",
    "to_line",
]

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        *(PARQUET, KEPT, ARXIV, OPENALEX, S2, HF, PWC, JSONL, JSON),
        *(ARXIV_ATOM, BIBTEX, RIS, CSV, TSV, LISTING),
    )
}


def read(sources: Sequence[str], *, format: str = "", stdin: BinaryIO | None = None) -> Iterator[Paper | Unreadable]:
    """The records of the sources, in their order: a Paper for each that can be used, an Unreadable for each that cannot.

    A source is a file, a folder (all files below it but hidden ones), a pattern, or "-" for `stdin`. Gzip is unpacked. The
    format is told from the content, unless `format` names it. Files are read piece by piece, as the result is used.

    Raises, before anything is read, InputError when a source does not exist, may not be read, or is a folder or pattern with
    no file of a known format; UnknownName when there is no such format.
    """
    if format and format not in READERS:
        raise UnknownName("format", format, READERS, remedy=f"the formats are {', '.join(READERS)}")
    files = expand(sources)
    for file in files:
        require_access(file)
    if not format:
        _require_known(files)
    return _records(files, format, stdin)


def recognised(head: bytes) -> Reader | None:
    """The reader for a file that begins with `head` (its first 64 KiB, unpacked), or None."""
    return next((reader for reader in READERS.values() if reader.detects(head)), None)


def _require_known(files: Sequence[Found]) -> None:
    """Refuse a folder or pattern none of whose files is of a known format."""
    for source in dict.fromkeys(file.source for file in files if not file.named):
        if not any(_is_known(file) for file in files if file.source == source):
            remedy = (
                f"name a folder or files of one of the known formats ({', '.join(READERS)}), or name the format with --format"
            )
            raise InputError(f"{source!r} holds no file of a known format", remedy=remedy)


def _is_known(file: Found) -> bool:
    try:
        with opened(file, None) as raw:
            return recognised(Stream(raw).head) is not None
    except OSError:
        return False


def _records(files: Sequence[Found], format: str, stdin: BinaryIO | None) -> Iterator[Paper | Unreadable]:
    for file in files:
        try:
            with opened(file, stdin) as raw:
                yield from _file(file.name, Stream(raw), format)
        except OSError as error:
            yield Unreadable(
                file.name, 0, "the file", f"it cannot be opened: {error.strerror}", "check what it is and its permissions"
            )


def _file(name: str, stream: Stream, format: str) -> Iterator[Paper | Unreadable]:
    reader = READERS[format] if format else recognised(stream.head)
    if reader and stream.head:
        yield from read_stream(reader, stream, name)
    else:
        yield unreadable(name, 0, stream.fault or reason(stream.head, ", ".join(READERS)))
