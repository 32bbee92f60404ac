"""Atom feeds of the arXiv API: entries with title and summary, read element by element and hardened against XML attacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from kg.read.draft import Draft, Item, Reader
from kg.read.stream import BOM, CHUNK, LIMIT, NO_PAPER, TOO_LONG, Fault, Stream

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_ID = re.compile(r"https?://arxiv\.org/abs/(?P<id>.+?)(?:v(?P<version>\d+))?")


def detects(head: bytes) -> bool:
    """Whether this is XML of the Atom namespace, or XML that declares entities (which the reader refuses)."""
    text = head.removeprefix(BOM).lstrip()
    return text.startswith(b"<") and (b"http://www.w3.org/2005/Atom" in text or b"<!ENTITY" in text)


class _TooLong(Exception):
    """An entry takes more than LIMIT bytes."""


class _Bounded:
    """Hands on the bytes of a stream, as long as no single entry takes too many."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.since = 0

    def read(self, size: int = CHUNK, /) -> bytes:
        """At most `size` bytes. Raises _TooLong."""
        data = self._stream.read(size)
        self.since += len(data)
        if self.since > LIMIT:
            raise _TooLong
        return data


def _items(stream: Stream) -> Iterator[Item]:
    number = 0
    bounded = _Bounded(stream)
    try:
        for entry in _entries(bounded):
            number += 1
            bounded.since = 0
            yield _draft(f"entry {number}", entry)
    except ParseError as error:
        line, column = error.position
        cause = f"the text is not well-formed XML ({str(error).partition(':')[0]})"
        yield Fault(f"line {line}, column {column + 1}", cause, "fetch the feed again, or mend it at that place")
    except DefusedXmlException as error:
        cause = f"the XML declares entities that may expand or reach outside ({type(error).__name__}), which is refused"
        yield Fault(f"entry {number + 1}", cause, "take the DOCTYPE with its entities out of the file")
    except _TooLong:
        yield Fault(f"entry {number + 1}, byte {stream.position}", f"the entry {TOO_LONG}", NO_PAPER)


def _entries(source: _Bounded) -> Iterator[Element]:
    """Each entry when it is complete; what has been handed out is dropped from the tree."""
    root: Element | None = None
    for event, element in iterparse(source, events=("start", "end")):
        if root is None:
            root = element
        elif event == "end" and element.tag == f"{_ATOM}entry":
            yield element
            element.clear()
            root.clear()


def _draft(position: str, entry: Element) -> Draft:
    address = _text(entry, "id")
    match = _ID.fullmatch(address)
    details = [
        ("version", match["version"] or "" if match else ""),
        ("updated", _text(entry, "updated")),
        *((name, _text(entry, name, _ARXIV)) for name in ("comment", "doi", "journal_ref")),
        *(("categories", category.get("term", "")) for category in entry.iterfind(f"{_ATOM}category")),
    ]
    return Draft(
        position,
        title=_text(entry, "title"),
        abstract=_text(entry, "summary"),
        id=match["id"] if match else address,
        date=_text(entry, "published") or _text(entry, "updated"),
        authors=tuple(_text(author, "name") for author in entry.iterfind(f"{_ATOM}author")),
        url=_link(entry) or address,
        details=tuple(details),
    )


def _text(element: Element, name: str, namespace: str = _ATOM) -> str:
    child = element.find(f"{namespace}{name}")
    return "" if child is None else "".join(child.itertext()).strip()


def _link(entry: Element) -> str:
    links = {link.get("rel", "alternate"): link.get("href", "") for link in entry.iterfind(f"{_ATOM}link")}
    return links.get("alternate", "")


ARXIV_ATOM = Reader("arxiv-atom", "Atom feeds of the arXiv API (XML)", (".xml", ".atom"), detects, _items)
