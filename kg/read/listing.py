"""Plain-text listings of papers, as pages give them when they are copied: titles and abstracts by turns.

Three layouts occur: blocks apart by blank lines; title and abstract on consecutive lines, with the head of the page run into
the first title; blocks followed by a footer (authors or organisation, a mark, the date with or without votes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from kg.read.draft import Draft, Item, Reader
from kg.read.listing_lines import DATE, FOOTER, FURNITURE, TEXT, Unit, prose_strength, unglued, units
from kg.read.listing_wrapped import is_wrapped, paragraphs
from kg.read.stream import BOM, HEAD, NOT_UTF8, Fault, Line, Stream, TextLine, decoded
from kg.read.text import shortened

_MARKUP = re.compile(
    rb"^(?:#{1,6} |```|<[!/a-zA-Z]|@|\||[-*+] |//|/\*|(?:import|from|def|class|return) "
    rb"|[ \t]*(?:[a-z]+:[A-Za-z]+|\d+\.|\([a-z]\)) )",
    re.M,
)
_SENTENCE_END = re.compile(r"[^\W_]{2}[)\]'\"]*[.!?](?:\s|$)")
_NO_ABSTRACT = "put the abstract on the line or in the block after the title"
_NO_TITLE = "put the title on the line or in the block before the abstract"
_END = Unit("end", 0)
_MAX_HEAD = 50


@dataclass(slots=True)
class _Page:
    """What is known so far: a title that waits for its abstract, a record that a footer may follow, the date of the page.

    `started` tells that a record was seen, `in_head` that the line before belongs to the head of a page. Before the first
    record, lines that look like titles wait in `displaced`: a line of the page or a date after them makes them its head.
    """

    title: Unit | None = None
    displaced: list[Unit] = field(default_factory=list)
    record: Draft | Fault | None = None
    date: str = ""
    started: bool = False
    in_head: bool = False

    def turn(self, unit: Unit, following: Unit) -> Iterator[Item]:
        """The records that are complete once `unit` is seen, which `following` comes after."""
        if unit.kind == TEXT:
            yield from self._text(unit, following)
        elif unit.kind == FOOTER or (unit.kind == DATE and self.started and not self.in_head):
            if isinstance(self.record, Draft):
                self.record = replace(self.record, date=unit.date, details=unit.details)
            yield from self.closed()
        else:
            if not self.started:
                self.title = None
                self.displaced.clear()
            yield from self.closed()
            self.date = unit.date or self.date
            self.in_head = True

    def _text(self, unit: Unit, following: Unit) -> Iterator[Item]:
        if self.in_head or (self.displaced and not self.started):
            unit = replace(unit, text=unglued(unit.text))
        self.in_head = False
        strength = prose_strength(unit.text) if unit.text else 2
        before_footer = following.kind == FOOTER and len(unit.text.split()) >= 5
        before_prose = following.kind == TEXT and prose_strength(following.text) > 0
        if self.title and (strength or before_footer):
            yield from self._opened(self.title, self.title.fault or unit.fault or self._draft(self.title, unit))
        elif strength == 2 or (strength == 1 and not before_prose):
            yield from self._opened(None, unit.fault or _fault(unit, "an abstract without a title", _NO_TITLE))
        elif self.title and not self.started and len(self.displaced) < _MAX_HEAD:
            self.displaced.append(self.title)
            self.title = unit
        else:
            yield from self.closed()
            self.title = unit

    def _opened(self, title: Unit | None, record: Draft | Fault) -> Iterator[Item]:
        """A record that a footer may still follow; before it, all that stood alone."""
        if title:
            self.title = None
        yield from self.closed()
        self.record, self.started = record, True

    def _draft(self, title: Unit, abstract: Unit) -> Draft:
        return Draft(f"line {title.line}", title=title.text, abstract=abstract.text, page_date=self.date)

    def closed(self) -> Iterator[Item]:
        """The record that was complete, or the title that found no abstract; neither waits any longer."""
        if self.record:
            yield self.record
        for title in (*self.displaced, *([self.title] if self.title else [])):
            yield title.fault or _fault(title, "a title without an abstract", _NO_ABSTRACT)
        self.displaced.clear()
        self.record = self.title = None


def _fault(unit: Unit, what: str, remedy: str) -> Fault:
    return Fault(f"line {unit.line}", f"{what}: {shortened(unit.text)!r}", remedy)


def records(lines: Iterable[TextLine]) -> Iterator[Item]:
    """The records of a listing, and a fault for each title or abstract that stands alone."""
    page = _Page()
    for unit, following in pairwise(chain(units(lines), (_END,))):
        yield from page.turn(unit, following)
    yield from page.closed()


def detects(head: bytes) -> bool:
    """Whether titles and abstracts take turns in the text, with few lines left over, and it is not some kind of markup.

    Where the head or a footer of a listing page is seen, half of the records may be wrong.
    """
    lines = _lines(head)
    if b"\0" in head or not lines or len(_MARKUP.findall(head)) * 10 > len(lines):
        return False
    wrapped = is_wrapped(lines)
    found = list(records(paragraphs(lines) if wrapped else lines))
    good = sum(isinstance(item, Draft) and _is_language(item) for item in found)
    bad = sum(not isinstance(item, Fault) or item.cause != NOT_UTF8 for item in found) - good
    page = any(unit.kind in (FURNITURE, FOOTER) for unit in units(lines))
    return good > 0 and good >= bad * (1 if page else 4 if wrapped else 2)


def _is_language(draft: Draft) -> bool:
    """Whether title and abstract consist mainly of words and there are sentences: not so in tables and code."""
    for text, share in ((draft.title, 0.5), (draft.abstract, 0.75)):
        if "\t" in text or sum(c.isalpha() or c == " " for c in text) < share * len(text):
            return False
    return _SENTENCE_END.search(draft.abstract) is not None


def _lines(head: bytes) -> list[TextLine]:
    """The lines that are wholly in the head."""
    rows = head.removeprefix(BOM).splitlines(keepends=True)
    if len(head) >= HEAD and rows and not rows[-1].endswith(b"\n"):
        rows.pop()
    return [decoded(Line(number, 0, row, len(row))) for number, row in enumerate(rows, 1)]


def _items(stream: Stream) -> Iterator[Item]:
    lines = stream.text_lines()
    return records(paragraphs(lines) if is_wrapped(_lines(stream.head)) else lines)


LISTING = Reader(
    "listing",
    "plain text with titles and abstracts by turns, as listing pages give it",
    (".txt",),
    detects,
    _items,
    verbatim=True,
)
