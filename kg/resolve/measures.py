"""What the numbers of a result come to, on scales that results share: base units, and the new level divided by the old.

"Reduces latency by 48 %" and "1.9x lower latency" both give a ratio of new to old latency (0.52, 0.526), "two orders of
magnitude faster" a ratio of speeds (100). Decimals are exact, but for ratios, which are rounded to 12 digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache

from kg.metrics import KnownMetric, metric_within
from kg.records import Measure, Result
from kg.units import NO_UNIT, Unit, unit_named, units

ABSOLUTE, DIFFERENCE, RELATIVE, RATIO = "absolute", "difference", "relative", "ratio"
KINDS = (ABSOLUTE, DIFFERENCE, RELATIVE, RATIO)
INCREASE, DECREASE, LEVEL = "increase", "decrease", "absolute"
"""The directions of a result."""

FACTOR, MAGNITUDE, SHARE, POINTS = "ratio", "magnitude", "share", "points"
"""Dimensions of units.tsv whose numbers compare one level with another."""

_EXACT, _ROUNDED = Context(prec=200), Context(prec=12)
_PLACES = Decimal("1E-18")
"""Stores compute with 18 decimal places."""
_LARGEST = 60
"""Numbers with more digits than this before or after the point are kept as written only."""
_MOST_MAGNITUDES = 30
_FRACTION = re.compile(r"[1-3]\s*/\s*\d{1,3}")
_PLAIN_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_SEPARATE = re.compile(r"[/,;]")
_SAYS_RELATIVE = re.compile(r"\brelative(?:ly)?\b(?!\s+to\b)", re.IGNORECASE)
_SAYS_ABSOLUTE = re.compile(r"\babsolute(?:ly)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Scale:
    """What is measured, in which unit, and whether the metric itself is measured in percent or as a factor."""

    unit: Unit
    metric: KnownMetric | None
    in_percent: bool
    in_factors: bool


@lru_cache(maxsize=65_536)
def _scale(metric: str, unit: str) -> _Scale:
    known = metric_within(metric)
    dimension = units().get(known.unit, NO_UNIT).dimension if known else ""
    return _Scale(unit_named(unit), known, dimension == SHARE, dimension == FACTOR)


@dataclass(frozen=True, slots=True)
class _Number:
    """The numbers of a result with what decides how they are read."""

    result: Result
    quote: str
    scale: _Scale
    values: tuple[Decimal, ...]
    listed: bool

    @property
    def dimension(self) -> str:
        """What its unit measures."""
        return self.scale.unit.dimension


def measure_of(result: Result, quote: str) -> Measure:
    """The measure of a result whose evidence reads `quote`.

    >>> from kg.records import Span
    >>> cut = Result("P", "latency", "48", (Decimal(48),), "%", "decrease", "", (), Span(0, 1), 1.0, "")
    >>> measure_of(cut, "reduces latency by 48%").ratio_minimum
    Decimal('0.52')
    """
    values, listed = _values(result)
    number = _Number(result, quote, _scale(result.metric, result.unit), values, listed)
    kind = _kind(number)
    shown = _shared_unit(number, kind)
    low, high = _ends([value for v in values if (value := _based(v, number, shown)) is not None])
    ratios = [_ratio(value, number, kind) for value in values]
    least, most = _ends([ratio for ratio in ratios if ratio is not None]) if None not in ratios else (None, None)
    better = number.scale.metric.better if number.scale.metric else ""
    return Measure(kind, low, high, shown.base, shown.dimension, listed, least, most, better)


def _values(result: Result) -> tuple[tuple[Decimal, ...], bool]:
    """The numbers, fractions divided out, and whether they are a list rather than the ends of a range."""
    numbers = result.numbers
    if any(not n.is_finite() or n.is_signed() or (n and abs(n.adjusted()) > _LARGEST) for n in numbers):
        return (), False
    if numbers and not result.unit.strip("x") and _FRACTION.fullmatch(result.value.strip()) and 0 < numbers[0] < numbers[-1]:
        return (_rounded(_ROUNDED.divide(numbers[0], numbers[-1])),), False
    return numbers, len(numbers) > 2 or (len(numbers) == 2 and bool(_SEPARATE.search(result.value)))


def _kind(number: _Number) -> str:
    dimension, change = number.dimension, number.result.direction != LEVEL
    if dimension == MAGNITUDE or (dimension == FACTOR and (change or _is_comparison(number, number.scale.in_factors))):
        return RATIO
    if dimension == SHARE:
        if not change:
            return RATIO if _is_comparison(number, number.scale.in_percent or number.scale.metric is None) else ABSOLUTE
        in_points = number.scale.in_percent or number.scale.metric is None or not number.scale.metric.unit
        return DIFFERENCE if in_points and _SAYS_ABSOLUTE.search(number.quote) else RELATIVE
    return DIFFERENCE if change and not _start(number) else ABSOLUTE


def _is_comparison(number: _Number, own_unit: bool) -> bool:
    """12% of the FLOPs of another model, a quarter of its turns: a share of another level, not a level."""
    smaller = number.dimension == FACTOR and any(value < 1 for value in number.values)
    of_it = number.dimension == SHARE and number.scale.metric is not None and number.scale.metric.unit
    return not own_unit and bool(number.result.baseline or smaller or of_it)


def _shared_unit(number: _Number, kind: str) -> Unit:
    """Bare levels of a metric in percent are shares, and steps between two of them are points, however they are written."""
    dimension = number.dimension
    if kind == ABSOLUTE and number.scale.in_percent and (dimension == POINTS or number.scale.unit == NO_UNIT):
        return units()["%"]
    if kind == DIFFERENCE and dimension == SHARE:
        return units()["points"]
    return number.scale.unit


def _based(value: Decimal, number: _Number, unit: Unit) -> Decimal | None:
    """A bare level of at most 1 is a share already."""
    if unit.dimension == SHARE and number.dimension == "" and value <= 1:
        return value
    exact = _EXACT.multiply(value, unit.factor)
    return exact.normalize(_EXACT) if exact.is_finite() else None


def _ratio(value: Decimal, number: _Number, kind: str) -> Decimal | None:
    """The new level divided by the old one; None where the words leave it open."""
    start = _start(number)
    if kind == ABSOLUTE:
        return _rounded(_ROUNDED.divide(value, start)) if start else None
    read = _RATIOS.get((kind, number.dimension))
    ratio = read(value, number) if read else None
    return _rounded(ratio) if ratio is not None and ratio >= 0 else None


def _of_factor(value: Decimal, number: _Number) -> Decimal | None:
    """Three times less is a third; 0.3x, said of a decrease, is what is left."""
    direction = number.result.direction
    if direction == DECREASE:
        return _ROUNDED.divide(Decimal(1), value) if value >= 1 else value
    return value if direction == LEVEL or value >= 1 else None


def _of_magnitude(value: Decimal, number: _Number) -> Decimal | None:
    if value > _MOST_MAGNITUDES:
        return None
    return _ROUNDED.power(Decimal(10), -value if number.result.direction == DECREASE else value)


def _of_percent(value: Decimal, number: _Number) -> Decimal | None:
    """Percent of a metric that is itself in percent may be points as well, unless the text calls them relative."""
    if number.scale.in_percent and not _SAYS_RELATIVE.search(number.quote):
        return None
    part = _EXACT.multiply(value, Decimal("0.01"))
    return 1 - part if number.result.direction == DECREASE else 1 + part


_RATIOS: dict[tuple[str, str], Callable[[Decimal, _Number], Decimal | None]] = {
    (RATIO, FACTOR): _of_factor,
    (RATIO, MAGNITUDE): _of_magnitude,
    (RATIO, SHARE): lambda value, _: _EXACT.multiply(value, Decimal("0.01")),
    (RELATIVE, SHARE): _of_percent,
}


def _start(number: _Number) -> Decimal | None:
    """The level from which a number starts ("from 42.6 to 47.2"), if its unit is one of levels."""
    word, _, written = number.result.qualifier.partition(" ")
    if word != "from" or number.dimension in (FACTOR, MAGNITUDE) or not re.fullmatch(r"\d{1,12}(\.\d{1,12})?", written, re.ASCII):
        return None
    return Decimal(written) or None


def _rounded(value: Decimal) -> Decimal:
    rounded = _ROUNDED.plus(value)
    if rounded and rounded.adjusted() < -6:
        rounded = rounded.quantize(_PLACES, context=_EXACT)
    return rounded.normalize(_EXACT)


def _ends(values: list[Decimal]) -> tuple[Decimal | None, Decimal | None]:
    return (min(values), max(values)) if values else (None, None)
