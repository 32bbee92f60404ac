"""Scoring predictions on annotated papers: reading them, predicting, and the tables of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from kg.build import Report
from kg.config import Config
from kg.errors import InputError
from kg.extract.kept import to_gold
from kg.extract.run import extract
from kg.records import Paper
from kg.score import (
    Calibration,
    Counts,
    Mistakes,
    PaperJson,
    above_score,
    calibration,
    intervals,
    mistakes,
    score_papers,
    scores,
    sweep,
)

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
FORMAT = "see the format of `kg extract`"
NEEDED = ("title", "abstract", "entities", "relations")
PARTS = {
    "entities": ("id", "type", "name"),
    "relations": ("head", "rel", "tail"),
    "results": ("subject", "metric", "value", "unit", "direction"),
}
"""What each item of a list must have."""
FIGURES = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked beside the figures: resamples for intervals, kinds of mistakes, calibration, a sweep of least scores.

    What scores below `least` is left out of everything.
    """

    least: float = 0.0
    samples: int = 0
    errors: int = 0
    calibration: bool = False
    sweep: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures by row, and what else was asked; what was not is empty."""

    rows: Mapping[str, Mapping[str, float]]
    intervals: Mapping[str, tuple[float, float]]
    mistakes: tuple[Mistakes, ...]
    calibration: Mapping[str, Calibration]
    sweep: Mapping[float, Mapping[str, Mapping[str, float]]]


def annotated_papers(path: Path) -> list[dict[str, Any]]:
    """The papers of a JSON list or JSON Lines file. Raises InputError naming the record that is no annotated paper."""
    return _papers(path, NEEDED)


def predicted_papers(path: Path) -> list[dict[str, Any]]:
    """Predictions, which need no text. Raises InputError as `annotated_papers`."""
    return _papers(path, NEEDED[2:])


def predict(annotated: list[dict[str, Any]], config: Config, report: Report) -> list[PaperJson]:
    """All that the extractor says of the same texts, in the same order and format, with the same ids."""
    papers = [Paper(paper["title"], paper["abstract"], id=str(paper.get("id") or "")) for paper in annotated]
    predicted: list[PaperJson] = []
    found = extract(papers, extractor=config.extractor, model=config.model_folder, workers=config.workers)
    for paper, extraction in zip(papers, found, strict=True):
        predicted.append(to_gold(paper, extraction))
        report("extracting", len(predicted), len(papers))
    return predicted


def evaluate(gold: Sequence[PaperJson], predicted: Sequence[PaperJson], asked: Asked) -> Evaluation:
    """Everything that is asked. Raises InputError when predictions have no scores to calibrate."""
    predicted = [above_score(paper, asked.least) for paper in predicted] if asked.least else predicted
    counts = list(score_papers(gold, predicted))
    total = Counts()
    for of_paper in counts:
        total.add(of_paper)
    calibrated = calibration(gold, predicted) if asked.calibration else {}
    if asked.calibration and not calibrated:
        raise InputError("the predictions have no scores", remedy='give entities "scores", relations and results a "score"')
    return Evaluation(
        scores(total).rows,
        intervals(counts, asked.samples) if asked.samples else {},
        _most_frequent(mistakes(gold, predicted), asked.errors) if asked.errors else (),
        calibrated,
        sweep(gold, predicted) if asked.sweep else {},
    )


def as_values(found: Evaluation) -> dict[str, Any]:
    """The rows, each with its interval where there is one, and further keys for what else was asked."""
    rows = {row: {**figures, **_interval(found, row)} for row, figures in found.rows.items()}
    rest = {name: value for name, value in asdict(found).items() if value and name not in ("rows", "intervals")}
    return rows | rest


def tables(found: Evaluation) -> Iterator[Table]:
    """The evaluation as tables for people."""
    heads = ("95 %",) if found.intervals else ()
    figures = sorted(((row, values) for row, values in found.rows.items() if "f1" in values), key=lambda pair: _place(pair[0]))
    yield (
        ("", "P", "R", "F1", "gold", *heads),
        [(row, *_figures(v), f"{v['gold']:.0f}", *_range(found, row)) for row, v in figures],
    )
    shares = [(row, values) for row, values in found.rows.items() if "share" in values]
    yield ("", "share", "of", *heads), [(row, f"{v['share']:.1f}", f"{v['of']:.0f}", *_range(found, row)) for row, v in shares]
    if found.mistakes:
        cases: list[tuple[str, ...]] = [(m.side, m.row, m.reason, str(m.times), "; ".join(m.examples)) for m in found.mistakes]
        yield ("side", "row", "reason", "times", "for example"), cases
    for kind, calibrated in found.calibration.items():
        yield from _calibration_tables(kind, calibrated)
    if found.sweep:
        yield from _sweep_tables(found.sweep)


def _papers(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    try:
        text = path.read_bytes().strip()
        papers = orjson.loads(text) if text[:1] == b"[" else list(map(orjson.loads, text.splitlines()))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read: {error}", remedy="give annotated papers as a JSON list or JSON Lines"
        ) from error
    for number, paper in enumerate(papers, 1):
        missing = _missing(paper, needed)
        if missing:
            raise InputError(f"{path}, record {number} lacks {', '.join(missing)}", remedy=FORMAT)
    if not papers:
        raise InputError(f"{path} holds no paper")
    return papers


def _missing(paper: object, needed: Sequence[str]) -> list[str]:
    """What a paper or its items lack."""
    if not isinstance(paper, dict):
        return list(needed)
    missing = [name for name in needed if name not in paper]
    for part, names in PARTS.items():
        items = paper.get(part, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return [*missing, f"a list of objects as {part}"]
        missing += [f"{name} in {part}" for name in names if any(name not in item for item in items)]
    return missing


def _most_frequent(found: Sequence[Mistakes], number: int) -> tuple[Mistakes, ...]:
    """So many kinds of each side."""
    sides = dict.fromkeys(mistake.side for mistake in sorted(found, key=lambda m: m.side, reverse=True))
    return tuple(mistake for side in sides for mistake in [m for m in found if m.side == side][:number])


def _interval(found: Evaluation, row: str) -> dict[str, Any]:
    return {"interval": list(found.intervals[row])} if row in found.intervals else {}


def _range(found: Evaluation, row: str) -> tuple[str, ...]:
    if not found.intervals:
        return ()
    low, high = found.intervals[row]
    return (f"{low:.1f} to {high:.1f}",)


def _figures(values: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(f"{values[name]:.1f}" for name in FIGURES)


def _calibration_tables(kind: str, found: Calibration) -> Iterator[Table]:
    low, high = found.interval
    yield (
        (kind, "expected calibration error", "95 %"),
        [(str(found.count), f"{found.error:.3f}", f"{low:.3f} to {high:.3f}")],
    )
    yield (
        (f"scores of {kind}", "mean", "right"),
        [(str(each.count), f"{each.score:.3f}", f"{each.right:.3f}") for each in found.bins],
    )


def _sweep_tables(found: Mapping[float, Mapping[str, Mapping[str, float]]]) -> Iterator[Table]:
    rows = list(dict.fromkeys(row for figures in found.values() for row in figures))
    heads = tuple(f"{row} {name}" for row in rows for name in ("P", "R", "F1"))
    cells = [
        (f"{least:.1f}", *(cell for row in rows for cell in (_figures(figures[row]) if row in figures else ("", "", ""))))
        for least, figures in found.items()
    ]
    yield ("at least", *heads), cells
    best = {row: max(found, key=lambda least: found[least].get(row, {"f1": 0.0})["f1"]) for row in rows}
    yield ("best F1 of", "at least", "F1"), [(row, f"{at:.1f}", f"{found[at][row]['f1']:.1f}") for row, at in best.items()]


def _place(name: str) -> tuple[int, str]:
    """Entities with their types, then relations with theirs, then results."""
    groups = ("entities", "entity ", "relations", "relation ", "results", "result ")
    return next((place for place, start in enumerate(groups) if name.startswith(start)), len(groups)), name
