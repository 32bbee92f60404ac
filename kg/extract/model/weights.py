"""A model folder: encoder.onnx, heads.npz, tokenizer.json, model.json. Made by kg.train.export, read here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from multiprocessing import parent_process
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from kg.errors import InputError
from kg.extract.model.candidates import Edges
from kg.extract.model.decode import Thresholds
from kg.extract.model.heads import Array, Encoded, Weights, with_shapes
from kg.extract.model.nodes import Floats
from kg.extract.model.schema import Schema
from kg.extract.model.words import Page

CARD = "model.json"
FILES = (CARD, "encoder.onnx", "heads.npz", "tokenizer.json")
FORMAT = 2
SCALE = "#scale"
"""What the name of the scales of 8-bit weights ends in."""
REMEDY = "give a folder that `kg train` made"
UNREADABLE = (state.Fail, state.InvalidProtobuf, state.InvalidGraph, state.NoSuchFile, state.RuntimeException)
"""What onnxruntime raises for a file that holds no network."""
THREADS = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """What makes probabilities out of the network's: log-odds times `slope` plus `shift` (Platt 1999)."""

    slope: float = 1.0
    shift: float = 0.0

    def of(self, probability: float) -> float:
        """The calibrated probability.

        >>> Scale(1.0, 0.0).of(0.25)
        0.25
        """
        p = min(max(probability, 1e-6), 1 - 1e-6)
        return float(1 / (1 + np.exp(-(self.slope * np.log(p / (1 - p)) + self.shift))))


@dataclass(frozen=True)
class Model:
    """A model that is ready to read. `name` says which: its digest is part of the extractor's version."""

    name: str
    schema: Schema
    edges: Edges
    thresholds: Thresholds
    scales: Mapping[str, Scale]
    tokenizer: Tokenizer
    encoder: onnxruntime.InferenceSession
    heads: Weights
    products: ThreadpoolController

    def alone(self) -> AbstractContextManager[object]:
        """Within it NumPy multiplies in one thread: its threads and those of the encoder would wait for each other."""
        limited: AbstractContextManager[object] = self.products.limit(limits=1)
        return limited

    def scale(self, name: str) -> Scale:
        """The calibration of mentions, relations or results; none where the model was not calibrated."""
        return self.scales.get(name, Scale())

    def encode(self, page: Page) -> Encoded:
        """One pass of the encoder over the whole text."""
        inputs = {"ids": page.ids[None], "shapes": page.shapes[None], "parts": page.parts[None]}
        hidden, attention = self.encoder.run(None, inputs)
        return with_shapes(self.heads, hidden[0], attention[0], page.shapes)


def model_dir() -> Path:
    """The folder of the model that ships with the package."""
    return Path(__file__).parent / "weights"


@cache
def load_model(folder: Path) -> Model:
    """The model of `folder`, loaded once in a process. Raises InputError when the folder does not hold one."""
    model_files(folder)
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if card["format"] == FORMAT:
            _check(folder, card["sha256"])
            return _model(folder, card)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, BadZipFile, *UNREADABLE) as error:
        what = f"the model in {folder} cannot be read: {error}"
        raise InputError(what, cause="a file of it is damaged", remedy=REMEDY) from error
    what = f"the model in {folder} has format {card['format']!r}, this version reads {FORMAT}"
    raise InputError(what, remedy="train it again with this version of kg")


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a model beside model.json, which states them."""
    names = (name for name in FILES if name != CARD)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _check(folder: Path, stated: Mapping[str, str]) -> None:
    differing = [name for name, digest in digests(folder).items() if digest != stated[name]]
    if differing:
        raise ValueError(f"{', '.join(differing)} is not the file that {CARD} states")


def model_files(folder: Path) -> list[Path]:
    """The files of the model in `folder`, in a fixed order. Raises InputError when one is missing."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise InputError(f"{folder} holds no model: {', '.join(missing)} is missing", remedy=REMEDY)
    return [folder / name for name in sorted(FILES)]


def _model(folder: Path, card: Mapping[str, Any]) -> Model:
    text = (folder / "tokenizer.json").read_text(encoding="utf-8")
    if not json.loads(text)["model"]["vocab"]:  # what is no tokenizer would be refused by a bare Exception
        raise ValueError("tokenizer.json has no words")
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with np.load(folder / "heads.npz", allow_pickle=False) as stored:
        heads = {name: _whole(stored, name) for name in stored.files if not name.endswith(SCALE)}
    return Model(
        str(card["name"]),
        Schema.from_json(card["schema"]),
        Edges(frozenset(card["edges"]["start"]), frozenset(card["edges"]["end"])),
        Thresholds.from_json(card["thresholds"]),
        {name: Scale(*values) for name, values in card.get("scales", {}).items()},
        tokenizer,
        _session(folder / "encoder.onnx"),
        heads,
        ThreadpoolController().select(user_api="blas"),
    )


def _whole(stored: Mapping[str, Array], name: str) -> Floats:
    """The weights of a head; those that are stored in 8 bits have a scale for each column."""
    values = stored[name].astype(np.float32)
    whole: Floats = values * stored[name + SCALE] if name + SCALE in stored else values
    return whole


def _session(path: Path) -> onnxruntime.InferenceSession:
    """Two threads in a process of its own, one in each of several workers.

    The runtime splits a product by rows and columns, never within a sum, so that the number of threads changes nothing.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1 if parent_process() else THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
