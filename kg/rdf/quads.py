"""Knowledge to quads. `knowledge.py` is the way back; the two files name the same terms.

Graphs: one for each paper (its record, mentions, plain edges, evidence, results), one for the entities, one for the run.
No blank node is written, so that the same knowledge gives the same quads everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Quad

from kg.keys import paper_path
from kg.ontology import PAPER_CLASS, Ontology
from kg.rdf.claims import claim_facts
from kg.rdf.sheets import Sheet, evidence_name, sheets, supports
from kg.rdf.terms import Iris, date_literal, outside, run_path, score_literal, text_literal
from kg.records import Entity, Evidence, Knowledge, Paper

CONTEXT_LENGTH = 32
"""How many characters before and after a quote are kept with it, to find it again in a changed text."""

Facts = Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]

A = outside("rdf:type")
EXACT, PREFIX, SUFFIX, START, END = (outside(f"oa:{name}") for name in ("exact", "prefix", "suffix", "start", "end"))
SELECTOR, QUOTE_SELECTOR, POSITION_SELECTOR = (
    outside(f"oa:{name}") for name in ("hasSelector", "TextQuoteSelector", "TextPositionSelector")
)
SUBJECT, PREDICATE, OBJECT = (outside(f"rdf:{name}") for name in ("subject", "predicate", "object"))
DERIVED_FROM, GENERATED_BY = outside("prov:wasDerivedFrom"), outside("prov:wasGeneratedBy")


def to_quads(knowledge: Knowledge, ontology: Ontology, *, base: str) -> Iterator[Quad]:
    """All quads of `knowledge`, without repetition, graph by graph.

    Raises UnknownName for a type or relation that the ontology lacks, ConfigError for an unusable base, ValueError for a
    claim whose number is not finite.
    """
    iris = Iris(base, ontology.namespace)
    yield from _in(iris.graph("run"), _run(knowledge.extractor, iris))
    yield from _in(iris.graph("entities"), _entities(knowledge, ontology, iris))
    run = iris.node(run_path(knowledge.extractor))
    for sheet in sheets(knowledge):
        yield from paper_graph(sheet, ontology, iris, run=run)


def paper_graph(sheet: Sheet, ontology: Ontology, iris: Iris, *, run: NamedNode) -> Iterator[Quad]:
    """The named graph of one paper, as `to_quads` writes it."""
    return _in(iris.graph(sheet.key), _sheet(sheet, ontology, iris, run))


def _in(graph: NamedNode, facts: Facts) -> Iterator[Quad]:
    return (Quad(subject, predicate, value, graph) for subject, predicate, value in facts)


def _run(extractor: str, iris: Iris) -> Facts:
    node = iris.node(run_path(extractor))
    yield node, A, iris.own("ExtractionRun")
    yield node, iris.own("extractor"), text_literal(extractor)


def _entities(knowledge: Knowledge, ontology: Ontology, iris: Iris) -> Facts:
    support = Counter(path for _, path in knowledge.mentions)
    for entity in knowledge.entities:
        yield from _entity(entity, ontology, iris)
        yield iris.node(entity.id), iris.own("support"), Literal(support[entity.id])
        for path in entity.replaces:
            yield iris.node(path), outside("dcterms:isReplacedBy"), iris.node(entity.id)
    for name, papers in supports(knowledge):
        yield iris.node(f"evidence/{name}"), iris.own("support"), Literal(papers)


def _entity(entity: Entity, ontology: Ontology, iris: Iris) -> Facts:
    node = iris.node(entity.id)
    yield node, A, NamedNode(ontology.type(entity.type).iri)
    yield node, outside("skos:prefLabel"), text_literal(entity.label)
    for alias in entity.aliases:
        yield node, outside("skos:altLabel"), text_literal(alias)
    for term, iri in entity.identifiers:
        yield node, outside(term), NamedNode(iri)


def _sheet(sheet: Sheet, ontology: Ontology, iris: Iris, run: NamedNode) -> Facts:
    node = iris.node(paper_path(sheet.key))
    if sheet.paper is not None:
        yield from _paper(sheet.paper, iris)
    for path in sheet.mentions:
        yield node, iris.own("mentions"), iris.node(path)
    yield from _edges(sheet, ontology, iris)
    text = sheet.paper.text if sheet.paper is not None else ""
    for (subject, relation, value), name, item in sheet.said:
        evidence = iris.node(f"evidence/{name}")
        yield evidence, SUBJECT, iris.node(subject)
        yield evidence, PREDICATE, NamedNode(ontology.relation(relation).iri)
        yield evidence, OBJECT, iris.node(value)
        yield from _evidence(name, item, text, iris, run=run)
    for claim in sheet.claims:
        name = evidence_name(claim.id, claim.evidence)
        yield from claim_facts(claim, iris)
        yield iris.node(claim.id), iris.own("evidence"), iris.node(f"evidence/{name}")
        yield iris.node(f"evidence/{name}"), iris.own("evidenceFor"), iris.node(claim.id)
        yield from _evidence(name, claim.evidence, text, iris, run=run)


def _edges(sheet: Sheet, ontology: Ontology, iris: Iris) -> Facts:
    """The plain edges that the paper states, and from the subject of each the links to its evidence."""
    for path, group in groupby(sheet.said, key=lambda said: said[0][0]):
        node, said = iris.node(path), list(group)
        for _, relation, value in dict.fromkeys(triple for triple, _, _ in said):
            yield node, NamedNode(ontology.relation(relation).iri), iris.node(value)
        for _, name, _ in said:
            yield node, iris.own("evidence"), iris.node(f"evidence/{name}")


def _paper(paper: Paper, iris: Iris) -> Facts:
    node = iris.node(paper_path(paper.key))
    yield node, A, iris.own(PAPER_CLASS)
    yield node, outside("dcterms:title"), text_literal(paper.title)
    yield node, outside("dcterms:abstract"), text_literal(paper.abstract)
    if paper.id:
        yield node, outside("dcterms:identifier"), text_literal(paper.id)
    if paper.date:
        yield node, outside("dcterms:issued"), date_literal(paper.date)
    if paper.url:
        yield node, outside("schema:url"), text_literal(paper.url)
    yield from _parts(paper, iris)


def _parts(paper: Paper, iris: Iris) -> Facts:
    """Authors, sources and details, each a node that knows its place in the order of the record."""
    paper_node, name, position = iris.node(paper_path(paper.key)), outside("schema:name"), outside("schema:position")
    for place, author in enumerate(paper.authors, start=1):
        node = iris.node(f"author/{paper.key}-{place}")
        yield paper_node, outside("dcterms:creator"), node
        yield node, A, outside("schema:Person")
        yield node, name, text_literal(author)
        yield node, position, Literal(place)
    for place, source in enumerate(paper.sources, start=1):
        node = iris.node(f"source/{paper.key}-{place}")
        yield paper_node, outside("dcterms:source"), node
        yield node, A, iris.own("Source")
        yield node, iris.own("file"), text_literal(source.file)
        yield node, iris.own("record"), Literal(source.record)
        yield node, iris.own("format"), text_literal(source.format)
        yield node, position, Literal(place)
        if source.date:
            yield node, outside("dcterms:date"), date_literal(source.date)
    for place, (key, value) in enumerate(paper.details, start=1):
        node = iris.node(f"detail/{paper.key}-{place}")
        yield paper_node, iris.own("detail"), node
        yield node, A, outside("schema:PropertyValue")
        yield node, name, text_literal(key)
        yield node, outside("schema:value"), text_literal(value)
        yield node, position, Literal(place)


def _evidence(name: str, item: Evidence, text: str, iris: Iris, *, run: NamedNode) -> Facts:
    node, quote, position = (iris.node(f"{folder}/{name}") for folder in ("evidence", "quote", "position"))
    start, end = item.span.start, item.span.end
    yield node, A, iris.own("Evidence")
    yield node, DERIVED_FROM, iris.node(paper_path(item.paper))
    yield node, GENERATED_BY, run
    yield node, iris.own("score"), score_literal(item.score)
    yield node, iris.own("foundBy"), text_literal(item.by)
    yield node, SELECTOR, quote
    yield node, SELECTOR, position
    yield quote, A, QUOTE_SELECTOR
    yield quote, EXACT, text_literal(item.quote)
    yield quote, PREFIX, text_literal(text[max(0, start - CONTEXT_LENGTH) : start])
    yield quote, SUFFIX, text_literal(text[end : end + CONTEXT_LENGTH])
    yield position, A, POSITION_SELECTOR
    yield position, START, Literal(start)
    yield position, END, Literal(end)
