"""The results of a graph as a table: every number with what it measures, against what, on what, and the sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Claim, Knowledge, Paper
from kg.view.columns import Column
from kg.view.sentences import sentence


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A claim with the names of its things; `contexts` holds (type, name) of what it holds on."""

    claim: Claim
    subject: str
    metric: str
    baseline: str
    contexts: tuple[tuple[str, str], ...]
    paper: Paper
    sentence: str

    def on(self, type_name: str) -> tuple[str, ...]:
        """The names of the things of one type on which the number holds."""
        return tuple(name for kind, name in self.contexts if kind == type_name)


def result_rows(knowledge: Knowledge) -> Iterator[ResultRow]:
    """A row for every claim, in order of their ids; names are those by which entities are shown, titles of papers."""
    papers = {paper.key: paper for paper in knowledge.papers}
    names = {paper_path(key): paper.title for key, paper in papers.items()} | {e.id: e.label for e in knowledge.entities}
    types = {entity.id: entity.type for entity in knowledge.entities}
    for claim in knowledge.claims:
        paper = papers[claim.evidence.paper]
        yield ResultRow(
            claim,
            names.get(claim.subject, claim.subject),
            names.get(claim.metric_node, claim.metric),
            names.get(claim.baseline, claim.baseline),
            tuple(sorted((types.get(path, ""), names.get(path, path)) for path in claim.context)),
            paper,
            sentence(paper.text, claim.evidence.span).of(paper.text),
        )


def result_columns(ontology: Ontology) -> tuple[Column[ResultRow], ...]:
    """The columns: the claim as written, then what it comes to (see kg.records.Measure), then its context by type."""
    contexts = [ontology.role(role) for role in ("data", "suite", "device", "task", "method")]
    labels = {term.name: term.label for term in ontology.types}
    return (
        Column("id", "string", lambda row: row.claim.id),
        Column("subject", "string", lambda row: row.subject),
        Column("metric", "string", lambda row: row.metric),
        Column("metric_as_written", "string", lambda row: row.claim.metric),
        Column("qualifier", "string", lambda row: row.claim.qualifier),
        Column("value", "string", lambda row: row.claim.value),
        Column("unit", "string", lambda row: row.claim.unit),
        Column("direction", "string", lambda row: row.claim.direction),
        Column("baseline", "string", lambda row: row.baseline),
        Column("kind", "string", lambda row: row.claim.measure.kind),
        Column("minimum", "decimal", lambda row: _end(row.claim.numbers, min)),
        Column("maximum", "decimal", lambda row: _end(row.claim.numbers, max)),
        Column("base_minimum", "decimal", lambda row: row.claim.measure.minimum),
        Column("base_maximum", "decimal", lambda row: row.claim.measure.maximum),
        Column("base_unit", "string", lambda row: row.claim.measure.unit),
        Column("dimension", "string", lambda row: row.claim.measure.dimension),
        Column("ratio_minimum", "decimal", lambda row: row.claim.measure.ratio_minimum),
        Column("ratio_maximum", "decimal", lambda row: row.claim.measure.ratio_maximum),
        Column("better", "string", lambda row: row.claim.measure.better),
        *(_on(labels[name], name) for name in contexts),
        Column("paper", "string", lambda row: row.paper.title),
        Column("date", "string", lambda row: row.paper.date),
        Column("quote", "string", lambda row: row.claim.evidence.quote),
        Column("sentence", "string", lambda row: row.sentence),
        Column("start", "integer", lambda row: row.claim.evidence.span.start),
        Column("end", "integer", lambda row: row.claim.evidence.span.end),
        Column("score", "double", lambda row: row.claim.evidence.score),
    )


def _on(label: str, type_name: str) -> Column[ResultRow]:
    return Column(label, "list", lambda row: row.on(type_name))


def _end(numbers: tuple[Decimal, ...], end: Callable[[tuple[Decimal, ...]], Decimal]) -> Decimal | None:
    return end(numbers) if numbers else None
