"""A board as a flat table, its columns stated once: for CSV, for data frames, for whoever wants plain rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.compare.board import Board
from kg.compare.rows import Row
from kg.view.safe import spreadsheet_cell

Value = str | float | None

COLUMNS: Mapping[str, Callable[[Row], Value]] = {
    "metric": lambda row: row.metric,
    "scale": lambda row: row.scale,
    "subject": lambda row: row.subject.name,
    "value": lambda row: row.written,
    "comparable": lambda row: row.comparable,
    "minimum": lambda row: None if row.minimum is None else float(row.minimum),
    "maximum": lambda row: None if row.maximum is None else float(row.maximum),
    "unit": lambda row: row.unit,
    "kind": lambda row: row.kind,
    "direction": lambda row: row.direction,
    "better": lambda row: row.better,
    "baseline": lambda row: row.baseline.name if row.baseline else "",
    "context": lambda row: "; ".join(thing.name for thing in row.context),
    "by": lambda row: row.by,
    "paper": lambda row: row.quote.paper.title,
    "date": lambda row: row.quote.paper.date,
    "url": lambda row: row.quote.paper.url,
    "sentence": lambda row: row.quote.sentence,
    "score": lambda row: row.quote.score,
    "subject_id": lambda row: row.subject.id,
    "metric_id": lambda row: row.metric_id,
    "result_id": lambda row: row.id,
}
"""Column -> its value. `minimum` and `maximum` are None where a number has no place on a scale."""


def records(rows: Iterable[Row]) -> list[dict[str, Value]]:
    """The rows as dictionaries of texts and numbers, as pandas.DataFrame takes them."""
    return [{name: value(row) for name, value in COLUMNS.items()} for row in rows]


def csv_lines(board: Board) -> Iterator[str]:
    """The board as CSV (RFC 4180, with a heading), a line at a time; texts that a spreadsheet would run are disarmed."""
    yield _line(list(COLUMNS))
    for record in records(board.rows):
        yield _line([_cell(value) for value in record.values()])


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return spreadsheet_cell(value) if isinstance(value, str) else f"{value:.12g}"


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
