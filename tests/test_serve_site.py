"""The server as a browser and as other sites meet it: pages, linked data, safety, and a new build while it runs."""

from __future__ import annotations

import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
import rdflib
from graphs import hand_made, only
from hostile_graph import hostile
from serving import serving, write_graph

from kg.serve.html import page
from kg.serve.snapshot import open_snapshot

LORA = "https://kg.example/id/method/lora"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(write_graph(hand_made(), tmp_path_factory.mktemp("site") / "graph")) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        (HTML, "/page/method/lora"),
        ("*/*", "/page/method/lora"),
        ("text/turtle", "/data/method/lora.ttl"),
        ("application/ld+json, text/html;q=0.5", "/data/method/lora.jsonld"),
        ("application/rdf+xml", "/data/method/lora.rdf"),
        ("application/n-triples", "/data/method/lora.nt"),
    ],
)
def test_a_thing_leads_to_a_document_about_it(client: httpx.Client, accept: str, where: str) -> None:
    response = client.get("/id/method/lora", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"], response.headers["vary"]) == (303, where, "Accept")
    document = client.get(where)
    assert document.status_code == 200 and "LoRA" in document.text
    assert '</data/method/lora.ttl>; rel="alternate"; type="text/turtle"' in document.headers["link"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize(("extension", "form"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")])
def test_the_documents_agree(client: httpx.Client, extension: str, form: str) -> None:
    graph = rdflib.Graph().parse(data=client.get(f"/data/method/lora.{extension}").content, format=form)
    assert (rdflib.URIRef(LORA), rdflib.SKOS.prefLabel, rdflib.Literal("LoRA")) in graph


def test_an_old_address_moves_for_good(client: httpx.Client) -> None:
    for folder in ("id", "page"):
        response = client.get(f"/{folder}/method/low-rank-adaptation")
        assert (response.status_code, response.headers["location"]) == (301, f"/{folder}/method/lora")


def test_what_is_not_there_is_404_with_what_is_near(client: httpx.Client) -> None:
    response = client.get("/api/node", params={"id": "method/flashatention"})
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert "method/flashattention" in response.json()["suggestions"]
    page = client.get("/page/method/flashatention", headers={"Accept": HTML})
    assert page.status_code == 404 and 'href="/page/method/flashattention"' in page.text
    for path in ("/id/method/nothing", "/data/method/nothing.nt", "/data/evidence/nothing.nt", "/api/nothing", "/nothing"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "query",
    ["/api/ego?id=method/lora&depth=99", "/api/graph?since=yesterday", "/api/search?limit=0", "/api/path?from=method/lora"],
)
def test_a_wrong_value_is_422_and_named(client: httpx.Client, query: str) -> None:
    response = client.get(query)
    assert response.status_code == 422
    assert re.match(r"\w+: ", response.json()["what"])


def test_answers_are_known_by_the_version_of_the_graph(client: httpx.Client) -> None:
    first = client.get("/api/node", params={"id": "method/lora"})
    assert first.headers["etag"] == f'"{first.headers["kg-version"]}"'
    again = client.get("/api/node", params={"id": "method/lora"}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_large_answers_are_compressed(client: httpx.Client) -> None:
    packed = client.get("/api/graph")
    plain = client.get("/api/graph", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


@pytest.mark.parametrize("path", ["/", "/api/overview", "/sparql", "/page/method/lora", "/docs", "/nothing", "/static/x.js"])
def test_every_answer_is_fenced_in(client: httpx.Client, path: str) -> None:
    headers = client.get(path, headers={"Accept": HTML}).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert (headers["referrer-policy"], "server" in headers) == ("no-referrer", False)


def test_only_the_embedded_view_may_be_framed(client: httpx.Client) -> None:
    headers = client.get("/embed", headers={"Accept": HTML}).headers
    assert "frame-ancestors *" in headers["content-security-policy"] and "x-frame-options" not in headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_a_foreign_name_is_refused(client: httpx.Client, host: str) -> None:
    for path in ("/", "/api/overview", "/sparql?query=ASK{}", "/metrics"):
        assert client.get(path, headers={"Host": host}).status_code == 421, path


def test_other_sites_may_read_only_what_is_meant_for_them(client: httpx.Client) -> None:
    origin = {"Origin": "https://example.com"}
    for path in ("/sparql?query=ASK{}", "/api/export?format=gexf", "/data/method/lora.ttl", "/.well-known/void"):
        assert client.get(path, headers=origin).headers["access-control-allow-origin"] == "*", path
    for path in ("/api/overview", "/api/node?id=method/lora", "/api/node?id=nothing", "/metrics", "/", "/page/method/lora"):
        assert "access-control-allow-origin" not in client.get(path, headers=origin).headers, path
    asks = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Private-Network": "true"}
    assert client.options("/api/export", headers=asks).headers["access-control-allow-private-network"] == "true"
    assert client.options("/api/overview", headers=asks).status_code == 405


@pytest.mark.parametrize(
    "path", ["/", "/api/graph", "/page/method/lora", "/data/method/lora.ttl", "/static/nothing", "/page.css"]
)
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_private_server_shares_nothing(tmp_path: Path) -> None:
    with serving(write_graph(hand_made(), tmp_path / "graph"), "--no-cors", "--name", "kg.lan") as client:
        assert "access-control-allow-origin" not in client.get("/sparql?query=ASK{}").headers
        assert client.get("/healthz", headers={"Host": "kg.lan:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["..%2f..%2fapp.py", "%2e%2e/app.py", "assets/../../app.py", "%2fetc/passwd", "a%00b", ""])
def test_no_way_out_of_the_static_files(client: httpx.Client, path: str) -> None:
    response = client.get(f"/static/{path}")
    assert response.status_code == 404 or "import" not in response.text


def test_the_exports(client: httpx.Client) -> None:
    gexf = client.get("/api/export", params={"format": "gexf", "around": "method/dora"})
    assert gexf.headers["content-disposition"] == 'attachment; filename="graph.gexf"' and b"<gexf" in gexf.content
    turtle = client.post("/api/export", params={"format": "ttl"}, json={"ids": ["method/dora", "method/lora", "method/no"]})
    graph = rdflib.Graph().parse(data=turtle.content, format="turtle")
    assert rdflib.URIRef(LORA) in set(graph.subjects()) and "DoRA beats LoRA on commonsense reasoning" in turtle.text
    assert client.get("/api/export", params={"format": "pdf"}).status_code == 404


def test_a_named_question_filled_and_asked(client: httpx.Client) -> None:
    listed = client.get("/api/questions").json()
    name = next(question["name"] for question in listed if question["parameters"])
    parameter = next(question for question in listed if question["name"] == name)["parameters"][0]
    value = "3" if parameter["number"] else 'a "quoted" name'
    filled = client.get(f"/api/questions/{name}", params={"set": f"{parameter['name']}={value}"}).json()
    assert ("3" if parameter["number"] else 'a \\"quoted\\" name') in filled["sparql"]
    for question in listed:
        assert client.get("/sparql", params={"query": question["sparql"]}).status_code == 200, question["name"]


def test_the_openapi_document_holds_every_address(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/graph", "/api/search", "/api/node", "/api/evidence", "/api/path", "/api/table", "/api/export"} <= set(paths)
    docs = client.get("/docs").text
    assert all(f"{path}</code>" in docs for path in paths)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', docs)


def test_health_and_metrics(client: httpx.Client) -> None:
    assert client.get("/healthz").text.startswith("ok ")
    assert client.get("/api/questions").status_code == 200
    text = client.get("/metrics").text
    assert 'kg_requests_total{area="api",status="200"}' in text and "kg_nodes " in text


def test_the_check_of_the_graph(client: httpx.Client) -> None:
    for _ in range(150):
        quality = client.get("/api/quality").json()
        if quality["state"] != "running":
            break
        time.sleep(0.2)
    assert quality == {"state": "done", "violations": 0, "items": []}


def test_without_its_build_the_explorer_says_what_to_do(tmp_path: Path) -> None:
    snapshot = open_snapshot(write_graph(hand_made(), tmp_path / "graph"))
    text = page("unbuilt.html", snapshot=snapshot)
    assert "has not been built" in text and f'href="/page/{snapshot.nodes.ids[snapshot.nodes.best[0]]}"' in text


def test_clients_that_go_away_end_nothing(client: httpx.Client) -> None:
    for _ in range(20):
        with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as connection:
            connection.sendall(b"GET /api/graph HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert client.get("/healthz").status_code == 200


def test_too_long_an_address_and_too_large_a_body_are_refused(client: httpx.Client) -> None:
    assert client.get("/sparql", params={"query": "a" * 40_000}, headers={"X-Long": "a" * 40_000}).status_code == 400
    assert client.post("/api/graph", json={"ids": ["x" * 1000] * 6000}).status_code in (400, 413)


@pytest.mark.slow
def test_a_port_in_use_and_a_missing_graph_are_errors_with_their_codes(client: httpx.Client, tmp_path: Path) -> None:
    for options, code, message in (
        (["--port", str(client.base_url.port)], 2, "cannot be listened on"),
        (["--port", "0"], 4, "holds no built graph"),
    ):
        folder = tmp_path / "nowhere" if code == 4 else tmp_path / "graph"
        if code == 2:
            write_graph(hand_made(), folder)
        command = [sys.executable, "-m", "kg", "serve", "-g", str(folder), "--no-open", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert (done.returncode, message in done.stderr, "Traceback" in done.stderr) == (code, True, False)


@pytest.mark.slow
def test_ctrl_c_is_the_usual_end(tmp_path: Path) -> None:
    write_graph(hand_made(), tmp_path / "graph")
    command = [sys.executable, "-m", "kg", "serve", "-g", str(tmp_path / "graph"), "--no-open", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None and "is open at http://127.0.0.1:" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=20), process.stderr.read()) == (0, "")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.scripts: list[str] = []
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.scripts += [str(dict(attrs).get("src"))] if tag == "script" else []
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src")}
        assert not any(name.startswith("on") for name, _ in attrs)


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    with serving(write_graph(hostile(), tmp_path / "graph")) as client:
        nodes = client.get("/api/graph").json()["nodes"]["id"]
        own = _Tags()
        own.feed(client.get("/", headers={"Accept": HTML}).text)
        for node in nodes:
            response = client.get("/page/" + node, headers={"Accept": HTML})
            assert response.status_code == 200
            tags = _Tags()
            tags.feed(response.text)
            assert "img" not in tags.names
            assert tags.scripts == own.scripts
            assert not any(address.startswith("javascript:") for address in tags.addresses)


def test_a_new_build_is_seen_whole(tmp_path: Path) -> None:
    """Every answer is of the old graph or of the new one; queries go on over either."""
    folder = tmp_path / "graph"
    few = only(hand_made(), [paper.key for paper in hand_made().papers[:4]])
    write_graph(few, folder)
    counts = {len(k.papers): len(k.papers) + len(k.entities) for k in (few, hand_made())}
    with serving(folder) as client:
        assert client.get("/api/overview").json()["counts"]["papers"] == 4
        before = client.get("/api/overview").headers["etag"]
        write_graph(replace(hand_made(), extractor="hand 2.0"), folder)
        deadline = time.monotonic() + 20
        while client.get("/healthz").text.split()[1] == before.strip('"'):
            assert time.monotonic() < deadline
            graph, query = (
                client.get("/api/graph"),
                client.get("/sparql", params={"query": "SELECT (COUNT(?p) AS ?n) { ?p a kg:Paper }"}),
            )
            assert graph.json()["total"] in counts.values()
            assert query.json()["results"]["bindings"][0]["n"]["value"] in ("4", "10")
        assert client.get("/api/overview").json()["counts"]["papers"] == 10
        assert client.get("/api/overview", headers={"If-None-Match": before}).status_code == 200
        answer = client.get("/sparql", params={"query": "SELECT (COUNT(?p) AS ?n) { ?p a kg:Paper }"}).json()
        assert answer["results"]["bindings"][0]["n"]["value"] == "10"
