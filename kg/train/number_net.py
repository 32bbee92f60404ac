"""The head for numbers. kg/extract/model/number_heads.py computes the same in NumPy.

numbers   a quantity from its first and last word piece, its neighbours and its mean: no result, increase, decrease, absolute;
          and which frequent metric it has that is no thing
roles     a number with a thing, or the paper, as a pair of things in net.py: subject, metric, baseline, context
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.model.nodes import DISTANCES, ORDERS, SENTENCES
from kg.extract.model.numbers import BASELINE, CLASSES, CONTEXT, METRIC, NEAR_FEATURES, NUMBER_FEATURES, ROLES, SUBJECT
from kg.train.batch import GraphBatch, NumberBatch
from kg.train.shared import K, context, gelu, mean

ONE = (SUBJECT, METRIC, BASELINE)
"""Roles that one node has for each number, the paper where no other does."""
_NEVER = -1e4


class NumberHead(nn.Module):
    """Logits of numbers, of their metrics out of `metrics` (and one for any other), of their roles."""

    def __init__(self, hidden: int, size: int, metrics: int, dropout: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.pieces = nn.Linear(size, 5 * K)
        self.features = nn.Linear(NUMBER_FEATURES, K)
        self.middle = nn.Linear(K, K)
        self.kind = nn.Linear(K, len(CLASSES))
        self.metric = nn.Linear(K, 1 + metrics)
        self.number = nn.Linear(K, 2 * K)
        self.node = nn.Linear(K, 2 * K)
        self.context = nn.Linear(hidden, K)
        self.between = nn.Linear(size, K)
        self.ends = nn.Linear(size, 2 * K)
        self.distance = nn.Embedding(DISTANCES, K)
        self.order = nn.Embedding(ORDERS, K)
        self.apart = nn.Embedding(SENTENCES, K)
        self.near = nn.Linear(NEAR_FEATURES + 2, K)
        self.product = nn.Linear(K, K)
        self.role = nn.Linear(K, len(ROLES))
        for embedding in (self.distance, self.order, self.apart):
            nn.init.normal_(embedding.weight, std=0.02)

    def forward(
        self, encoded: tuple[Tensor, Tensor, Tensor], of_graph: tuple[Tensor, Tensor], g: GraphBatch, n: NumberBatch
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [numbers, CLASSES], [numbers, 1 + metrics], [pairs, ROLES]; `of_graph`: nodes, and [nodes, 2] from Net.main."""
        numbers = self._numbers(encoded[1], n)
        nodes, main = of_graph
        batch, length, _ = encoded[1].shape
        i, j, ts, te, bs, be, distance, order, apart = n.pairs.unbind(1)
        dropped = self.drop(encoded[1])
        ends = self.ends(dropped).view(batch * length, 2, K)
        between = self.between(dropped)
        sums = functional.pad(between.cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        left, factor = self.number(numbers).split(K, 1)
        right, other = self.node(nodes).split(K, 1)
        seen = context(encoded, (n.start, g.mentions), (i, j), (n.text, n.slot, n.slots))
        y = left[i] + right[j] + self.context(self.drop(seen)) + mean(sums, length, bs, be) + ends[ts, 0] + ends[te, 1]
        y = y + self.distance(distance) + self.order(order) + self.apart(apart) + self.near(torch.cat([n.near, main[j]], 1))
        y = y + self.product(torch.tanh(factor)[i] * torch.tanh(other)[j])
        roles = self.role(self.drop(gelu(y))) + (1 - n.legal) * _NEVER
        return self.kind(self.drop(numbers)), self.metric(self.drop(numbers)), roles

    def _numbers(self, x: Tensor, n: NumberBatch) -> Tensor:
        batch, length, _ = x.shape
        tokens = self.pieces(self.drop(x)).view(batch, length, 5, K)
        start, end, before, after, _ = tokens.view(batch * length, 5, K).unbind(1)
        sums = functional.pad(tokens[:, :, 4].cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        total = batch * length
        y = start[n.start] + end[n.end] + before[(n.start - 1) % total] + after[(n.end + 1) % total]
        y = gelu(y + mean(sums, length, n.start, n.end) + self.features(n.features))
        return gelu(self.middle(self.drop(y)))


def role_log_probabilities(logits: Tensor, numbers: Tensor, count: int) -> Tensor:
    """[pairs, 3]: the log-probabilities of the roles in ONE, over the nodes of each of `count` numbers."""
    one = logits[:, list(ONE)]
    index = numbers[:, None].expand_as(one)
    top = torch.full((count, len(ONE)), _NEVER, device=one.device).scatter_reduce(0, index, one.detach(), "amax")
    total = torch.zeros(count, len(ONE), device=one.device).index_add(0, numbers, (one - top[numbers]).exp())
    return one - top[numbers] - total.clamp(min=1e-9).log()[numbers]


def role_probabilities(logits: Tensor, n: NumberBatch) -> Tensor:
    """[pairs, ROLES]: probabilities; those of the roles in ONE sum to one for each number."""
    one = role_log_probabilities(logits, n.pairs[:, 0], len(n.start)).exp()
    return torch.cat([one, logits[:, CONTEXT:].sigmoid()], 1)


def number_loss(logits: tuple[Tensor, Tensor, Tensor], n: NumberBatch) -> Tensor:
    """Cross-entropy of numbers, of the metrics that are no things (0.5) and of roles, by the weight that each target has."""
    kinds, metrics, roles = logits
    t = n.targets
    assert t is not None
    numbers = n.pairs[:, 0]
    loss = -(t.kinds * kinds.log_softmax(-1)).sum()
    loss = loss - 0.5 * (t.metrics * metrics.log_softmax(-1)).sum()
    of_one = role_log_probabilities(roles, numbers, len(n.start))
    loss = loss - (t.roles[:, : len(ONE)] * of_one * t.weights[numbers][:, : len(ONE)]).clamp(min=_NEVER).sum()
    bce = functional.binary_cross_entropy_with_logits(roles[:, CONTEXT], t.roles[:, CONTEXT], reduction="none")
    return loss + (bce * t.weights[numbers][:, CONTEXT] * n.legal[:, CONTEXT]).sum()
