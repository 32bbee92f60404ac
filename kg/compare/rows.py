"""A claim as a row of a table: what was measured, on which scale it compares with others, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from kg.compare.things import Index, Quote, Thing
from kg.metrics import known_metric, without_modifiers
from kg.records import Claim, Measure
from kg.resolve.measures import ABSOLUTE, DECREASE, LEVEL, SHARE
from kg.resolve.names import words

RATIO = "ratio"
"""The scale of changes: the new level divided by the old one, whatever the words ("48 % less", "2x faster")."""
UNSCALED = ""
"""The scale of numbers that the text leaves too open to be compared."""

_DIGITS = Context(prec=6)


@dataclass(frozen=True, slots=True)
class Row:
    """One claimed number.

    `metric` is its shared name, `metric_id` the path of its node or "". `written` is the number as the paper writes it, with
    qualifier and unit. `scale` is absolute, ratio, difference or relative, or "" where the number cannot be compared;
    `minimum` and `maximum` are on that scale, in `unit` ("" for ratios), equal for a single number; a decrease is negative
    where the scale is one of differences. Numbers that are `listed` are values of their own: the ends are the least and the
    greatest of them. `better` is higher, lower or "" where unknown. `by` is "" for a claim that names
    what was asked for itself, else how its paper joins the two ("runs on").
    """

    id: str
    subject: Thing
    metric: str
    metric_id: str
    written: str
    direction: str
    kind: str
    scale: str
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str
    listed: bool
    better: str
    baseline: Thing | None
    context: tuple[Thing, ...]
    quote: Quote
    by: str = ""

    @property
    def change(self) -> str:
        """The number as written, with its direction where it is a change: "decrease 48%", "30 FPS"."""
        return self.written if self.direction == LEVEL else f"{self.direction} {self.written}"

    @property
    def comparable(self) -> str:
        """The number on its scale, for people: "1.2 s", "88.55%", "×0.52"; "" where it cannot be compared."""
        if self.minimum is None or self.maximum is None:
            return ""
        ends = (self.minimum,) if self.minimum == self.maximum else (self.minimum, self.maximum)
        return (" and " if self.listed else " to ").join(_shown(end, self.scale, self.unit) for end in ends)


def row(claim: Claim, index: Index, *, by: str = "") -> Row:
    """The row of a claim."""
    scale, unit, low, high = placed(claim)
    measure = claim.measure
    return Row(
        id=claim.id,
        subject=index.thing(claim.subject),
        metric=metric_name(claim, index),
        metric_id=claim.metric_node,
        written=written(claim),
        direction=claim.direction,
        kind=measure.kind,
        scale=scale,
        minimum=low,
        maximum=high,
        unit=unit,
        listed=measure.listed,
        better=measure.better,
        baseline=index.thing(claim.baseline) if claim.baseline else None,
        context=tuple(index.thing(path) for path in claim.context),
        quote=index.quote(claim.evidence),
        by=by,
    )


def metric_name(claim: Claim, index: Index) -> str:
    """The name that a metric shares with the same metric in other words."""
    if claim.metric_node:
        return index.thing(claim.metric_node).name
    for form in (claim.metric, without_modifiers(claim.metric)):
        if known := known_metric(form):
            return known.name
    return " ".join(words(claim.metric)) or claim.metric


def written(claim: Claim) -> str:
    """The number as the paper writes it: "about 2x", "from 12 to 3 ms", "1.4B parameters"."""
    space = "" if claim.unit in ("%", "x", "") else " "
    value = f"{claim.value}{space}{claim.unit}"
    between = " to " if claim.qualifier.startswith("from ") else " " if claim.qualifier else ""
    return f"{claim.qualifier}{between}{value}"


def placed(claim: Claim) -> tuple[str, str, Decimal | None, Decimal | None]:
    """Scale, unit and the ends of the number on it, as a Row has them; the scale "" may lack the ends."""
    measure = claim.measure
    unit = "%" if measure.dimension == SHARE else measure.unit
    if measure.kind == ABSOLUTE and measure.minimum is not None:
        return ABSOLUTE, unit, *_ends(measure, sign=1)
    if measure.ratio_minimum is not None:
        return RATIO, "", measure.ratio_minimum, measure.ratio_maximum
    if measure.kind and measure.minimum is not None:
        scale = UNSCALED if measure.kind == RATIO else measure.kind
        return scale, unit, *_ends(measure, sign=-1 if claim.direction == DECREASE else 1)
    return UNSCALED, unit, None, None


def _ends(measure: Measure, *, sign: int) -> tuple[Decimal | None, Decimal | None]:
    """The ends in order; shares are given in percent."""
    factor = Decimal(100 if measure.dimension == SHARE else 1) * sign
    ends = sorted(end * factor for end in (measure.minimum, measure.maximum) if end is not None)
    return ends[0], ends[-1]


def _shown(value: Decimal, scale: str, unit: str) -> str:
    """Six digits of a number with its unit, powers of ten where it is very large or small."""
    rounded = _DIGITS.plus(value)
    huge = bool(rounded) and not -5 <= rounded.adjusted() <= 8
    number = f"{rounded.normalize():e}".replace("e+", "e") if huge else _plain(f"{rounded:,f}")
    if scale == RATIO:
        return f"×{number}"
    sign = "+" if scale != ABSOLUTE and value > 0 else ""
    return f"{sign}{number}{'' if unit in ('%', 'x', '') else ' '}{unit}"


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
