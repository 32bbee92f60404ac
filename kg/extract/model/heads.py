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


@dataclass(frozen=True, slots=True)
class Graphed:
    """The nodes of a graph: types, mentions, vectors `nodes` [nodes, K]; `main` [nodes, 2] as Net.main gives it."""

    types: Ints
    mentions: Mentions
    nodes: Floats
    main: Floats


def with_shapes(w: Weights, hidden: Floats, attention: Floats, shapes: Ints) -> Encoded:
    """The encoder's output, made ready for the heads."""
    x = np.concatenate([hidden, w["shape.weight"][shapes]], 1)
    return Encoded(hidden, x, attention, running_sums(x))


def span_probabilities(w: Weights, encoded: Encoded, spans: Ints) -> Floats:
    """[spans, 1 + types]; spans are (first piece, last piece, words less one)."""
    start, end, before, after, inner = np.split(linear(w, "span_in", encoded.x), 5, 1)
    a, b, width = spans[:, 0], spans[:, 1], spans[:, 2]
    y = start[a] + end[b] + before[a - 1] + after[(b + 1) % len(after)] + w["span_width.weight"][width]
    y += mean(running_sums(inner), a, b)
    return softmax(linear(w, "span_out", gelu(linear(w, "span_mid", gelu(y)))))


def same_probabilities(w: Weights, encoded: Encoded, pairs: SamePairs) -> Floats:
    """[pairs]: how likely two names denote one thing."""
    n = _nodes(w, encoded, pairs.mentions)
    a, b = n[pairs.pairs[:, 0]], n[pairs.pairs[:, 1]]
    y = gelu(linear(w, "same_in", np.concatenate([a * b, np.abs(a - b), pairs.features], 1)))
    logits: Floats = (linear(w, "same_out", y) + linear(w, "same_direct", pairs.features))[:, 0]
    return sigmoid(logits)


def graphed(w: Weights, encoded: Encoded, g: Graph, contribution: int) -> Graphed:
    """The nodes of a graph."""
    n = _nodes(w, encoded, g.mentions) + w["node_type.weight"][g.types] + linear(w, "node_features", g.features)
    likely = sigmoid(linear(w, "introduced", n))[:, 0] * np.float32(contribution >= 0)
    likely[0] = 0
    return Graphed(g.types, g.mentions, n, np.stack([likely, likely.max() - likely], 1))


def relation_probabilities(w: Weights, encoded: Encoded, of: Graphed, g: Graph) -> Floats:
    """[pairs, relations]."""
    n = of.nodes
    i, j, hs, he, ts, te, bs, be, distance, order, apart = g.pairs.T
    context = linear(w, "pair_context", _context(encoded, g))
    head, tail = np.split(linear(w, "pair_nodes", n), 2, 1)
    y = head[i] + tail[j] + context + w["pair_ends.bias"].reshape(4, K).sum(0)
    y += rows(w, "pair_between", 0, mean(encoded.sums, bs, be)) + np.where(be >= bs, 1, 0)[:, None] * w["pair_between.bias"]
    for part, pieces in enumerate((hs, he, ts, te)):
        y += picked(w, "pair_ends", part, encoded.x, pieces)
    y += w["pair_distance.weight"][distance] + w["pair_order.weight"][order] + w["pair_sentences.weight"][apart]
    y += linear(w, "pair_features", np.concatenate([g.likeness, of.main[i, :1], of.main[j, :1], of.main[i, 1:]], 1))
    a = np.tanh(linear(w, "pair_head", np.concatenate([n[i], context], 1))).reshape(-1, BLOCKS, BLOCK, 1)
    b = np.tanh(linear(w, "pair_tail", np.concatenate([n[j], context], 1))).reshape(-1, BLOCKS, 1, BLOCK)
    y += linear(w, "pair_bilinear", (a * b).reshape(len(i), BLOCKS * BLOCK * BLOCK))
    return sigmoid(linear(w, "pair_out", gelu(y)))


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016)."""
    y: Floats = np.float32(0.5) * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)))
    return y


def linear(w: Weights, name: str, x: Array) -> Floats:
    """A linear layer."""
    y: Floats = x @ w[f"{name}.weight"] + w[f"{name}.bias"]
    return y


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    y: Floats = np.float32(1) / (np.float32(1) + np.exp(-np.clip(x, -80, 80)))
    return y


def softmax(x: Floats) -> Floats:
    """Exponentials along axis 1, scaled to a sum of one."""
    y = np.exp(x - x.max(1, keepdims=True))
    z: Floats = y / y.sum(1, keepdims=True)
    return z


def running_sums(x: Floats) -> Floats:
    """Running sums over the rows, from none."""
    return np.concatenate([np.zeros((1, x.shape[1]), np.float32), x.cumsum(0, dtype=np.float32)])


def mean(sums: Floats, a: Ints, b: Ints) -> Floats:
    """Means over rows a to b, from running sums; zero where b < a."""
    mean = (sums[b + 1] - sums[a]) / np.maximum(b - a + 1, 1)[:, None].astype(np.float32)
    return np.where((b >= a)[:, None], mean, np.float32(0))


def rows(w: Weights, name: str, part: int, of: Floats) -> Floats:
    """One block of columns of a linear layer, without its bias."""
    weight = w[f"{name}.weight"][:, part * K : (part + 1) * K]
    y: Floats = of @ weight
    return y


def picked(w: Weights, name: str, part: int, x: Floats, pieces: Ints) -> Floats:
    """As rows for some rows of x, each computed once."""
    distinct, place = np.unique(pieces, return_inverse=True)
    return rows(w, name, part, x[distinct])[place]


def _by_node(values: Floats, m: Mentions) -> Floats:
    """Sums over the mentions of each node; they stand in order of their nodes, of which none is without."""
    sums: Floats = np.add.reduceat(values, np.flatnonzero(np.diff(m.node, prepend=-1)), axis=0)
    return sums


def _nodes(w: Weights, encoded: Encoded, m: Mentions) -> Floats:
    v = picked(w, "mention", 0, encoded.x, m.start) + picked(w, "mention", 1, encoded.x, m.end)
    v += rows(w, "mention", 2, mean(encoded.sums, m.start, m.end)) + w["mention.bias"].reshape(3, K).sum(0)
    return np.log(np.maximum(_by_node(np.exp(np.tanh(v)), m), np.float32(1e-6)))


def attended(encoded: Encoded, m: Mentions) -> Floats:
    """[nodes, heads, pieces]: what the mentions of each node attend to, summed."""
    return _by_node(encoded.attention[:, m.start].transpose(1, 0, 2), m)


def mixed(encoded: Encoded, weight: Floats, heads: int) -> Floats:
    """[pairs, h]: the text by weights [pairs, pieces] that are sums over the heads."""
    text: Floats = (weight / (weight.sum(1, keepdims=True) + np.float32(1e-9) * heads)) @ encoded.hidden
    return text


def _context(encoded: Encoded, g: Graph) -> Floats:
    """[pairs, h]: the text, weighted by the product of the attention of both things, over all heads."""
    of_node = attended(encoded, g.mentions)
    heads, tails = g.pairs[:, 0], g.pairs[:, 1]
    weight = np.zeros((len(heads), of_node.shape[2]), np.float32)
    for node in np.unique(heads):
        mine = heads == node
        weight[mine] = np.einsum("hl,phl->pl", of_node[node], of_node[tails[mine]], optimize=False)
    return mixed(encoded, weight, of_node.shape[1])
