"""Quantities in scientific text: the number as written and multiplied out, its unit, and how it is qualified.

The units stand in ontology/lexicon/units.tsv; their short forms count with their case. Numbers in words are found by
kg.extract.spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, Decimal
from functools import cache, lru_cache

from kg.extract.markup import plain
from kg.extract.numerals import DIGITS, NUMBER, Quantity, numbers_in, qualifier_before
from kg.extract.spelled import spelled_quantities
from kg.records import Span
from kg.units import NO_UNIT, Unit, units

__all__ = ["Quantity", "find_quantities"]

_LEAD = 40
"""Characters before a number that are looked at."""
_ROUNDED = Context(prec=12)
_COMPARING = frozenset({"ratio", "magnitude"})
"""Dimensions of factors: "from 2x to 5x" is a range of them, and not a change of one."""


@lru_cache(maxsize=16)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities in `text`, in order, none overlapping another; numbers inside names (ResNet-50, A100) are none.

    >>> [(q.value, q.unit, q.qualifier) for q in find_quantities("up to 2.36x faster than ResNet-50, with 10~30% less energy")]
    [('2.36', 'x', 'up to'), ('10~30', '%', '')]
    >>> [(q.value, q.numbers[0], q.unit) for q in find_quantities("1.4B parameters, two orders of magnitude smaller")]
    [('1.4B', Decimal('1.4E+9'), 'parameters'), ('2', Decimal('2'), 'orders of magnitude')]
    >>> [(q.value, q.unit, q.start, q.goal) for q in find_quantities("cut from 31.5 GB to 18 GB")]
    [('31.5', 'GB', '', '18'), ('18', 'GB', '31.5', '')]
    """
    view = plain(text)
    found = sorted([*_digits(view, _money(text)), *spelled_quantities(view)], key=lambda q: (q.span.start, -q.span.end))
    apart: list[Quantity] = []
    for quantity in found:
        if quantity.numbers and not (apart and quantity.span.overlaps(apart[-1].span)):
            apart.append(quantity)
    return tuple(_shared_units(apart, view))


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(units(), key=lambda form: (-len(form), form))
    alternatives = "|".join(_form(form) for form in forms)
    unit = rf"(?:{alternatives})(?<![×xX](?=\s*\d))(?![A-Za-z0-9&])"
    of_metric = r"%?-?\s*(?:(?!data\b|key\b)[A-Za-z][\w@&.]*\s+){0,3}points\b|(?<=\.\d)-point\b|(?<=\.\d\d)-point\b"
    rate = (
        r"[A-Za-z]+(?:\s[a-z]+)?\s+per\s+(?:second|minute|hour|day)\b|[A-Za-z]+/(?:seconds?|sec|s|min|h|hour|day)(?![A-Za-z0-9/])"
    )
    tail = rf"(?:\s*(?:±|\+/-)\s*{DIGITS}%?)?(?:(?:\+|\s\+(?=\s+times\b))?[\s~]*-?\s*(?P<unit>{of_metric}|{unit}|{rate}))?"
    joint = r"(?:\s*-{1,3}\s*|\s*[–—~]\s*|\s+to\s+|\s+and\s+|\s+out\s+of\s+)"
    first, second = (rf"(?P<{part}>{NUMBER}){tail.replace('<unit>', f'<u{part}>')}" for part in "ab")
    apart = r"(?<![\w.^])(?<![^%x×X]/)(?:(?<![A-Za-z)]-)|(?<=\b[Ss]ub-))(?<!\d,)"
    by = r"(?P<by>(?<![\d)]\s)(?:x|×\s{0,6})(?=\d))?"
    end = r"(?!(?!m?AP\b|mIoU\b|BLEU\b)\w|-\d)"
    return re.compile(rf"{apart}{by}{first}(?:(?P<joint>{joint})[~≈+\s]*{second})?{end}")


def _form(form: str) -> str:
    """A unit's form as a pattern; the name of a device may stand before GPU hours, and LaTeX leaves spaces after μ."""
    pattern = re.escape(form).replace(r"\ ", r"\s+").replace("μ", r"μ\s*")
    return rf"(?:(?:[A-Z][A-Za-z]+\s+)?[A-Z]+\d+\w*\s+)?{pattern}" if form.startswith("GPU") else pattern


_MONEY = re.compile(r"\\\$(?=\s?\d)|(?<![\\$])\$(?=\d[\d,.]*\s?(?:[KMBk]|thousand|million|billion)?(?:[\s,.;:)/-]|$))")
_FORMULA = re.compile(r"[^$]{1,60}(?<!\\)\$")


def _money(text: str) -> frozenset[int]:
    """Where amounts of dollars begin; a dollar sign that opens a formula is none."""
    return frozenset(m.end() for m in _MONEY.finditer(text) if m[0] != "$" or not _opens_formula(text, m.end()))


def _opens_formula(text: str, start: int) -> bool:
    formula = _FORMULA.match(text, start)
    return formula is not None and not re.search(r"[a-z]{3}\s+[a-z]{2}", formula[0])


def _digits(view: str, money: frozenset[int]) -> Iterator[Quantity]:
    position = 0
    while match := _pattern().search(view, position):
        position = match.end()
        lead = view[max(0, match.start() - _LEAD) : match.start()].casefold()
        first, second = _side(match, "a"), _side(match, "b")
        if not match["b"]:
            yield _quantity(match, first, _named(match, match["ua"], lead, money))
        elif not _is_pair(match, lead):
            yield _quantity(match, first, _named(match, match["ua"], lead, money))
            position = match.start("b")
        elif _is_change(match, lead):
            yield from _change(match, _named(match, match["ub"] or match["ua"], lead, money))
        else:
            unit = _named(match, match["ub"] or match["ua"], lead, money)
            yield _range(match, (first[0], second[1], second[2]), unit)


def _side(match: re.Match[str], part: str) -> tuple[int, int, int]:
    """Start and end of a number, and the end of its unit."""
    return match.start(part), match.end(part), max(match.end(part), match.end(f"u{part}"))


def _is_pair(match: re.Match[str], lead: str) -> bool:
    return match["joint"].strip() != "and" or lead.rstrip().endswith(("between", "of between"))


def _is_change(match: re.Match[str], lead: str) -> bool:
    unit = _unit_of(match["ub"] or match["ua"])
    if match["joint"].strip() != "to" or unit.dimension in _COMPARING:
        return False
    return bool(re.search(r"(?<!ranging )(?<!ranges )(?<!range )(?<!varying )\bfrom\W*$", lead))


def _change(match: re.Match[str], unit: Unit) -> Iterator[Quantity]:
    start = _quantity(match, _side(match, "a"), _unit_of(match["ua"]) if match["ua"] else unit)
    goal = _quantity(match, _side(match, "b"), unit)
    if counted := not unit.unit and _COUNTED_FROM.search(match.string, max(0, match.start() - _LEAD), match.start()):
        start, goal = replace(start, noun=counted[1]), replace(goal, noun=counted[1])
    yield replace(start, goal=goal.value)
    yield replace(goal, start=start.value)


_COUNTED_FROM = re.compile(r"\b([a-z]+(?<!s)s)\s+(?:\(\s*)?from\W*$")
"""What is counted may stand before its change: decoding steps from 256 to 30."""


def _range(match: re.Match[str], place: tuple[int, int, int], unit: Unit) -> Quantity:
    """In "20 minutes to 5 hours" the first number is converted to the unit of the second."""
    quantity, other = _quantity(match, place, unit), _unit_of(match["ua"])
    if match["ua"] and other != unit and other.dimension == unit.dimension and len(quantity.numbers) == 2:
        first = _ROUNDED.divide(quantity.numbers[0] * other.factor, unit.factor).normalize()
        return replace(quantity, numbers=(first, quantity.numbers[1]))
    return quantity


def _quantity(match: re.Match[str], place: tuple[int, int, int], unit: Unit) -> Quantity:
    view, (start, end, unit_end) = match.string, place
    shown = re.sub(r"\s*(?:%|[×xX](?=\s*(?:-|–|—|~|to\b))|\btimes\b)", "", view[start:end])
    shown = re.sub(r"\s*(--+|–|—)\s*", r"\1", re.sub(r"-(?=[A-Za-z]*illion|thousand)", " ", shown))
    value = " ".join(shown.split())
    span = Span(match.start("by") if match["by"] and start == match.start("a") else start, unit_end)
    noun = _match(_PER if unit.unit else _NOUN, view, unit_end)
    return Quantity(span, value, numbers_in(value), unit.unit, unit.dimension, qualifier_before(view, start), noun=noun)


def _unit_of(form: str | None) -> Unit:
    """The unit of a written form; a rate that the table lacks ("grasps per second") is a unit of its own."""
    if not form:
        return NO_UNIT
    written = " ".join(form.split()).replace("μ ", "μ")
    known = units().get(written) or units().get(written[max(0, written.find("GPU")) :])
    if known:
        return known
    is_rate = "/" in written or " per " in written
    return Unit(written, "rate", Decimal(1), written, "throughput", "") if is_rate else units()["points"]


_FACTOR_OF = re.compile(
    r"\b(?:factors?|speed-?\s?ups?)\s+(?:of|by|between|reaching)\W*(?:(?:up to|over|about|around|nearly|more than|at least"
    r"|approximately|roughly|as much as)\W*)?$"
)
_FASTER = re.compile(r"\s+(?:faster|slower)\b")


def _named(match: re.Match[str], form: str | None, lead: str, money: frozenset[int]) -> Unit:
    """The unit, which may also stand before the number (x3, $5, by a factor of 3) or follow from what comes after."""
    unit = _unit_of(form)
    if unit.unit:
        return unit
    if match.start("a") in money:
        return units()["USD"]
    by_factor = match["by"] or _FACTOR_OF.search(lead) or _FASTER.match(match.string, match.end())
    return units()["x"] if by_factor else unit


_NOUN = re.compile(
    r"\s*\+?[\s-]+((?:(?!(?:of|in|on|for|and|or|to|with|by|at|from|is|are|was|than|as|the|an?|vs|per|over)\b)[A-Za-z][\w/-]*\s+){0,3}?"
    r"(?!(?:is|was|as|less|its|this|versus|across|plus|has|vs|does|times|points?)\b)[A-Za-z][\w-]*s)\b"
)


_PER = re.compile(r"(\s+per\s+[A-Za-z]+|/[A-Za-z][\w^]*)")


def _match(pattern: re.Pattern[str], view: str, start: int) -> str:
    match = pattern.match(view, start)
    return " ".join(match[1].split()) if match else ""


def _shared_units(found: list[Quantity], view: str) -> list[Quantity]:
    """In "8, 12 and 20%" the unit of the last number holds for all."""
    for i in range(len(found) - 2, -1, -1):
        gap = view[found[i].span.end : found[i + 1].span.start]
        if (
            not found[i].unit
            and found[i + 1].unit
            and re.fullmatch(r"\s*(?:,|/|,?\s*and|,?\s*or(?: even)?(?: only)?|vs\.?)\s*", gap)
        ):
            found[i] = replace(found[i], unit=found[i + 1].unit, dimension=found[i + 1].dimension)
    return found
