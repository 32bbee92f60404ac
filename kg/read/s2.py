"""Semantic Scholar papers: JSON Lines of the API or of the datasets, or a page of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.read.columns import details_of
from kg.read.draft import Draft, Item, Reader
from kg.read.generic_json import has_keys, json_items
from kg.read.names import names_of, text_of
from kg.read.stream import Fault, Stream


def detects(head: bytes) -> bool:
    """Whether the first records have a paperId or a corpus id."""
    return has_keys(head, some=frozenset({"paperId", "corpusId", "corpusid"}))


def draft(position: str, value: dict[str, Any]) -> Draft | Fault:
    """A paper; a Fault for the abstracts part of the datasets, which has no titles."""
    corpus_id = text_of(value.get("corpusid")) or text_of(value.get("corpusId"))
    title = text_of(value.get("title"))
    if not title and value.get("abstract"):
        cause = f"the record has no title (corpus id {corpus_id}): the abstracts part of the datasets holds none"
        return Fault(position, cause, "join it with the papers part on corpusid, then read the result")
    ids = value.get("externalIds") or value.get("externalids")
    return Draft(
        position,
        title=title,
        abstract=text_of(value.get("abstract")),
        id=text_of(value.get("paperId")) or corpus_id,
        date=next((text for key in ("publicationDate", "publicationdate", "year") if (text := text_of(value.get(key)))), ""),
        authors=names_of(value.get("authors")),
        url=text_of(value.get("url")),
        details=(
            *details_of((name.lower(), item) for name, item in (ids.items() if isinstance(ids, dict) else ())),
            *details_of((("venue", value.get("venue")), ("corpus_id", corpus_id))),
        ),
    )


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, draft)


S2 = Reader("s2", "Semantic Scholar papers (JSON Lines, or a page of the API)", (".jsonl", ".json"), detects, _items)
