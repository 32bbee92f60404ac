"""The W3C's tests of the SPARQL 1.1 Protocol and of service descriptions, against a running server.

A read-only endpoint refuses the tests that need an update: they are listed here, and asserted to be refused.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphs import hand_made
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize
from rdflib import RDF, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from serving import serving, write_graph

from kg import output, rdf

pytestmark = pytest.mark.shared
FOLDER = Path("external/w3c-sparql11/sparql/sparql11")
DATA = "http://kasei.us/2009/09/sparql/data/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
UPDATES = {
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
}
"""They change the store and look at the change: refused with 403, as the endpoint says."""


@pytest.fixture(scope="module")
def client(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = write_graph(hand_made(), tmp_path_factory.mktemp("w3c") / "graph")
    version = output.current(folder)
    with (version / "graph.nq").open("ab") as file:
        for number in range(4):
            source = shared / FOLDER / "protocol" / f"data{number}.nt"
            text = source.read_bytes() if number else b"<http://example/s> <http://example/p> <http://example/o> .\n"
            graph = NamedNode(f"{DATA}data{number}.rdf")
            quads = [Quad(q.subject, q.predicate, q.object, graph) for q in parse(text, format=RdfFormat.N_TRIPLES)]
            file.write(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    shutil.rmtree(version / "store")
    rdf.build_store(version / "store", version / "graph.nq")
    with serving(folder) as client:
        yield client


@pytest.fixture(scope="module")
def manifest(shared: Path) -> Graph:
    return Graph().parse(shared / FOLDER / "protocol" / "manifest.ttl")


def listed_tests(manifest: Graph) -> dict[str, Node]:
    return {str(node).rpartition("#")[2]: node for node in manifest.subjects(RDF.type, MF.ProtocolTest)}


def requests_of(manifest: Graph, test: Node) -> list[Node]:
    listed = manifest.value(manifest.value(test, MF.action), HT.requests)
    return list(Collection(manifest, listed or BNode()))


def send(client: httpx.Client, manifest: Graph, request: Node) -> httpx.Response:
    def text(node: Node | None, predicate: URIRef) -> str:
        return str(manifest.value(node, predicate) or "")

    headers = {
        text(header, HT.fieldName): text(header, HT.fieldValue)
        for header in Collection(manifest, manifest.value(request, HT.headers) or BNode())
    }
    body = manifest.value(request, HT.body)
    content = text(body, CNT.chars).encode(text(body, CNT.characterEncoding) or "utf-8")
    return client.request(text(request, HT.methodName), text(request, HT.absolutePath), headers=headers, content=content)


def is_expected(response: httpx.Response, manifest: Graph, expected: Node) -> bool:
    classes = {str(status).rpartition("StatusCode")[2][0] for status in manifest.objects(expected, MF.expectedStatus)}
    if str(response.status_code)[0] not in classes:
        return False
    form, boolean = str(manifest.value(expected, MF.expectedFormat) or ""), manifest.value(expected, MF.expectedBoolean)
    kind = response.headers["content-type"].partition(";")[0]
    if form == "RDF":
        return len(Graph().parse(data=response.content, format=kind)) >= 0
    if form in ("boolean", "tabular") and "sparql-results" not in kind:
        return False
    return boolean is None or response.json()["boolean"] == boolean.toPython()  # type: ignore[attr-defined]


def test_all_tests_of_the_protocol_run(client: httpx.Client, manifest: Graph) -> None:
    tests = listed_tests(manifest)
    assert len(tests) == 34 and tests.keys() > UPDATES
    failed = []
    for name in sorted(tests.keys() - UPDATES):
        for request in requests_of(manifest, tests[name]):
            response = send(client, manifest, request)
            if not is_expected(response, manifest, manifest.value(request, HT.resp) or BNode()):
                failed.append((name, response.status_code, response.text))
    assert failed == []


@pytest.mark.parametrize("name", sorted(UPDATES))
def test_updates_are_refused(client: httpx.Client, manifest: Graph, name: str) -> None:
    first, *_ = requests_of(manifest, listed_tests(manifest)[name])
    response = send(client, manifest, first)
    assert (response.status_code, response.json()["what"]) == (403, "updates are refused: the graph is read-only")


def test_the_service_description(client: httpx.Client) -> None:
    """The three tests of the manifest: it returns RDF, names the endpoint, and conforms to the schema."""
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    described = Graph().parse(data=response.content, format="turtle")
    endpoint = URIRef(str(client.base_url).rstrip("/") + "/sparql")
    service = described.value(None, SD.endpoint, endpoint)
    assert service is not None and (service, RDF.type, SD.Service) in described
    ranges = {
        SD.supportedLanguage: {SD.SPARQL11Query},
        SD.feature: {SD.UnionDefaultGraph},
    }
    assert all(set(described.objects(service, predicate)) == values for predicate, values in ranges.items())
    dataset = described.value(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in described
    assert (described.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in described
    known = set(Graph().parse(data=SCHEMA, format="turtle").subjects())
    used = {p for p in described.predicates() if str(p).startswith(str(SD))}
    assert used <= known


SCHEMA = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
sd:endpoint rdfs:domain sd:Service . sd:feature rdfs:domain sd:Service . sd:supportedLanguage rdfs:domain sd:Service .
sd:resultFormat rdfs:domain sd:Service . sd:defaultDataset rdfs:domain sd:Service . sd:defaultGraph rdfs:domain sd:Dataset .
"""
"""Which properties there are for what we describe (SPARQL 1.1 Service Description, section 3.4)."""


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_the_description_in_every_form(client: httpx.Client, form: str) -> None:
    response = client.get("/sparql", headers={"Accept": form})
    assert response.headers["content-type"].partition(";")[0] == form
    kinds = {"application/ld+json": "json-ld", "application/n-triples": "nt"}
    assert len(Graph().parse(data=response.content, format=kinds.get(form, form))) == 18
