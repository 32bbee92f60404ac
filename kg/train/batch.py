"""Examples: one text with its targets as arrays, and several of them as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from kg.extract.model.nodes import Floats, Graph, Mentions, SamePairs
from kg.extract.model.numbers import ROLES, Numbers, ResultSchema
from kg.extract.model.words import Ints


@dataclass(frozen=True, slots=True)
class SpanTargets:
    """What candidate spans are: `index` and `target` [n, 1 + types] of those that are not surely nothing; `ignored`."""

    index: Ints
    target: Floats
    ignored: Ints


@dataclass(frozen=True, slots=True)
class NumberTargets:
    """What numbers are: `kinds` [n, CLASSES], `metrics` [n, 1 + metrics], `roles` [pairs, ROLES] with `weights` [n, ROLES]."""

    kinds: Floats
    metrics: Floats
    roles: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Example:
    """A text for training. `spans` [n, 3]: first piece, last piece, words less one. Targets are probabilities."""

    ids: Ints
    shapes: Ints
    parts: Ints
    spans: Ints
    span_targets: SpanTargets
    same: SamePairs
    same_targets: Floats
    graph: Graph
    relation_targets: Floats
    contribution_targets: Floats
    numbers: Numbers
    number_targets: NumberTargets


@dataclass(frozen=True, slots=True)
class Text:
    """The encoder's input for several texts, padded to one length."""

    ids: Tensor
    mask: Tensor
    shapes: Tensor
    parts: Tensor


@dataclass(frozen=True, slots=True)
class MentionBatch:
    """Mentions of `count` nodes; pieces are indices into batch x length."""

    node: Tensor
    start: Tensor
    end: Tensor
    count: int


@dataclass(frozen=True, slots=True)
class GraphBatch:
    """The graphs of several texts as one. `text` is each node's text, `slot` a pair's place among those of its text."""

    mentions: MentionBatch
    types: Tensor
    features: Tensor
    text: Tensor
    is_paper: Tensor
    pairs: Tensor
    likeness: Tensor
    slot: Tensor
    slots: int


@dataclass(frozen=True, slots=True)
class SameBatch:
    """The same-thing pairs of several texts as one."""

    mentions: MentionBatch
    pairs: Tensor
    features: Tensor


@dataclass(frozen=True, slots=True)
class NumberTensors:
    """NumberTargets of several texts."""

    kinds: Tensor
    metrics: Tensor
    roles: Tensor
    weights: Tensor


@dataclass(frozen=True, slots=True)
class NumberBatch:
    """The numbers of several texts as one. `text` and `slot` [pairs] as in GraphBatch; `legal` [pairs, ROLES]."""

    start: Tensor
    end: Tensor
    features: Tensor
    pairs: Tensor
    near: Tensor
    legal: Tensor
    text: Tensor
    slot: Tensor
    slots: int
    targets: NumberTensors | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How the ids of the shipped tokenizer become those of another encoder of the same pieces."""

    shift: int = 0
    pad: int = 0
    mask: int = 103
    special: tuple[tuple[int, int], ...] = ()

    def of(self, ids: Tensor) -> Tensor:
        """The ids in this vocabulary."""
        moved = ids + self.shift
        for old, new in self.special:
            moved = torch.where(ids == old, torch.full_like(ids, new), moved)
        return moved


def text_batch(items: Sequence[tuple[Ints, Ints, Ints]], vocabulary: Vocabulary) -> Text:
    """Several (ids, shapes, parts), padded to the longest, and to whole eights, which devices like."""
    length = -(-max(len(ids) for ids, _, _ in items) // 8) * 8
    arrays = np.zeros((4, len(items), length), np.int64)
    for row, (pieces, of_words, of_parts) in enumerate(items):
        for i, values in enumerate((pieces, np.ones_like(pieces), of_words, of_parts)):
            arrays[i, row, : len(pieces)] = values
    ids, mask, shapes, parts = torch.from_numpy(arrays).unbind(0)
    return Text(vocabulary.of(ids), mask, shapes, parts)


def span_batch(spans: Sequence[Ints], length: int) -> Tensor:
    """The spans of several texts as one list, pieces as indices into batch x length."""
    return torch.from_numpy(np.concatenate([s + np.array([row * length, row * length, 0]) for row, s in enumerate(spans)]))


def _mention_batch(items: Sequence[Mentions], counts: Sequence[int], length: int) -> MentionBatch:
    offsets = np.cumsum([0, *counts])
    node = np.concatenate([m.node + offsets[row] for row, m in enumerate(items)])
    start = np.concatenate([m.start + row * length for row, m in enumerate(items)])
    end = np.concatenate([m.end + row * length for row, m in enumerate(items)])
    node_, start_, end_ = (torch.from_numpy(a.astype(np.int64)) for a in (node, start, end))
    return MentionBatch(node_, start_, end_, int(offsets[-1]))


def graph_batch(graphs: Sequence[Graph], length: int) -> GraphBatch:
    """Several graphs as one."""
    counts = [len(g.types) for g in graphs]
    sizes = [len(g.pairs) for g in graphs]
    offsets = np.cumsum([0, *counts])
    shift = np.zeros(11, np.int64)
    pairs = []
    for row, g in enumerate(graphs):
        shift[:2], shift[2:8] = offsets[row], row * length
        pairs.append(g.pairs + shift)
    return GraphBatch(
        mentions=_mention_batch([g.mentions for g in graphs], counts, length),
        types=torch.from_numpy(np.concatenate([g.types for g in graphs])),
        features=torch.from_numpy(np.concatenate([g.features for g in graphs])),
        text=torch.from_numpy(np.repeat(np.arange(len(graphs)), counts)),
        is_paper=torch.from_numpy(np.concatenate([np.arange(c) == 0 for c in counts])),
        pairs=torch.from_numpy(np.concatenate(pairs)),
        likeness=torch.from_numpy(np.concatenate([g.likeness for g in graphs])),
        slot=torch.from_numpy(np.concatenate([np.arange(s) for s in sizes])),
        slots=max(1, *sizes),
    )


def same_batch(items: Sequence[SamePairs], length: int) -> SameBatch:
    """Several lists of same-thing pairs as one."""
    offsets = np.cumsum([0, *(s.count for s in items)])
    pairs = torch.from_numpy(np.concatenate([s.pairs + offsets[row] for row, s in enumerate(items)]))
    features = torch.from_numpy(np.concatenate([s.features for s in items]))
    return SameBatch(_mention_batch([s.mentions for s in items], [s.count for s in items], length), pairs, features)


def number_batch(items: Sequence[Numbers], graphs: Sequence[Graph], length: int, schema: ResultSchema) -> NumberBatch:
    """Several lists of numbers, each with its graph, as one; without targets."""
    counts, nodes = [len(n.pieces) for n in items], [len(g.types) for g in graphs]
    sizes = [len(n.pairs) for n in items]
    ahead, before = np.cumsum([0, *counts]), np.cumsum([0, *nodes])
    shift = np.zeros(9, np.int64)
    pairs, pieces, legal = [], [], []
    roles = np.array(schema.roles, np.float32).T
    for row, (n, g) in enumerate(zip(items, graphs, strict=True)):
        shift[0], shift[1], shift[2:6] = ahead[row], before[row], row * length
        pairs.append(n.pairs + shift)
        pieces.append(n.pieces + row * length)
        legal.append(roles[g.types[n.pairs[:, 1]]].reshape(-1, len(ROLES)))
    start, end = torch.from_numpy(np.concatenate(pieces)).unbind(1)
    return NumberBatch(
        start, end, torch.from_numpy(np.concatenate([n.features for n in items])), torch.from_numpy(np.concatenate(pairs)),
        torch.from_numpy(np.concatenate([n.near for n in items])), torch.from_numpy(np.concatenate(legal)),
        torch.from_numpy(np.repeat(np.arange(len(items)), sizes)),
        torch.from_numpy(np.concatenate([np.arange(s) for s in sizes])), max(1, *sizes), None,
    )  # fmt: skip


def number_tensors(items: Sequence[NumberTargets]) -> NumberTensors:
    """The targets of several texts as one."""
    names = ("kinds", "metrics", "roles", "weights")
    return NumberTensors(*(torch.from_numpy(np.concatenate([getattr(t, n) for t in items]).astype(np.float32)) for n in names))


def span_target_batch(examples: Sequence[Example], classes: int) -> tuple[Tensor, Tensor]:
    """Targets [spans, classes] and weights [spans]; class 0 is "no mention"."""
    targets, weights = [], []
    for example in examples:
        target = np.zeros((len(example.spans), classes), np.float32)
        weight = np.ones(len(example.spans), np.float32)
        target[:, 0] = 1
        target[example.span_targets.index] = example.span_targets.target
        weight[example.span_targets.ignored] = 0
        targets.append(target)
        weights.append(weight)
    return torch.from_numpy(np.concatenate(targets)), torch.from_numpy(np.concatenate(weights))


def to_device(record: object, device: str) -> object:
    """The same record of tensors on another device."""
    values = [getattr(record, name) for name in record.__slots__]  # type: ignore[attr-defined]
    return type(record)(*(_moved(value, device) for value in values))


def _moved(value: object, device: str) -> object:
    if isinstance(value, Tensor):
        return (value.pin_memory() if device.startswith("cuda") else value).to(device, non_blocking=True)
    return to_device(value, device) if hasattr(value, "__slots__") else value
