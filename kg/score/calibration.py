"""Whether scores mean what they say: of what scores 0.8, four in five should be right.

A mention is right when its paper's gold graph has an entity of that type with that name; relations and results are right
as in papers.py, so that a relation between wrong ends is wrong. Entities have a score for each of their mentions (`scores`)
or one of their own (`score`), which then stands for their name; relations and results have one (`score`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kg.score.bootstrap import Interval, resamples
from kg.score.normal import normal_name
from kg.score.pairing import ItemJson, Pair, PaperJson, at, names, pairs
from kg.score.papers import keyed_results

BINS = 10
Judged = tuple[float, bool]
"""A score, and whether what has it is right."""
KINDS = ("mentions", "relations", "results")


@dataclass(frozen=True, slots=True)
class Bin:
    """Neighbouring scores: how many, their mean, and the share that is right (both 0 to 1)."""

    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The expected calibration error of one kind with its 95 % interval over resampled papers, and the table behind it."""

    count: int
    error: float
    interval: Interval
    bins: tuple[Bin, ...]


def calibration(
    gold: Iterable[PaperJson], predicted: Iterable[PaperJson], *, samples: int = 1000, seed: int = 0
) -> Mapping[str, Calibration]:
    """The calibration of mentions, relations and results; a kind without scores is absent.

    The expected calibration error is the mean distance between score and share of right ones over bins, weighted by their
    sizes (Guo et al. 2017, On Calibration of Modern Neural Networks). The bins hold equally many
    (Nguyen & O'Connor 2015, Posterior Calibration and Exploratory Analysis for Natural Language Processing Models); equal
    scores are not torn apart. Resampling adds noise to every bin, so that the interval lies rather too high than too low.
    """
    papers = [dict(zip(KINDS, _judged(pair), strict=True)) for pair in pairs(gold, predicted)]
    drawn = resamples(len(papers), samples, seed)
    found = {kind: _calibration([paper[kind] for paper in papers], drawn) for kind in KINDS}
    return {kind: made for kind, made in found.items() if made is not None}


def reliability(judged: Sequence[Judged], bins: int = BINS) -> tuple[Bin, ...]:
    """The bins, from low to high scores.

    >>> reliability([(0.2, False), (0.2, False), (0.9, True), (0.7, True)], bins=2)
    (Bin(count=2, score=0.2, right=0.0), Bin(count=2, score=0.8, right=1.0))
    """
    scores, right = _sorted(judged)
    edges = _edges(scores, bins)
    return tuple(
        Bin(end - start, float(scores[start:end].mean()), float(right[start:end].mean())) for start, end in pairwise(edges)
    )


def expected_error(judged: Sequence[Judged], bins: int = BINS) -> float:
    """The expected calibration error, 0 to 1.

    >>> round(expected_error([(0.2, False), (0.2, False), (0.9, True), (0.7, True)], bins=2), 3)
    0.2
    """
    return sum(each.count * abs(each.score - each.right) for each in reliability(judged, bins)) / max(len(judged), 1)


def _calibration(papers: Sequence[Sequence[Judged]], drawn: NDArray[np.int64]) -> Calibration | None:
    judged = [item for paper in papers for item in paper]
    if not judged:
        return None
    sizes = [len(paper) for paper in papers]
    scores, right = _sorted(judged)
    of_paper = np.repeat(np.arange(len(papers)), sizes)[np.argsort([score for score, _ in judged], kind="stable")]
    errors = [_weighted_error(scores, right, counts[of_paper]) for counts in drawn]
    low, high = np.percentile(errors, (2.5, 97.5))
    return Calibration(
        len(judged), round(expected_error(judged), 4), (round(float(low), 4), round(float(high), 4)), reliability(judged)
    )


def _weighted_error(scores: NDArray[np.float64], right: NDArray[np.float64], times: NDArray[np.int64]) -> float:
    """The expected error when each item, sorted by score, stands `times` times."""
    scores, right = np.repeat(scores, times), np.repeat(right, times)
    if not len(scores):
        return 0.0
    starts = np.array(_edges(scores, BINS)[:-1])
    return float(np.abs(np.add.reduceat(scores - right, starts)).sum() / len(scores))


def _sorted(judged: Sequence[Judged]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scores, right = (np.array([item[i] for item in judged], np.float64) for i in (0, 1))
    order = np.argsort(scores, kind="stable")
    return scores[order], right[order]


def _edges(scores: NDArray[np.float64], bins: int) -> list[int]:
    """Where bins of about equally many sorted scores begin, and where the last ends; equal scores stay together."""
    wanted = np.linspace(0, len(scores), bins + 1)[1:-1].round().astype(int)
    inner = np.searchsorted(scores, scores[np.minimum(wanted, len(scores) - 1)]) if len(scores) else wanted
    return sorted({0, *map(int, inner), len(scores)})


def _judged(pair: Pair) -> tuple[list[Judged], list[Judged], list[Judged]]:
    ids = pair.gold_ids()
    return list(_mentions(pair)), _relations(pair, ids), list(_results(pair, ids))


def _mentions(pair: Pair) -> Iterator[Judged]:
    gold, predicted = pair.items("entities")
    known = {(entity["type"], name) for entity in gold for name in names(entity)}
    for entity in predicted:
        forms, scores = entity.get("mentions", ()), entity.get("scores", ())
        if not scores and entity.get("score") is not None:
            forms, scores = (entity["name"],), (entity["score"],)
        for form, score in zip(forms, scores, strict=False):
            yield float(score), (entity["type"], normal_name(form)) in known


def _relations(pair: Pair, ids: Mapping[str, str]) -> list[Judged]:
    gold, predicted = pair.items("relations")
    wanted = {(r["head"], r["rel"], r["tail"]) for r in gold}
    found = {
        (at(ids, r["head"]), r["rel"], at(ids, r["tail"])): float(r["score"]) for r in sorted(_scored(predicted), key=_score)
    }
    return [(score, key in wanted) for key, score in found.items()]


def _results(pair: Pair, ids: Mapping[str, str]) -> Iterator[Judged]:
    wanted, found = keyed_results(pair, ids)
    free = Counter(key for key, _ in wanted)
    scored = [(key, float(result["score"])) for key, result in found if result.get("score") is not None]
    for key, score in sorted(scored, key=lambda item: -item[1]):
        yield score, free[key] > 0
        free[key] -= 1


def _scored(items: Sequence[ItemJson]) -> list[ItemJson]:
    return [item for item in items if item.get("score") is not None]


def _score(item: ItemJson) -> float:
    return float(item["score"])
