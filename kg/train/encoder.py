"""A text encoder of the BERT family in plain PyTorch, which returns the attention of its last layer too.

BERT: Devlin et al. 2019; MPNet, which adds a bias for relative positions to the attention: Song et al. 2020. The
weights come from a folder with config.json and model.safetensors, as those models are published.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.model.words import PARTS, SHAPES


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The measures of an encoder. `relative` is the number of buckets of relative positions, 0 for none."""

    vocabulary: int
    hidden: int
    inner: int
    layers: int
    heads: int
    positions: int
    first_position: int
    relative: int
    epsilon: float


def read_shape(folder: Path) -> EncoderShape:
    """The shape that config.json states."""
    c = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    relative = int(c.get("relative_attention_num_buckets", 0))
    first = int(c["pad_token_id"]) + 1 if relative else 0
    return EncoderShape(
        c["vocab_size"], c["hidden_size"], c["intermediate_size"], c["num_hidden_layers"], c["num_attention_heads"],
        c["max_position_embeddings"], first, relative, c["layer_norm_eps"],
    )  # fmt: skip


class Layer(nn.Module):
    """One layer: attention and feed-forward, each with its residual and normalisation behind."""

    def __init__(self, shape: EncoderShape, dropout: float) -> None:
        super().__init__()
        self.heads, self.size = shape.heads, shape.hidden // shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor]:
        """`x` [batch, pieces, hidden], `bias` added to the attention's logits; also gives the attention."""
        q, k, v = self._split(x)
        logits = q @ k.transpose(-1, -2) / math.sqrt(self.size)
        attention = (logits if bias is None else logits + bias).softmax(-1)
        return self._rest(x, self.drop(attention) @ v), attention

    def fused(self, x: Tensor, bias: Tensor) -> Tensor:
        """As forward, without the attention, which is never held as a whole; nothing is learned about `bias`."""
        q, k, v = self._split(x)
        dropped = self.drop.p if self.training else 0.0
        return self._rest(x, functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype), dropout_p=dropped))

    def _split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        batch, length, _ = x.shape
        parts = self.qkv(x).view(batch, length, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
        return parts[0], parts[1], parts[2]

    def _rest(self, x: Tensor, mixed: Tensor) -> Tensor:
        x = self.norm1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(x.shape))))
        out: Tensor = self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return out


class Encoder(nn.Module):
    """Word pieces to vectors. Beside the published model it adds embeddings of word shape and of title or abstract."""

    def __init__(self, shape: EncoderShape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.positions = nn.Embedding(shape.positions, shape.hidden)
        self.shapes = nn.Embedding(SHAPES, shape.hidden)
        self.parts = nn.Embedding(PARTS, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.relative = nn.Embedding(max(1, shape.relative), shape.heads)
        self.drop = nn.Dropout(dropout)
        nn.init.normal_(self.shapes.weight, std=0.002)
        nn.init.normal_(self.parts.weight, std=0.002)

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor, parts: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors [batch, pieces, hidden] and the last layer's attention [batch, heads, pieces, pieces]."""
        length = ids.shape[1]
        places = torch.arange(length, device=ids.device)
        x = self.words(ids) + self.positions(places + self.shape.first_position) + self.shapes(shapes) + self.parts(parts)
        x = self.drop(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        if self.shape.relative:
            bias = bias + self.relative(_buckets(places, self.shape.relative)).permute(2, 0, 1)[None]
        *lower, last = self.layers
        for layer in lower:
            x = layer.fused(x, bias.detach())
        found: tuple[Tensor, Tensor] = last(x, bias)
        return found


def _buckets(places: Tensor, count: int, furthest: int = 128) -> Tensor:
    """Buckets of relative positions: half for each side, exact when near, logarithmic when far (Raffel et al. 2020)."""
    away = places[:, None] - places[None, :]
    half = count // 2
    side = (away < 0).long() * half
    away = away.abs()
    exact = half // 2
    far = exact + (torch.log(away.clamp(min=1).float() / exact) / math.log(furthest / exact) * (half - exact)).long()
    return side + torch.where(away < exact, away, far.clamp(max=half - 1))


_NAMES = (
    (r"embeddings\.word_embeddings\.", "words."),
    (r"embeddings\.position_embeddings\.", "positions."),
    (r"embeddings\.LayerNorm\.", "norm."),
    (r"encoder\.relative_attention_bias\.", "relative."),
    (r"encoder\.layer\.(\d+)\.attention\.output\.dense\.", r"layers.\1.out."),
    (r"encoder\.layer\.(\d+)\.attention\.attn\.o\.", r"layers.\1.out."),
    (r"encoder\.layer\.(\d+)\.attention\.(?:output\.)?LayerNorm\.", r"layers.\1.norm1."),
    (r"encoder\.layer\.(\d+)\.intermediate\.dense\.", r"layers.\1.up."),
    (r"encoder\.layer\.(\d+)\.output\.dense\.", r"layers.\1.down."),
    (r"encoder\.layer\.(\d+)\.output\.LayerNorm\.", r"layers.\1.norm2."),
)
_QKV = re.compile(r"encoder\.layer\.(\d+)\.attention\.(?:self\.(query|key|value)|attn\.([qkv]))\.(weight|bias)")


def load_encoder(folder: Path, dropout: float = 0.1) -> Encoder:
    """The encoder of a published folder."""
    from safetensors.torch import load_file

    encoder = Encoder(read_shape(folder), dropout)
    published = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    state = encoder.state_dict()
    parts: dict[str, dict[str, Tensor]] = {}
    for name, tensor in published.items():
        if match := _QKV.match(name):
            parts.setdefault(f"layers.{match[1]}.qkv.{match[4]}", {})[(match[2] or match[3])[0]] = tensor
            continue
        for pattern, replacement in _NAMES:
            if re.match(pattern, name):
                state[re.sub(pattern, replacement, name)] = tensor
    for name, pieces in parts.items():
        state[name] = torch.cat([pieces["q"], pieces["k"], pieces["v"]])
    if (types := published.get("embeddings.token_type_embeddings.weight")) is not None:
        state["words.weight"] = state["words.weight"] + types[0]
    encoder.load_state_dict(state)
    return encoder
