"""The numbers of one text as nodes, and their pairs with the things found in it, as arrays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.extract.model.nodes import DISTANCES, ORDERS, Floats, Node, bucket, sentence_bounds
from kg.extract.model.words import Ints, Page
from kg.extract.quantities import Quantity, find_quantities
from kg.extract.result_cues import ABSOLUTE, DECREASE, INCREASE

CLASSES = ("", INCREASE, DECREASE, ABSOLUTE)
"""What a number can be: no result, or one with this direction."""
ROLES = ("subject", "metric", "baseline", "context")
"""What a thing can be for a number: at most one each of the first three, for which the paper stands for itself or none."""
SUBJECT, METRIC, BASELINE, CONTEXT = range(4)
NUMBER_FEATURES = 7
NEAR_FEATURES = 4
_MENTIONS = 12
_BETWEEN = 60


@dataclass(frozen=True, slots=True)
class ResultSchema:
    """What results can hold: `roles` [role, type or paper] says who may play it; `metrics` are those that are no things."""

    roles: tuple[tuple[bool, ...], ...]
    metrics: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The schema as values that JSON holds."""
        return {"roles": [list(row) for row in self.roles], "metrics": list(self.metrics)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ResultSchema:
        """The inverse of to_json."""
        return cls(tuple(tuple(map(bool, row)) for row in data["roles"]), tuple(data["metrics"]))


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity with its first and last word."""

    first: int
    last: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers and their pairs with all nodes of a graph, the paper first: pair `i * nodes + j` is number i with node j.

    `pieces` [n, 2]; `features` [n, NUMBER_FEATURES]; `pairs` [n * nodes, 9]: number, node, pieces of the node's nearest
    mention (start, end), pieces between (1, 0 when none), distance, order, sentences apart; `near` [n * nodes, NEAR_FEATURES].
    """

    pieces: Ints
    features: Floats
    pairs: Ints
    near: Floats


def find_numbers(page: Page) -> tuple[Number, ...]:
    """The quantities of a text that the encoder reads, in order."""
    return tuple(_on_words(page, find_quantities(page.text)))


def _on_words(page: Page, quantities: Sequence[Quantity]) -> Iterator[Number]:
    for quantity in quantities:
        first, last = bisect_right(page.ends, quantity.span.start), bisect_left(page.starts, quantity.span.end) - 1
        if 0 <= first <= last < len(page.words):
            yield Number(first, last, quantity)


def number_arrays(page: Page, found: Sequence[Number], nodes: Sequence[Node]) -> Numbers:
    """The arrays of the numbers with these nodes."""
    bounds = sentence_bounds(page)
    taken = {word for node in nodes for first, last in node.spans for word in range(first, last + 1)}
    starts = sorted(first for node in nodes for first, _ in node.spans)
    others = [number.first for number in found]
    pairs: list[tuple[int, ...]] = []
    near: list[tuple[float, ...]] = []
    for i, number in enumerate(found):
        pairs.append((i, 0, *_with_paper(page, number, bounds)))
        near.append((0.0,) * NEAR_FEATURES)
        for j, node in enumerate(nodes, start=1):
            span = _nearest(page, number, node)
            pairs.append((i, j, *_with_node(page, number, span)))
            near.append(_between(page, number, span, (others, starts)))
    return Numbers(
        np.array([(page.first[n.first], page.last[n.last]) for n in found], np.int64).reshape(-1, 2),
        np.array([_features(page, n, taken) for n in found], np.float32).reshape(-1, NUMBER_FEATURES),
        np.array(pairs, np.int64).reshape(-1, 9),
        np.array(near, np.float32).reshape(-1, NEAR_FEATURES),
    )


def _features(page: Page, number: Number, taken: set[int]) -> tuple[float, ...]:
    quantity = number.quantity
    return (
        float(bool(quantity.unit)),
        float(len(quantity.numbers) > 1),
        float("." in quantity.value),
        float(bool(quantity.qualifier)),
        float(page.starts[number.first] < page.title_end),
        float(number.first in taken),
        float(number.first - 1 in taken),
    )


def _nearest(page: Page, number: Number, node: Node) -> tuple[int, int]:
    """The mention nearest to the number, before all in its sentence."""
    here = page.sentence[number.first]
    return min(node.spans[:_MENTIONS], key=lambda s: (abs(page.sentence[s[0]] - here), abs(s[0] - number.first)))


def _with_paper(page: Page, number: Number, bounds: Mapping[int, tuple[int, int]]) -> tuple[int, ...]:
    sentence = page.sentence[number.first]
    begin, end = bounds[sentence]
    return 0, 0, int(page.first[begin]), int(page.last[end]), min(DISTANCES - 1, sentence), ORDERS - 1, 0


def _with_node(page: Page, number: Number, span: tuple[int, int]) -> tuple[int, ...]:
    first, last = span
    begin, end = _gap(number, span)
    within = begin <= end < begin + _BETWEEN
    between = (int(page.first[begin]), int(page.last[end])) if within else (1, 0)
    apart = min(3, abs(page.sentence[first] - page.sentence[number.first]))
    pieces = int(page.first[first]), int(page.last[last])
    return *pieces, *between, bucket(abs(first - number.first)), int(first < number.first), apart


def _gap(number: Number, span: tuple[int, int]) -> tuple[int, int]:
    """The first and last word between a number and a mention; (1, 0) when they overlap."""
    first, last = span
    if last < number.first:
        return last + 1, number.first - 1
    return (number.last + 1, first - 1) if number.last < first else (1, 0)


def _between(page: Page, number: Number, span: tuple[int, int], starts: tuple[list[int], list[int]]) -> tuple[float, ...]:
    begin, end = _gap(number, span)
    numbers, mentions = (bisect_right(known, end) - bisect_left(known, begin) if begin <= end else 0 for known in starts)
    overlaps = span[0] <= number.last and number.first <= span[1]
    same = page.sentence[span[0]] == page.sentence[number.first]
    return min(numbers, 4) / 4, min(mentions, 6) / 6, float(overlaps), float(same)
