"""CSV and TSV with a header line that names a title and an abstract column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.read.columns import ABSTRACT, TITLE, draft_of, folded
from kg.read.draft import Item, Reader
from kg.read.stream import BOM, LIMIT, Fault, Stream, TextLine

_DELIMITERS = (",", "\t", ";", "|")
_MAX_LINES = 100
_MAX_COLUMNS = 1_000
_QUOTING = 'close the quotation mark, and double those inside a field (""), as spreadsheets do'

csv.field_size_limit(LIMIT)


def detects_csv(head: bytes) -> bool:
    """Whether the first line names a title and an abstract column, with commas, semicolons or bars between."""
    return _delimiter(head) in (",", ";", "|")


def detects_tsv(head: bytes) -> bool:
    """Whether the first line names a title and an abstract column, with tabs between."""
    return _delimiter(head) == "\t"


def _delimiter(head: bytes) -> str:
    """The delimiter by which the first line becomes a header with title and abstract; "" if there is none."""
    first = head.removeprefix(BOM).lstrip().partition(b"\n")[0]
    if b"\0" in first:
        return ""
    line = first.decode("utf-8", "replace").rstrip("\r")
    for delimiter in _DELIMITERS:
        try:
            names = {folded(name) for name in next(csv.reader([line], delimiter=delimiter), [])}
        except csv.Error:
            continue
        if names & set(TITLE) and names & set(ABSTRACT):
            return delimiter
    return ""


@dataclass(slots=True)
class _Lines:
    """Lines for csv.reader that can be taken back: those of a row that turns out to be wrong, but for its first."""

    source: Iterator[TextLine]
    back: list[TextLine] = field(default_factory=list)
    row: list[TextLine] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.row) >= _MAX_LINES:
            raise csv.Error(f"the row has more than {_MAX_LINES} lines")
        line = self.back.pop() if self.back else next(self.source)
        self.row.append(line)
        return line.text

    def give_back(self) -> None:
        """Let all lines of the row but the first come again."""
        self.back.extend(reversed(self.row[1:]))

    def place(self) -> str:
        """Where the row begins."""
        return f"line {self.row[0].number}"

    def fault(self) -> Fault | None:
        """What is wrong with a line of the row."""
        return next((line.fault for line in self.row if line.fault), None)


def _items(stream: Stream) -> Iterator[Item]:
    delimiter = _delimiter(stream.head) or ","
    lines = _Lines(stream.text_lines())
    header: list[str] = []
    for row in _rows(lines, delimiter):
        if row is None:
            yield lines.fault() or _row_fault(lines, header, delimiter)
        elif not header:
            header = row[:_MAX_COLUMNS]
        elif len(row) > len(header):
            cause = f"the row has {len(row)} fields, the header {len(header)}"
            yield Fault(lines.place(), cause, "put quotation marks around fields that hold the delimiter")
        else:
            yield _draft(lines.place(), header, row)


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str] | None]:
    """The rows, None for one that cannot be read; then reading goes on with the line after its first."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.row.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            lines.give_back()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        else:
            if any(row) or lines.fault():
                yield None if lines.fault() else row


def _row_fault(lines: _Lines, header: list[str], delimiter: str) -> Item:
    """A row with stray quotation marks: in TSV they may be plain text, if the fields are then as many as the header's."""
    plain = lines.row[0].text.rstrip("\r\n").split(delimiter)
    if delimiter == "\t" and len(plain) == len(header):
        return _draft(lines.place(), header, plain)
    return Fault(lines.place(), "the row is not valid CSV: a quotation mark is out of place or not closed", _QUOTING)


def _draft(place: str, header: list[str], row: list[str]) -> Item:
    """The draft of a row; of two columns with one name, the first counts."""
    pairs = [
        (name.strip() or f"column {number}", value) for number, (name, value) in enumerate(zip(header, row, strict=False), 1)
    ]
    return draft_of(place, dict(reversed(pairs)))


CSV = Reader("csv", "CSV with title and abstract columns", (".csv",), detects_csv, _items, verbatim=True)
TSV = Reader("tsv", "TSV with title and abstract columns", (".tsv", ".tab"), detects_tsv, _items, verbatim=True)
