"""Hugging Face papers: the JSON list that the daily papers API gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.read.columns import details_of
from kg.read.draft import Draft, Item, Reader
from kg.read.generic_json import has_keys, json_items
from kg.read.names import names_of, text_of
from kg.read.stream import Stream

_DETAILS = ("upvotes", "githubRepo", "projectPage", "ai_keywords")


def detects(head: bytes) -> bool:
    """Whether the first items hold a paper with a title or a summary."""
    return has_keys(head, some=frozenset({"paper.title", "paper.summary"}))


def draft(position: str, value: dict[str, Any]) -> Draft:
    """The paper within an item of the list."""
    inner = value.get("paper")
    paper = inner if isinstance(inner, dict) else value
    return Draft(
        position,
        title=text_of(paper.get("title")) or text_of(value.get("title")),
        abstract=text_of(paper.get("summary")) or text_of(value.get("summary")),
        id=text_of(paper.get("id")),
        date=text_of(paper.get("publishedAt")) or text_of(value.get("publishedAt")),
        authors=names_of(paper.get("authors")),
        details=details_of((name, paper.get(name)) for name in _DETAILS),
    )


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, draft)


HF = Reader("hf", "the Hugging Face papers API (JSON)", (".json",), detects, _items)
