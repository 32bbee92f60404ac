"""A trained network as a model folder: the encoder as ONNX with 8-bit weights, the heads as NumPy arrays."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from kg.extract.model.candidates import Edges
from kg.extract.model.decode import Thresholds
from kg.extract.model.schema import Schema
from kg.extract.model.weights import CARD, FORMAT, SCALE, digests
from kg.train.encoder import Encoder, Layer
from kg.train.net import Net

LARGE = 2**14
"""Weights of a matrix from which on it is stored in 8 bits, with a scale for each column."""


class _Attention(torch.autograd.Function):
    """Attention as the one operator that the runtime has for it."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        query, key, value = (x.view(*x.shape[:2], heads, -1).transpose(1, 2) for x in (q, k, v))
        return functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(-2)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


class _Alone(nn.Module):
    """The encoder for a text by itself, which needs no padding; only the last layer's attention is an output."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, shapes: Tensor, parts: Tensor) -> tuple[Tensor, Tensor]:
        e = self.encoder
        places = torch.arange(ids.shape[1]) + e.shape.first_position
        x = e.norm(e.words(ids) + e.positions(places) + e.shapes(shapes) + e.parts(parts))
        for layer in e.layers[:-1]:
            assert isinstance(layer, Layer)
            q, k, v = layer.qkv(x).chunk(3, -1)
            x = layer.norm1(x + layer.out(_Attention.apply(q, k, v, e.shape.heads)))  # type: ignore[no-untyped-call]
            x = layer.norm2(x + layer.down(functional.gelu(layer.up(x))))
        out: tuple[Tensor, Tensor] = e.layers[-1](x, None)
        return out


def export(net: Net, folder: Path, *, tokenizer: Path, card: Mapping[str, Any], small: bool = True) -> None:
    """Write the model folder; `card` holds what model.json says beside `format`. `small`: 8-bit weights."""
    folder.mkdir(parents=True, exist_ok=True)
    net = net.cpu().eval()
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "encoder.onnx"
        _encoder(net.encoder, whole)
        net.eval()  # the exporter puts it back into training mode
        if small:
            _quantize(whole, folder / "encoder.onnx")
        else:
            shutil.copyfile(whole, folder / "encoder.onnx")
    np.savez(folder / "heads.npz", allow_pickle=False, **_heads(net))
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    stated = {"format": FORMAT, "sha256": digests(folder), **card}
    text = json.dumps(stated, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def card(name: str, schema: Schema, edges: Edges, thresholds: Thresholds) -> dict[str, Any]:
    """What model.json must hold."""
    words = {"start": sorted(edges.start), "end": sorted(edges.end)}
    return {"name": name, "schema": schema.to_json(), "edges": words, "thresholds": thresholds.to_json()}


def _encoder(encoder: Encoder, path: Path) -> None:
    example = torch.ones(1, 16, dtype=torch.int64)
    axes = {"ids": {1: "pieces"}, "shapes": {1: "pieces"}, "parts": {1: "pieces"}}
    axes |= {"hidden": {1: "pieces"}, "attention": {2: "pieces", 3: "pieces"}}
    torch.onnx.export(
        _Alone(encoder), (example, example, example), str(path), input_names=["ids", "shapes", "parts"],
        output_names=["hidden", "attention"], dynamic_axes=axes, opset_version=17, dynamo=False,
        custom_opsets={"com.microsoft": 1},
    )  # fmt: skip


def _quantize(whole: Path, small: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = whole.with_name("prepared.onnx")
    quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared), str(small), op_types_to_quantize=["MatMul", "Gather"], per_channel=True, weight_type=QuantType.QInt8
    )


def _heads(net: Net) -> dict[str, NDArray[Any]]:
    """The weights of the heads, matrices of linear layers transposed for x @ w: large ones in 8 bits, others in 16."""
    linear = {name for name, module in net.named_modules() if isinstance(module, nn.Linear)}
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in net.state_dict().items():
        if name.startswith("encoder."):
            continue
        owner, _, kind = name.rpartition(".")
        values = tensor.float().numpy()
        values = values.T if kind == "weight" and owner in linear else values
        if values.size < LARGE:
            arrays[name] = values.astype(np.float16)
        else:
            scale = np.abs(values).max(0) / 127
            arrays[name], arrays[name + SCALE] = np.round(values / scale).astype(np.int8), scale.astype(np.float32)
    return arrays
