"""Quads to Knowledge: the inverse of `quads.py`. It reads what nodes say, not in which graph they say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Quad, Triple

from kg.ontology import PAPER_CLASS, Ontology
from kg.rdf.claims import claim_of
from kg.rdf.facts import Facts
from kg.rdf.terms import VOCABULARIES, Iris
from kg.records import Claim, Entity, Evidence, Knowledge, Paper, Source, Span, Statement

IDENTIFYING = ("owl:sameAs", "skos:exactMatch")
"""How a node says what it is elsewhere."""


def from_quads(quads: Iterable[Quad | Triple], ontology: Ontology, *, base: str) -> Knowledge:
    """The knowledge that `to_quads` wrote: equal to the original, if that was sorted as `Knowledge` asks.

    Quads of a store, of a file or of the union of graphs serve alike. Raises ValueError where a node lacks what its class
    needs (evidence without a span, say).
    """
    facts = Facts(quads, ontology, Iris(base, ontology.namespace))
    papers = [_paper(facts, node) for node in facts.nodes(ontology.namespace + PAPER_CLASS)]
    replaced = _replaced(facts)
    entities = [
        _entity(facts, node, term.name, replaced.get(node, ())) for term in ontology.types for node in facts.nodes(term.iri)
    ]
    evidence = {node: _evidence(facts, node) for node in facts.nodes(ontology.namespace + "Evidence")}
    runs = [facts.value(node, "extractor") for node in facts.nodes(ontology.namespace + "ExtractionRun")]
    return Knowledge(
        tuple(sorted(papers, key=lambda paper: paper.key)),
        tuple(sorted(entities, key=lambda entity: entity.id)),
        _statements(facts, evidence, {relation.iri: relation.name for relation in ontology.relations}),
        tuple(sorted(_claims(facts, evidence), key=lambda claim: claim.id)),
        tuple(sorted(_mentions(facts))),
        "; ".join(runs),
    )


def _paper(facts: Facts, node: str) -> Paper:
    sources = _in_order(facts, node, "dcterms:source")
    details = _in_order(facts, node, "detail")
    return Paper(
        facts.value(node, "dcterms:title"),
        facts.value(node, "dcterms:abstract"),
        facts.value(node, "dcterms:identifier"),
        facts.value(node, "dcterms:issued"),
        tuple(facts.value(author, "schema:name") for author in _in_order(facts, node, "dcterms:creator")),
        facts.value(node, "schema:url"),
        tuple(_source(facts, source) for source in sources),
        tuple((facts.value(detail, "schema:name"), facts.value(detail, "schema:value")) for detail in details),
    )


def _source(facts: Facts, node: str) -> Source:
    file, record, kind = (facts.value(node, name) for name in ("file", "record", "format"))
    return Source(file, int(record), kind, facts.value(node, "dcterms:date"))


def _in_order(facts: Facts, node: str, predicate: str) -> list[str]:
    return sorted(facts.values(node, predicate), key=lambda part: int(facts.value(part, "schema:position")))


def _replaced(facts: Facts) -> dict[str, list[str]]:
    """IRI of an entity -> the paths that lead to it."""
    replaced: dict[str, list[str]] = defaultdict(list)
    for old, said in facts.said.items():
        for new in said.get(VOCABULARIES["dcterms"] + "isReplacedBy", ()):
            replaced[new].append(facts.iris.path(old))
    return replaced


def _entity(facts: Facts, node: str, type_name: str, replaces: Iterable[str]) -> Entity:
    label, aliases = facts.value(node, "skos:prefLabel"), tuple(facts.values(node, "skos:altLabel"))
    identifiers = sorted((term, iri) for term in IDENTIFYING for iri in facts.values(node, term))
    return Entity(facts.iris.path(node), type_name, label, aliases, tuple(sorted(replaces)), tuple(identifiers))


def _evidence(facts: Facts, node: str) -> Evidence:
    said = facts.selected(node)
    try:
        span = Span(int(said["start"]), int(said["end"]))
    except KeyError as error:
        raise ValueError(f"{node} does not say where its quote stands") from error
    paper = facts.path(node, "prov:wasDerivedFrom").removeprefix("paper/")
    return Evidence(paper, span, said.get("exact", ""), float(facts.value(node, "score")), facts.value(node, "foundBy"))


def _statements(facts: Facts, evidence: Mapping[str, Evidence], names: Mapping[str, str]) -> tuple[Statement, ...]:
    said: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for node, item in evidence.items():
        relation = names.get(facts.value(node, "rdf:predicate"))
        if relation is not None:
            said[facts.path(node, "rdf:subject"), relation, facts.path(node, "rdf:object")].append(item)
    return tuple(Statement(*triple, tuple(sorted(said[triple]))) for triple in sorted(said))


def _claims(facts: Facts, evidence: Mapping[str, Evidence]) -> Iterator[Claim]:
    for node, item in evidence.items():
        result = facts.value(node, "evidenceFor")
        if result:
            yield claim_of(facts, result, item)


def _mentions(facts: Facts) -> Iterator[tuple[str, str]]:
    predicate = facts.iris.namespace + "mentions"
    for node, said in facts.said.items():
        for entity in said.get(predicate, ()):
            yield facts.iris.path(node).removeprefix("paper/"), facts.iris.path(entity)
