"""Which numbers of a text are claims: by their unit and the words beside it (ontology/patterns/result_claims.tsv), or,
where they have no unit, by a metric that stands right beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from kg import ontology
from kg.extract.quantities import Quantity
from kg.extract.result_cues import Metric
from kg.lexicon import read_table
from kg.records import Span

_REACH = 40
"""How many characters beside a number are looked at."""
_DECIMAL = re.compile(r"\d\.\d")
_AFTER_METRIC = re.compile(
    r"\s*(?:\([\w .@-]{2,40}\)\s*|scores?\s*|values?\s*|rates?\s*|results?\s*|levels?\s*)*"
    r"(?:of|=|:|is|was|are|to|from|near|at|by|reach\w+|\(|>|<|≥|≤|~|≈|up|only|about|around|approximately|over|above|below|an?"
    r"|average|nearly|\s)*"
)
_BEFORE_METRIC = re.compile(
    r"\s*-?\s*(?:(?:average|mean|absolute|higher|lower|better|test|top-1|overall|improvement in|gain in|increase in)\s+){0,2}"
)
_LISTED = re.compile(r"\s*(?:,|and|,\s*and|/|to|vs\.?|\()\s*")


def claims(view: str, quantities: Sequence[Quantity], metrics: Sequence[Metric], names: Sequence[Span]) -> tuple[Quantity, ...]:
    """The quantities that are claims, in order; none that begins within a name or follows one directly."""
    free = [q for q in quantities if not any(name.start <= q.span.start < name.end for name in names)]
    named = {q.span for q in free if not q.unit and _beside(view, q, metrics)}
    neighbours = [pair for pair in pairwise(free) if _LISTED.fullmatch(view[pair[0].span.end : pair[1].span.start])]
    for known, other in [*neighbours, *((right, left) for left, right in reversed(neighbours))]:
        if known.span in named and not other.unit and _DECIMAL.search(other.value):
            named.add(other.span)
    ends = {name.end for name in names}
    return tuple(q for q in free if q.span in named or _by_unit(view, q, ends))


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    rows = read_table(ontology.data_dir() / "patterns" / "result_claims.tsv")
    return {row["dimension"]: (re.compile(row["before"], re.IGNORECASE), re.compile(row["after"])) for row in rows}


def _by_unit(view: str, quantity: Quantity, ends: set[int]) -> bool:
    if quantity.dimension not in _patterns():
        return False
    before, after = _patterns()[quantity.dimension]
    if before.pattern and quantity.span.start - 1 in ends:
        return False
    if quantity.dimension == "bits" and not _DECIMAL.search(quantity.value):
        return False
    lead, trail = view[max(0, quantity.span.start - _REACH) : quantity.span.start], view[quantity.span.end :][:_REACH]
    return bool(before.search(lead) and after.search(trail))


def _beside(view: str, quantity: Quantity, metrics: Sequence[Metric]) -> bool:
    """Whether a bare number stands right beside a metric; whole numbers only beside one that is written in capitals."""
    for metric in metrics:
        if not _DECIMAL.search(quantity.value) and metric.name == metric.name.lower():
            continue
        if _follows(view, metric.span, quantity.span, _AFTER_METRIC) or _follows(
            view, quantity.span, metric.span, _BEFORE_METRIC
        ):
            return True
    return False


def _follows(view: str, first: Span, then: Span, gap: re.Pattern[str]) -> bool:
    return 0 <= then.start - first.end < 2 * _REACH and bool(gap.fullmatch(view, first.end, then.start))
