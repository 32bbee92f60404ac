"""What a built graph keeps, so that later builds can add to it: the records read, what was extracted from them, and what
people say of it (corrections and outside identifiers), which stands beside the built files and may be edited by hand.

A record is known by its file and its id, title or abstract: reading a file again replaces the records that it still
holds, also under a corrected title, and leaves the others, since `kg forget` is what takes papers out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from kg.errors import InputError, OutputError
from kg.extract import kept as kept_extractions
from kg.output import account
from kg.read import kept as kept_records
from kg.records import Extraction, Paper, Unreadable
from kg.resolve.corrections import NOTHING, Correction, Corrections, read_corrections
from kg.resolve.corrections import written as written_corrections
from kg.resolve.identifiers import Identifier, read_identifiers
from kg.resolve.identifiers import written as written_identifiers

RECORDS, EXTRACTIONS = "records.jsonl", "extractions.jsonl"
CORRECTIONS, IDENTIFIERS = "corrections.tsv", "identifiers.tsv"


@dataclass(frozen=True, slots=True)
class Said:
    """What people say of a graph."""

    corrections: Corrections = NOTHING
    identifiers: tuple[Identifier, ...] = ()

    def with_correction(self, line: Correction) -> Said:
        """The same and one correction more."""
        return replace(self, corrections=Corrections(tuple(sorted({*self.corrections.lines, line}))))


@dataclass(slots=True)
class Kept:
    """Records in order of paper and place, unreadable ones by file, and extractions by paper, text and extractor."""

    records: list[Paper] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    extractions: dict[tuple[str, str, str], Extraction] = field(default_factory=dict)


def load(version: Path) -> Kept:
    """What the graph in this folder (see kg.output.current) kept. Raises OutputError when it is of another layout or damaged."""
    account(version)
    try:
        records = [kept_records.from_json(line) for line in _lines(version / RECORDS)]
        extractions = [kept_extractions.from_json(line) for line in _lines(version / EXTRACTIONS)]
    except (OSError, InputError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise OutputError(
            f"{version} cannot be read: {error}", cause="the folder is damaged", remedy="build anew into another folder"
        ) from error
    return Kept(
        [record for record in records if isinstance(record, Paper)],
        [record for record in records if isinstance(record, Unreadable)],
        {(e.paper, e.sha256, e.extractor): e for e in extractions},
    )


def load_said(folder: Path) -> Said:
    """What people say of the graph built in `folder`. Raises InputError for a line that cannot be used."""
    return Said(read_corrections(folder / CORRECTIONS), read_identifiers(folder / IDENTIFIERS))


def save_said(said: Said, folder: Path) -> None:
    """Write what people say, where it is not what stands there, each file in one step."""
    if said.corrections != read_corrections(folder / CORRECTIONS):
        _replace(folder / CORRECTIONS, written_corrections(said.corrections.lines))
    if said.identifiers != read_identifiers(folder / IDENTIFIERS):
        _replace(folder / IDENTIFIERS, written_identifiers(said.identifiers))


def take_in(kept: Kept, items: Iterable[Paper | Unreadable]) -> tuple[int, int]:
    """Add what was read to `kept`.

    Returns how many records were replaced, and how many stay although their file, read again, no longer has them.
    """
    fresh: list[Paper] = []
    unreadable: list[Unreadable] = []
    for item in items:
        if isinstance(item, Paper):
            fresh.append(item)
        else:
            unreadable.append(item)
    files = {source.file for paper in fresh for source in paper.sources} | {item.file for item in unreadable}
    places = {place for paper in fresh for place in _places(paper)}
    stay = [paper for paper in kept.records if not places.intersection(_places(paper))]
    replaced = len(kept.records) - len(stay)
    gone = sum(not files.isdisjoint(source.file for source in paper.sources) for paper in stay)
    kept.records = sorted(stay + fresh, key=_order)
    kept.unreadable = sorted(
        [item for item in kept.unreadable if item.file not in files] + unreadable,
        key=lambda item: (item.file, item.record, item.position, item.cause),
    )
    return replaced, gone


def save(kept: Kept, extractions: Iterable[Extraction], version: Path) -> None:
    """Write what is kept into `version`, in a fixed order."""
    everything: list[Paper | Unreadable] = [*kept.records, *kept.unreadable]
    _write(version / RECORDS, map(kept_records.to_json, everything))
    _write(version / EXTRACTIONS, map(kept_extractions.to_json, sorted(extractions, key=lambda e: e.paper)))


def _places(paper: Paper) -> Iterator[tuple[str, str, str]]:
    for source in paper.sources:
        yield source.file, "key", paper.key
        yield source.file, "abstract", paper.abstract
        if paper.id:
            yield source.file, "id", paper.id


def _order(paper: Paper) -> tuple[str, str, int, str]:
    source = paper.sources[0]
    return paper.key, source.file, source.record, paper.sha256


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in file:
            yield orjson.loads(line)


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        for line in lines:
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _replace(path: Path, text: str) -> None:
    passing = path.with_name(f".{path.name}.new")
    passing.write_text(text, encoding="utf-8")
    passing.replace(path)
