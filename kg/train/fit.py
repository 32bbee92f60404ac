"""Fitting a network to examples."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.model.schema import Schema
from kg.train.batch import (
    Example,
    GraphBatch,
    NumberBatch,
    SameBatch,
    Text,
    Vocabulary,
    graph_batch,
    number_batch,
    number_tensors,
    same_batch,
    span_batch,
    span_target_batch,
    text_batch,
    to_device,
)
from kg.train.net import Net
from kg.train.number_net import number_loss

TYPICAL = 14
"""Facts of a typical text: losses are sums over a text, divided by it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit: learning rates of encoder and heads, share of word pieces that are masked, texts a step."""

    epochs: int
    rate: float
    head_rate: float
    batch: int = 8
    masked: float = 0.12
    warm: float = 0.08
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """The tensors of one step."""

    text: Text
    spans: Tensor
    span_targets: Tensor
    span_weights: Tensor
    same: SameBatch
    same_targets: Tensor
    graph: GraphBatch
    relation_targets: Tensor
    introduced: Tensor
    legal: Tensor
    numbers: NumberBatch | None


def make_batch(examples: Sequence[Example], schema: Schema, vocabulary: Vocabulary) -> Batch:
    """Several examples as tensors, still in main memory."""
    text = text_batch([(e.ids, e.shapes, e.parts) for e in examples], vocabulary)
    length = text.ids.shape[1]
    targets, weights = span_target_batch(examples, 1 + len(schema.types))
    g = graph_batch([e.graph for e in examples], length)
    legal = torch.from_numpy(schema.allowed)[g.types[g.pairs[:, 0]], g.types[g.pairs[:, 1]]]
    stack = [
        torch.from_numpy(np.concatenate([getattr(e, name) for e in examples]).astype(np.float32))
        for name in ("same_targets", "relation_targets", "contribution_targets")
    ]
    return Batch(
        text, span_batch([e.spans for e in examples], length), targets, weights,
        same_batch([e.same for e in examples], length), stack[0], g, stack[1], stack[2], legal.float(),
        _numbers(examples, length, schema),
    )  # fmt: skip


def _numbers(examples: Sequence[Example], length: int, schema: Schema) -> NumberBatch | None:
    if schema.results is None or not any(len(e.numbers.pieces) for e in examples):
        return None
    batch = number_batch([e.numbers for e in examples], [e.graph for e in examples], length, schema.results)
    return replace(batch, targets=number_tensors([e.number_targets for e in examples]))


def loss_of(net: Net, batch: Batch, texts: int, device: str) -> Tensor:
    """Cross-entropy of spans, relations, contributions (0.3), same things (0.5) and numbers, by the facts of a typical text."""
    with torch.autocast("cuda", dtype=torch.bfloat16, enabled=device.startswith("cuda")):
        encoded = net.encode(batch.text)
    logits = net.spans(encoded[1], batch.spans).log_softmax(-1)
    loss = -((batch.span_targets * logits).sum(-1) * batch.span_weights).sum()
    of_graph = net.graph(encoded, batch.graph)
    relations, introduced = net.relations(encoded, of_graph, batch.graph), of_graph[1]
    bce = functional.binary_cross_entropy_with_logits
    if len(relations):
        loss = loss + (bce(relations, batch.relation_targets, reduction="none") * batch.legal).sum()
    of_nodes = bce(introduced, batch.introduced, reduction="none") * ~batch.graph.is_paper
    loss = loss + 0.3 * of_nodes.sum()
    if len(batch.same.pairs):
        loss = loss + 0.5 * bce(net.same(encoded[1], batch.same), batch.same_targets, reduction="sum")
    if batch.numbers:
        loss = loss + number_loss(net.results(encoded, of_graph, batch.graph, batch.numbers), batch.numbers)
    return loss / (texts * TYPICAL)


def fit(
    net: Net, examples: Sequence[Example], recipe: Recipe, *, schema: Schema, vocabulary: Vocabulary, device: str,
    report: Callable[[str], None] = lambda line: None,
) -> None:  # fmt: skip
    """Fit `net` in place, with AdamW and a learning rate that rises over `warm` of the steps and then falls to zero."""
    torch.manual_seed(recipe.seed)
    shuffled = random.Random(recipe.seed)  # noqa: S311
    optimizer = _optimizer(net, recipe, device)
    steps = recipe.epochs * math.ceil(len(examples) / recipe.batch)
    warm = max(1, int(recipe.warm * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / warm, (steps - s) / max(1, steps - warm)))
    net.train()
    for epoch in range(recipe.epochs):
        total = torch.zeros((), device=device)
        for size, batch in _ahead(_batches(examples, recipe.batch, shuffled), schema, vocabulary):
            moved = to_device(batch, device)
            assert isinstance(moved, Batch)
            loss = loss_of(net, _masked(moved, recipe.masked, vocabulary), size, device)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            total += loss.detach() * size
        report(f"epoch {epoch + 1} of {recipe.epochs}: loss {float(total) / len(examples):.4f}")
    net.eval()


def _optimizer(net: Net, recipe: Recipe, device: str) -> torch.optim.Optimizer:
    inside = [p for name, p in net.named_parameters() if name.startswith("encoder.")]
    heads = [p for name, p in net.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": inside, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=device.startswith("cuda"))


def _batches(examples: Sequence[Example], size: int, shuffled: random.Random) -> Iterator[list[Example]]:
    """Batches of texts of like length, in random order."""
    order = list(range(len(examples)))
    shuffled.shuffle(order)
    pools = [sorted(order[i : i + 32 * size], key=lambda k: len(examples[k].ids)) for i in range(0, len(order), 32 * size)]
    batches = [pool[i : i + size] for pool in pools for i in range(0, len(pool), size)]
    shuffled.shuffle(batches)
    for batch in batches:
        yield [examples[k] for k in batch]


def _ahead(batches: Iterator[list[Example]], schema: Schema, vocabulary: Vocabulary) -> Iterator[tuple[int, Batch]]:
    """The tensors of each batch, made in threads while the device works on the batch before."""
    with ThreadPoolExecutor(2) as pool:
        waiting = []
        for batch in batches:
            waiting.append((len(batch), pool.submit(make_batch, batch, schema, vocabulary)))
            if len(waiting) > 3:
                size, ready = waiting.pop(0)
                yield size, ready.result()
        for size, ready in waiting:
            yield size, ready.result()


def _masked(batch: Batch, share: float, vocabulary: Vocabulary) -> Batch:
    """The batch with a share of its word pieces hidden from the encoder."""
    text = batch.text
    hidden = (torch.rand(text.ids.shape, device=text.ids.device) < share) & (text.parts > 0)
    ids = torch.where(hidden, torch.full_like(text.ids, vocabulary.mask), text.ids)
    values = {name: getattr(batch, name) for name in Batch.__slots__}
    return Batch(**values | {"text": Text(ids, text.mask, text.shapes, text.parts)})
