"""The heads of kg/train/net.py in NumPy, for one text at a time; there stands what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.model.nodes import Floats, Graph, Mentions, SamePairs
from kg.extract.model.words import Ints

Array = NDArray[Any]
Weights = Mapping[str, Floats]
BLOCKS, BLOCK = 16, 8


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text after the encoder: `hidden` [pieces, h], `x` the same with word shapes, `attention` [heads, pieces, pieces]."""

    hidden: Floats
    x: Floats
    attention: Floats


def with_shapes(w: Weights, hidden: Floats, attention: Floats, shapes: Ints) -> Encoded:
    """The encoder's output, made ready for the heads."""
    return Encoded(hidden, np.concatenate([hidden, w["shape.weight"][shapes]], 1), attention)


def span_probabilities(w: Weights, encoded: Encoded, spans: Ints) -> Floats:
    """[spans, 1 + types]; spans are (first piece, last piece, words less one)."""
    start, end, before, after, inner = np.split(_linear(w, "span_in", encoded.x), 5, 1)
    a, b, width = spans[:, 0], spans[:, 1], spans[:, 2]
    y = start[a] + end[b] + before[a - 1] + after[(b + 1) % len(after)] + _mean(inner, a, b) + w["span_width.weight"][width]
    return _softmax(_linear(w, "span_out", gelu(_linear(w, "span_mid", gelu(y)))))


def same_probabilities(w: Weights, encoded: Encoded, pairs: SamePairs) -> Floats:
    """[pairs]: how likely two names denote one thing."""
    n = _nodes(w, encoded, pairs.mentions, pairs.count)
    a, b = n[pairs.pairs[:, 0]], n[pairs.pairs[:, 1]]
    y = gelu(_linear(w, "same_in", np.concatenate([a * b, np.abs(a - b), pairs.features], 1)))
    logits: Floats = (_linear(w, "same_out", y) + _linear(w, "same_direct", pairs.features))[:, 0]
    return _sigmoid(logits)


def relation_probabilities(w: Weights, encoded: Encoded, g: Graph, contribution: int) -> Floats:
    """[pairs, relations]."""
    n = _nodes(w, encoded, g.mentions, len(g.types)) + w["node_type.weight"][g.types] + _linear(w, "node_features", g.features)
    i, j, hs, he, ts, te, bs, be, distance, order, apart = g.pairs.T
    context = _linear(w, "pair_context", _context(encoded, g))
    ends = np.split(_linear(w, "pair_ends", encoded.x), 4, 1)
    head, tail = np.split(_linear(w, "pair_nodes", n), 2, 1)
    y = head[i] + tail[j] + context + _mean(_linear(w, "pair_between", encoded.x), bs, be)
    y += ends[0][hs] + ends[1][he] + ends[2][ts] + ends[3][te]
    y += w["pair_distance.weight"][distance] + w["pair_order.weight"][order] + w["pair_sentences.weight"][apart]
    y += _linear(w, "pair_features", np.concatenate([g.likeness, _main(w, n, g, contribution)], 1))
    a = np.tanh(_linear(w, "pair_head", np.concatenate([n[i], context], 1))).reshape(-1, BLOCKS, BLOCK, 1)
    b = np.tanh(_linear(w, "pair_tail", np.concatenate([n[j], context], 1))).reshape(-1, BLOCKS, 1, BLOCK)
    y += _linear(w, "pair_bilinear", (a * b).reshape(len(i), BLOCKS * BLOCK * BLOCK))
    return _sigmoid(_linear(w, "pair_out", gelu(y)))


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016)."""
    y: Floats = 0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)))
    return y


def _linear(w: Weights, name: str, x: Array) -> Floats:
    y: Floats = x @ w[f"{name}.weight"] + w[f"{name}.bias"]
    return y


def _sigmoid(x: Floats) -> Floats:
    y: Floats = 1 / (1 + np.exp(-x))
    return y


def _softmax(x: Floats) -> Floats:
    y = np.exp(x - x.max(1, keepdims=True))
    z: Floats = y / y.sum(1, keepdims=True)
    return z


def _mean(values: Floats, a: Ints, b: Ints) -> Floats:
    """Means over rows a to b; zero where b < a."""
    sums = np.concatenate([np.zeros((1, values.shape[1]), np.float32), values.cumsum(0, dtype=np.float32)])
    mean = (sums[b + 1] - sums[a]) / np.maximum(b - a + 1, 1)[:, None].astype(np.float32)
    return np.where((b >= a)[:, None], mean, np.float32(0))


def _nodes(w: Weights, encoded: Encoded, m: Mentions, count: int) -> Floats:
    start, end, inner = np.split(_linear(w, "mention", encoded.x), 3, 1)
    v = np.tanh(start[m.start] + end[m.end] + _mean(inner, m.start, m.end))
    pooled = np.zeros((count, v.shape[1]), np.float32)
    np.add.at(pooled, m.node, np.exp(v))
    return np.log(np.maximum(pooled, np.float32(1e-6)))


def _main(w: Weights, n: Floats, g: Graph, contribution: int) -> Floats:
    likely = _sigmoid(_linear(w, "introduced", n))[:, 0] * (contribution >= 0)
    likely[0] = 0
    i, j = g.pairs[:, 0], g.pairs[:, 1]
    return np.stack([likely[i], likely[j], likely.max() - likely[i]], 1)


def _context(encoded: Encoded, g: Graph) -> Floats:
    rows = encoded.attention.transpose(1, 0, 2)
    of_node = np.zeros((len(g.types), *rows.shape[1:]), np.float32)
    np.add.at(of_node, g.mentions.node, rows[g.mentions.start])
    weight = np.einsum("phl,phl->pl", of_node[g.pairs[:, 0]], of_node[g.pairs[:, 1]]) / np.float32(rows.shape[1])
    weight /= weight.sum(1, keepdims=True) + np.float32(1e-9)
    mixed: Floats = weight @ encoded.hidden
    return mixed
