"""Quantities in words: twofold, half of, two orders of magnitude, a factor of six, seven seconds, sub-millisecond."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.extract.numerals import SCALE_WORDS, Quantity, numbers_in, qualifier_before
from kg.records import Span
from kg.units import NO_UNIT, units

_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: number for number, word in enumerate(_NUMERALS)} | {
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "fifty": 50,
    "hundred": 100,
    "thousand": 1000,
}
_FACTORS = {
    "doubl": 2,
    "twice": 2,
    "half": 2,
    "halv": 2,
    "tripl": 3,
    "third": 3,
    "quadrupl": 4,
    "quarter": 4,
    "fifth": 5,
    "tenth": 10,
}
_NUMERAL = "|".join(_WORDS)
_COUNT = "|".join(word for word in _WORDS if word not in ("a", "an", "hundred", "thousand"))

_MAGNITUDE = re.compile(
    rf"(?:\b({_NUMERAL}|\d{{1,2}})(?:(?:\s+to\s+|\s*[-–]+\s*)({_NUMERAL}|\d{{1,2}}))?[\s-]+)orders?[\s-]of[\s-]magnitude\b", re.I
)
_FOLD = re.compile(
    rf"(?<!\bare )(?<!\bis )\b({_NUMERAL})[\s-]?fold\b(?!\s+(?:contribution|objective|strateg|advantage|goal|challenge))", re.I
)
_FACTOR = re.compile(
    r"\b(?:twice(?=\s+(?:as|the|faster))|(?<!than )half(?=\s+(?:the|as|or|of)\b)|halv(?:es|ed|e|ing)\b"
    r"|(?:doubl|tripl|quadrupl)(?:(?:es|ed|ing)(?=\s+(?:the|its|their|our|[a-z]+\s+(?:at|on|with|for|over|while|when)\b))|e(?=\s+(?:the|its|their)\b))"
    r"|(?:a|one)[\s-](?:third|quarter|fifth|tenth)(?=\s+(?:of|the)))",
    re.IGNORECASE,
)
_OF_FACTOR = re.compile(rf"(?<=\bfactor of )({_COUNT})\b", re.IGNORECASE)
_TIMES = re.compile(
    rf"\b({_COUNT})\s+(times)\b(?=\s+(?:faster|slower|more|less|larger|smaller|higher|lower|fewer|better|cheaper|the|that|as)\b"
    r"|\s*(?:[.,;]|compared|relative|over)\b)",
    re.IGNORECASE,
)
_AN_HOUR = re.compile(
    r"(?:\b(?:than|within|under|in|about|around|to|takes?|just|only|half)\s+)\b(an?)\s+(second|minute|hour|day|week|month)\b"
    r"(?=\s*(?:[.,;)]|$)|\s+(?:on|of|for|per|with|using|and|to)\b)",
    re.IGNORECASE,
)
_BELOW_ONE = re.compile(r"\b[Ss]ub[\s-](microsecond|millisecond|second|minute|hour)s?\b(?!-)")


def spelled_quantities(view: str) -> Iterator[Quantity]:
    """The quantities that a plain text gives in words, by kind, each kind in order of the text."""
    for match in _MAGNITUDE.finditer(view) if "magnitude" in view.casefold() else ():
        yield _magnitude(match)
    for match in _FOLD.finditer(view) if "fold" in view.casefold() else ():
        yield _quantity(match, _digits(match[1]), "x")
    for match in _FACTOR.finditer(view):
        stem = next(number for stem, number in _FACTORS.items() if stem in match[0].casefold())
        yield _quantity(match, str(stem), "x")
    for pattern in (_OF_FACTOR, _TIMES):
        for match in pattern.finditer(view):
            yield _quantity(match, _digits(match[1]), "x")
    for match in _counted().finditer(view):
        yield _quantity(match, _digits(match[1]), match[2])
    for match in _AN_HOUR.finditer(view):
        yield _quantity(match, "1", match[2], start=match.start(1))
    for match in _BELOW_ONE.finditer(view):
        yield _quantity(match, "1", match[1].casefold(), qualifier="under")
    for match in _scaled().finditer(view):
        yield _quantity(match, f"{_digits(match[1])} {match[2].casefold()}", match[3] or "")


@cache
def _unit_words() -> str:
    """Units that are written as words."""
    words = sorted((form for form in units() if re.fullmatch(r"[A-Za-z]{3,}|GPUs?|%", form)), key=lambda form: (-len(form), form))
    return "|".join(re.escape(word) for word in words if word not in ("times", "fold", "second"))


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"\b({_COUNT})\s+({_unit_words()}|(?<=one )second)\b(?![-/])", re.IGNORECASE)


@cache
def _scaled() -> re.Pattern[str]:
    return re.compile(rf"\b({_COUNT})[\s-]({SCALE_WORDS})\b(?:[\s-]({_unit_words()})\b)?", re.IGNORECASE)


def _digits(word: str) -> str:
    return str(_WORDS.get(word.casefold(), word))


def _magnitude(match: re.Match[str]) -> Quantity:
    powers = [_digits(part) for part in match.groups() if part]
    if powers == ["1"]:
        return _quantity(match, "10", "x")
    return _quantity(match, " to ".join(powers), "orders of magnitude")


def _quantity(match: re.Match[str], value: str, form: str, *, start: int = -1, qualifier: str = "") -> Quantity:
    unit = units().get(form) or units().get(form.casefold()) or NO_UNIT
    span = Span(start if start >= 0 else match.start(), match.end())
    return Quantity(
        span, value, numbers_in(value), unit.unit, unit.dimension, qualifier or qualifier_before(match.string, span.start)
    )
