"""Numbers as papers write them, in digits, and the words before them that qualify them (up to, about)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from kg.records import Span

SCALE_WORDS = r"(?i:thousand|million|billion|trillion)"
DIGITS = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
_POWER = r"(?:e[-+]?\d+\b|\s*[×·]\s*10\s?\^\s*-?\s*\d+|\s?\^\s*-?\d+)?"
_SCALE = rf"(?:[KMGBTk](?![A-Za-z0-9/])|\s[KM](?=\s+[a-z])|[\s-]?{SCALE_WORDS}\b)?"
NUMBER = rf"{DIGITS}(?:/{DIGITS})*{_POWER}{_SCALE}"
"""A number, or several apart by slashes, multiplied by a power or a scale."""

_SCALES = {"K": 3, "k": 3, "thousand": 3, "M": 6, "million": 6, "G": 9, "B": 9, "billion": 9, "T": 12, "trillion": 12}
_PART = re.compile(
    rf"({DIGITS})(?:e([-+]?\d+)|\s*[×·]\s*10\s?\^\s*(-?\s*\d+)|\s?\^\s*(-?\d+))?\s*-?((?-i:[KMGBTk])\b|{SCALE_WORDS}\b)?"
)
_EXACT = Context(prec=200)
_MOST_DIGITS = 60
_LARGEST = 400
"""Numbers beyond 10 to this power, or with more digits than the above, are none that a paper measures."""

_QUALIFIERS = {
    "up to": "up to|as much as|as high as|at most|a maximum of|as many as|within|no more than|≤",
    "over": "over|more than|at least|above|exceeding|greater than|beyond|larger than|no less than|>|≥",
    "under": "under|less than|below|fewer than|only|just|as little as|as low as|as few as|smaller than|sub-|<",
    "about": "about|approximately|around|roughly|nearly|almost|close to|~|≈",
}
_QUALIFIER = re.compile(
    "(?:^|[^a-z])(?:"
    + "|".join(f"(?P<q{i}>{words})" for i, words in enumerate(_QUALIFIERS.values()))
    + r")(?:\s+(?:a|an|the))?[\s(+]*$"
)
_REACH = 24
"""Characters before a number in which its qualifier is looked for."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. `span` covers number and unit, `value` is the number as written, `numbers` its parts.

    `unit` is "" where none is named; `qualifier` is one of up to, over, under, about or ""; of "from A to B", which is
    two quantities, B has A as its `start` and A has B as its `goal`; `noun` is the plural that a number without a unit
    counts ("285 tasks"), or what follows a unit ("per image", "/image").
    """

    span: Span
    value: str
    numbers: tuple[Decimal, ...]
    unit: str
    dimension: str
    qualifier: str = ""
    start: str = ""
    goal: str = ""
    noun: str = ""


def numbers_in(value: str) -> tuple[Decimal, ...]:
    """The numbers of a written value, multiplied out; none where one of them is beyond all measure.

    >>> numbers_in("1.4B"), numbers_in("2 × 10^3"), numbers_in("10~30"), numbers_in("10^99999")
    ((Decimal('1.4E+9'),), (Decimal('2E+3'),), (Decimal('10'), Decimal('30')), ())
    """
    found = [_multiplied(part) for part in _PART.finditer(value)]
    numbers = tuple(number for number in found if number is not None)
    return numbers if len(numbers) == len(found) else ()


def _multiplied(part: re.Match[str]) -> Decimal | None:
    digits, exponent, of_ten, power, scale = part.groups()
    shift = (exponent or of_ten or power or "0").replace(" ", "")
    if len(digits) > _MOST_DIGITS or len(shift) > len(f"-{_LARGEST}") or abs(int(shift)) > _LARGEST:
        return None
    number = Decimal(digits.replace(",", ""))
    if power:
        number = _EXACT.power(number, int(power)) if number else number
    shift_by = (0 if power else int(shift)) + _SCALES.get(scale if len(scale or "") == 1 else (scale or "").casefold(), 0)
    number = _EXACT.scaleb(number, shift_by)
    return number if not number or abs(number.adjusted()) <= _LARGEST else None


def qualifier_before(view: str, start: int) -> str:
    """The word that qualifies the number at `start`: up to, over, under, about or "".

    >>> qualifier_before("at least a 2x", 11), qualifier_before("sub-10 ms", 4)
    ('over', 'under')
    """
    match = _QUALIFIER.search(view[max(0, start - _REACH) : start].casefold())
    return tuple(_QUALIFIERS)[int((match.lastgroup or "q0")[1:])] if match else ""
