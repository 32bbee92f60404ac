"""OpenAlex works: JSON Lines of the snapshot, or a page of the API, with abstracts as inverted indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.read.columns import details_of
from kg.read.draft import Draft, Item, Reader
from kg.read.generic_json import has_keys, json_items
from kg.read.names import text_of
from kg.read.stream import Fault, Stream

_KEYS = frozenset({"abstract_inverted_index", "authorships", "host_venue", "primary_location"})


def detects(head: bytes) -> bool:
    """Whether the first works have keys that only OpenAlex has, or an abstract as an inverted index."""
    return has_keys(head, some=_KEYS, every=frozenset({"id"}))


def draft(position: str, value: dict[str, Any]) -> Draft | Fault:
    """A work; a Fault when its inverted index is not one."""
    index = value.get("abstract_inverted_index")
    abstract = text_from_index(index) if index else ""
    if abstract is None:
        return Fault(position, "its abstract_inverted_index is not a map of words to lists of places", "fetch the work again")
    location = _part(value, "primary_location")
    return Draft(
        position,
        title=text_of(value.get("title")) or text_of(value.get("display_name")),
        abstract=abstract,
        id=text_of(value.get("id")),
        date=text_of(value.get("publication_date")) or text_of(value.get("publication_year")),
        authors=_authors(value.get("authorships")),
        url=text_of(location.get("landing_page_url")) or text_of(value.get("doi")) or text_of(value.get("id")),
        details=details_of(
            (
                ("doi", text_of(value.get("doi")).removeprefix("https://doi.org/")),
                ("language", value.get("language")),
                ("type", value.get("type")),
                ("venue", _part(location, "source").get("display_name")),
            )
        ),
    )


def text_from_index(index: Any) -> str | None:
    """The text behind a map of each word to its places; None when it is no such map.

    >>> text_from_index({"we": [0, 2], "see": [1]})
    'we see we'
    """
    if not isinstance(index, dict):
        return None
    placed: list[tuple[int, str]] = []
    for word, places in index.items():
        if not isinstance(places, list) or not all(type(place) is int for place in places):
            return None
        placed.extend((place, word) for place in places)
    return " ".join(word for _, word in sorted(placed))


def _authors(authorships: Any) -> tuple[str, ...]:
    if not isinstance(authorships, list):
        return ()
    return tuple(text_of(_part(item, "author").get("display_name")) for item in authorships if isinstance(item, dict))


def _part(value: dict[str, Any], name: str) -> dict[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, draft)


OPENALEX = Reader("openalex", "OpenAlex works (JSON Lines, or a page of the API)", (".jsonl", ".json"), detects, _items)
