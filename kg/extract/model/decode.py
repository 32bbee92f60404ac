"""From probabilities to a graph: mentions that do not overlap, things, relations that the signatures allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.extract.model.names import name_key
from kg.extract.model.nodes import Floats, Graph, Node
from kg.extract.model.schema import Schema
from kg.extract.model.words import Ints, Page


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on something is taken: mentions by type, relations by relation, same things.

    A relation is judged by its probability times the scores of its ends to the power of `power`; `result` is for numbers,
    `context` for things on which a result holds.
    """

    mentions: tuple[float, ...]
    same: float
    relations: tuple[float, ...]
    power: float
    result: float = 0.5
    context: float = 0.5

    def to_json(self) -> dict[str, Any]:
        """The thresholds as values that JSON holds."""
        lists = {"mentions": list(self.mentions), "relations": list(self.relations)}
        return lists | {name: getattr(self, name) for name in ("same", "power", "result", "context")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Thresholds:
        """The inverse of to_json."""
        single = (float(data[name]) for name in ("power", "result", "context"))
        return cls(tuple(data["mentions"]), float(data["same"]), tuple(data["relations"]), *single)


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as decoded: its node, its score and the score of each of its mentions."""

    node: Node
    score: float
    mention_scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as decoded: indices of things from 1, 0 for the paper; `rank` is its score over its threshold."""

    head: int
    relation: int
    tail: int
    score: float
    rank: float


def decode_mentions(page: Page, spans: Ints, probabilities: Floats, thresholds: Thresholds) -> list[Thing]:
    """Things by name: the likeliest spans that do not overlap, joined where their name key is the same."""
    kinds = probabilities[:, 1:].argmax(1)
    scores = 1 - probabilities[:, 0]
    wanted = np.array(thresholds.mentions)[kinds]
    order = [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] > wanted[i]]
    taken = np.zeros(len(page.words), bool)
    groups: dict[str, list[int]] = {}
    for i in order:
        first, last = spans[i]
        key = name_key(page.surface(int(first), int(last)))
        if key and not taken[first : last + 1].any():
            taken[first : last + 1] = True
            groups.setdefault(key, []).append(i)
    things = [_thing(sorted(group), spans, probabilities, scores) for group in groups.values()]
    return sorted(things, key=lambda thing: thing.node.spans[0])


def _thing(group: list[int], spans: Ints, probabilities: Floats, scores: Floats) -> Thing:
    kind = int(probabilities[group, 1:].sum(0).argmax())
    places = tuple((int(spans[i][0]), int(spans[i][1])) for i in group)
    each = tuple(float(scores[i]) for i in group)
    return Thing(Node(kind, places), max(each), each)


def merge(things: Sequence[Thing], pairs: Ints, probabilities: Floats, threshold: float) -> list[Thing]:
    """Join things that are likely the same: likeliest pairs first, as long as the average over all pairs agrees."""
    likely = {(int(i), int(j)): float(p) for (i, j), p in zip(pairs, probabilities, strict=True)}
    group_of = list(range(len(things)))
    members = {i: [i] for i in group_of}
    for (i, j), probability in sorted(likely.items(), key=lambda item: (-item[1], item[0])):
        if probability < threshold:
            break
        a, b = group_of[i], group_of[j]
        if a == b:
            continue
        between = [likely.get((min(x, y), max(x, y)), 0.0) for x in members[a] for y in members[b]]
        if sum(between) / len(between) >= 0.8 * threshold:
            members[b] += members.pop(a)
            for x in members[b]:
                group_of[x] = b
    joined = [_join([things[i] for i in sorted(group)]) for group in members.values()]
    return sorted(joined, key=lambda thing: thing.node.spans[0])


def _join(things: Sequence[Thing]) -> Thing:
    places = sorted((span, score) for t in things for span, score in zip(t.node.spans, t.mention_scores, strict=True))
    node = Node(things[0].node.type, tuple(span for span, _ in places))
    return Thing(node, max(t.score for t in things), tuple(score for _, score in places))


def decode_relations(
    things: Sequence[Thing], graph: Graph, probabilities: Floats, schema: Schema, thresholds: Thresholds
) -> list[Link]:
    """Relations above their threshold, at most one for two things; only those that the signatures allow can win.

    What a contribution of the paper does is not said of the paper too.
    """
    if not len(graph.pairs):
        return []
    scores = np.array([1.0, *(thing.score for thing in things)]) ** thresholds.power
    heads, tails = graph.pairs[:, 0], graph.pairs[:, 1]
    legal = schema.allowed[graph.types[heads], graph.types[tails]]
    judged = np.where(legal, probabilities, 0.0) * (scores[heads] * scores[tails])[:, None]
    rank = judged / np.array(thresholds.relations)
    found = [Link(int(heads[p]), int(r), int(tails[p]), float(judged[p, r]), float(rank[p, r])) for p, r in np.argwhere(rank > 1)]
    taken: set[frozenset[int]] = set()
    kept = []
    for link in sorted(found, key=lambda link: (-link.rank, link.head, link.tail, link.relation)):
        ends = frozenset((link.head, link.tail))
        if ends not in taken:
            taken.add(ends)
            kept.append(link)
    own = {link.tail for link in kept if link.relation == schema.contribution}
    said = {(link.relation, link.tail) for link in kept if link.head in own}
    once = [link for link in kept if link.head or link.relation == schema.contribution or (link.relation, link.tail) not in said]
    return sorted(once, key=lambda link: (link.head, link.tail, link.relation))
