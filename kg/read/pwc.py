"""Papers with Code: the file papers-with-abstracts.json, one long list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.read.columns import details_of
from kg.read.draft import Draft, Item, Reader
from kg.read.generic_json import has_keys, json_items
from kg.read.names import names_of, text_of
from kg.read.stream import Stream

_DETAILS = ("arxiv_id", "conference", "openreview_id", "nips_id", "proceeding", "tasks", "url_abs", "url_pdf")


def detects(head: bytes) -> bool:
    """Whether the first papers have the address and the list of tasks or methods of Papers with Code."""
    return has_keys(head, some=frozenset({"url_abs", "arxiv_id", "tasks", "methods"}), every=frozenset({"paper_url", "title"}))


def draft(position: str, value: dict[str, Any]) -> Draft:
    """A paper of the list; the names of its methods and tasks go to the details."""
    methods = value.get("methods")
    named = [text_of(method.get("name")) for method in methods if isinstance(method, dict)] if isinstance(methods, list) else []
    return Draft(
        position,
        title=text_of(value.get("title")),
        abstract=text_of(value.get("abstract")),
        id=text_of(value.get("arxiv_id")) or text_of(value.get("paper_url")),
        date=text_of(value.get("date")),
        authors=names_of(value.get("authors")),
        url=text_of(value.get("paper_url")) or text_of(value.get("url_abs")),
        details=details_of((("methods", named), *((name, value.get(name)) for name in _DETAILS))),
    )


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, draft)


PWC = Reader("pwc", "Papers with Code, papers-with-abstracts.json", (".json",), detects, _items)
