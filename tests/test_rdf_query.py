"""SPARQL: forms of answers, places of errors, what is refused, and that a query can be stopped."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import rdflib
from graphs import hand_made
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg import ontology
from kg.errors import OutputError, QueryError
from kg.rdf.guard import refuse_unsafe
from kg.rdf.quads import to_quads
from kg.rdf.query import FORMS, answer, query, table
from kg.rdf.results import GRAPHS, ROWS, Table
from kg.rdf.store import build_store, canonical_nquads, memory_store
from kg.rdf.terms import prefixes
from kg.rdf.worker import Worker

BASE = "https://kg.example/id/"
ONTOLOGY = ontology.load()
PREFIXES = prefixes(ONTOLOGY, BASE)
SELECT = 'SELECT ?m ?l WHERE { ?m a kg:Method ; skos:prefLabel ?l . FILTER(STRSTARTS(?l, "LLaMA")) } ORDER BY ?l'
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"
CLOSED = "<http://127.0.0.1:9/>"
"""An address that Oxigraph refuses to call, and says so: a query that gets that far would have gone out."""


@pytest.fixture(scope="module")
def store() -> Store:
    return memory_store(to_quads(hand_made(), ONTOLOGY, base=BASE))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query")
    (folder / "graph.nq").write_bytes(canonical_nquads(to_quads(hand_made(), ONTOLOGY, base=BASE)))
    build_store(folder / "store", folder / "graph.nq")
    return folder / "store"


def test_a_table_has_short_names(store: Store) -> None:
    rows = (("method:llama-65b", "LLaMA-65B"), ("method:llama-7b", "LLaMA-7B"))
    assert table(store, SELECT, prefixes=PREFIXES) == Table(("m", "l"), rows)
    assert table(store, "ASK { ?s a kg:Paper }", prefixes=PREFIXES) == Table(("answer",), (("yes",),))
    described = table(store, "DESCRIBE method:llama-7b", prefixes=PREFIXES)
    assert described.columns == ("subject", "predicate", "object")
    assert ("method:llama-7b", "rdf:type", "kg:Method") in described.rows


def test_a_missing_value_is_an_empty_cell(store: Store) -> None:
    assert table(store, "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) } }", prefixes={}).rows == (("1", ""),)


@pytest.mark.parametrize("form", ROWS)
def test_select_in_every_form(store: Store, form: str) -> None:
    document = answer(store, SELECT, form, prefixes=PREFIXES)
    labels = {
        "csv": lambda: [line.split(",")[1] for line in document.decode().split("\r\n")[1:-1]],
        "tsv": lambda: [line.split("\t")[1].strip('"') for line in document.decode().splitlines()[1:]],
        "json": lambda: [row["l"]["value"] for row in json.loads(document)["results"]["bindings"]],
        "xml": lambda: [node.text for node in ET.fromstring(document).iter() if node.tag.endswith("literal")],
    }
    assert labels[form]() == ["LLaMA-65B", "LLaMA-7B"]


@pytest.mark.parametrize("form", GRAPHS)
def test_construct_in_every_form(store: Store, form: str) -> None:
    text = "CONSTRUCT { ?m skos:prefLabel ?l } " + SELECT.removeprefix("SELECT ?m ?l ").partition(" ORDER")[0]
    document = answer(store, text, form, prefixes=PREFIXES)
    names = {quad.object.value for quad in parse(document, GRAPHS[form]) if isinstance(quad.object, Literal)}
    assert names == {"LLaMA-65B", "LLaMA-7B"}
    if form in ("ttl", "nt", "rdfxml"):
        assert len(rdflib.Graph().parse(data=document, format={"rdfxml": "xml", "ttl": "turtle"}.get(form, form))) == 2


def test_a_graph_in_turtle_declares_only_the_prefixes_it_uses(store: Store) -> None:
    document = answer(store, "CONSTRUCT WHERE { method:lora skos:prefLabel ?l }", "ttl", prefixes=PREFIXES).decode()
    declared = [line.split()[1] for line in document.splitlines() if line.startswith("@prefix")]
    assert sorted(declared) == ["id:", "method:", "skos:"]


def test_equal_graphs_are_equal_documents(store: Store) -> None:
    first = answer(store, "CONSTRUCT WHERE { ?s kg:uses ?o }", "ttl", prefixes=PREFIXES)
    second = answer(store, "CONSTRUCT { ?s kg:uses ?o } WHERE { ?o ^kg:uses ?s . ?o ?any ?x }", "ttl", prefixes=PREFIXES)
    assert first == second


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        (SELECT, "ttl", "answer to SELECT or ASK cannot be given as ttl. choose csv, tsv, json, xml"),
        ("DESCRIBE method:lora", "csv", "answer to CONSTRUCT or DESCRIBE cannot be given as csv. choose ttl, nt, jsonld, rdfxml"),
        (SELECT, "pdf", "no form of answer is called pdf"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_by_name(store: Store, text: str, form: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        answer(store, text, form, prefixes=PREFIXES)


def test_forms_are_those_of_rows_and_graphs() -> None:
    assert (*ROWS, *GRAPHS) == FORMS


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT * WHERE {\n  ?s ?p ", 2, 9, "ends too early. '{' of line 1, column 16 is open"),
        ("SELECT * WHERE {\n  ?s nope:x ?o }", 2, 6, "prefix of nope:x is not declared"),
        ("SELECT *\nWHERE { ?s ?p ?o }\nLIMIT ten", 3, 7, "'ten' is no word of SPARQL"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x ?p ?y }", 1, 41, "unbound"),
        ("", 1, 1, "ends too early"),
        ("SELECT * { ?s ?p 'x\U0001f600' . ) }", 1, 25, r"'\)' closes nothing"),
        ("SELECT * WHERE {\n  ?s bad ?o }", 2, 6, "'bad' is no word of SPARQL"),
        ("SELECT * WHERE { ?s ?p ?o . }\n}", 2, 1, "'}' closes nothing"),
        ("SELECT * { <http://a b> ?p ?o }", 1, 24, "IRI parsing failed"),
        ("SELECT * { ?s ?p ?o } LIMIT LIMIT", 1, 29, "'LIMIT' is not expected here"),
    ],
)
def test_a_syntax_error_has_its_place(store: Store, text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        query(store, text, prefixes=PREFIXES)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}" in str(caught.value)


def test_own_prefixes_win(store: Store) -> None:
    text = "PREFIX kg: <http://other.example/> SELECT ?t { BIND(kg:x AS ?t) }"
    assert table(store, text, prefixes=PREFIXES).rows == (("http://other.example/x",),)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", 1, "INSERT is an update"),
        ("PREFIX x: <http://x.example/> DELETE WHERE { ?s ?p ?o }", 31, "DELETE is an update"),
        ("LOAD <file:///etc/passwd>", 1, "LOAD is an update"),
        ("# a comment\nclear all", 1, "CLEAR is an update"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", 12, "SERVICE is refused"),
        ("SELECT * { service silent ?s { ?s ?p ?o } }", 12, "SERVICE is refused"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 15, "no graph of this store"),
        ("SELECT * FROM NAMED <http://x.example/> { ?s ?p ?o }", 21, "no graph of this store"),
        ("SELECT * FROM kg:x { ?s ?p ?o }", 15, "no graph of this store"),
        ("BASE <http://x.example/> ASK FROM <y> { ?s ?p ?o }", 35, "no graph of this store"),
    ],
)
def test_what_changes_or_leaves_the_store_is_refused(store: Store, text: str, column: int, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        query(store, text, prefixes=PREFIXES)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p "SERVICE" }',
        "ASK { ?s ?p 'FROM <x>' } # SERVICE <x> FROM <y>",
        "ASK { ?service ?p ?insert }",
        "ASK { <http://x.example/SERVICE#x> ?p ?o }",
        'ASK { ?s ?p """a " SERVICE " b""" }',
        "PREFIX : <http://x.example/> ASK { :a-service-b ?p schema:Service . ?s ?p :my-service }",
        "ASK FROM <https://kg.example/id/graph/entities> { ?s ?p ?o }",
        "ASK FROM graph:entities { ?s ?p ?o }",
        "BASE <https://kg.example/id/> ASK FROM NAMED <graph/entities> { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_what_only_looks_unsafe_is_answered(store: Store, text: str) -> None:
    assert isinstance(table(store, text, prefixes=PREFIXES), Table)


FRAGMENTS = (
    "SERVICE ", "SERVICE", "service", "SILENT ", CLOSED, "ex:s", ":s", "{}", "{ ?a ?b ?c }", "{", "}", "(", ")", "<",
    ">", "#", "#>", "\n", " ", ".", "1", "1.5", "true", "?x", "'", '"', '"""', "'''", "\\", "\\u0041", "<a#>",
    "ex:a", "ex:a\\#", "ex:a.", "<http://x.example/\\u0041#>", "_:b", "@en", "^^", "FILTER(1<2", "FILTER(",
    "OPTIONAL ", "?s ?p ?o ", "?s ?p ", "%23", ";", ",", "[]", "()", "|", "&&", "||",
)  # fmt: skip
PROLOGUE = "PREFIX ex: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> SELECT * { "


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example("?s ?p 1SERVICE " + CLOSED + " {} }")
@example("SERVICEex:s{} }")
@example("SERVICE:s{} }")
@example('FILTER(1<2#>"""\n) SERVICE ' + CLOSED + ' {} #"""\n }')
@example("FILTER(1<2#>\n) SERVICE " + CLOSED + " {} }")
@example("?s <http://x.example/\\u0041#> ?o . SERVICE " + CLOSED + " {} }")
def test_nothing_that_is_let_through_calls_another_server(body: str) -> None:
    text = PROLOGUE + body
    store = Store()
    store.add(Quad(NamedNode("http://x.example/s"), NamedNode("http://x.example/p"), Literal(1)))
    try:
        refuse_unsafe(text, graphs=(), prefixes={})
    except QueryError:
        return
    try:
        list(store.query(text))
    except (SyntaxError, ValueError):
        pass
    except (OSError, RuntimeError) as error:
        pytest.fail(f"{text!r} got out: {error}")


def test_a_lone_surrogate_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="surrogate"):
        query(store, "ASK { ?s ?p '\ud800' }", prefixes={})


def test_the_worker_answers_as_the_store_does(path: Path, store: Store) -> None:
    with Worker(path, PREFIXES) as worker:
        assert worker.table(SELECT, seconds=20) == table(store, SELECT, prefixes=PREFIXES)
        for form in ROWS:
            assert worker.answer(SELECT, form, seconds=20) == answer(store, SELECT, form, prefixes=PREFIXES)
        with pytest.raises(QueryError, match="ends too early") as caught:
            worker.answer("SELECT * {\n ?s", "csv", seconds=20)
        assert (caught.value.line, caught.value.column) == (2, 4)


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_works(path: Path) -> None:
    with Worker(path, PREFIXES) as worker:
        worker.answer("ASK {}", "csv", seconds=20)
        began = time.monotonic()
        with pytest.raises(QueryError, match=r"more than 0\.3 s and was stopped"):
            worker.answer(ENDLESS, "csv", seconds=0.3)
        assert time.monotonic() - began < 3
        assert worker.answer("ASK {}", "csv", seconds=20) == b"true"


def test_a_worker_that_dies_is_an_error_and_is_replaced(path: Path) -> None:
    with Worker(path, PREFIXES) as worker:
        worker.answer("ASK {}", "csv", seconds=20)
        assert worker._process is not None
        worker._process.kill()
        worker._process.wait()
        assert worker.answer("ASK {}", "csv", seconds=20) == b"true"


def test_a_missing_store_is_an_error_in_the_worker_too(tmp_path: Path) -> None:
    with Worker(tmp_path / "nowhere", PREFIXES) as worker, pytest.raises(OutputError, match="no built graph"):
        worker.answer("ASK {}", "csv", seconds=20)


def test_a_damaged_store_is_an_error_not_a_traceback(path: Path, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    for file in path.iterdir():
        content = file.read_bytes()
        (tmp_path / "store" / file.name).write_bytes(content[:100] if file.suffix == ".sst" else content)
    with Worker(tmp_path / "store", PREFIXES) as worker, pytest.raises(OutputError, match="cannot be read"):
        worker.answer(SELECT, "csv", seconds=20)


def test_ntriples_forms_agree(store: Store) -> None:
    text = "CONSTRUCT WHERE { ?s kg:introduces ?o }"
    documents = {form: answer(store, text, form, prefixes=PREFIXES) for form in GRAPHS}
    triples = {form: {quad.triple for quad in parse(document, GRAPHS[form])} for form, document in documents.items()}
    assert all(found == triples["nt"] for found in triples.values())
    assert GRAPHS["nt"] == RdfFormat.N_TRIPLES
