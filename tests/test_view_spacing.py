"""Pushing many circles apart: by a grid, with the same outcome as by looking at all pairs."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kg.view.layout import arrange
from kg.view.spacing import FEW, _all_pushes, _near_pushes, separate


@pytest.mark.parametrize("count", [2, 50, 700])
@pytest.mark.parametrize("spread", [5.0, 200.0, 5000.0])
def test_the_grid_pushes_as_all_pairs_do(count: int, spread: float) -> None:
    rng = np.random.default_rng(count)
    here, radii = rng.normal(size=(count, 2)) * spread, rng.pareto(2, count) * 4 + 4
    by_pairs, most = _all_pushes(radii, 10.0)(here)
    by_grid, same = _near_pushes(radii, 10.0)(here)
    assert np.allclose(by_pairs, by_grid, atol=1e-9) and most == pytest.approx(same)


def test_many_circles_end_apart() -> None:
    rng = np.random.default_rng(3)
    radii = rng.uniform(4, 20, FEW * 3)
    here = separate(rng.normal(size=(len(radii), 2)) * 900, radii, gap=2.0, rounds=400)
    distance = np.hypot(*(here[:, None, :] - here[None, :, :]).transpose(2, 0, 1))
    overlap = radii[:, None] + radii[None, :] - distance
    np.fill_diagonal(overlap, 0)
    assert overlap.max() < 1.0


@pytest.mark.slow
def test_a_graph_of_20_000_nodes_is_laid_out_in_seconds() -> None:
    rng = np.random.default_rng(5)
    ends = (20_000 * rng.random((40_000, 2)) ** 2).astype(int)
    links = [(int(a), int(b)) for a, b in ends if a != b]
    began = time.perf_counter()
    layout = arrange([5.0] * 20_000, links)
    assert len(set(layout.positions)) > 19_000 and time.perf_counter() - began < 120
