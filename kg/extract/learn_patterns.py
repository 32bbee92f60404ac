"""The scores of ontology/patterns/entities.tsv, measured on annotated papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.extract.annotated import GoldPaper
from kg.extract.patterns import NamePattern, find_by_pattern
from kg.extract.tokens import key

COLUMNS = ("type", "pattern", "score", "note")


def measure_patterns(
    papers: Sequence[GoldPaper], rows: Sequence[Mapping[str, str]], patterns: Sequence[NamePattern]
) -> list[tuple[str, ...]]:
    """The rows with each score replaced by the share of papers' names, found so, that are annotated with the type."""
    measured: list[tuple[str, ...]] = []
    for row, pattern in zip(rows, patterns, strict=True):
        right = cases = 0
        for paper in papers:
            gold = {(entity.type, form) for entity in paper.entities for form in entity.forms}
            names = {key(m.text) for m in find_by_pattern(paper.words, (replace(pattern, score=1.0),))}
            cases += len(names)
            right += sum((pattern.type, name) in gold for name in names)
        measured.append((row["type"], row["pattern"], f"{(right + 0.5) / (cases + 1):.2f}", row["note"]))
    return measured
