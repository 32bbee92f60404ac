"""The description of a SPARQL endpoint, after SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from kg.rdf.results import GRAPHS
from kg.rdf.terms import VOCABULARIES, outside

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
A = outside("rdf:type")


def service_description(endpoint: str, form: str, *, triples: int, void: str) -> bytes:
    """What the endpoint at this address can do, as a document in one of the forms for graphs.

    `triples` is the size of its default graph, the union of the named ones; `void` is the address of their description.
    """
    prefixes = {"sd": SD, "void": VOCABULARIES["void"], "rdfs": VOCABULARIES["rdfs"]}
    return serialize(_described(endpoint, triples, void), format=GRAPHS[form], prefixes=prefixes) or b""


def _described(endpoint: str, triples: int, void: str) -> Iterator[Triple]:
    service, dataset, graph = NamedNode(endpoint), BlankNode("dataset"), BlankNode("graph")
    yield Triple(service, A, _term("sd:Service"))
    yield Triple(service, _term("sd:endpoint"), service)
    yield Triple(service, _term("sd:supportedLanguage"), _term("sd:SPARQL11Query"))
    yield Triple(service, _term("sd:feature"), _term("sd:UnionDefaultGraph"))
    for name in RESULT_FORMATS:
        yield Triple(service, _term("sd:resultFormat"), NamedNode(FORMATS + name))
    yield Triple(service, _term("sd:defaultDataset"), dataset)
    yield Triple(dataset, A, _term("sd:Dataset"))
    yield Triple(dataset, _term("sd:defaultGraph"), graph)
    yield Triple(dataset, outside("rdfs:seeAlso"), NamedNode(void))
    yield Triple(graph, A, _term("sd:Graph"))
    yield Triple(graph, outside("void:triples"), Literal(triples))


def _term(name: str) -> NamedNode:
    return NamedNode(SD + name.removeprefix("sd:"))
