"""SHACL shapes: those that follow from the signatures in kg.ttl, and those of shapes.ttl, which signatures cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from kg.ontology import data_dir
from kg.rdf import vocabulary
from kg.rdf.vocabulary import VocabularyTerm, is_datatype

SHAPES = Namespace("https://kg.example/shapes#")
"""The namespace of all shapes; a generated one bears the name of its property."""


@cache
def shapes(path: Path | None = None) -> Graph:
    """All shapes: generated ones, and those of `path`, by default the shapes.ttl that ships."""
    graph = generated()
    graph.parse(path or data_dir() / "shapes.ttl", format="turtle")
    return graph


def generated(terms: Iterable[VocabularyTerm] | None = None) -> Graph:
    """The shapes of all properties that have a signature, by default those of kg.ttl."""
    graph = Graph()
    graph.bind("sh", SH)
    for term in vocabulary.load() if terms is None else terms:
        if term.domain and term.range:
            _add_property(graph, term)
    return graph


def _add_property(graph: Graph, term: VocabularyTerm) -> None:
    ends = f"{_names(term.domain)} -> {_names(term.range)}"
    start = SHAPES[f"{term.name}-subject"]
    graph.add((start, SH.targetSubjectsOf, URIRef(term.iri)))
    _typed(graph, start, term.domain, f"{term.label} does not start at this kind of node ({ends})")
    end = SHAPES[f"{term.name}-object"]
    graph.add((end, SH.targetObjectsOf, URIRef(term.iri)))
    wrong_end = f"{term.label} does not lead to this kind of value ({ends})"
    if not is_datatype(term.range[0]):
        _typed(graph, end, term.range, wrong_end)
    else:
        _literal(graph, end, term.range, wrong_end)
    if term.joins_one_type:
        for class_iri in term.domain:
            _same_type(graph, term, class_iri)


def _typed(graph: Graph, shape: URIRef, classes: tuple[str, ...], message: str) -> None:
    """The node has a type, and none that is not among `classes`: far cheaper to check than sh:or over sh:class."""
    local = str(shape).rpartition("#")[2]
    types, items = BNode(f"{local}-types"), BNode(f"{local}-classes")
    Collection(graph, items, [URIRef(iri) for iri in classes])
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.property, types))
    graph.add((types, SH.path, RDF.type))
    graph.add((types, SH.minCount, Literal(1)))
    graph.add((types, SH["in"], items))
    graph.add((types, SH.message, Literal(message)))


def _literal(graph: Graph, shape: URIRef, datatypes: tuple[str, ...], message: str) -> None:
    """A literal of the one datatype; where there are several, shapes.ttl bounds the values."""
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.nodeKind, SH.Literal))
    graph.add((shape, SH.message, Literal(message)))
    if len(datatypes) == 1:
        graph.add((shape, SH.datatype, URIRef(datatypes[0])))


def _same_type(graph: Graph, term: VocabularyTerm, class_iri: str) -> None:
    name = f"{term.name}-of-{_names([class_iri])}"
    shape, values = SHAPES[name], BNode(name)
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.targetClass, URIRef(class_iri)))
    graph.add((shape, SH.property, values))
    graph.add((values, SH.path, URIRef(term.iri)))
    graph.add((values, SH["class"], URIRef(class_iri)))
    graph.add((values, SH.message, Literal(f"{term.label} joins two of one type")))


def _names(iris: Iterable[str]) -> str:
    return " | ".join(_local(iri) for iri in sorted(iris))


def _local(iri: str) -> str:
    return iri.rpartition("#")[2] or iri
