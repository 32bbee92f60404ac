"""Reading one text with a model: encoder, mentions, things, relations, results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.extract.model.candidates import candidates
from kg.extract.model.decode import Link, Thing, Thresholds, decode_mentions, decode_relations, merge
from kg.extract.model.findings import Finding, decode_results, own_of
from kg.extract.model.heads import Encoded, Graphed, graphed, relation_probabilities, same_probabilities, span_probabilities
from kg.extract.model.nodes import Graph, graph, same_pairs
from kg.extract.model.number_heads import number_probabilities
from kg.extract.model.numbers import find_numbers, number_arrays
from kg.extract.model.weights import Model
from kg.extract.model.words import Page, read_page


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model finds in one text: things in order of the text, relations between them, results."""

    page: Page
    things: tuple[Thing, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def read_text(model: Model, title: str, abstract: str, thresholds: Thresholds | None = None) -> Reading:
    """Read title and abstract; `thresholds` replace those of the model."""
    chosen = thresholds or model.thresholds
    page = read_page(model.tokenizer, title, abstract)
    words = candidates(page, model.edges)
    if not len(words):
        return Reading(page, (), (), ())
    encoded = model.encode(page)
    first, last = words[:, 0], words[:, 1]
    pieces = np.stack([page.first[first], page.last[last], last - first], 1)
    names = decode_mentions(page, words, span_probabilities(model.heads, encoded, pieces), chosen)
    things = _merged(model, page, encoded, names, chosen)
    found = graph(page, [thing.node for thing in things], model.schema.allowed)
    nodes = graphed(model.heads, encoded, found, model.schema.contribution)
    links = _links(model, encoded, (nodes, found), things, chosen)
    return Reading(page, tuple(things), tuple(links), tuple(_findings(model, page, encoded, nodes, (things, links, chosen))))


def _merged(model: Model, page: Page, encoded: Encoded, names: Sequence[Thing], chosen: Thresholds) -> list[Thing]:
    pairs = same_pairs(page, [name.node for name in names])
    if not len(pairs.pairs):
        return list(names)
    return merge(names, pairs.pairs, same_probabilities(model.heads, encoded, pairs), chosen.same)


def _links(model: Model, encoded: Encoded, of: tuple[Graphed, Graph], things: Sequence[Thing], chosen: Thresholds) -> list[Link]:
    nodes, found = of
    if not len(found.pairs):
        return []
    probabilities = relation_probabilities(model.heads, encoded, nodes, found)
    return decode_relations(things, found, probabilities, model.schema, chosen)


def _findings(
    model: Model, page: Page, encoded: Encoded, nodes: Graphed, read: tuple[Sequence[Thing], Sequence[Link], Thresholds]
) -> list[Finding]:
    things, links, chosen = read
    results = model.schema.results
    numbers = find_numbers(page) if results else ()
    if results is None or not numbers:
        return []
    arrays = number_arrays(page, numbers, [thing.node for thing in things])
    judged = number_probabilities(model.heads, encoded, nodes, arrays, (results, chosen.result))
    return decode_results(numbers, judged, own_of(links, model.schema.contribution), results, chosen)
