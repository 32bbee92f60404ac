"""The daily papers of Hugging Face: one list a day, as JSON."""

from __future__ import annotations

import orjson

from kg.errors import InputError
from kg.fetch.source import Page, Source, Span
from kg.transport import MOST_TOLD, Malformed

SETTLED = 3
SIZE = 100
"""Records of a page, the most that the server gives."""


def daily_papers(url: str, *, size: int = SIZE) -> Source:
    """The list of each day."""
    return Source("daily", url, ".json", 1, SETTLED, size, _params, read)


def _params(span: Span, start: int, size: int) -> dict[str, str]:
    return {"date": span.first.isoformat(), "p": str(start // size), "limit": str(size)}


def read(body: bytes) -> Page:
    """The page. Raises Malformed for what is no list of papers, InputError where the server says what is wrong."""
    try:
        items = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(_no_json(body)) from error
    if isinstance(items, dict) and "error" in items:
        raise InputError(
            f"the list is refused: {str(items['error'])[:MOST_TOLD]}", remedy="check --since, --until and --base-url"
        )
    if not isinstance(items, list):
        raise Malformed(f"it is a JSON {type(items).__name__}, no list of papers")
    papers = [paper for item in items if isinstance(item, dict) and isinstance(paper := item.get("paper"), dict)]
    ids = tuple(str(paper["id"]) for paper in papers if paper.get("id"))
    if len(ids) < len(items):
        raise Malformed("it is a JSON list, but not all of its items hold a paper with an id")
    return Page(ids, None)


def _no_json(body: bytes) -> str:
    head = body[:2_000].lstrip()
    if not head:
        return "it is empty"
    if head.startswith(b"<"):
        return "it is an HTML page, no JSON, as a proxy, a log-in or a notice of maintenance sends it"
    return "its JSON breaks off or is damaged"
