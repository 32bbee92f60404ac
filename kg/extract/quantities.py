"""Quantities in scientific text: the number as written and multiplied out, its unit, and how it is qualified.

The units stand in ontology/lexicon/units.tsv; their short forms count with their case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from kg import ontology
from kg.extract.markup import plain
from kg.lexicon import read_table
from kg.records import Span

_SCALES = {"K": 3, "k": 3, "thousand": 3, "M": 6, "million": 6, "G": 9, "B": 9, "billion": 9, "T": 12, "trillion": 12}
_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: number for number, word in enumerate(_NUMERALS)} | {
    "a": 1,
    "an": 1,
    "twenty": 20,
    "hundred": 100,
    "thousand": 1000,
}
_FACTORS = {"doubl": 2, "twice": 2, "half": 2, "halv": 2, "tripl": 3, "third": 3, "quadrupl": 4, "quarter": 4, "tenth": 10}
_QUALIFIERS = {
    "up to": "up to|as much as|as high as|at most|a maximum of|as many as|within|≤",
    "over": "over|more than|at least|above|exceeding|greater than|beyond|larger than|>|≥",
    "under": "under|less than|below|fewer than|only|just|as little as|as low as|as few as|<",
    "about": "about|approximately|around|roughly|nearly|almost|close to|~|≈",
}
_QUALIFIER = re.compile(
    "(?:^|[^a-z])(?:"
    + "|".join(f"(?P<q{i}>{words})" for i, words in enumerate(_QUALIFIERS.values()))
    + r")(?:\s+(?:a|an|the))?[\s(+]*$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of units.tsv: `factor` times a number in this unit gives it in `base`; `metric` is what it measures, unless said."""

    unit: str
    dimension: str
    factor: Decimal
    base: str
    metric: str
    qudt: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. `span` covers number and unit, `value` is the number as written, `numbers` its parts.

    `unit` is "" where none is named; `qualifier` is one of up to, over, under, about or ""; `start` is the first number
    of "from A to B", whose goal B is the quantity.
    """

    span: Span
    value: str
    numbers: tuple[Decimal, ...]
    unit: str
    dimension: str
    qualifier: str = ""
    start: str = ""


@cache
def units() -> Mapping[str, Unit]:
    """Every written form of a unit, with the unit."""
    known = {}
    for row in read_table(ontology.data_dir() / "lexicon" / "units.tsv"):
        unit = Unit(row["unit"], row["dimension"], Decimal(row["factor"]), row["base"], row["metric"], row["qudt"])
        known.update(dict.fromkeys(row["forms"].split("|"), unit))
    return known


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities in `text`, in order; numbers inside names (ResNet-50, A100) are none.

    >>> [(q.value, q.unit, q.qualifier) for q in find_quantities("up to 2.36x faster than ResNet-50, with 10~30% less energy")]
    [('2.36', 'x', 'up to'), ('10~30', '%', '')]
    >>> [(q.value, q.numbers[0], q.unit) for q in find_quantities("1.4B parameters, two orders of magnitude smaller")]
    [('1.4B', Decimal('1.4E+9'), 'parameters'), ('2', Decimal('2'), 'orders of magnitude')]
    """
    view = plain(text)
    found = sorted([*_digits(view), *_words(view)], key=lambda quantity: quantity.span)
    apart = [q for i, q in enumerate(found) if i == 0 or not q.span.overlaps(found[i - 1].span)]
    return tuple(_shared_units(apart, view))


_DIGITS = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
_POWER = r"(?:e[-+]?\d+\b|\s*[×·]\s*10\s?\^\s*-?\s*\d+|\s?\^\s*-?\d+)?"
_SCALE = r"(?:[KMGBTk](?![A-Za-z0-9/])|\s[KM](?=\s+[a-z])|[\s-]?(?:thousand|million|billion|trillion)\b)?"
_NUMBER = rf"{_DIGITS}(?:/{_DIGITS})*{_POWER}{_SCALE}"


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(units(), key=lambda form: (-len(form), form))
    alternatives = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
    unit = rf"(?:{alternatives})(?<![×xX](?=\s*\d))(?![A-Za-z0-9&])"
    of_metric = r"%?-?\s*(?:(?!data\b|key\b)[A-Za-z][\w@&.]*\s+){0,3}points\b"
    tail = rf"(?:\s*(?:±|\+/-)\s*{_DIGITS}%?)?(?:\s*-?\s*(?P<unit>{of_metric}|{unit}))?"
    joint = r"(?:\s*-{1,3}\s*|\s*[–—~]\s*|\s+to\s+|\s+and\s+)"
    first, second = (rf"(?P<{part}>{_NUMBER}){tail.replace('<unit>', f'<u{part}>')}" for part in "ab")
    return re.compile(rf"(?<![\w.^/])(?<![A-Za-z)]-)(?<!\d,){first}(?:(?P<joint>{joint})[~≈+\s]*{second})?(?!\w|-\d)")


def _digits(view: str) -> Iterator[Quantity]:
    position = 0
    while match := _pattern().search(view, position):
        position = match.end()
        lead = view[max(0, match.start() - 24) : match.start()].casefold()
        if match["b"] and not _is_pair(match, lead):
            yield _quantity(view, (match.start("a"), match.end("a")), match.end("ua"), match["ua"])
            position = match.start("b")
        elif match["b"] and _is_change(match, lead):
            goal = _quantity(view, (match.start("b"), match.end("b")), match.end("ub"), match["ub"] or match["ua"])
            yield replace(goal, start=match["a"])
        else:
            last = "b" if match["b"] else "a"
            unit = match["ub"] or match["ua"]
            yield _quantity(view, (match.start("a"), match.end(last)), match.end("ub" if match["b"] else "ua"), unit)


def _is_pair(match: re.Match[str], lead: str) -> bool:
    return match["joint"].strip() != "and" or lead.rstrip().endswith(("between", "of between"))


def _is_change(match: re.Match[str], lead: str) -> bool:
    return match["joint"].strip() == "to" and bool(
        re.search(r"(?<!ranging )(?<!ranges )(?<!range )(?<!varying )\bfrom\W*$", lead)
    )


def _quantity(view: str, number: tuple[int, int], end: int, form: str | None) -> Quantity:
    written = view[number[0] : number[1]]
    unit = _unit_of(form)
    shown = re.sub(r"\s*(?:%|[×xX](?=\s*(?:-|–|—|~|to\b))|\btimes\b)", "", written)
    value = " ".join(shown.split())
    span = Span(number[0], max(end, number[1]))
    qualifier = _qualifier(view[max(0, number[0] - 24) : number[0]])
    return Quantity(span, value, _numbers(value), unit.unit, unit.dimension, qualifier)


_NO_UNIT = Unit("", "", Decimal(1), "", "", "")


def _unit_of(form: str | None) -> Unit:
    if not form:
        return _NO_UNIT
    plain_form = " ".join(form.split())
    if plain_form in units():
        return units()[plain_form]
    return units()["points"]


def _numbers(value: str) -> tuple[Decimal, ...]:
    parts = re.finditer(
        rf"({_DIGITS})(?:e([-+]?\d+)|\s*[×·]\s*10\s?\^\s*(-?\s*\d+)|\s?\^\s*(-?\d+))?\s*-?([KMGBTk]\b|[a-z]+illion|thousand)?",
        value,
    )
    return tuple(_multiplied(part) for part in parts)


def _multiplied(part: re.Match[str]) -> Decimal:
    digits, exponent, of_ten, power, scale = part.groups()
    number = Decimal(digits.replace(",", ""))
    shift = int((exponent or of_ten or "0").replace(" ", "")) + _SCALES.get(scale or "", 0)
    return number ** int(power) if power else number.scaleb(shift)


def _qualifier(lead: str) -> str:
    match = _QUALIFIER.search(lead.casefold())
    return tuple(_QUALIFIERS)[int((match.lastgroup or "q0")[1:])] if match else ""


_NUMERAL = "|".join(_WORDS)
_MAGNITUDE = re.compile(rf"(?:\b({_NUMERAL}|\d+)(?:\s+to\s+({_NUMERAL}|\d+))?[\s-]+)orders?[\s-]of[\s-]magnitude\b", re.I)
_FOLD = re.compile(
    rf"(?<!\bare )(?<!\bis )\b({_NUMERAL})[\s-]?fold\b(?!\s+(?:contribution|objective|strateg|advantage|goal|challenge))", re.I
)
_FACTOR = re.compile(
    r"\b(?:twice(?=\s+(?:as|the|faster))|(?<!than )half(?=\s+(?:the|as|or)\b)|halv(?:es|ed|e|ing)\b"
    r"|(?:doubl|tripl|quadrupl)(?:es|ed|e|ing)(?=\s+the)|(?:a|one)[\s-](?:third|quarter|tenth)(?=\s+(?:of|the)))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b({_NUMERAL})\s+(seconds?|minutes?|hours?|days?|points?|percent|times(?=\s+(?:faster|more|less|larger|smaller|higher|lower|fewer)))\b",
    re.I,
)


def _words(view: str) -> Iterator[Quantity]:
    for match in _MAGNITUDE.finditer(view) if "magnitude" in view else ():
        yield _magnitude(match)
    for match in _FOLD.finditer(view) if "fold" in view else ():
        yield _spelled(match, str(_WORDS[match[1].casefold()]), "x")
    for match in _FACTOR.finditer(view):
        stem = next(number for stem, number in _FACTORS.items() if stem in match[0].casefold())
        yield _spelled(match, str(stem), "x")
    for match in _COUNTED.finditer(view):
        yield _spelled(match, str(_WORDS[match[1].casefold()]), match[2])


def _magnitude(match: re.Match[str]) -> Quantity:
    powers = [str(_WORDS.get(part.casefold(), part)) for part in match.groups() if part]
    if powers == ["1"]:
        return _spelled(match, "10", "x")
    return _spelled(match, " to ".join(powers), "orders of magnitude")


def _spelled(match: re.Match[str], value: str, form: str) -> Quantity:
    unit = units()[form]
    span = Span(match.start(), match.end())
    return Quantity(
        span, value, _numbers(value), unit.unit, unit.dimension, _qualifier(match.string[max(0, span.start - 24) : span.start])
    )


def _shared_units(found: list[Quantity], view: str) -> list[Quantity]:
    """In "8, 12 and 20%" the unit of the last number holds for all."""
    for i in range(len(found) - 2, -1, -1):
        gap = view[found[i].span.end : found[i + 1].span.start]
        if not found[i].unit and found[i + 1].unit and re.fullmatch(r"\s*(?:,|/|,?\s*and|,?\s*or|vs\.?)\s*", gap):
            found[i] = replace(found[i], unit=found[i + 1].unit, dimension=found[i + 1].dimension)
    return found
