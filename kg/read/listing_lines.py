"""What a line of a paper listing is: furniture of the page, a date, a footer, or text that may be a title or an abstract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from kg.read.dates import iso_date
from kg.read.draft import Details
from kg.read.stream import Fault, TextLine

FURNITURE, DATE, FOOTER, TEXT = "furniture", "date", "footer", "text"

_YOURS = r"your (?:\S+ )?(?:inbox|e-?mail|reading list)(?: (?:once|every) (?:a )?(?:day|week))?[!.]?"
_PHRASES = (
    rf"(?:get|receive) (?:\S+ ){{0,4}}papers (?:\S+ ){{1,2}}{_YOURS}",
    r"(?-i:by) ?\S{1,20} and (?:the research community|its readers|the community)",
    r"(?:daily|weekly|monthly|trending|latest|sample) papers",
    r"subscribe",
)
_WORDS = r"new|previous|next|load more|show more|sign up|log ?in|search|models|datasets|spaces|docs|pricing|papers"
_FURNITURE = re.compile(rf"(?:{'|'.join((*_PHRASES, _WORDS))})", re.I)
_GLUED = re.compile(rf"(?:{'|'.join(_PHRASES)})(?=[^\s\W])", re.I)
_SEPARATOR = re.compile(r"[·•|–—-]")
_COUNT = re.compile(r"(?:[•·*-]\s*)?(\d{1,5}) authors?", re.I)
_SENTENCE_BREAK = re.compile(r"[a-z0-9)\]]{3,}\.['\")\]]*\s+[A-Z(\"'`$\\]")
_FINAL = re.compile(r"[.!?]['\")\]]*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A line or the three of a footer; `line` is the number of the first. Text with a `fault` serves only to keep one's place."""

    kind: str
    line: int
    text: str = ""
    date: str = ""
    details: Details = ()
    fault: Fault | None = None


def units(lines: Iterable[TextLine]) -> Iterator[Unit]:
    """The units of the lines, blank ones left out."""
    window: list[TextLine] = []
    for line in chain(lines, (None, None, None)):
        if line is not None and (line.text.strip() or line.fault):
            window.append(line)
        if len(window) >= 3 or line is None:
            yield from _taken(window)


def _taken(window: list[TextLine]) -> Iterator[Unit]:
    """The unit at the front of the window, whose lines are taken out of it."""
    if window:
        size, unit = _front(window)
        del window[:size]
        yield unit


def _front(window: list[TextLine]) -> tuple[int, Unit]:
    first = window[0]
    if first.fault:
        return 1, Unit(TEXT, first.number, first.text.strip(), fault=first.fault)
    if len(window) >= 3 and (footer := _footer(first, window[1].text.strip(), window[2].text.strip())):
        return 3, footer
    text = first.text.strip()
    byline, mark, date = (part.strip() for part in text.rpartition("·"))
    if mark and len(text) < 120 and (footer := _footer(TextLine(first.number, byline), mark, date)):
        return 1, footer
    if is_furniture(text):
        return 1, Unit(FURNITURE, first.number, text)
    if len(text) < 40 and (date := iso_date(text)):
        return 1, Unit(DATE, first.number, text, date)
    return 1, Unit(TEXT, first.number, text)


def _footer(byline: TextLine, separator: str, dated: str) -> Unit | None:
    """A footer, where the lines are a byline, a separating mark, and a date with or without a number of votes."""
    if not _SEPARATOR.fullmatch(separator) or len(byline.text) > 200:
        return None
    date, votes = voted_date(dated)
    if not date:
        return None
    who = byline.text.strip()
    count = _COUNT.fullmatch(who)
    details = [("authors_count", count[1]) if count else ("organisation", organisation(who))]
    if votes:
        details.append(("upvotes", votes))
    return Unit(FOOTER, byline.number, who, date, tuple(details))


def voted_date(text: str) -> tuple[str, str]:
    """The ISO date and the number of votes behind it; "" for what is not there.

    >>> voted_date("Sep 4, 2024 2"), voted_date("Jan 26 1"), voted_date("Nov 7, 2024"), voted_date("2 cats")
    (('2024-09-04', '2'), ('--01-26', '1'), ('2024-11-07', ''), ('', ''))
    """
    if date := iso_date(text):
        return date, ""
    before, _, votes = text.rpartition(" ")
    date = iso_date(before) if votes.isascii() and votes.isdigit() else ""
    return date, votes if date else ""


def organisation(byline: str) -> str:
    """The name of an organisation, without the account name that some pages put before it.

    >>> organisation("some-lab Some Lab"), organisation("Institute of Things")
    ('Some Lab', 'Institute of Things')
    """
    account, _, name = byline.lstrip("•· ").partition(" ")
    same = "".join(c for c in account.casefold() if c.isalnum()) == "".join(c for c in name.casefold() if c.isalnum())
    return name if same and name else byline.lstrip("•· ")


def is_furniture(text: str) -> bool:
    """Whether the line belongs to the page and not to a paper."""
    return len(text) < 100 and _FURNITURE.fullmatch(text) is not None


def unglued(text: str) -> str:
    """The text without a phrase of the page that runs into its first word.

    >>> unglued("SubscribeFast Trees: A Study"), unglued("Subscribe to this: A Study")
    ('Fast Trees: A Study', 'Subscribe to this: A Study')
    """
    while match := _GLUED.match(text):
        text = text[match.end() :].lstrip()
    return text


def prose_strength(text: str) -> int:
    """How surely the text is an abstract: 0 for what may be a title, 1 for a sentence, 2 for several or a very long text.

    >>> prose_strength("CNN vs. Forest: Who Wins? A Study in Words"), prose_strength("We ask them all. They say yes and no.")
    (0, 2)
    """
    if len(text) >= 400:
        return 2
    if len(text.split()) < 8:
        return 0
    if _SENTENCE_BREAK.search(text) and (len(text) >= 250 or _FINAL.search(text)):
        return 2
    return int(text.rstrip("'\")]").endswith("."))
