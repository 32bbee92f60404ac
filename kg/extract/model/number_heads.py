"""The head for numbers of kg/train/number_net.py in NumPy, for one text at a time; there stands what it is."""

from __future__ import annotations

import numpy as np

from kg.extract.model.findings import Judgement
from kg.extract.model.heads import (
    Encoded,
    Graphed,
    K,
    Weights,
    attended,
    gelu,
    linear,
    mean,
    mixed,
    picked,
    rows,
    sigmoid,
    softmax,
)
from kg.extract.model.nodes import Floats
from kg.extract.model.numbers import BASELINE, CONTEXT, METRIC, ROLES, SUBJECT, Numbers, ResultSchema
from kg.extract.model.words import Ints

_NEVER = np.float32(-1e4)


def number_probabilities(
    w: Weights, encoded: Encoded, graphed: Graphed, n: Numbers, known: tuple[ResultSchema, float]
) -> Judgement:
    """What the numbers are, with the nodes of `graphed`; `known`: the schema, and from which probability on the roles of a
    result are wanted, which are zero for other numbers."""
    schema, least = known
    u = _numbers(w, encoded, n)
    kinds = softmax(linear(w, "numbers.kind", u))
    likely = np.flatnonzero(1 - kinds[:, 0] > least)
    roles = np.zeros((len(kinds), len(graphed.nodes), len(ROLES)), np.float32)
    if len(likely):
        roles[likely] = _roles(_role_logits(w, (encoded, graphed), u, _some(n, likely, len(graphed.nodes)), schema))
    return Judgement(kinds, softmax(linear(w, "numbers.metric", u)), roles)


def _some(n: Numbers, chosen: Ints, nodes: int) -> Numbers:
    """The pairs of some numbers; the numbers keep their index."""
    rows = (chosen[:, None] * nodes + np.arange(nodes)).ravel()
    return Numbers(n.pieces[chosen], n.features[chosen], n.pairs[rows], n.near[rows])


def _role_logits(w: Weights, read: tuple[Encoded, Graphed], u: Floats, n: Numbers, schema: ResultSchema) -> Floats:
    encoded, graphed = read
    i, j, ts, te, bs, be, distance, order, apart = n.pairs.T
    left, factor = np.split(linear(w, "numbers.number", u), 2, 1)
    right, other = np.split(linear(w, "numbers.node", graphed.nodes), 2, 1)
    y = left[i] + right[j] + linear(w, "numbers.context", _context(encoded, graphed, n))
    y += rows(w, "numbers.between", 0, mean(encoded.sums, bs, be)) + np.where(be >= bs, 1, 0)[:, None] * w["numbers.between.bias"]
    y += picked(w, "numbers.ends", 0, encoded.x, ts) + picked(w, "numbers.ends", 1, encoded.x, te)
    y += w["numbers.ends.bias"].reshape(2, K).sum(0)
    y += w["numbers.distance.weight"][distance] + w["numbers.order.weight"][order] + w["numbers.apart.weight"][apart]
    y += linear(w, "numbers.near", np.concatenate([n.near, graphed.main[j]], 1))
    y += linear(w, "numbers.product", np.tanh(factor)[i] * np.tanh(other)[j])
    legal = np.array(schema.roles, bool).T[graphed.types[j]]
    logits: Floats = np.where(legal, linear(w, "numbers.role", gelu(y)), _NEVER)
    return logits.reshape(len(n.pieces), len(graphed.nodes), len(ROLES))


def _roles(logits: Floats) -> Floats:
    found = np.empty_like(logits)
    for role in (SUBJECT, METRIC, BASELINE):
        found[:, :, role] = softmax(logits[:, :, role])
    found[:, :, CONTEXT] = sigmoid(logits[:, :, CONTEXT])
    return found


def _numbers(w: Weights, encoded: Encoded, n: Numbers) -> Floats:
    a, b = n.pieces[:, 0], n.pieces[:, 1]
    places = a, b, a - 1, (b + 1) % len(encoded.x)
    y = rows(w, "numbers.pieces", len(places), mean(encoded.sums, a, b)) + w["numbers.pieces.bias"].reshape(-1, K).sum(0)
    for part, place in enumerate(places):
        y += rows(w, "numbers.pieces", part, encoded.x[place])
    return gelu(linear(w, "numbers.middle", gelu(y + linear(w, "numbers.features", n.features))))


def _context(encoded: Encoded, graphed: Graphed, n: Numbers) -> Floats:
    """[pairs, h]: the text, weighted by the product of the attention of number and node, over all heads."""
    of_number = encoded.attention[:, n.pieces[:, 0]].transpose(1, 0, 2)
    of_node = attended(encoded, graphed.mentions)
    weight = np.einsum("nhl,mhl->nml", of_number, of_node, optimize=False).reshape(-1, of_node.shape[2])
    return mixed(encoded, weight, of_node.shape[1])
