"""The search of arXiv (its Atom interface): weeks of submission, oldest first.

After arXiv's user manual: a page holds at most 2,000 records, of which 1,000 come quicker; one request every three seconds,
one at a time; days are those of GMT. A list of one week stays far below the 30,000 records that one question may page
through. A paper appears some days after its submission, longer over holidays or when it is held back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kg.errors import InputError
from kg.fetch.source import Page, Source, Span
from kg.transport import MOST_TOLD, Malformed

ATOM = "{http://www.w3.org/2005/Atom}"
TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
ERRORS = "arxiv.org/api/errors"
"""Part of the id of an entry that is no paper but a complaint."""

HTML = "it is an HTML page, no Atom feed, as a proxy, a log-in or a notice of maintenance sends it"

WEEK = 7
SETTLED = 14
SIZE = 1_000


def arxiv_search(url: str, query: str, categories: Sequence[str] = (), *, size: int = SIZE) -> Source:
    """The papers that `query`, in arXiv's own syntax, finds in any of the categories."""
    parts = [f"({query})"] if query.strip() else []
    if categories:
        parts.append("(" + " OR ".join(f"cat:{name}" for name in categories) + ")")
    asked = " AND ".join(parts)
    slug = "-".join(re.findall(r"[a-z0-9]+", asked.lower()))[:40].strip("-")
    name = f"arxiv-{slug}-{sha256(asked.encode()).hexdigest()[:6]}"
    return Source(name, url, ".xml", WEEK, SETTLED, size, partial(_params, asked), read)


def _params(asked: str, span: Span, start: int, size: int) -> dict[str, str]:
    days = f"submittedDate:[{span.first:%Y%m%d}0000 TO {span.last:%Y%m%d}2359]"
    return {
        "search_query": " AND ".join(part for part in (asked, days) if part),
        "start": str(start),
        "max_results": str(size),
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
    }


def read(body: bytes) -> Page:
    """The page. Raises Malformed for what is no feed, InputError where arXiv says what is wrong with the question."""
    try:
        root = fromstring(body)
    except ParseError as error:
        raise Malformed(_no_xml(body, error)) from error
    except DefusedXmlException as error:
        raise Malformed(f"XML that declares entities ({type(error).__name__})") from error
    if _is_html(body):
        raise Malformed(HTML)
    if root.tag != f"{ATOM}feed":
        raise Malformed(f"XML with the root {root.tag.rpartition('}')[2][:40]!r}, no Atom feed")
    entries = root.findall(f"{ATOM}entry")
    ids = tuple((entry.findtext(f"{ATOM}id") or "").strip() for entry in entries)
    for name, entry in zip(ids, entries, strict=True):
        if ERRORS in name:
            said = " ".join((entry.findtext(f"{ATOM}summary") or "").split())[:MOST_TOLD]
            raise InputError(f"arXiv does not take the question: {said}", remedy="mend --query; docs/FETCH.md shows its syntax")
    total = (root.findtext(TOTAL) or "").strip()
    if not total.isdecimal():
        raise Malformed("a feed that does not tell how many results there are")
    return Page(tuple(re.sub(r"v\d+$", "", name) for name in ids), int(total))


def _no_xml(body: bytes, error: ParseError) -> str:
    if not body.strip():
        return "it is empty"
    if _is_html(body):
        return HTML
    line, column = error.position
    return f"its XML breaks off or is damaged at line {line}, column {column + 1}"


def _is_html(body: bytes) -> bool:
    return body[:2_000].lstrip().lower().startswith((b"<!doctype html", b"<html"))
