"""The whole of kg.ttl as records: every class and property with its signature, and the outside terms that are used.

`kg.ontology` holds what all rooms need of it, the shown classes and the extracted relations; this file holds the rest, for
the JSON-LD context, the shapes and the documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Namespace, URIRef
from rdflib.term import Node

from kg import ontology
from kg.ontology import data_dir

SCHEMA = Namespace(ontology.SCHEMA)


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """A term: `name` is its local name, or prefixed where it belongs to another vocabulary.

    `kind` is class, relation, object property, datatype property, annotation property or outside term; `domain` and `range`
    hold IRIs, `alignments` pairs of a mapping property (prefixed) and an IRI.
    """

    iri: str
    name: str
    kind: str
    label: str
    definition: str
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    alignments: tuple[tuple[str, str], ...] = ()
    joins_one_type: bool = False

    @property
    def leads_to_node(self) -> bool:
        """Whether the values of the property are nodes."""
        return self.kind in ("relation", "object property") or str(OWL.Thing) in self.range


MAPPINGS = {
    "rdfs:subClassOf": RDFS.subClassOf,
    "rdfs:subPropertyOf": RDFS.subPropertyOf,
    "skos:closeMatch": SKOS.closeMatch,
    "rdfs:seeAlso": RDFS.seeAlso,
}


@cache
def load(path: Path | None = None) -> tuple[VocabularyTerm, ...]:
    """All terms of `path`, by default the kg.ttl that ships: by kind, in order of the file's legend, then by name."""
    graph = Graph().parse(path or data_dir() / "kg.ttl", format="turtle")
    kg = Namespace(next(str(uri) for prefix, uri in graph.namespaces() if prefix == "kg"))
    kinds = (
        ("class", OWL.Class),
        ("relation", kg.ExtractedRelation),
        ("object property", OWL.ObjectProperty),
        ("datatype property", OWL.DatatypeProperty),
        ("annotation property", OWL.AnnotationProperty),
    )
    terms: dict[str, VocabularyTerm] = {}
    for kind, class_iri in kinds:
        for node in sorted(graph.subjects(RDF.type, class_iri), key=lambda node: _place(graph, kg, node)):
            terms.setdefault(str(node), _term(graph, kg, node, kind))
    for node in sorted(graph.subjects(kg.usage), key=str):
        terms[str(node)] = _outside_term(graph, kg, node)
    return tuple(terms.values())


def vocabulary_quads(path: Path | None = None) -> Iterator[Quad]:
    """The triples of kg.ttl, but for those about blank nodes, as the named graph of the ontology's own IRI."""
    text = (path or data_dir() / "kg.ttl").read_bytes()
    triples = list(parse(text, format=RdfFormat.TURTLE))
    name = next(t.subject for t in triples if t.object == NamedNode(str(OWL.Ontology)))
    for triple in triples:
        if not isinstance(triple.subject, BlankNode) and not isinstance(triple.object, BlankNode):
            yield Quad(triple.subject, triple.predicate, triple.object, name)


def _place(graph: Graph, kg: Namespace, node: Node) -> tuple[int, str]:
    order = graph.value(node, kg.order)
    return int(str(order)) if order is not None else 1000, str(node)


def _term(graph: Graph, kg: Namespace, node: Node, kind: str) -> VocabularyTerm:
    alignments = [(name, str(iri)) for name, link in MAPPINGS.items() for iri in graph.objects(node, link)]
    return VocabularyTerm(
        str(node),
        str(node).removeprefix(str(kg)),
        kind,
        _text(graph, node, RDFS.label),
        _text(graph, node, SKOS.definition),
        _iris(graph, node, SCHEMA.domainIncludes),
        _iris(graph, node, SCHEMA.rangeIncludes),
        tuple(sorted(alignments)),
        (node, kg.joinsOneType, None) in graph and str(graph.value(node, kg.joinsOneType)) == "true",
    )


def _outside_term(graph: Graph, kg: Namespace, node: Node) -> VocabularyTerm:
    name = graph.namespace_manager.normalizeUri(str(node))
    holds = _iris(graph, node, kg.holds)
    return VocabularyTerm(str(node), name, "outside term", name, _text(graph, node, kg.usage), range=holds)


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    value = graph.value(node, predicate)
    return str(value) if value is not None else ""


def _iris(graph: Graph, node: Node, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in graph.objects(node, predicate)))


def is_datatype(iri: str) -> bool:
    """Whether an IRI names a datatype rather than a class."""
    return iri.startswith(str(XSD)) or iri == str(RDFS.Literal)
