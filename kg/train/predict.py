"""Reading many texts with one network or several together, on any device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from kg.extract.model.decode import Link, Thing, Thresholds, decode_mentions, decode_relations, merge
from kg.extract.model.findings import Finding, Judgement, decode_results, own_of
from kg.extract.model.nodes import Floats, Graph, SamePairs, graph, same_pairs
from kg.extract.model.numbers import CLASSES, ROLES, Numbers, number_arrays
from kg.extract.model.schema import Schema
from kg.train.batch import NumberBatch, Vocabulary, graph_batch, number_batch, same_batch, span_batch, text_batch, to_device
from kg.train.gold import Prepared
from kg.train.net import Net
from kg.train.number_net import role_probabilities

Encoded = tuple[Tensor, Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Networks of one schema whose probabilities are averaged."""

    nets: tuple[Net, ...]
    schema: Schema
    vocabulary: Vocabulary
    device: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Some texts after the encoders, with the probabilities of their spans; the later steps go on from here."""

    prepared: tuple[Prepared, ...]
    encoded: tuple[Encoded, ...]
    length: int
    spans: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found in one text, with the probabilities behind it (contribution: by node)."""

    prepared: Prepared
    spans: Floats
    names: tuple[Thing, ...]
    same: SamePairs
    same_probabilities: Floats
    things: tuple[Thing, ...]
    graph: Graph
    relations: Floats
    contribution: Floats
    numbers: Numbers
    judgement: Judgement


@torch.no_grad()
def look(ensemble: Ensemble, prepared: Sequence[Prepared]) -> Seen:
    """Encode some texts and judge their spans."""
    text = to_device(text_batch([p.input for p in prepared], ensemble.vocabulary), ensemble.device)
    length = text.ids.shape[1]  # type: ignore[attr-defined]
    with torch.autocast("cuda", dtype=torch.bfloat16, enabled=ensemble.device.startswith("cuda")):
        encoded = tuple(net.encode(text) for net in ensemble.nets)  # type: ignore[arg-type]
    spans = span_batch([p.pieces for p in prepared], length).to(ensemble.device)
    total = sum(net.spans(e[1], spans).softmax(-1) for net, e in zip(ensemble.nets, encoded, strict=True))
    return Seen(tuple(prepared), encoded, length, tuple(_split(total / len(encoded), [len(p.pieces) for p in prepared])))


@torch.no_grad()
def judge(ensemble: Ensemble, seen: Seen, thresholds: Thresholds) -> list[Judged]:
    """Go on to things and the probabilities of their relations."""
    names = [decode_mentions(p.page, p.words, s, thresholds) for p, s in zip(seen.prepared, seen.spans, strict=True)]
    same = [same_pairs(p.page, [t.node for t in things]) for p, things in zip(seen.prepared, names, strict=True)]
    alike = _same(ensemble, seen, same)
    things = [merge(found, pairs.pairs, likely, thresholds.same) for found, pairs, likely in zip(names, same, alike, strict=True)]
    graphs = [
        graph(p.page, [t.node for t in found], ensemble.schema.allowed) for p, found in zip(seen.prepared, things, strict=True)
    ]
    numbers = [
        number_arrays(p.page, p.numbers if ensemble.schema.results else (), [t.node for t in found])
        for p, found in zip(seen.prepared, things, strict=True)
    ]
    relations, contribution, judgements = _relations(ensemble, seen, graphs, numbers)
    return [
        Judged(seen.prepared[i], seen.spans[i], tuple(names[i]), same[i], alike[i], tuple(things[i]), graphs[i],
               relations[i], contribution[i], numbers[i], judgements[i])
        for i in range(len(seen.prepared))
    ]  # fmt: skip


def links(judged: Judged, schema: Schema, thresholds: Thresholds) -> list[Link]:
    """The relations of one text."""
    return decode_relations(judged.things, judged.graph, judged.relations, schema, thresholds)


def findings(judged: Judged, own: Sequence[Link], schema: Schema, thresholds: Thresholds) -> list[Finding]:
    """The results of one text; `own` are its links."""
    if schema.results is None:
        return []
    introduced = own_of(own, schema.contribution)
    return decode_results(judged.prepared.numbers, judged.judgement, introduced, schema.results, thresholds)


def in_batches(prepared: Sequence[Prepared], size: int) -> Iterator[list[Prepared]]:
    """The texts in the order given, `size` at a time."""
    for i in range(0, len(prepared), size):
        yield list(prepared[i : i + size])


def _same(ensemble: Ensemble, seen: Seen, same: Sequence[SamePairs]) -> list[Floats]:
    sizes = [len(s.pairs) for s in same]
    if not sum(sizes):
        return [np.zeros(0, np.float32) for _ in same]
    batch = to_device(same_batch(same, seen.length), ensemble.device)
    each = [net.same(e[1], batch).sigmoid() for net, e in zip(ensemble.nets, seen.encoded, strict=True)]  # type: ignore[arg-type]
    return _split(torch.stack(each).mean(0), sizes)


def _relations(
    ensemble: Ensemble, seen: Seen, graphs: Sequence[Graph], numbers: Sequence[Numbers]
) -> tuple[list[Floats], list[Floats], list[Judgement]]:
    batch = to_device(graph_batch(graphs, seen.length), ensemble.device)
    relations, introduced, results = [], [], []
    of_numbers = _number_batch(ensemble, seen, graphs, numbers)
    for net, encoded in zip(ensemble.nets, seen.encoded, strict=True):
        of_graph = net.graph(encoded, batch)  # type: ignore[arg-type]
        relations.append(net.relations(encoded, of_graph, batch).sigmoid())  # type: ignore[arg-type]
        introduced.append(of_graph[1].sigmoid())
        if of_numbers:
            kinds, metrics, roles = net.results(encoded, of_graph, batch, of_numbers)  # type: ignore[arg-type]
            results.append((kinds.softmax(1), metrics.softmax(1), role_probabilities(roles, of_numbers)))
    sizes = [len(g.pairs) for g in graphs], [len(g.types) for g in graphs]
    judgements = [_no_numbers(ensemble.schema) for _ in graphs]
    if results:
        kinds, metrics, roles = (torch.stack(part).mean(0) for part in zip(*results, strict=True))
        counts, pairs = [len(n.pieces) for n in numbers], [len(n.pairs) for n in numbers]
        split = zip(_split(kinds, counts), _split(metrics, counts), _split(roles, pairs), graphs, strict=True)
        judgements = [Judgement(k, m, r.reshape(len(k), len(g.types), len(ROLES))) for k, m, r, g in split]
    return _split(torch.stack(relations).mean(0), sizes[0]), _split(torch.stack(introduced).mean(0), sizes[1]), judgements


def _number_batch(ensemble: Ensemble, seen: Seen, graphs: Sequence[Graph], numbers: Sequence[Numbers]) -> NumberBatch | None:
    if ensemble.schema.results is None or not any(len(n.pieces) for n in numbers):
        return None
    batch = to_device(number_batch(numbers, graphs, seen.length, ensemble.schema.results), ensemble.device)
    assert isinstance(batch, NumberBatch)
    return batch


def _no_numbers(schema: Schema) -> Judgement:
    metrics = 1 + len(schema.results.metrics) if schema.results else 1
    return Judgement(*(np.zeros((0, *rest), np.float32) for rest in ((len(CLASSES),), (metrics,), (1, len(ROLES)))))


def _split(values: Tensor | float, sizes: Sequence[int]) -> list[Floats]:
    assert isinstance(values, Tensor)
    array = values.float().cpu().numpy()
    return np.split(array, np.cumsum(sizes)[:-1])
