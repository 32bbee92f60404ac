"""What the heads of the network share: means over word pieces and the context that two ends attend to."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from kg.train.batch import MentionBatch

K = 256
"""The size of what the heads compute with."""


def gelu(x: Tensor) -> Tensor:
    """The tanh form, which NumPy can compute too."""
    return functional.gelu(x, approximate="tanh")


def mean(sums: Tensor, length: int, a: Tensor, b: Tensor) -> Tensor:
    """Means over pieces a to b from running sums (a row of length + 1 for each text); zero where b < a."""
    row = a // length
    means = (sums[b + 1 + row] - sums[a + row]) / (b - a + 1).clamp(min=1)[:, None]
    return torch.where((b >= a)[:, None], means, torch.zeros_like(means))


def context(
    encoded: tuple[Tensor, Tensor, Tensor],
    ends: tuple[Tensor | MentionBatch, MentionBatch],
    pairs: tuple[Tensor, Tensor],
    place: tuple[Tensor, Tensor, int],
) -> Tensor:
    """[pairs, hidden]: the text, weighted by the product of the attention of both ends, over all heads.

    An end is given by its mentions or, where it has one, by the piece in which that begins. `place`: each pair's text, its
    slot among those of that text, the number of slots.
    """
    hidden, _, attention = encoded
    batch, length, _ = hidden.shape
    rows = attention.permute(0, 2, 1, 3).reshape(batch * length, -1)
    left, right = (_attended(rows, end) for end in ends)
    i, j = pairs
    text, slot, slots = place
    weight = (left[i] * right[j]).view(len(i), attention.shape[1], length).mean(1)
    weight = weight / (weight.sum(1, keepdim=True) + 1e-9)
    padded = torch.zeros(batch, slots, length, device=rows.device).index_put((text, slot), weight)
    return torch.bmm(padded, hidden)[text, slot]


def _attended(rows: Tensor, end: Tensor | MentionBatch) -> Tensor:
    if isinstance(end, Tensor):
        return rows[end]
    return torch.zeros(end.count, rows.shape[1], device=rows.device).index_add(0, end.node, rows[end.start])
