"""Examples and networks as files, so that the processes of one training share them and a later run goes on from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import torch

from kg.train.batch import Example
from kg.train.net import Net

Arrays = dict[str, np.ndarray[Any, np.dtype[Any]]]
_SMALL = np.iinfo(np.int16)


def save_examples(path: Path, examples: Sequence[Example]) -> None:
    """All examples in one npz file: for every field the arrays one after another, and how many rows each has."""
    columns: Arrays = {}
    for name, values in _columns("", list(examples), Example):
        sizes = np.array([len(value) for value in values], np.int64)
        joined = np.concatenate(values) if values else np.zeros(0, np.int64)
        columns[name], columns[f"{name}#"] = _narrow(joined), sizes
    with path.with_suffix(".part").open("wb") as file:
        np.savez(file, allow_pickle=False, **columns)
    path.with_suffix(".part").replace(path)


def load_examples(path: Path) -> list[Example]:
    """The examples of a file that save_examples wrote."""
    with np.load(path, allow_pickle=False) as stored:
        columns = {name: stored[name] for name in stored.files}
    return list(_built("", Example, columns))


def _columns(prefix: str, values: Sequence[Any], kind: type) -> Iterator[tuple[str, list[Any]]]:
    for name, hint in _fields(kind):
        inside = [getattr(value, name) for value in values]
        if is_dataclass(hint):
            assert isinstance(hint, type)
            yield from _columns(f"{prefix}{name}.", inside, hint)
        else:
            yield prefix + name, [np.array([v]) if isinstance(v, int) else v for v in inside]


def _fields(kind: type) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def _narrow(values: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[Any]]:
    fits = values.dtype == np.int64 and (not values.size or (values.min() >= _SMALL.min and values.max() <= _SMALL.max))
    return values.astype(np.int16) if fits else values


def _built(prefix: str, kind: type, columns: Arrays) -> Iterator[Any]:
    parts = []
    for name, hint in _fields(kind):
        if is_dataclass(hint):
            assert isinstance(hint, type)
            parts.append(list(_built(f"{prefix}{name}.", hint, columns)))
            continue
        values, sizes = columns[prefix + name], columns[f"{prefix}{name}#"]
        wide = values.astype(np.int64) if values.dtype == np.int16 else values
        rows = np.split(wide, np.cumsum(sizes)[:-1]) if len(sizes) else []
        parts.append([int(row[0]) for row in rows] if hint is int else rows)
    return (kind(*row) for row in zip(*parts, strict=True))


def save_net(net: Net, path: Path) -> None:
    """The weights in half precision."""
    state = {name: value.half() if value.is_floating_point() else value for name, value in net.state_dict().items()}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def load_net(net: Net, path: Path) -> Net:
    """The same network with the weights of a file that save_net wrote."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    net.load_state_dict({name: value.float() if value.is_floating_point() else value for name, value in state.items()})
    return net.eval()
