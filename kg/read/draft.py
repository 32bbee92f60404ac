"""The types that every reader speaks: what a record says before it is checked, what is wrong with one, a reader itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kg.read.stream import Fault, Stream
from kg.records import Paper, Unreadable

MAX_TITLE = 2_000
MAX_ABSTRACT = 100_000
"""Characters; a longer text is no title or abstract, but a whole document in the wrong place."""

Details: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as its file gives it: `date` as written, texts not yet cleaned, `page_date` the ISO date of the dump itself."""

    position: str
    title: str = ""
    abstract: str = ""
    id: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    details: Details = ()
    page_date: str = ""


Item: TypeAlias = Draft | Fault | Paper | Unreadable
"""What a format's generator gives. Drafts and faults are numbered and checked; papers are records that kg kept itself."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: `detects` looks at the first 64 KiB of a file, `items` gives its records one after the other.

    `verbatim` keeps the layout of titles and abstracts, because others count characters in them; without it each run of
    white space becomes one space.
    """

    name: str
    description: str
    suffixes: tuple[str, ...]
    detects: Callable[[bytes], bool]
    items: Callable[[Stream], Iterator[Item]]
    verbatim: bool = False
