"""Records with named values, in JSON, CSV or Parquet: which name holds the title, which the abstract, and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from kg.read.draft import Details, Draft
from kg.read.names import names_of, text_of

TITLE = ("title", "paper title", "article title", "document title", "papertitle")
ABSTRACT = ("abstract", "summary", "abstract note", "abstracttext", "abstract text", "description")
_ID = ("id", "paper id", "paperid", "arxiv id", "arxivid", "identifier", "uid", "doi")
_DATE = (
    *("date", "published", "publication date", "publicationdate", "published date", "published at", "publishedat"),
    *("publish date", "year", "publication year", "updated", "update date"),
)
_AUTHORS = ("authors", "author", "author names", "creators")
_URL = ("url", "link", "paper url", "pdf url", "url abs", "landing page url")
_NAMES = {"title": TITLE, "abstract": ABSTRACT, "id": _ID, "date": _DATE, "authors": _AUTHORS, "url": _URL}

TITLE_KEYS = frozenset(TITLE) | {name.replace(" ", "_") for name in TITLE}
ABSTRACT_KEYS = frozenset(ABSTRACT) | {name.replace(" ", "_") for name in ABSTRACT}

_MAX_LISTED = 100


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A column's name without regard to case, hyphens, underscores and a byte order mark.

    >>> folded("Abstract_Note")
    'abstract note'
    """
    return " ".join(re.sub(r"[_\-\ufeff]+", " ", name).casefold().split()) or name


def draft_of(position: str, values: Mapping[str, Any]) -> Draft:
    """The draft that the named values give; what has no place of its own goes to the details."""
    by_name: dict[str, str] = {}
    for name in values:
        by_name.setdefault(folded(name), name)
    column = {part: _first(names, by_name, values) for part, names in _NAMES.items()}
    used = set(column.values())
    return Draft(
        position,
        title=text_of(values.get(column["title"])),
        abstract=text_of(values.get(column["abstract"])),
        id=text_of(values.get(column["id"])),
        date=text_of(values.get(column["date"])),
        authors=names_of(values.get(column["authors"])),
        url=text_of(values.get(column["url"])),
        details=details_of((name, value) for name, value in values.items() if name not in used),
    )


def details_of(pairs: Iterable[tuple[str, Any]]) -> Details:
    """Name and text of each single value, and of each text in a list; vectors and nested values are left out."""
    found: list[tuple[str, str]] = []
    for name, value in pairs:
        listed = [item for item in value[:_MAX_LISTED] if isinstance(item, str)] if isinstance(value, list | tuple) else [value]
        found.extend((name, text) for item in listed if (text := text_of(item).strip()))
    return tuple(found)


def _first(names: Iterable[str], by_name: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """The first of the `names` that the record has a value for, as the record spells it; "" if it has none."""
    return next((by_name[n] for n in names if n in by_name and values[by_name[n]] not in (None, "", [])), "")
