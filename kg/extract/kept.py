"""Extractions in the format of the annotated papers, and in a lossless form that is kept between builds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kg.records import Extraction, LocalEntity, Mention, Paper, Problem, Relation, Result, Span


def to_gold(paper: Paper, extraction: Extraction) -> dict[str, Any]:
    """The extraction as an annotated paper: see "Annotated papers" in the documentation of `kg extract`.

    A mention's surface form stands once, with the best of its `scores`; evidence is its text, a missing identifier or
    baseline is None.
    """
    text = paper.text
    return {
        "id": paper.id or None,
        "title": paper.title,
        "abstract": paper.abstract,
        "entities": [_gold_entity(entity) for entity in extraction.entities],
        "relations": [
            {"head": r.head, "rel": r.rel, "tail": r.tail, "evidence": r.evidence.of(text), "score": r.score}
            for r in extraction.relations
        ],
        "results": [_gold_result(result, text) for result in extraction.results],
    }


def _gold_entity(entity: LocalEntity) -> dict[str, Any]:
    best: dict[str, float] = {}
    for mention in entity.mentions:
        best[mention.text] = max(mention.score, best.get(mention.text, 0.0))
    return {"id": entity.id, "type": entity.type, "name": entity.name, "mentions": [*best], "scores": [*best.values()]}


def _gold_result(result: Result, text: str) -> dict[str, Any]:
    return {
        "subject": result.subject,
        "metric": result.metric,
        "value": result.value,
        "unit": result.unit,
        "direction": result.direction,
        "baseline": result.baseline or None,
        "context": list(result.context),
        "evidence": result.evidence.of(text),
        "score": result.score,
    }


def to_json(extraction: Extraction) -> dict[str, Any]:
    """Everything in `extraction`, as values that JSON holds."""
    return {
        "paper": extraction.paper,
        "sha256": extraction.sha256,
        "extractor": extraction.extractor,
        "entities": [
            [e.id, e.type, e.name, [[*_ends(m.span), m.text, m.type, m.score, m.by] for m in e.mentions]]
            for e in extraction.entities
        ],
        "relations": [[r.head, r.rel, r.tail, *_ends(r.evidence), r.score, r.by] for r in extraction.relations],
        "results": [_result_values(result) for result in extraction.results],
        "problems": [[p.kind, p.where, p.message] for p in extraction.problems],
    }


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _result_values(r: Result) -> list[Any]:
    numbers = [str(number) for number in r.numbers]
    words = [r.subject, r.metric, r.value, numbers, r.unit, r.direction, r.baseline, list(r.context)]
    return [*words, *_ends(r.evidence), r.score, r.by, r.qualifier]


def from_json(data: dict[str, Any]) -> Extraction:
    """The inverse of to_json. Raises KeyError, TypeError or ValueError for what to_json did not make."""
    return Extraction(
        data["paper"],
        data["sha256"],
        data["extractor"],
        tuple(LocalEntity(i, kind, name, tuple(map(_mention, mentions))) for i, kind, name, mentions in data["entities"]),
        tuple(Relation(h, rel, t, Span(start, end), score, by) for h, rel, t, start, end, score, by in data["relations"]),
        tuple(map(_result, data["results"])),
        tuple(Problem(*fields) for fields in data["problems"]),
    )


def _mention(values: list[Any]) -> Mention:
    start, end, text, kind, score, by = values
    return Mention(Span(start, end), text, kind, score, by)


def _result(values: list[Any]) -> Result:
    subject, metric, value, numbers, unit, direction, baseline, context, start, end, score, by, *later = values
    parts = tuple(Decimal(number) for number in numbers)
    span = Span(start, end)
    return Result(subject, metric, value, parts, unit, direction, baseline, tuple(context), span, score, by, *later)
