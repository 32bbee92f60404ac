"""The arXiv metadata snapshot: JSON Lines with the keys that its OAI records have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.read.columns import details_of
from kg.read.draft import Draft, Item, Reader
from kg.read.generic_json import has_keys, json_items
from kg.read.names import names_of, text_of
from kg.read.stream import Stream

_DETAILS = ("categories", "comments", "doi", "journal-ref", "license", "report-no", "submitter", "update_date")


def detects(head: bytes) -> bool:
    """Whether the first record has the keys of the snapshot."""
    return has_keys(head, some=frozenset({"authors_parsed", "versions"}), every=frozenset({"id", "title", "abstract"}))


def draft(position: str, value: dict[str, Any]) -> Draft:
    """A record of the snapshot; its date is that of the first version, where it is given."""
    identifier = text_of(value.get("id"))
    versions = value.get("versions")
    first = versions[0] if isinstance(versions, list) and versions and isinstance(versions[0], dict) else {}
    return Draft(
        position,
        title=text_of(value.get("title")),
        abstract=text_of(value.get("abstract")),
        id=identifier,
        date=text_of(first.get("created")) or text_of(value.get("update_date")),
        authors=_authors(value.get("authors_parsed")) or names_of(value.get("authors")),
        url=f"https://arxiv.org/abs/{identifier}" if identifier else "",
        details=details_of((name, value.get(name)) for name in _DETAILS),
    )


def _authors(parsed: Any) -> tuple[str, ...]:
    """Given name, family name and suffix, out of lists of [family, given, suffix]."""
    if not isinstance(parsed, list):
        return ()
    names = []
    for parts in parsed:
        family, given, suffix = (
            (*(text_of(part) for part in parts[:3]), "", "", "")[:3] if isinstance(parts, list) else ("", "", "")
        )
        names.append(" ".join(part for part in (given, family, suffix) if part))
    return tuple(names)


def _items(stream: Stream) -> Iterator[Item]:
    return json_items(stream, draft)


ARXIV = Reader("arxiv", "the arXiv metadata snapshot (JSON Lines)", (".json", ".jsonl"), detects, _items)
