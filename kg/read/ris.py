"""RIS files, as reference managers write them; parsed by rispy, record by record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rispy

from kg.read.chunks import Chunk, chunks
from kg.read.columns import details_of
from kg.read.draft import Draft, Item, Reader
from kg.read.names import natural_order, text_of
from kg.read.stream import Fault, Stream

_BEGINS = re.compile(r"\s*TY  ?-")
_ENDS = re.compile(r"^[ \t]*ER  ?-[^\n]*$", re.M)
_DETAILS = ("doi", "journal_name", "secondary_title", "keywords", "type_of_reference", "publisher")
_MEND = "mend it, or export it again from the reference manager"


def detects(head: bytes) -> bool:
    """Whether the first line that is not blank opens a RIS record."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s*TY  ?-", head) is not None


def _items(stream: Stream) -> Iterator[Item]:
    for chunk in chunks(stream, _BEGINS):
        if chunk.fault:
            yield chunk.fault
        else:
            yield from _records(chunk)


def _records(chunk: Chunk) -> Iterator[Item]:
    """The record of a chunk, and a fault for lines that stand outside of one."""
    place = f"line {chunk.line}"
    end = _ENDS.search(chunk.text) if chunk.opened else None
    body, rest = (chunk.text[: end.start()], chunk.text[end.end() :]) if end else (chunk.text, "")
    if chunk.opened:
        yield _parsed(place, body)
        place = f"line {chunk.line + body.count(chr(10)) + 1}"
    else:
        rest = body
    if rest.strip():
        yield Fault(place, "there are lines outside of any record (no line TY  - before them)", _MEND)


def _parsed(place: str, body: str) -> Draft | Fault:
    lines = [line.strip() for line in body.splitlines()]
    try:
        record: dict[str, Any] = rispy.loads("\n".join([*lines, "ER  - "]))[0]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return Fault(place, f"the record is not valid RIS ({type(error).__name__})", _MEND)
    authors = record.get("authors") or record.get("first_authors") or []
    urls = [text_of(url) for url in record.get("urls") or []]
    return Draft(
        place,
        title=_first(record, "title", "primary_title"),
        abstract=_first(record, "abstract", "notes_abstract"),
        id=_first(record, "id", "doi", "accession_number"),
        date=_first(record, "date", "year", "publication_year"),
        authors=tuple(natural_order(text_of(author)) for author in authors),
        url=urls[0] if urls else "",
        details=details_of((name, record.get(name)) for name in _DETAILS),
    )


def _first(record: dict[str, Any], *names: str) -> str:
    return next((text for name in names if (text := text_of(record.get(name)))), "")


RIS = Reader("ris", "RIS, as reference managers export it", (".ris",), detects, _items)
