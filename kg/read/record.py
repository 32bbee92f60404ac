"""Drafts become papers, or the reasons why they cannot be: numbering and the checks that hold for every format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.read.dates import iso_date
from kg.read.draft import MAX_ABSTRACT, MAX_TITLE, Draft, Item, Reader
from kg.read.stream import Fault, Stream
from kg.read.text import clean, is_url, one_line, shortened
from kg.records import Paper, Source, Unreadable

MAX_DETAIL = 2_000
"""Characters of a further value of a record that are kept."""

_PLACEHOLDERS = frozenset(
    ("", "-", "n/a", "na", "nan", "none", "null", "no abstract", "no abstract available", "abstract not available")
)


def read_stream(reader: Reader, stream: Stream, file: str) -> Iterator[Paper | Unreadable]:
    """The records of a file of this format, numbered from 1. Where the stream breaks, all before is kept and one report ends it.

    The last record is held back until the end is seen, because one that a broken end has damaged is not reported twice.
    """
    last: Paper | Unreadable | None = None
    number = 0
    for number, item in enumerate(reader.items(stream), 1):
        if last:
            yield last
        last = _record(item, Source(file, number, reader.name), verbatim=reader.verbatim)
    if stream.fault:
        if isinstance(last, Paper):
            yield last
            number += 1
        yield unreadable(file, max(number, 1), stream.fault)
    else:
        empty = Fault("the end", f"the file holds no record of the format {reader.name}", "look whether it is the right file")
        yield last or unreadable(file, 0, empty)


def unreadable(file: str, record: int, fault: Fault) -> Unreadable:
    """The report of a fault in this record of this file."""
    return Unreadable(file, record, fault.position, fault.cause, fault.remedy)


def _record(item: Item, source: Source, *, verbatim: bool) -> Paper | Unreadable:
    done = finish(item, replace(source, date=item.page_date), verbatim=verbatim) if isinstance(item, Draft) else item
    return unreadable(source.file, source.record, done) if isinstance(done, Fault) else done


def finish(draft: Draft, source: Source, *, verbatim: bool) -> Paper | Fault:
    """The paper that the draft describes, found at `source`; a Fault when title or abstract is missing or impossibly long."""
    raw_title, in_title = clean(draft.title, verbatim=verbatim)
    title = raw_title.replace("\n", " ")
    abstract, in_abstract = clean(draft.abstract, verbatim=verbatim)
    if fault := _unusable(draft.position, title, abstract):
        return fault
    details = [(name, shortened(value, MAX_DETAIL)) for name, value in draft.details]
    if in_title + in_abstract:
        details.append(("replaced_characters", str(in_title + in_abstract)))
    date = iso_date(draft.date)
    if not date:
        details.append(("date_as_written", shortened(draft.date)))
    url = one_line(draft.url)
    if not is_url(url):
        details.append(("url_as_written", url))
        url = ""
    return Paper(
        title,
        abstract,
        id=shortened(draft.id, 200),
        date=date,
        authors=tuple(name for name in (shortened(author, 200) for author in draft.authors) if name),
        url=url,
        sources=(source,),
        details=tuple(sorted({(shortened(name, 100), value) for name, value in details if value})),
    )


def _unusable(position: str, title: str, abstract: str) -> Fault | None:
    if not any(c.isalnum() for c in title) or title.casefold() in _PLACEHOLDERS:
        said = f"; its abstract begins {shortened(abstract)!r}" if abstract else ""
        return Fault(position, f"the record has no title{said}", "add the title, or leave the record out")
    if len(title) > MAX_TITLE:
        return Fault(position, f"the title has {len(title):,} characters", "look whether another text stands in its place")
    if not any(c.isalnum() for c in abstract) or abstract.casefold().strip("[]. ") in _PLACEHOLDERS:
        return Fault(position, f"no abstract: {shortened(title)!r}", "add the abstract; nothing can be found without one")
    if len(abstract) > MAX_ABSTRACT:
        cause = f"the abstract of {shortened(title)!r} has {len(abstract):,} characters"
        return Fault(position, cause, f"give at most {MAX_ABSTRACT:,}: the abstract alone, not the whole text")
    return None
