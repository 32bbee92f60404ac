"""Things of one text as nodes, and the pairs of them that the model judges, as arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.model.names import LIKENESS, likeness, name_key
from kg.extract.model.words import Ints, Page

Floats = NDArray[np.float32]

SAME_FEATURES = LIKENESS + 2
NODE_FEATURES = 4
DISTANCES, ORDERS, SENTENCES = 12, 3, 8
_MENTIONS, _NAMES, _BETWEEN = 12, 6, 60


@dataclass(frozen=True, slots=True)
class Node:
    """A thing: its type index and its mentions as (first word, last word), in order of the text."""

    type: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of all nodes in one list: `node` they belong to, first and last piece. Node 0 is the paper in a Graph."""

    node: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class SamePairs:
    """Pairs of nodes of one type that may be one thing: `pairs` [n, 2], `features` [n, SAME_FEATURES]."""

    mentions: Mentions
    count: int
    pairs: Ints
    features: Floats


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes (the paper first) and ordered pairs that could be related.

    `pairs` [n, 11]: head, tail, pieces of the two nearest mentions (start, end, start, end), pieces between them
    (1, 0 when none), distance, order, sentences apart; `likeness` [n, LIKENESS]; `features` [nodes, NODE_FEATURES].
    """

    types: Ints
    mentions: Mentions
    features: Floats
    pairs: Ints
    likeness: Floats


def by_name(page: Page, mentions: Sequence[tuple[int, int, int]]) -> tuple[list[Node], list[list[int]]]:
    """Nodes of mentions (type, first, last) that share type and name key, and the indices of their mentions."""
    groups: dict[tuple[int, str], list[int]] = {}
    for i, (kind, first, last) in enumerate(mentions):
        groups.setdefault((kind, name_key(page.surface(first, last))), []).append(i)
    members = list(groups.values())
    nodes = [Node(mentions[group[0]][0], tuple(mentions[i][1:] for i in group)) for group in members]
    return nodes, members


def same_pairs(page: Page, nodes: Sequence[Node]) -> SamePairs:
    """All pairs of nodes of one type."""
    names = [_names(page, node)[:3] for node in nodes]
    pairs, features = [], []
    for i, left in enumerate(nodes):
        for j in range(i + 1, len(nodes)):
            right = nodes[j]
            if left.type != right.type:
                continue
            pairs.append((i, j))
            alike = np.maximum(likeness(names[i], names[j]), likeness(names[j], names[i]))
            gap = min(abs(a - c) for a, _ in left.spans[:8] for c, _ in right.spans[:8])
            features.append([*alike, _in_brackets(page, left, right), min(gap, 100) / 100])
    return SamePairs(
        _mentions(page, nodes, 0, 8),
        len(nodes),
        np.array(pairs, np.int64).reshape(-1, 2),
        np.array(features, np.float32).reshape(-1, SAME_FEATURES),
    )


def graph(page: Page, nodes: Sequence[Node], allowed: NDArray[np.bool_]) -> Graph:
    """The graph whose pairs are those for which `allowed` [type or paper, type, relation] holds some relation."""
    paper = allowed.shape[0] - 1
    types = [paper, *(node.type for node in nodes)]
    possible: NDArray[np.bool_] = np.logical_or.reduce(allowed, axis=2)
    names = [(), *(_names(page, node)[:_NAMES] for node in nodes)]
    bounds = sentence_bounds(page)
    pairs, alike = [], []
    for i in range(len(types)):
        for j in range(1, len(types)):
            if i == j or not possible[types[i], types[j]]:
                continue
            pairs.append(_paper_pair(page, j, nodes[j - 1], bounds) if i == 0 else _pair(page, (i, j), nodes))
            alike.append(likeness(names[i], names[j]) if i else np.zeros(LIKENESS, np.float32))
    features = [[0.0] * NODE_FEATURES, *(_node_features(page, node) for node in nodes)]
    return Graph(
        np.array(types, np.int64),
        _mentions(page, nodes, 1, _MENTIONS),
        np.array(features, np.float32),
        np.array(pairs, np.int64).reshape(-1, 11),
        np.array(alike, np.float32).reshape(-1, LIKENESS),
    )


def _names(page: Page, node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(page.surface(*span) for span in node.spans))


def _mentions(page: Page, nodes: Sequence[Node], offset: int, most: int) -> Mentions:
    """Up to `most` mentions a node. With an offset, the paper stands first, for it the mark that opens the text."""
    listed = [(number + offset, *span) for number, node in enumerate(nodes) for span in node.spans[:most]]
    node = [0] * offset + [number for number, _, _ in listed]
    start = [0] * offset + [int(page.first[first]) for _, first, _ in listed]
    end = [0] * offset + [int(page.last[last]) for _, _, last in listed]
    return Mentions(np.array(node, np.int64), np.array(start, np.int64), np.array(end, np.int64))


def _in_brackets(page: Page, left: Node, right: Node) -> bool:
    """Whether a mention of one stands in brackets behind a mention of the other."""
    both = ((left, right), (right, left))
    return any(
        b + 1 < len(page.words) and c == b + 2 and page.words[b + 1] == "("
        for x, y in both
        for _, b in x.spans
        for c, _ in y.spans
    )


def _node_features(page: Page, node: Node) -> list[float]:
    in_title = any(page.starts[first] < page.title_end for first, _ in node.spans)
    capital = any(page.words[first][:1].isupper() for first, _ in node.spans)
    return [float(in_title), min(len(node.spans), 6) / 6, node.spans[0][0] / max(1, len(page.words)), float(capital)]


def sentence_bounds(page: Page) -> dict[int, tuple[int, int]]:
    """First and last word of each sentence."""
    bounds: dict[int, tuple[int, int]] = {}
    for word, number in enumerate(page.sentence):
        bounds[number] = (bounds.get(number, (word, word))[0], word)
    return bounds


def _paper_pair(page: Page, tail: int, node: Node, bounds: dict[int, tuple[int, int]]) -> tuple[int, ...]:
    """The paper with a node: its first mention in the abstract, and the sentence around that."""
    first, last = next((span for span in node.spans if page.starts[span[0]] >= page.title_end), node.spans[0])
    number = page.sentence[first]
    begin, end = bounds[number]
    pieces = (int(page.first[first]), int(page.last[last]), int(page.first[begin]), int(page.last[end]))
    return 0, tail, 0, 0, *pieces, min(DISTANCES - 1, number), ORDERS - 1, 0


def _pair(page: Page, ends: tuple[int, int], nodes: Sequence[Node]) -> tuple[int, ...]:
    head, tail = nodes[ends[0] - 1], nodes[ends[1] - 1]
    number = page.sentence
    (a, b), (c, d) = min(
        ((x, y) for x in head.spans[:_MENTIONS] for y in tail.spans[:_MENTIONS]),
        key=lambda two: (abs(number[two[0][0]] - number[two[1][0]]), abs(two[0][0] - two[1][0])),
    )
    begin, end = (b + 1, c - 1) if b < c else (d + 1, a - 1) if d < a else (1, 0)
    near = begin <= end < begin + _BETWEEN
    between = (int(page.first[begin]), int(page.last[end])) if near else (1, 0)
    common = len({number[x] for x, _ in head.spans} & {number[x] for x, _ in tail.spans})
    apart = min(3, abs(number[a] - number[c])) + 4 * (common > 1)
    pieces = (int(page.first[a]), int(page.last[b]), int(page.first[c]), int(page.last[d]))
    return *ends, *pieces, *between, bucket(abs(a - c)), int(a < c), apart


def bucket(words: int) -> int:
    """A distance in words as one of DISTANCES: exact when near, logarithmic when far."""
    return words if words < 4 else min(DISTANCES - 1, 4 + int(math.log2(words / 4) * 1.5))
