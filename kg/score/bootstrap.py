"""How far a figure could have been other with other papers: intervals by the bootstrap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.score.counts import Counts

Numbers = NDArray[np.float64]
Interval = tuple[float, float]


def resamples(papers: int, samples: int, seed: int = 0) -> NDArray[np.int64]:
    """[samples, papers]: how often each paper is drawn when as many are drawn with replacement (Efron 1979).

    >>> resamples(5, 3).sum(axis=1).tolist()
    [5, 5, 5]
    """
    return np.random.default_rng(seed).multinomial(papers, np.full(papers, 1 / papers), size=samples)


def interval(values: Numbers) -> Interval:
    """The middle 95 percent of the values: 2.5th and 97.5th percentile."""
    low, high = np.percentile(values, (2.5, 97.5))
    return round(float(low), 1), round(float(high), 1)


def intervals(papers: Sequence[Counts], samples: int = 1000, seed: int = 0) -> Mapping[str, Interval]:
    """For each row the 95 % interval of its F1, or of its share, in percent, over resampled papers."""
    drawn = resamples(len(papers), samples, seed)
    found = {
        row: interval(_f1(drawn @ counts)) for row, counts in _table(papers, "tallies", ("right", "wrong", "missed")).items()
    }
    shares = {row: interval(_share(drawn @ counts)) for row, counts in _table(papers, "shares", ("right", "of")).items()}
    return found | shares


def _table(papers: Sequence[Counts], kind: str, fields: tuple[str, ...]) -> dict[str, NDArray[np.int64]]:
    """Row name to [papers, fields]; a paper without the row counts nothing."""
    rows = {row for paper in papers for row in getattr(paper, kind)}

    def numbers(found: Any) -> list[int]:
        return [getattr(found, field) for field in fields] if found else [0] * len(fields)

    return {row: np.array([numbers(getattr(paper, kind).get(row)) for paper in papers]) for row in sorted(rows)}


def _f1(counts: NDArray[np.int64]) -> Numbers:
    right, wrong, missed = counts.T
    shares: Numbers = 200 * right / np.maximum(2 * right + wrong + missed, 1)
    return shares


def _share(counts: NDArray[np.int64]) -> Numbers:
    right, of = counts.T
    shares: Numbers = 100 * right / np.maximum(of, 1)
    return shares
