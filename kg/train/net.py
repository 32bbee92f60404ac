"""The network: an encoder and four small heads. kg/extract/model/heads.py computes the same heads in NumPy.

spans     a candidate span from its first and last word piece, its neighbours, its mean and its width
same      whether two names of one text denote one thing
nodes     a thing is the log-sum-exp over its mentions (Jia et al. 2019), with its type
pairs     two things with the context that both attend to (localised context, Zhou et al. 2021, "ATLOP"), the words
          between them, and features of distance and likeness; the paper is one more thing
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.model.candidates import WIDTH
from kg.extract.model.names import LIKENESS
from kg.extract.model.nodes import DISTANCES, NODE_FEATURES, ORDERS, SAME_FEATURES, SENTENCES
from kg.extract.model.words import SHAPES
from kg.train.batch import GraphBatch, MentionBatch, SameBatch, Text
from kg.train.encoder import Encoder

K = 256
SHAPE_SIZE = 16
BLOCKS, BLOCK = 16, 8


def gelu(x: Tensor) -> Tensor:
    """The tanh form, which NumPy can compute too."""
    return functional.gelu(x, approximate="tanh")


class Net(nn.Module):
    """Encoder and heads for `types` entity types and `relations` relations; `contribution` as in Schema."""

    def __init__(self, encoder: Encoder, types: int, relations: int, *, contribution: int, dropout: float = 0.2) -> None:
        super().__init__()
        h = encoder.shape.hidden
        z = h + SHAPE_SIZE
        self.encoder, self.contribution, self.drop = encoder, contribution, nn.Dropout(dropout)
        self.shape = nn.Embedding(SHAPES, SHAPE_SIZE)
        self.span_in = nn.Linear(z, 5 * K)
        self.span_width = nn.Embedding(WIDTH, K)
        self.span_mid = nn.Linear(K, K)
        self.span_out = nn.Linear(K, 1 + types)
        self.mention = nn.Linear(z, 3 * K)
        self.node_type = nn.Embedding(types + 1, K)
        self.node_features = nn.Linear(NODE_FEATURES, K)
        self.introduced = nn.Linear(K, 1)
        self.pair_nodes = nn.Linear(K, 2 * K)
        self.pair_context = nn.Linear(h, K)
        self.pair_between = nn.Linear(z, K)
        self.pair_ends = nn.Linear(z, 4 * K)
        self.pair_distance = nn.Embedding(DISTANCES, K)
        self.pair_order = nn.Embedding(ORDERS, K)
        self.pair_sentences = nn.Embedding(SENTENCES, K)
        self.pair_features = nn.Linear(LIKENESS + 3, K)
        self.pair_head = nn.Linear(2 * K, BLOCKS * BLOCK)
        self.pair_tail = nn.Linear(2 * K, BLOCKS * BLOCK)
        self.pair_bilinear = nn.Linear(BLOCKS * BLOCK * BLOCK, K)
        self.pair_out = nn.Linear(K, relations)
        self.same_in = nn.Linear(2 * K + SAME_FEATURES, 128)
        self.same_out = nn.Linear(128, 1)
        self.same_direct = nn.Linear(SAME_FEATURES, 1)
        self._start()

    def _start(self) -> None:
        for embedding in (self.span_width, self.pair_distance, self.pair_order, self.pair_sentences):
            nn.init.normal_(embedding.weight, std=0.02)
        nn.init.normal_(self.node_type.weight, std=0.1)
        with torch.no_grad():
            self.span_out.bias.zero_()
            self.span_out.bias[0] = 3.0
            self.pair_out.bias.fill_(-2.5)
            self.same_out.bias.fill_(-1.5)

    def encode(self, text: Text) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors of the encoder, the same with word shapes, and its attention; see Encoder.forward."""
        hidden, attention = self.encoder(text.ids, text.mask, text.shapes, text.parts)
        hidden = hidden.float()
        return hidden, torch.cat([hidden, self.shape(text.shapes)], -1), attention.float()

    def spans(self, x: Tensor, spans: Tensor) -> Tensor:
        """Logits [spans, 1 + types] of span_batch's spans."""
        batch, length, _ = x.shape
        tokens = self.span_in(self.drop(x)).view(batch, length, 5, K)
        start, end, before, after, _ = tokens.view(batch * length, 5, K).unbind(1)
        sums = functional.pad(tokens[:, :, 4].cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        a, b, width = spans.unbind(1)
        total = batch * length
        summed = start[a] + end[b] + before[(a - 1) % total] + after[(b + 1) % total]
        y = gelu(summed + _mean(sums, length, a, b) + self.span_width(width))
        out: Tensor = self.span_out(self.drop(gelu(self.span_mid(self.drop(y)))))
        return out

    def nodes(self, x: Tensor, mentions: MentionBatch) -> Tensor:
        """A vector for each node [nodes, K]."""
        batch, length, _ = x.shape
        tokens = self.mention(self.drop(x))
        start, end, _ = tokens.reshape(batch * length, 3 * K).split(K, 1)
        sums = functional.pad(tokens[:, :, 2 * K :].cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        v = torch.tanh(start[mentions.start] + end[mentions.end] + _mean(sums, length, mentions.start, mentions.end))
        # |v| < 1, so that exp needs no shift by the greatest value
        pooled = torch.zeros(mentions.count, K, device=x.device).index_add(0, mentions.node, v.exp())
        return pooled.clamp(min=1e-6).log()

    def same(self, x: Tensor, pairs: SameBatch) -> Tensor:
        """Logits [pairs]: whether the two names denote one thing."""
        n = self.nodes(x, pairs.mentions)
        a, b = n[pairs.pairs[:, 0]], n[pairs.pairs[:, 1]]
        y = gelu(self.same_in(torch.cat([a * b, (a - b).abs(), pairs.features], 1)))
        out: Tensor = self.same_out(self.drop(y)) + self.same_direct(pairs.features)
        return out[:, 0]

    def relations(self, encoded: tuple[Tensor, Tensor, Tensor], g: GraphBatch) -> tuple[Tensor, Tensor]:
        """Logits [pairs, relations], and [nodes]: whether the paper introduces the node."""
        hidden, x, attention = encoded
        batch, length, _ = x.shape
        n = self.nodes(x, g.mentions) + self.node_type(g.types) + self.node_features(g.features)
        introduced = self.introduced(n)[:, 0]
        i, j, hs, he, ts, te, bs, be, distance, order, apart = g.pairs.unbind(1)
        context = self.pair_context(self.drop(_context(hidden, attention, g)))
        dropped = self.drop(x)
        ends = self.pair_ends(dropped).view(batch * length, 4, K)
        between = self.pair_between(dropped)
        sums = functional.pad(between.cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        head, tail = self.pair_nodes(n).split(K, 1)
        y = head[i] + tail[j] + context + _mean(sums, length, bs, be)
        y = y + ends[hs, 0] + ends[he, 1] + ends[ts, 2] + ends[te, 3]
        y = y + self.pair_distance(distance) + self.pair_order(order) + self.pair_sentences(apart)
        y = y + self.pair_features(torch.cat([g.likeness, self._main(introduced, g, batch)], 1))
        a = torch.tanh(self.pair_head(torch.cat([n[i], context], 1))).view(-1, BLOCKS, BLOCK, 1)
        b = torch.tanh(self.pair_tail(torch.cat([n[j], context], 1))).view(-1, BLOCKS, 1, BLOCK)
        y = y + self.pair_bilinear((a * b).reshape(len(i), BLOCKS * BLOCK * BLOCK))
        return self.pair_out(self.drop(gelu(y))), introduced

    def _main(self, introduced: Tensor, g: GraphBatch, batch: int) -> Tensor:
        """[pairs, 3]: how likely head and tail are contributions, and by how much another node leads the head."""
        i, j = g.pairs[:, 0], g.pairs[:, 1]
        likely = introduced.sigmoid() * ~g.is_paper * (self.contribution >= 0)
        best = torch.zeros(batch, device=likely.device).scatter_reduce(0, g.text, likely, "amax")
        return torch.stack([likely[i], likely[j], best[g.text[i]] - likely[i]], 1)


def _mean(sums: Tensor, length: int, a: Tensor, b: Tensor) -> Tensor:
    """Means over pieces a to b from running sums (a row of length + 1 for each text); zero where b < a."""
    row = a // length
    mean = (sums[b + 1 + row] - sums[a + row]) / (b - a + 1).clamp(min=1)[:, None]
    return torch.where((b >= a)[:, None], mean, torch.zeros_like(mean))


def _context(hidden: Tensor, attention: Tensor, g: GraphBatch) -> Tensor:
    """[pairs, hidden]: the text, weighted by the product of the attention of both things, over all heads."""
    batch, length, _ = hidden.shape
    rows = attention.permute(0, 2, 1, 3).reshape(batch * length, -1)
    m = g.mentions
    of_node = torch.zeros(m.count, rows.shape[1], device=rows.device).index_add(0, m.node, rows[m.start])
    i, j = g.pairs[:, 0], g.pairs[:, 1]
    weight = (of_node[i] * of_node[j]).view(len(i), attention.shape[1], length).mean(1)
    weight = weight / (weight.sum(1, keepdim=True) + 1e-9)
    text = g.text[i]
    padded = torch.zeros(batch, g.slots, length, device=rows.device).index_put((text, g.slot), weight)
    return torch.bmm(padded, hidden)[text, g.slot]
