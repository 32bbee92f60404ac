"""Evening out what 8-bit products round: large channels of a layer's input are scaled down, and its weights up for it.

SmoothQuant: Xiao et al. 2023. The product stays the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from kg.extract.model.words import Ints
from kg.train.encoder import Encoder

NAMES = ("qkv", "out", "up", "down")
ALPHA = 0.8
"""The scale of a channel is its greatest input to the power of this, times its greatest weight to that of this less one."""


class Smoothed(nn.Module):
    """A linear layer behind a scale for each channel of its input."""

    def __init__(self, linear: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight.data = linear.weight.data * scale
        self.linear.bias.data = linear.bias.data.clone()
        self.register_buffer("inverse", 1 / scale)

    def forward(self, x: Tensor) -> Tensor:
        """The product of the layer."""
        out: Tensor = self.linear(x * self.inverse)
        return out


@torch.no_grad()
def smooth(encoder: Encoder, texts: Sequence[tuple[Ints, Ints, Ints]]) -> None:
    """Replace the linear layers of `encoder` by smoothed ones; `texts` (ids, shapes, parts) show how large inputs get."""
    encoder.eval()
    greatest: dict[tuple[int, str], Tensor] = {}
    hooks = [
        getattr(layer, name).register_forward_pre_hook(_noting(greatest, (number, name)))
        for number, layer in enumerate(encoder.layers)
        for name in NAMES
    ]
    for arrays in texts:
        ids, shapes, parts = (torch.from_numpy(array)[None] for array in arrays)
        encoder(ids, torch.ones_like(ids), shapes, parts)
    for hook in hooks:
        hook.remove()
    for (number, name), largest in greatest.items():
        linear = getattr(encoder.layers[number], name)
        weights = linear.weight.abs().amax(0).clamp(min=1e-5)
        scale = largest.clamp(min=1e-5) ** ALPHA * weights ** (ALPHA - 1)
        setattr(encoder.layers[number], name, Smoothed(linear, scale / scale.mean()))


def _noting(greatest: dict[tuple[int, str], Tensor], key: tuple[int, str]) -> object:
    def note(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        largest = inputs[0].abs().amax((0, 1))
        greatest[key] = torch.maximum(greatest[key], largest) if key in greatest else largest

    return note
