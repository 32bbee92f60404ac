"""The files of ontology/lexicon as frozen entries: names and aliases with their type, how to match them and their source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from kg import ontology
from kg.errors import InputError

EXACT = "exact"
FOLDED = "folded"
ENTRY_COLUMNS = ("name", "aliases", "type", "match")
_PROPER = re.compile(r"[a-z][A-Z]|\d")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+|v\d|\d+", re.IGNORECASE)
_ARTICLES = ("the", "a", "an")
_MOST_WORDS = 12
"""A longer name is none of words that only modify."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One line of a lexicon: `match` is "exact" (the case counts) or "folded"; `row` holds all columns as written.

    `aliases` name the same thing. `forms` are other names under which an extractor may look, but broader, narrower or
    only akin (test error, error rate): they never join two nodes.
    """

    name: str
    aliases: tuple[str, ...]
    type: str
    match: str
    row: Mapping[str, str]
    forms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases: all of them name one thing."""
        return (self.name, *self.aliases)

    @property
    def found_by(self) -> tuple[str, ...]:
        """The names and the forms: all that an extractor looks for."""
        return (*self.names, *self.forms)

    @property
    def main(self) -> str:
        """The name of the thing: that of the row which this row's short forms belong to, or its own."""
        return self.row.get("long") or self.name

    @property
    def variant_of(self) -> str:
        """The name of what this thing is a version, size, configuration or kind of; empty where none is listed."""
        return self.row.get("variant_of", "")


def load_lexicons(folder: Path) -> tuple[LexiconEntry, ...]:
    """The entries of all files `*.tsv` in `folder` that begin with the columns of an entry, by file name and line.

    Other tables (units.tsv) are left to their own readers. Raises InputError for a broken line, UnknownName for a type
    that the ontology does not have. What was read once is not read again until a file changes.
    """
    paths = sorted(folder.glob("*.tsv"))
    return _load(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths))


@lru_cache(maxsize=4)
def _load(files: tuple[tuple[Path, int, int], ...]) -> tuple[LexiconEntry, ...]:
    """The entries of the files, which are told apart by their time and size."""
    tables = ((path, read_table(path)) for path, _, _ in files)
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
        type_name = terms.type(row["type"]).name
        yield LexiconEntry(row["name"], _parts(row["aliases"]), type_name, match, row, _parts(row.get("forms", "")))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@lru_cache(maxsize=400_000)
def is_generic(name: str) -> bool:
    """Whether a name names no single thing: a word of ontology/patterns/generic.tsv, or a head of it after modifiers alone.

    What a lexicon written by hand lists is something, whatever its words; so is what is spelled like a proper name. A bare
    number or version (V4.1, the 201 of NAS-Bench-201) is none.

    >>> [is_generic(n) for n in ("models", "Existing Approaches", "three large-scale datasets", "state-of-the-art", "V4.1")]
    [True, True, True, True, True]
    >>> [is_generic(n) for n in ("diffusion models", "deep networks", "NeuralNetwork", "systolic array")]
    [False, False, False, False]
    """
    if _VERSION.fullmatch(name):
        return _closed(name) not in _listed()
    words = name.casefold().replace("-", " ").split()
    if words and words[0] in _ARTICLES:
        del words[0]
    if not 0 < len(words) <= _MOST_WORDS or _endings().isdisjoint(_singulars(words[-1])) or _PROPER.search(name):
        return False
    whole = "".join(words)
    heads = range(len(words) - 1, 0, -1)
    generic = _is_plain(whole, ("name", "head")) or any(
        _is_plain("".join(words[at:]), ("head",)) and _all_modify(words[:at]) for at in heads
    )
    return generic and _listed().isdisjoint(_singulars(whole))


def _is_plain(closed: str, uses: Iterable[str]) -> bool:
    return not all(_generic(use).isdisjoint(_singulars(closed)) for use in uses)


def _all_modify(words: list[str]) -> bool:
    """Whether the words are modifiers, one after the other, some of several words."""
    reached = {0}
    for end in range(1, len(words) + 1):
        if any(start in reached and "".join(words[start:end]) in _generic("modifier") for start in range(end)):
            reached.add(end)
    return len(words) in reached


def _singulars(closed: str) -> tuple[str, ...]:
    """The name as it is and as it would be if it were a plural."""
    if not closed.endswith("s"):
        return (closed,)
    return (closed, closed[:-1], closed.removesuffix("es"), f"{closed[:-3]}y")


@cache
def _generic(use: str) -> frozenset[str]:
    rows = read_table(ontology.data_dir() / "patterns" / "generic.tsv")
    return frozenset(_closed(row["name"]) for row in rows if row["use"] == use)


@cache
def _endings() -> frozenset[str]:
    """The last words of all names and heads: most names end otherwise."""
    rows = read_table(ontology.data_dir() / "patterns" / "generic.tsv")
    return frozenset(re.split(r"[\s-]", row["name"].casefold())[-1] for row in rows if row["use"] != "modifier")


@cache
def _listed() -> frozenset[str]:
    entries = load_lexicons(ontology.data_dir() / "lexicon")
    return frozenset(_closed(name) for entry in entries if "annotated" not in entry.row for name in entry.names)


def _closed(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").split())
