"""What a list of papers on the network is: how it is divided into spans of days, asked for page by page, and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def covers(self, other: Span) -> bool:
        """Whether all days of `other` lie in it."""
        return self.first <= other.first and other.last <= self.last

    def hull(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(min(self.first, other.first), max(self.last, other.last))


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: the ids of its records, and how many the whole list has (None where the server does not tell)."""

    ids: tuple[str, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """A list. `name` begins the names of its files; `params` asks for `size` records of a span from the one at `start` on.

    A span is of `days` days; `settled` days after its end no more papers come into it. `read` raises Malformed for bytes
    that are no page, and InputError for a page that says that the question is wrong.
    """

    name: str
    url: str
    suffix: str
    days: int
    settled: int
    size: int
    params: Callable[[Span, int, int], Mapping[str, str]]
    read: Callable[[bytes], Page]


def calendar(span: Span, days: int) -> Iterator[tuple[str, Span]]:
    """The spans of so many days that `span` is divided into, each with the day that names it; the outer ones are cut.

    >>> [name for name, _ in calendar(Span(date(2026, 11, 20), date(2026, 11, 30)), 7)]
    ['2026-11-16', '2026-11-23', '2026-11-30']
    """
    begin = span.first - timedelta(days=(span.first.toordinal() - 1) % days)
    while begin <= span.last:
        end = begin + timedelta(days=days - 1)
        yield begin.isoformat(), Span(max(begin, span.first), min(end, span.last))
        begin = end + timedelta(days=1)
