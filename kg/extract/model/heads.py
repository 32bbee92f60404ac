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
K, BLOCKS, BLOCK = 256, 16, 8


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text after the encoder: `hidden` [pieces, h], `x` the same with word shapes, `attention` [heads, pieces,
    pieces], `sums` the running sums of `x`."""

    hidden: Floats
    x: Floats
    attention: Floats
    sums: Floats


def with_shapes(w: Weights, hidden: Floats, attention: Floats, shapes: Ints) -> Encoded:
    """The encoder's output, made ready for the heads."""
    x = np.concatenate([hidden, w["shape.weight"][shapes]], 1)
    return Encoded(hidden, x, attention, _sums(x))


def span_probabilities(w: Weights, encoded: Encoded, spans: Ints) -> Floats:
    """[spans, 1 + types]; spans are (first piece, last piece, words less one)."""
    start, end, before, after, inner = np.split(_linear(w, "span_in", encoded.x), 5, 1)
    a, b, width = spans[:, 0], spans[:, 1], spans[:, 2]
    y = start[a] + end[b] + before[a - 1] + after[(b + 1) % len(after)] + w["span_width.weight"][width]
    y += _mean(_sums(inner), a, b)
    return _softmax(_linear(w, "span_out", gelu(_linear(w, "span_mid", gelu(y)))))


def same_probabilities(w: Weights, encoded: Encoded, pairs: SamePairs) -> Floats:
    """[pairs]: how likely two names denote one thing."""
    n = _nodes(w, encoded, pairs.mentions)
    a, b = n[pairs.pairs[:, 0]], n[pairs.pairs[:, 1]]
    y = gelu(_linear(w, "same_in", np.concatenate([a * b, np.abs(a - b), pairs.features], 1)))
    logits: Floats = (_linear(w, "same_out", y) + _linear(w, "same_direct", pairs.features))[:, 0]
    return _sigmoid(logits)


def relation_probabilities(w: Weights, encoded: Encoded, g: Graph, contribution: int) -> Floats:
    """[pairs, relations]."""
    n = _nodes(w, encoded, g.mentions) + w["node_type.weight"][g.types] + _linear(w, "node_features", g.features)
    i, j, hs, he, ts, te, bs, be, distance, order, apart = g.pairs.T
    context = _linear(w, "pair_context", _context(encoded, g))
    head, tail = np.split(_linear(w, "pair_nodes", n), 2, 1)
    y = head[i] + tail[j] + context + w["pair_ends.bias"].reshape(4, K).sum(0)
    y += _rows(w, "pair_between", 0, _mean(encoded.sums, bs, be)) + np.where(be >= bs, 1, 0)[:, None] * w["pair_between.bias"]
    for part, pieces in enumerate((hs, he, ts, te)):
        y += _picked(w, "pair_ends", part, encoded.x, pieces)
    y += w["pair_distance.weight"][distance] + w["pair_order.weight"][order] + w["pair_sentences.weight"][apart]
    y += _linear(w, "pair_features", np.concatenate([g.likeness, _main(w, n, g, contribution)], 1))
    a = np.tanh(_linear(w, "pair_head", np.concatenate([n[i], context], 1))).reshape(-1, BLOCKS, BLOCK, 1)
    b = np.tanh(_linear(w, "pair_tail", np.concatenate([n[j], context], 1))).reshape(-1, BLOCKS, 1, BLOCK)
    y += _linear(w, "pair_bilinear", (a * b).reshape(len(i), BLOCKS * BLOCK * BLOCK))
    return _sigmoid(_linear(w, "pair_out", gelu(y)))


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016)."""
    y: Floats = np.float32(0.5) * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)))
    return y


def _linear(w: Weights, name: str, x: Array) -> Floats:
    y: Floats = x @ w[f"{name}.weight"] + w[f"{name}.bias"]
    return y


def _sigmoid(x: Floats) -> Floats:
    y: Floats = np.float32(1) / (np.float32(1) + np.exp(-x))
    return y


def _softmax(x: Floats) -> Floats:
    y = np.exp(x - x.max(1, keepdims=True))
    z: Floats = y / y.sum(1, keepdims=True)
    return z


def _sums(x: Floats) -> Floats:
    """Running sums over the rows, from none."""
    return np.concatenate([np.zeros((1, x.shape[1]), np.float32), x.cumsum(0, dtype=np.float32)])


def _mean(sums: Floats, a: Ints, b: Ints) -> Floats:
    """Means over rows a to b, from running sums; zero where b < a."""
    mean = (sums[b + 1] - sums[a]) / np.maximum(b - a + 1, 1)[:, None].astype(np.float32)
    return np.where((b >= a)[:, None], mean, np.float32(0))


def _rows(w: Weights, name: str, part: int, of: Floats) -> Floats:
    """One block of columns of a linear layer, without its bias."""
    weight = w[f"{name}.weight"][:, part * K : (part + 1) * K]
    y: Floats = of @ weight
    return y


def _picked(w: Weights, name: str, part: int, x: Floats, rows: Ints) -> Floats:
    """As _rows for some rows of x, each computed once."""
    distinct, place = np.unique(rows, return_inverse=True)
    return _rows(w, name, part, x[distinct])[place]


def _by_node(values: Floats, m: Mentions) -> Floats:
    """Sums over the mentions of each node; they stand in order of their nodes, of which none is without."""
    sums: Floats = np.add.reduceat(values, np.flatnonzero(np.diff(m.node, prepend=-1)), axis=0)
    return sums


def _nodes(w: Weights, encoded: Encoded, m: Mentions) -> Floats:
    v = _picked(w, "mention", 0, encoded.x, m.start) + _picked(w, "mention", 1, encoded.x, m.end)
    v += _rows(w, "mention", 2, _mean(encoded.sums, m.start, m.end)) + w["mention.bias"].reshape(3, K).sum(0)
    return np.log(np.maximum(_by_node(np.exp(np.tanh(v)), m), np.float32(1e-6)))


def _main(w: Weights, n: Floats, g: Graph, contribution: int) -> Floats:
    likely = _sigmoid(_linear(w, "introduced", n))[:, 0] * (contribution >= 0)
    likely[0] = 0
    i, j = g.pairs[:, 0], g.pairs[:, 1]
    return np.stack([likely[i], likely[j], likely.max() - likely[i]], 1)


def _context(encoded: Encoded, g: Graph) -> Floats:
    """[pairs, h]: the text, weighted by the product of the attention of both things, over all heads."""
    of_node = _by_node(encoded.attention[:, g.mentions.start].transpose(1, 0, 2), g.mentions)
    heads, tails = g.pairs[:, 0], g.pairs[:, 1]
    weight = np.zeros((len(heads), of_node.shape[2]), np.float32)
    for node in np.unique(heads):
        mine = heads == node
        weight[mine] = np.einsum("hl,phl->pl", of_node[node], of_node[tails[mine]], optimize=False)
    weight /= weight.sum(1, keepdims=True) + np.float32(1e-9) * of_node.shape[1]
    mixed: Floats = weight @ encoded.hidden
    return mixed
