"""Dates as people and databases write them, turned into ISO 8601 without guessing what is not written."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NUMBER_OF = {name: n for n, name in enumerate(_MONTHS, 1)} | {name[:3]: n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_MONTH = rf"(?P<name>{'|'.join(sorted(_NUMBER_OF, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE | re.ASCII)
    for shape in (
        rf"{_YEAR}(?:\.0)?",
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})",
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}(?:[T ]\d\d?:\d\d.*)?",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        r"--(?P<month>\d{2})-(?P<day>\d{2})",
        rf"{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"(?:[a-z]{{3,9}}, ?)?{_DAY}[ -]{_MONTH}(?:,?[ -]{_YEAR}(?: \d\d:\d\d.*)?)?",
        rf"{_MONTH},? {_YEAR}",
        rf"{_YEAR},? {_MONTH}(?: {_DAY})?",
    )
)


def iso_date(written: str) -> str:
    """The date in ISO 8601, as full as it is written: `2024-11-07`, `2024-11`, `2024` or, without a year, `--11-07`.

    It is "" where the text is no date, no day of the calendar, or ambiguous (`03/04/2024`).

    >>> [iso_date(d) for d in ("Nov 7, 2024", "Jun 6", "Mon, 2 Apr 2007 19:18:42 GMT", "2024/5//", "31.12.24", "Feb 30, 2024")]
    ['2024-11-07', '--06-06', '2007-04-02', '2024-05', '', '']
    """
    text = " ".join(written.split()).rstrip("/,")
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            return _checked(match.groupdict())
    return ""


def fullness(iso: str) -> int:
    """How much a date says, for choosing between two: 4 for a full one, 3 with month, 2 with year only, 1 without a year."""
    if not iso or iso.startswith("--"):
        return 1 if iso else 0
    return iso.count("-") + 2


def _checked(parts: dict[str, str | None]) -> str:
    year, day = parts.get("year"), parts.get("day")
    name = parts.get("name")
    month = _NUMBER_OF[name.lower()] if name else int(parts.get("month") or 0)
    if year and not name and not parts.get("month"):
        return year
    if not 1 <= month <= 12:
        return ""
    if not day:
        return f"{year}-{month:02}"
    try:
        known = date(int(year or 2000), month, int(day))
    except ValueError:
        return ""
    return known.isoformat() if year else f"--{known:%m-%d}"
