"""Where papers contradict each other: values of one thing that disagree, and two things that are each said to beat the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from kg.compare.board import EVERYTHING, Asked, holds_words
from kg.compare.rows import UNSCALED, Row, metric_name, placed, row
from kg.compare.things import Index, Quote, Thing
from kg.records import Claim, Statement
from kg.resolve.measures import ABSOLUTE, DECREASE

ABOUT = Decimal("0.1")
"""How far, as a share, numbers may lie apart of which one is only about what is said."""
OPEN_BELOW, OPEN_ABOVE, ROUGH = ("up to", "under"), ("over",), ("about",)
"""The qualifiers of a claim that leave one side, or both, open."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Side:
    """What one paper says: in a few words, and in its own."""

    said: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two papers that disagree: on a value of `subject`, or on which of `subject` and `other` beats the other.

    A value is one of `metric`, against `other` if that is not None, in `context`; for verdicts `metric` is "".
    """

    subject: Thing
    other: Thing | None
    metric: str
    context: tuple[Thing, ...]
    first: Side
    second: Side


def contradictions(index: Index, asked: Asked = EVERYTHING) -> tuple[Contradiction, ...]:
    """All of them, or those that name the things and metrics asked for: values by subject and metric, then verdicts."""
    return tuple(found for found in (*_values(index), *_verdicts(index)) if answers(found, asked))


def answers(found: Contradiction, asked: Asked) -> bool:
    """Whether it names the things and metrics asked for."""
    named = {thing.id for thing in (found.subject, found.other, *found.context) if thing}
    about = not asked.metrics or any(holds_words(found.metric, metric.name) for metric in asked.metrics)
    return about and all(not things.isdisjoint(named) for things in asked.things)


def _values(index: Index) -> Iterator[Contradiction]:
    """Claims of one subject, metric, scale, baseline and context by two papers, whose numbers cannot both be right.

    Without a context or a baseline nothing tells whether the two speak of the same, and they are left alone.
    """
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in index.knowledge.claims:
        scale, unit, _, _ = placed(claim)
        if scale != UNSCALED and (claim.context or claim.baseline):
            metric = metric_name(claim, index)
            groups[claim.subject, metric, scale, unit, claim.baseline, claim.context].append(claim)
    pairs = [pair for group in groups.values() for pair in combinations(group, 2) if _disagree(*pair)]
    yield from sorted((_of_values(row(one, index), row(other, index)) for one, other in pairs), key=_order)


def _order(found: Contradiction) -> tuple[str, str, str, str, str, str]:
    first, second = found.first, found.second
    return found.subject.name, found.metric, first.quote.paper.id, second.quote.paper.id, first.said, second.said


def _of_values(first: Row, second: Row) -> Contradiction:
    first, second = sorted((first, second), key=lambda one: (one.quote.paper.id, one.id))
    sides = [Side(f"{one.written} ({one.direction})", one.quote) for one in (first, second)]
    return Contradiction(first.subject, first.baseline, first.metric, first.context, sides[0], sides[1])


def _disagree(one: Claim, other: Claim) -> bool:
    """Whether two papers' numbers, widened by their rounding and their qualifiers, do not touch."""
    if one.evidence.paper == other.evidence.paper:
        return False
    (low, high), (least, most) = _range(one), _range(other)
    return high < least or most < low


def _range(claim: Claim) -> tuple[Decimal, Decimal]:
    """What the number allows: up to a half leaves open all changes between none and a half."""
    scale, _, least, most = placed(claim)
    assert least is not None and most is not None
    share = ABOUT if claim.qualifier in ROUGH else _rounding(claim.value)
    low, high = least - share * abs(least), most + share * abs(most)
    falls = scale != ABSOLUTE and claim.direction == DECREASE
    open_low = claim.qualifier in (OPEN_ABOVE if falls else OPEN_BELOW)
    open_high = claim.qualifier in (OPEN_BELOW if falls else OPEN_ABOVE)
    return Decimal("-Infinity") if open_low else low, Decimal("Infinity") if open_high else high


def _rounding(value: str) -> Decimal:
    """How much, as a share, the last written digits of a value leave open.

    >>> _rounding("2.5"), _rounding("10~20")
    (Decimal('0.02'), Decimal('0.05'))
    """
    numbers = [Decimal(number) for number in _NUMBER.findall(value.replace(",", ""))]
    shares = [Decimal((0, (5,), int(n.as_tuple().exponent) - 1)) / n for n in numbers if n]
    return max(shares, default=Decimal(0))


def _verdicts(index: Index) -> Iterator[Contradiction]:
    """Two things of which different papers say that each outperforms the other."""
    relation = index.ontology.role("win")
    wins = {(said.subject, said.object): said for said in index.said(relation)}
    label = index.ontology.relation(relation).label
    for (winner, beaten), statement in sorted(wins.items()):
        back = wins.get((beaten, winner))
        if winner < beaten and back is not None and (pair := _two_papers(statement, back, index)):
            one, other = index.thing(winner), index.thing(beaten)
            sides = Side(f"{one.name} {label} {other.name}", pair[0]), Side(f"{other.name} {label} {one.name}", pair[1])
            yield Contradiction(one, other, "", (), *sides)


def _two_papers(one: Statement, other: Statement, index: Index) -> tuple[Quote, Quote] | None:
    """The best words for each, from different papers."""
    pairs = [(a, b) for a in one.evidence for b in other.evidence if a.paper != b.paper]
    if not pairs:
        return None
    first, second = max(pairs, key=lambda pair: (pair[0].score + pair[1].score, pair[0].paper, pair[1].paper))
    return index.quote(first), index.quote(second)
