"""The files of ontology/lexicon as frozen entries: names and aliases with their type, how to match them and their source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg import ontology
from kg.errors import InputError

EXACT = "exact"
FOLDED = "folded"
ENTRY_COLUMNS = ("name", "aliases", "type", "match")


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One line of a lexicon: `match` is "exact" (the case counts) or "folded"; `row` holds all columns as written."""

    name: str
    aliases: tuple[str, ...]
    type: str
    match: str
    row: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


def load_lexicons(folder: Path) -> tuple[LexiconEntry, ...]:
    """The entries of all files `*.tsv` in `folder` that begin with the columns of an entry, by file name and line.

    Other tables (units.tsv) are left to their own readers. Raises InputError for a broken line, UnknownName for a type
    that the ontology does not have.
    """
    tables = ((path, read_table(path)) for path in sorted(folder.glob("*.tsv")))
    return tuple(entry for path, rows in tables if rows and is_lexicon(rows[0]) for entry in _entries(path, rows))


def is_lexicon(row: Mapping[str, str]) -> bool:
    """Whether a table with such rows lists entities."""
    return set(ENTRY_COLUMNS) <= set(row)


def read_table(path: Path) -> tuple[Mapping[str, str], ...]:
    """The rows of a tab-separated file with a header. Raises InputError when a row is longer or shorter than the header."""
    try:
        header, *lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a table: {error}", remedy="give UTF-8 with a header line") from error
    columns = header.split("\t")
    return tuple(_row(path, number, columns, line.split("\t")) for number, line in enumerate(lines, start=2) if line.strip())


def _row(path: Path, number: int, columns: list[str], cells: list[str]) -> Mapping[str, str]:
    if len(cells) != len(columns):
        what = f"{path}, line {number} has {len(cells)} columns, its header {len(columns)}"
        raise InputError(what, remedy="separate columns by one tab each")
    return MappingProxyType(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))


def _entries(path: Path, rows: tuple[Mapping[str, str], ...]) -> Iterator[LexiconEntry]:
    terms = ontology.load()
    for row in rows:
        match = row["match"]
        if match not in (EXACT, FOLDED):
            raise InputError(f"{path}: {row['name']!r} has the match {match!r}", remedy=f"write {EXACT} or {FOLDED}")
        aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
        yield LexiconEntry(row["name"], aliases, terms.type(row["type"]).name, match, row)
