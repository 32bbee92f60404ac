"""Scores that mean something: fitted and measured on papers that teachers, students and the fit itself had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.model.weights import Scale
from kg.records import PAPER
from kg.score import PaperJson
from kg.score.normal import normal_name
from kg.score.pairing import Pair, at, names, pairs
from kg.score.papers import keyed_results

Floats = NDArray[np.float64]
KINDS = {"mention": "entities", "relation": "relations", "result": "results"}
BINS = 10
SAMPLES = 300


@dataclass(frozen=True, slots=True)
class Scored:
    """Probabilities with whether they were right, and the number of the paper of each."""

    probability: Floats
    right: Floats
    paper: Floats


def scored(gold: Sequence[PaperJson], predicted: Sequence[PaperJson], least: Mapping[str, float]) -> Mapping[str, Scored]:
    """Names, relations and results with their scores; `least`: scores below which an item of a kind counts as not found.

    A relation or result counts only where its ends are found. What is right is said as in kg.score.calibration.
    """
    rows: dict[str, list[tuple[float, bool, int]]] = {kind: [] for kind in KINDS}
    for number, pair in enumerate(pairs(gold, [_kept(found, least) for found in predicted])):
        for kind, right in _right(pair).items():
            items = pair.predicted.get(KINDS[kind], ())
            rows[kind] += [(item["score"], ok, number) for item, ok in zip(items, right, strict=True)]
    columns = {kind: zip(*found, strict=True) for kind, found in rows.items() if found}
    return {kind: Scored(*(np.array(column, np.float64) for column in parts)) for kind, parts in columns.items()}


def _right(pair: Pair) -> Mapping[str, list[bool]]:
    ids = pair.gold_ids()
    known = {(entity["type"], name) for entity in pair.items("entities")[0] for name in names(entity)}
    facts = {(r["head"], r["rel"], r["tail"]) for r in pair.items("relations")[0]}
    wanted, found = keyed_results(pair, ids)
    keys = {key for key, _ in wanted}
    return {
        "mention": [(e["type"], normal_name(e["name"])) in known for e in pair.items("entities")[1]],
        "relation": [(at(ids, r["head"]), r["rel"], at(ids, r["tail"])) in facts for r in pair.items("relations")[1]],
        "result": [key in keys for key, _ in found],
    }


def _kept(found: PaperJson, least: Mapping[str, float]) -> dict[str, Any]:
    entities = [e for e in found["entities"] if e["score"] >= least["mention"]]
    known = {PAPER, *(e["id"] for e in entities)}
    relations = [r for r in found["relations"] if r["score"] >= least["relation"] and {r["head"], r["tail"]} <= known]
    results = [r for r in found["results"] if r["score"] >= least["result"] and r["subject"] in known]
    return {**found, "entities": entities, "relations": relations, "results": results}


def platt(items: Scored) -> Scale:
    """The scale with the greatest likelihood (Platt 1999), by Newton's steps."""
    x = np.stack([_log_odds(items.probability), np.ones_like(items.probability)], 1)
    w = np.array([1.0, 0.0])
    for _ in range(150):
        p = 1 / (1 + np.exp(-x @ w))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        w = w + np.clip(np.linalg.solve(curvature, x.T @ (items.right - p)), -0.2, 0.2)
    return Scale(float(w[0]), float(w[1]))


def _log_odds(probability: Floats) -> Floats:
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    found: Floats = np.log(p / (1 - p))
    return found


def _scaled(items: Scored, scale: Scale) -> Scored:
    odds = scale.slope * _log_odds(items.probability) + scale.shift
    return Scored(1 / (1 + np.exp(-odds)), items.right, items.paper)


def calibration_error(items: Scored) -> float:
    """The expected calibration error over BINS bins of equal size (Naeini et al. 2015)."""
    order = np.argsort(items.probability, kind="stable")
    bins = [b for b in np.array_split(order, BINS) if len(b)]
    gaps = [abs(items.probability[b].mean() - items.right[b].mean()) * len(b) for b in bins]
    return float(sum(gaps) / len(order))


def cross_fitted(items: Scored, parts: int = 5) -> Scored:
    """Every item scaled by a fit on the papers of the other parts."""
    part = items.paper % parts
    probability = np.zeros_like(items.probability)
    for k in range(parts):
        here, rest = part == k, part != k
        if here.any():
            probability[here] = _scaled(_some(items, here), platt(_some(items, rest))).probability
    return Scored(probability, items.right, items.paper)


def _some(items: Scored, chosen: Any) -> Scored:
    return Scored(items.probability[chosen], items.right[chosen], items.paper[chosen])


def interval(items: Scored, seed: int = 0) -> tuple[float, float]:
    """95 % of the calibration errors of SAMPLES bootstrap samples of papers."""
    rng = np.random.default_rng(seed)
    papers = np.unique(items.paper)
    places = [np.flatnonzero(items.paper == paper) for paper in papers]
    errors = []
    for _ in range(SAMPLES):
        drawn = np.concatenate([places[i] for i in rng.integers(0, len(papers), len(papers))])
        errors.append(calibration_error(_some(items, drawn)))
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(low), float(high)


def calibrated(found: Mapping[str, Scored]) -> dict[str, Any]:
    """For every kind the scale, and the calibration error of a cross-fitted one with its interval."""
    outcome = {}
    for kind, items in found.items():
        scale, fitted = platt(items), cross_fitted(items)
        low, high = interval(fitted)
        figures = {
            "error": round(calibration_error(fitted), 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "items": len(items.right),
        }
        outcome[kind] = {"scale": [round(scale.slope, 4), round(scale.shift, 4)], **figures}
    return outcome
