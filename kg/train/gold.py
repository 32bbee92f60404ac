"""Annotated papers as examples."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from kg.extract.model.candidates import Edges, candidates
from kg.extract.model.names import name_key
from kg.extract.model.nodes import Graph, Node, graph, same_pairs
from kg.extract.model.numbers import Number, find_numbers
from kg.extract.model.schema import Schema
from kg.extract.model.words import WORD, Ints, Page, read_page
from kg.records import PAPER
from kg.train.batch import Example, SpanTargets
from kg.train.gold_numbers import number_example

PaperJson = Mapping[str, Any]
"""A paper in the format of `kg extract`."""
FREQUENT = 12


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with its numbers and candidate spans: `words` [n, 2] first and last word, `pieces` [n, 3] as in Example.spans."""

    page: Page
    words: Ints
    pieces: Ints
    numbers: tuple[Number, ...]

    @property
    def input(self) -> tuple[Ints, Ints, Ints]:
        """What the encoder reads."""
        return self.page.ids, self.page.shapes, self.page.parts


@dataclass(frozen=True, slots=True)
class Place:
    """An annotated mention: first and last word, index of its entity."""

    first: int
    last: int
    entity: int


def edges(papers: Iterable[PaperJson]) -> Edges:
    """The words that occur FREQUENT times or more and never begin or end an annotated mention."""
    seen: Counter[str] = Counter()
    begins: set[str] = set()
    ends: set[str] = set()
    for paper in papers:
        seen.update(WORD.findall(f"{paper['title']} {paper['abstract']}".lower()))
        for entity in paper["entities"]:
            for mention in entity["mentions"]:
                words = WORD.findall(mention.lower())
                begins.add(words[0])
                ends.add(words[-1])
    often = {word for word, count in seen.items() if count >= FREQUENT}
    return Edges(frozenset(often - begins), frozenset(often - ends))


def prepare(tokenizer: Tokenizer, edge_words: Edges, title: str, abstract: str) -> Prepared:
    """A text with its candidates."""
    page = read_page(tokenizer, title, abstract)
    words = candidates(page, edge_words)
    first, last = words[:, 0], words[:, 1]
    pieces = np.stack([page.first[first], page.last[last], last - first], 1) if len(words) else np.zeros((0, 3), np.int64)
    return Prepared(page, words, pieces, find_numbers(page))


def example(prepared: Prepared, paper: PaperJson, schema: Schema) -> Example:
    """The example of an annotated paper."""
    page, entities = prepared.page, paper["entities"]
    kinds = [schema.types.index(entity["type"]) for entity in entities]
    places, nested = find_places(page, entities)
    spans: list[list[tuple[int, int]]] = [[] for _ in entities]
    for place in sorted(places, key=lambda p: (p.first, p.last)):
        spans[place.entity].append((place.first, place.last))
    kept = [k for k in range(len(entities)) if spans[k]]
    nodes = [Node(kinds[k], tuple(spans[k])) for k in kept]
    index = {entities[k]["id"]: i + 1 for i, k in enumerate(kept)} | {PAPER: 0}
    g = graph(page, nodes, schema.allowed)
    facts = [(index.get(r["head"]), schema.relations.index(r["rel"]), index.get(r["tail"])) for r in paper["relations"]]
    targets, introduced = _relation_targets(g, facts, schema)
    names, owners = _names(page, places, kinds)
    same = same_pairs(page, names)
    same_targets = np.array([owners[i] == owners[j] for i, j in same.pairs], np.float32)
    span_targets = _span_targets(prepared, places, nested, kinds, len(schema.types))
    numbers, number_targets = number_example(page, (prepared.numbers, nodes), paper, index, schema)
    return Example(
        *prepared.input, prepared.pieces, span_targets, same, same_targets, g, targets, introduced, numbers, number_targets
    )


def find_places(page: Page, entities: Sequence[PaperJson]) -> tuple[list[Place], list[Place]]:
    """The mentions of the entities in the text, the longest first; apart, those that lie within others.

    An entity that has only nested mentions keeps them.
    """
    found: dict[tuple[int, int], int] = {}
    for number, entity in enumerate(entities):
        for mention in entity["mentions"]:
            for start, end in _occurrences(page.text, mention):
                first, last = bisect_right(page.ends, start), bisect_left(page.starts, end) - 1
                if 0 <= first <= last < len(page.words):
                    found.setdefault((first, last), number)
    places: list[Place] = []
    nested: list[Place] = []
    for (first, last), number in sorted(found.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        free = all(last < place.first or first > place.last for place in places)
        (places if free else nested).append(Place(first, last, number))
    have = {place.entity for place in places}
    return places + [place for place in nested if place.entity not in have], nested


def _occurrences(text: str, mention: str) -> Iterator[tuple[int, int]]:
    """Where a surface form stands as words of its own; a plural s may follow."""
    for match in re.finditer(re.escape(mention), text):
        start, end = match.span()
        before = start > 0 and text[start - 1].isalnum() and mention[0].isalnum()
        after = end < len(text) and text[end].isalnum() and mention[-1].isalnum() and text[end] != "s"
        if not before and not after:
            yield start, end


def _names(page: Page, places: Sequence[Place], kinds: Sequence[int]) -> tuple[list[Node], list[int]]:
    """The annotated names as nodes, each with its entity."""
    groups: dict[tuple[int, str], list[Place]] = {}
    for place in places:
        groups.setdefault((kinds[place.entity], name_key(page.surface(place.first, place.last))), []).append(place)
    nodes = [Node(kind, tuple((p.first, p.last) for p in group)) for (kind, _), group in groups.items()]
    return nodes, [group[0].entity for group in groups.values()]


def _span_targets(
    prepared: Prepared, places: Sequence[Place], nested: Sequence[Place], kinds: Sequence[int], types: int
) -> SpanTargets:
    where = {(int(first), int(last)): i for i, (first, last) in enumerate(prepared.words)}
    known = {where[p.first, p.last]: 1 + kinds[p.entity] for p in places if (p.first, p.last) in where}
    ignored = [where[p.first, p.last] for p in nested if (p.first, p.last) in where]
    target = np.zeros((len(known), 1 + types), np.float32)
    target[np.arange(len(known)), list(known.values())] = 1
    return SpanTargets(np.array(list(known), np.int64), target, np.array([i for i in ignored if i not in known], np.int64))


def _relation_targets(
    g: Graph, facts: Sequence[tuple[int | None, int, int | None]], schema: Schema
) -> tuple[np.ndarray[Any, np.dtype[np.float32]], np.ndarray[Any, np.dtype[np.float32]]]:
    row = {(int(h), int(t)): i for i, (h, t) in enumerate(g.pairs[:, :2])}
    targets = np.zeros((len(g.pairs), len(schema.relations)), np.float32)
    introduced = np.zeros(len(g.types), np.float32)
    for head, relation, tail in facts:
        if head is None or tail is None:
            continue
        if (head, tail) in row:
            targets[row[head, tail], relation] = 1
        if head == 0 and relation == schema.contribution:
            introduced[tail] = 1
    return targets, introduced
