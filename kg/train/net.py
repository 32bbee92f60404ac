"""The network: an encoder and small heads. kg/extract/model/heads.py computes the same heads in NumPy.

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
from kg.extract.model.schema import Schema
from kg.extract.model.words import SHAPES
from kg.train.batch import GraphBatch, MentionBatch, NumberBatch, SameBatch, Text
from kg.train.encoder import Encoder
from kg.train.number_net import NumberHead
from kg.train.shared import K, context, gelu, mean

SHAPE_SIZE = 16
BLOCKS, BLOCK = 16, 8


class Net(nn.Module):
    """Encoder and heads for the types and relations of a schema; its results, if it has any, have a head of their own."""

    def __init__(self, encoder: Encoder, schema: Schema, dropout: float = 0.2) -> None:
        super().__init__()
        types, relations, contribution = len(schema.types), len(schema.relations), schema.contribution
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
        results = schema.results
        self.numbers = NumberHead(h, z, len(results.metrics), dropout) if results else None
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
        y = gelu(summed + mean(sums, length, a, b) + self.span_width(width))
        out: Tensor = self.span_out(self.drop(gelu(self.span_mid(self.drop(y)))))
        return out

    def nodes(self, x: Tensor, mentions: MentionBatch) -> Tensor:
        """A vector for each node [nodes, K]."""
        batch, length, _ = x.shape
        tokens = self.mention(self.drop(x))
        start, end, _ = tokens.reshape(batch * length, 3 * K).split(K, 1)
        sums = functional.pad(tokens[:, :, 2 * K :].cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        v = torch.tanh(start[mentions.start] + end[mentions.end] + mean(sums, length, mentions.start, mentions.end))
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

    def graph(self, encoded: tuple[Tensor, Tensor, Tensor], g: GraphBatch) -> tuple[Tensor, Tensor]:
        """The nodes of a graph [nodes, K] and logits [nodes]: whether the paper introduces the node."""
        n = self.nodes(encoded[1], g.mentions) + self.node_type(g.types) + self.node_features(g.features)
        return n, self.introduced(n)[:, 0]

    def relations(self, encoded: tuple[Tensor, Tensor, Tensor], of_graph: tuple[Tensor, Tensor], g: GraphBatch) -> Tensor:
        """Logits [pairs, relations]; `of_graph` as `graph` gives it."""
        x = encoded[1]
        n, introduced = of_graph
        batch, length, _ = x.shape
        i, j, hs, he, ts, te, bs, be, distance, order, apart = g.pairs.unbind(1)
        mutual = context(encoded, (g.mentions, g.mentions), (i, j), (g.text[i], g.slot, g.slots))
        seen = self.pair_context(self.drop(mutual))
        dropped = self.drop(x)
        ends = self.pair_ends(dropped).view(batch * length, 4, K)
        between = self.pair_between(dropped)
        sums = functional.pad(between.cumsum(1), (0, 0, 1, 0)).reshape(batch * (length + 1), K)
        head, tail = self.pair_nodes(n).split(K, 1)
        y = head[i] + tail[j] + seen + mean(sums, length, bs, be)
        y = y + ends[hs, 0] + ends[he, 1] + ends[ts, 2] + ends[te, 3]
        y = y + self.pair_distance(distance) + self.pair_order(order) + self.pair_sentences(apart)
        likely, lead = self.main(introduced, g, batch).unbind(1)
        y = y + self.pair_features(torch.cat([g.likeness, torch.stack([likely[i], likely[j], lead[i]], 1)], 1))
        a = torch.tanh(self.pair_head(torch.cat([n[i], seen], 1))).view(-1, BLOCKS, BLOCK, 1)
        b = torch.tanh(self.pair_tail(torch.cat([n[j], seen], 1))).view(-1, BLOCKS, 1, BLOCK)
        y = y + self.pair_bilinear((a * b).reshape(len(i), BLOCKS * BLOCK * BLOCK))
        return self.pair_out(self.drop(gelu(y)))

    def results(
        self, encoded: tuple[Tensor, Tensor, Tensor], of_graph: tuple[Tensor, Tensor], g: GraphBatch, numbers: NumberBatch
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of NumberHead."""
        assert self.numbers is not None
        main = self.main(of_graph[1], g, len(encoded[1]))
        out: tuple[Tensor, Tensor, Tensor] = self.numbers(encoded, (of_graph[0], main), g, numbers)
        return out

    def main(self, introduced: Tensor, g: GraphBatch, batch: int) -> Tensor:
        """[nodes, 2]: how likely a node is a contribution, and by how much another one of its text leads."""
        likely = introduced.sigmoid() * ~g.is_paper * (self.contribution >= 0)
        best = torch.zeros(batch, device=likely.device).scatter_reduce(0, g.text, likely, "amax")
        return torch.stack([likely, best[g.text] - likely], 1)
