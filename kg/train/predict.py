"""Reading many texts with one network or several together, on any device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from kg.extract.model.decode import Link, Thing, Thresholds, decode_mentions, decode_relations, merge
from kg.extract.model.nodes import Floats, Graph, SamePairs, graph, same_pairs
from kg.extract.model.schema import Schema
from kg.train.batch import Vocabulary, graph_batch, same_batch, span_batch, text_batch, to_device
from kg.train.gold import Prepared
from kg.train.net import Net

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


@torch.no_grad()
def look(ensemble: Ensemble, prepared: Sequence[Prepared]) -> Seen:
    """Encode some texts and judge their spans."""
    text = to_device(text_batch([p.input for p in prepared], ensemble.vocabulary), ensemble.device)
    length = text.ids.shape[1]  # type: ignore[attr-defined]
    with torch.autocast("cuda", dtype=torch.bfloat16, enabled=ensemble.device == "cuda"):
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
    relations, contribution = _relations(ensemble, seen, graphs)
    return [
        Judged(seen.prepared[i], seen.spans[i], tuple(names[i]), same[i], alike[i], tuple(things[i]), graphs[i],
               relations[i], contribution[i])
        for i in range(len(seen.prepared))
    ]  # fmt: skip


def links(judged: Judged, schema: Schema, thresholds: Thresholds) -> list[Link]:
    """The relations of one text."""
    return decode_relations(judged.things, judged.graph, judged.relations, schema, thresholds)


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


def _relations(ensemble: Ensemble, seen: Seen, graphs: Sequence[Graph]) -> tuple[list[Floats], list[Floats]]:
    batch = to_device(graph_batch(graphs, seen.length), ensemble.device)
    both = [net.relations(e, batch) for net, e in zip(ensemble.nets, seen.encoded, strict=True)]  # type: ignore[arg-type]
    relations = sum(r.sigmoid() for r, _ in both) / len(both)
    introduced = sum(i.sigmoid() for _, i in both) / len(both)
    sizes = [len(g.pairs) for g in graphs], [len(g.types) for g in graphs]
    return _split(relations, sizes[0]), _split(introduced, sizes[1])


def _split(values: Tensor | float, sizes: Sequence[int]) -> list[Floats]:
    assert isinstance(values, Tensor)
    array = values.float().cpu().numpy()
    return np.split(array, np.cumsum(sizes)[:-1])
