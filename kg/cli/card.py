"""The card of one paper or entity, as lines of text: what it is, what is said of it, and by which sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.keys import paper_path
from kg.ontology import Ontology
from kg.records import Claim, Entity, Evidence, Knowledge, Paper, Statement
from kg.view.sentences import sentence

Line = tuple[str, str]
"""Text with its style."""


def card(thing: Entity | Paper, knowledge: Knowledge, ontology: Ontology, *, sentences: int) -> Iterator[Line]:
    """The lines of a card; of each fact at most `sentences` sentences are given."""
    labels = {paper_path(p.key): p.title for p in knowledge.papers} | {e.id: e.label for e in knowledge.entities}
    papers = {p.key: p for p in knowledge.papers}
    if isinstance(thing, Paper):
        path = paper_path(thing.key)
        yield from _paper_head(thing)
    else:
        path = thing.id
        yield from _entity_head(thing, knowledge, ontology)
    for heading, facts in _facts(path, knowledge, ontology):
        yield "", ""
        yield heading, "bold"
        for other, statement in facts:
            support = f"  ({statement.support} papers)" if statement.support > 1 else ""
            yield f"  {labels.get(other, other)}{support}", "cyan"
            yield from _quotes(statement.evidence, papers, sentences)
    yield from _numbers(path, knowledge, labels, papers)


def _paper_head(paper: Paper) -> Iterator[Line]:
    yield paper.title, "bold"
    yield " · ".join(part for part in ("paper", paper.date, ", ".join(paper.authors), paper.url) if part), "dim"
    yield "in " + ", ".join(f"{source.file}, record {source.record}" for source in paper.sources), "dim"


def _entity_head(entity: Entity, knowledge: Knowledge, ontology: Ontology) -> Iterator[Line]:
    number = sum(1 for _, node in knowledge.mentions if node == entity.id)
    yield entity.label, "bold"
    yield f"{ontology.type(entity.type).label} · {number} paper{'' if number == 1 else 's'} · {entity.id}", "dim"
    if entity.aliases:
        yield "also: " + ", ".join(entity.aliases), "dim"


def _facts(path: str, knowledge: Knowledge, ontology: Ontology) -> Iterator[tuple[str, list[tuple[str, Statement]]]]:
    """The facts of a node by relation, first those it is the subject of; the best supported come first."""
    forward: dict[str, list[tuple[str, Statement]]] = defaultdict(list)
    backward: dict[str, list[tuple[str, Statement]]] = defaultdict(list)
    for statement in knowledge.statements:
        if statement.subject == path:
            forward[statement.relation].append((statement.object, statement))
        elif statement.object == path:
            backward[statement.relation].append((statement.subject, statement))
    for relation in ontology.relations:
        for facts, heading in ((forward, relation.label), (backward, f"... {relation.label} this")):
            if relation.name in facts:
                yield heading, sorted(facts[relation.name], key=lambda fact: (-fact[1].support, fact[0]))


def _quotes(evidence: tuple[Evidence, ...], papers: dict[str, Paper], limit: int) -> Iterator[Line]:
    for item in evidence[:limit]:
        paper = papers[item.paper]
        words = sentence(paper.text, item.span).of(paper.text)
        yield f"    “{' '.join(words.split())}”", ""
        yield f"      {paper.title}{f', {paper.date}' if paper.date else ''}  [{item.score:.2f}]", "dim"
    if len(evidence) > limit:
        yield f"    and {len(evidence) - limit} more", "dim"


def _numbers(path: str, knowledge: Knowledge, labels: dict[str, str], papers: dict[str, Paper]) -> Iterator[Line]:
    claims = [
        c for c in knowledge.claims if path in (c.subject, c.baseline, c.metric_node, paper_path(c.evidence.paper), *c.context)
    ]
    if claims:
        yield "", ""
        yield "numbers", "bold"
    for claim in claims:
        yield f"  {number_line(claim, labels)}", "cyan"
        yield from _quotes((claim.evidence,), papers, 1)


def number_line(claim: Claim, labels: dict[str, str]) -> str:
    """A claim in one line: subject, metric, direction, value with unit, baseline and context."""
    value = claim.value + (claim.unit if claim.unit in ("%", "x") else f" {claim.unit}" if claim.unit else "")
    text = f"{labels[claim.subject]}: {claim.metric} {claim.direction} {value}"
    if claim.baseline:
        text += f", against {labels[claim.baseline]}"
    if claim.context:
        text += f", on {', '.join(labels[c] for c in claim.context)}"
    return text
