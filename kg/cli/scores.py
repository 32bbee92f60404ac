"""Scoring the extractor on annotated papers: reading them, predicting, and the tables of figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from kg.build import Report
from kg.config import Config
from kg.errors import InputError
from kg.extract.kept import to_gold
from kg.extract.run import extract
from kg.records import Paper
from kg.resolve import above
from kg.score import Scores

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
NEEDED = ("title", "abstract", "entities", "relations")


def annotated_papers(path: Path) -> list[dict[str, Any]]:
    """The papers of a JSON list or JSON Lines file. Raises InputError naming the record that is no annotated paper."""
    try:
        text = path.read_bytes().strip()
        papers = orjson.loads(text) if text[:1] == b"[" else list(map(orjson.loads, text.splitlines()))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read: {error}", remedy="give annotated papers as a JSON list or JSON Lines"
        ) from error
    for number, paper in enumerate(papers, 1):
        missing = [name for name in NEEDED if not isinstance(paper, dict) or name not in paper]
        if missing:
            raise InputError(f"{path}, record {number} lacks {', '.join(missing)}", remedy="see the format of `kg extract`")
    if not papers:
        raise InputError(f"{path} holds no paper")
    return papers


def predict(annotated: list[dict[str, Any]], config: Config, report: Report) -> list[dict[str, Any]]:
    """What the extractor says of the same texts, in the same order and format, with the same ids."""
    papers = [Paper(paper["title"], paper["abstract"], id=str(paper.get("id") or "")) for paper in annotated]
    predicted = []
    for paper, extraction in zip(papers, extract(papers, extractor=config.extractor, workers=config.workers), strict=True):
        predicted.append(to_gold(paper, above(extraction, config.min_score)))
        report("extracting", len(predicted), len(papers))
    return predicted


def tables(scores: Scores, errors: int) -> Iterator[Table]:
    """The figures as tables for people, and with `errors` the most frequent misses and inventions."""
    figures = sorted(((name, row) for name, row in scores.rows.items() if "f1" in row), key=lambda pair: _place(pair[0]))
    heads = ("", "P", "R", "F1", "gold")
    yield heads, [(n, *(f"{r[k]:.1f}" for k in ("precision", "recall", "f1")), f"{r['gold']:.0f}") for n, r in figures]
    shares = [(name, row) for name, row in scores.rows.items() if "share" in row]
    yield ("", "share", "of"), [(name, f"{row['share']:.1f}", f"{row['of']:.0f}") for name, row in shares]
    for title, found in (("missed", scores.misses), ("invented", scores.extras)):
        if errors:
            yield (title, "times"), [(name, str(number)) for name, number in found[:errors]]


def _place(name: str) -> tuple[int, str]:
    """Entities with their types, then relations with theirs, then results."""
    groups = ("entities", "entity ", "relations", "relation ", "results", "result ")
    return next((place for place, start in enumerate(groups) if name.startswith(start)), len(groups)), name
