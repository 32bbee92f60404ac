"""BibTeX files; parsed by bibtexparser, entry by entry, with LaTeX accents and commands turned into text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from bibtexparser.model import DuplicateFieldKeyBlock, Entry, Field, ParsingFailedBlock

from kg.read.chunks import chunks
from kg.read.draft import MAX_ABSTRACT, Draft, Item, Reader
from kg.read.names import natural_order
from kg.read.stream import Fault, Stream
from kg.read.text import shortened

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its warnings are our faults; none goes to stderr
logging.getLogger("pylatexenc").addHandler(logging.NullHandler())

_BEGINS = re.compile(r"\s*@\s*\w+\s*[{(]")
_DEFINES = re.compile(r"\s*@\s*string\s*[{(]\s*([^\s=]+)\s*=", re.I)
_BARE = re.compile(r"[=#]\s*([A-Za-z][^\s,#{}\"]*)")
_LOOKS = re.compile(rb"^[ \t]*@\s*\w+\s*[{(]\s*[^\s,={}]*\s*,\s*[\w-]+\s*=", re.M)
_NOT_LATEX = re.compile(r"(?<!\\)([%&#])")
_CITATION = re.compile(r"~?\\cite\w*\s*(?:\[[^\]]{0,200}\]){0,2}\{[^{}]{0,500}\}")
_ANGLES = {r"\textless": "<", r"\textgreater": ">"}
_ANGLE = re.compile(r"\\text(?:less|greater)(?![a-z])\s*(?:\{\})?")
_MARKS = re.compile(r"[\\\\{}~$]|``|''|--")
_DECODER = LatexDecodingMiddleware()
_MAX_STRINGS = 10_000
_DETAILS = ("doi", "journal", "booktitle", "keywords", "eprint", "archiveprefix", "publisher", "entrytype")
_MEND = "balance its braces and quotation marks, and put commas between its fields"


def detects(head: bytes) -> bool:
    """Whether an entry with a field begins at some line."""
    return _LOOKS.search(head) is not None


def _items(stream: Stream) -> Iterator[Item]:
    strings: dict[str, str] = {}
    for chunk in chunks(stream, _BEGINS):
        if chunk.fault:
            yield chunk.fault
        elif (definition := _DEFINES.match(chunk.text)) and len(strings) < _MAX_STRINGS:
            strings[definition[1].lower()] = chunk.text
        elif chunk.opened:
            used = sorted({name.lower() for name in _BARE.findall(chunk.text)} & set(strings))
            yield from _entries(f"line {chunk.line}", "".join(strings[name] for name in used), chunk.text)


def _entries(place: str, strings: str, text: str) -> Iterator[Item]:
    """The entries of a chunk: nearly always one; a duplicate field does not spoil its entry."""
    library = parse_string(f"{strings}\n{text}", append_middleware=[SeparateCoAuthors()])
    for block in library.blocks:
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(block.ignore_error_block, Entry):
            yield _draft(place, block.ignore_error_block)
        elif isinstance(block, ParsingFailedBlock):
            reason = getattr(block.error, "abort_reason", "") or str(block.error)
            yield Fault(place, f"the entry is not valid BibTeX ({shortened(reason, 160).rstrip('.')})", _MEND)
        elif isinstance(block, Entry):
            yield _draft(place, block)


def _draft(place: str, entry: Entry) -> Draft:
    raw = {field.key.lower(): field.value for field in reversed(entry.fields)}
    written = raw.get("author", [])
    authors = written if isinstance(written, list) else [written]
    texts = _plain([str(raw.get("title", "")), str(raw.get("abstract", "")), *(str(name) for name in authors)])
    return Draft(
        place,
        title=texts[0],
        abstract=texts[1],
        id=entry.key,
        date=_date(raw),
        authors=tuple(natural_order(name) for name in texts[2:]),
        url=str(raw.get("url", "")),
        details=(*((name, str(raw[name])) for name in _DETAILS if name in raw), ("entry_type", entry.entry_type)),
    )


def _plain(values: list[str]) -> list[str]:
    """The values without LaTeX, with formulas as they are written."""
    if max(map(len, values)) > MAX_ABSTRACT or not any(_MARKS.search(value) for value in values):
        return values
    fields = [Field(str(number), _prepared(value)) for number, value in enumerate(values)]
    decoded = _DECODER.transform_entry(Entry("misc", "", fields), Library())
    return [str(field.value) for field in decoded.fields] if isinstance(decoded, Entry) else values


def _prepared(value: str) -> str:
    """LaTeX that the decoder reads as meant: a bare per cent sign is no comment, an ampersand no column; citations go."""
    without = _CITATION.sub("", value)
    angled = _ANGLE.sub(lambda match: _ANGLES[match[0].rstrip("{} \t\n")], without)
    return _NOT_LATEX.sub(r"\\\1", angled)


def _date(raw: dict[str, str]) -> str:
    """The date as full as the entry has it: `date`, or year, month and day."""
    if "date" in raw:
        return str(raw["date"])
    year, month, day = (str(raw.get(part, "")).strip() for part in ("year", "month", "day"))
    if month.isdigit():
        return "-".join(part for part in (year, month, day) if part)
    return f"{month} {day}, {year}" if month and day else f"{month} {year}".strip()


BIBTEX = Reader("bibtex", "BibTeX with abstracts", (".bib",), detects, _items)
