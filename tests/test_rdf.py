"""Knowledge to quads, to files, to a store and back."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import rdflib
from graphs import assemble, hand_made, only, synthetic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.compare import isomorphic

from kg import ontology
from kg.errors import ConfigError, OutputError, UnknownName
from kg.keys import paper_path
from kg.rdf.files import FILES, stored, write_nquads
from kg.rdf.knowledge import from_quads
from kg.rdf.quads import to_quads
from kg.rdf.store import build_store, canonical_nquads, memory_store, named_quads, open_store
from kg.rdf.terms import Iris, prefixes, score_literal
from kg.rdf.vocabulary import vocabulary_quads
from kg.records import Claim, Entity, Evidence, Knowledge, Measure, Paper, Source, Span, Statement

BASE = "https://kg.example/id/"
ONTOLOGY = ontology.load()
PREFIXES = prefixes(ONTOLOGY, BASE)
REIFIES = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")

HOSTILE = (
    "<script>alert(1)</script>",
    '"""\n<http://evil.example/> a <http://evil.example/> . """',
    "\\u0022 \\ ' \" `",
    "a\x00b\x1fc\x7f",
    "\u202eright to left\u202c \u05d0\u05d1",
    "e\u0301 \U0001f600 \U00020000",
    "line\r\nbreak\ttab\u2028",
    "{| ~ <<( )>> @en ^^xsd:x",
    "%2F %25 ../../x?y#z",
    "]]> -- */ <?xml",
)
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
NAME = TEXT.filter(lambda text: bool(text))
DATE = st.one_of(st.sampled_from(["", "2024", "2024-02", "2024-02-30", "--02-29", "2023-02-29", "0000", "9999-12-31"]), TEXT)
SCORE = st.floats(0, 1)
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"))
TYPES = st.sampled_from([term.name for term in ONTOLOGY.types])


def as_set(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(values, max_size=3).map(lambda found: tuple(sorted(found)))


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    sources = st.builds(Source, TEXT, st.integers(0, 10**9), TEXT, DATE)
    details = st.lists(st.tuples(TEXT, TEXT), max_size=2).map(lambda pairs: tuple(sorted(pairs)))
    authors = st.lists(TEXT, max_size=3).map(tuple)
    title = draw(TEXT.filter(lambda text: bool(text.strip())))
    return Paper(
        title, draw(TEXT), draw(TEXT), draw(DATE), draw(authors), draw(TEXT),
        draw(st.lists(sources, max_size=2).map(tuple)), draw(details),
    )  # fmt: skip


@st.composite
def evidence(draw: st.DrawFn, keys: list[str]) -> Evidence:
    start = draw(st.integers(0, 10**6))
    span = Span(start, start + draw(st.integers(1, 100)))
    return Evidence(draw(st.sampled_from(keys)), span, draw(TEXT), draw(SCORE), draw(TEXT))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    low, high, least, most = (draw(NUMBER) for _ in range(4))
    ends = draw(st.sampled_from([(None, None), (min(low, high), max(low, high))]))
    ratio = draw(st.sampled_from([(None, None), (min(least, most), max(least, most))]))
    return Measure(draw(TEXT), *ends, draw(TEXT), draw(TEXT), draw(st.booleans()), *ratio, draw(TEXT))


@st.composite
def claims(draw: st.DrawFn, keys: list[str], nodes: list[str]) -> Claim:
    numbers = draw(st.lists(NUMBER, max_size=3).map(tuple))
    node, perhaps = st.sampled_from(nodes), st.sampled_from(["", *nodes])
    return Claim(
        "result/" + draw(NAME), draw(node), draw(TEXT), draw(perhaps), draw(TEXT), numbers, draw(TEXT), draw(TEXT),
        draw(perhaps), draw(as_set(node)), draw(evidence(keys)), draw(TEXT), draw(measures()),
    )  # fmt: skip


@st.composite
def graphs(draw: st.DrawFn) -> Knowledge:
    """Any knowledge, with as little sense as the records allow."""
    known = {paper.key: paper for paper in draw(st.lists(papers(), max_size=3))}
    names = draw(st.sets(NAME, min_size=1, max_size=4))
    entities = [Entity(f"x/{n}", draw(TYPES), draw(TEXT), draw(as_set(NAME)), draw(as_set(NAME))) for n in sorted(names)]
    keys = [*known, "a paper of which only the key is known"]
    nodes = [entity.id for entity in entities] + [paper_path(key) for key in keys]
    node = st.sampled_from(nodes)
    triples = st.tuples(node, st.sampled_from([r.name for r in ONTOLOGY.relations]), node)
    said = draw(st.dictionaries(triples, st.sets(evidence(keys), min_size=1, max_size=3), max_size=4))
    claimed = {claim.id: claim for claim in draw(st.lists(claims(keys, nodes), max_size=3))}
    mentions = draw(st.sets(st.tuples(st.sampled_from(keys), st.sampled_from([e.id for e in entities])), max_size=4))
    return replace(assemble(known.values(), entities, said, claimed.values(), mentions), extractor=draw(TEXT))


@settings(deadline=None, max_examples=80)
@given(graphs())
def test_any_knowledge_survives_quads_nquads_and_the_store(knowledge: Knowledge) -> None:
    quads = list(to_quads(knowledge, ONTOLOGY, base=BASE))
    assert from_quads(quads, ONTOLOGY, base=BASE) == knowledge
    assert len(set(quads)) == len(quads)
    document = canonical_nquads(quads)
    assert from_quads(parse(document, RdfFormat.N_QUADS), ONTOLOGY, base=BASE) == knowledge
    store = memory_store(quads)
    assert canonical_nquads(named_quads(store)) == document
    assert from_quads(store, ONTOLOGY, base=BASE) == knowledge


@settings(deadline=None, max_examples=25)
@given(graphs())
def test_any_knowledge_survives_every_file(knowledge: Knowledge) -> None:
    with TemporaryDirectory() as folder:
        source = Path(folder) / "graph.nq"
        with source.open("wb") as out:
            write_nquads(to_quads(knowledge, ONTOLOGY, base=BASE), out)
        for kind, form in (("graph.ttl", RdfFormat.TURTLE), ("graph.trig", RdfFormat.TRIG), ("graph.jsonld", RdfFormat.JSON_LD)):
            assert from_quads(parse(written(source, kind), form), ONTOLOGY, base=BASE) == knowledge
        assert from_rdf12(written(source, "graph-rdf12.ttl")) == triples_of(source)


def written(source: Path, name: str) -> bytes:
    out = io.BytesIO()
    next(file for file in FILES if file.name == name).write(source, out, PREFIXES)
    return out.getvalue()


def from_rdf12(document: bytes) -> set[Triple]:
    """The triples of RDF 1.1 that say what an annotated document says."""
    found: set[Triple] = set()
    for quad in parse(document, RdfFormat.TURTLE):
        if quad.predicate == REIFIES and isinstance(quad.object, Triple):
            assert isinstance(quad.subject, NamedNode)
            for name, part in zip(("subject", "predicate", "object"), quad.object, strict=True):
                found.add(Triple(quad.subject, NamedNode(REIFIES.value.replace("reifies", name)), part))
        else:
            found.add(quad.triple)
    return found


def triples_of(source: Path) -> set[Triple]:
    return {quad.triple for quad in stored(source)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    with (folder / "graph.nq").open("wb") as out:
        write_nquads([*vocabulary_quads(), *to_quads(hand_made(), ONTOLOGY, base=BASE)], out)
    for file in FILES:
        with (folder / file.name).open("wb") as out:
            file.write(folder / "graph.nq", out, PREFIXES)
    build_store(folder / "store", folder / "graph.nq")
    return folder


def test_a_surrogate_becomes_a_replacement_character_and_offsets_stay() -> None:
    paper = Paper("odd \ud800 title", "words here")
    item = Evidence(paper.key, Span(12, 17), "words", 1.0, "x")
    entity = Entity("method/x", ONTOLOGY.types[0].name, "x")
    statement = Statement(paper_path(paper.key), ONTOLOGY.relations[0].name, "method/x", (item,))
    back = from_quads(to_quads(Knowledge((paper,), (entity,), (statement,)), ONTOLOGY, base=BASE), ONTOLOGY, base=BASE)
    assert back.papers[0].title == "odd \ufffd title"
    assert back.statements[0].evidence[0].span.of(back.papers[0].text) == "words"


def test_each_paper_has_its_graph_and_dropping_it_forgets_the_paper() -> None:
    knowledge = hand_made()
    gone = knowledge.papers[3].key
    store = memory_store(to_quads(knowledge, ONTOLOGY, base=BASE))
    assert len(list(store.named_graphs())) == len(knowledge.papers) + 2
    store.remove_graph(Iris(BASE, ONTOLOGY.namespace).graph(gone))
    left = from_quads(named_quads(store), ONTOLOGY, base=BASE)
    kept = [paper.key for paper in knowledge.papers if paper.key != gone]
    assert left == replace(only(knowledge, kept), entities=knowledge.entities)


def test_the_default_graph_is_the_union_with_each_edge_once(built: Path) -> None:
    store = open_store(built / "store")
    counts = "SELECT (COUNT(*) AS ?n) WHERE { ?s kg:appliedTo ?o }"
    said = [statement for statement in hand_made().statements if statement.relation == "appliedTo"]
    assert max(statement.support for statement in said) > 1
    (row,) = store.query(counts, prefixes=PREFIXES)
    assert row["n"].value == str(len(said))
    triples = triples_of(built / "graph.nq")
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, None) if quad.graph_name is None} <= triples
    (total,) = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert total["n"].value == str(len(triples))


def test_reloading_gives_the_counts_of_before(built: Path) -> None:
    lines = b"".join(sorted((built / "graph.nq").read_bytes().splitlines(keepends=True)))
    assert canonical_nquads(named_quads(open_store(built / "store"))) == lines
    assert canonical_nquads(parse(path=str(built / "graph.trig"), format=RdfFormat.TRIG)) == lines
    assert canonical_nquads(stored(built / "graph.nq")) == lines


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize(("name", "form"), [("graph.ttl", "turtle"), ("graph.jsonld", "json-ld")])
def test_rdflib_reads_the_union_as_pyoxigraph_does(built: Path, name: str, form: str) -> None:
    found = rdflib.Graph().parse(built / name, format=form)
    expected = rdflib.Graph().parse(data=b"".join(f"{t} .\n".encode() for t in triples_of(built / "graph.nq")), format="nt")
    assert len(found) == len(expected)
    assert isomorphic(found, expected)


def test_jsonld_is_valid_json_with_short_names(built: Path) -> None:
    nodes = {node["@id"]: node for node in json.loads((built / "graph.jsonld").read_bytes())["@graph"]}
    lora = nodes["method/lora"]
    assert lora["@type"] == "Method"
    assert lora["skos:prefLabel"] == "LoRA"
    assert "method/full-fine-tuning" in lora["outperforms"]
    assert lora["support"] == 4


def test_rdf12_annotates_edges_with_their_evidence(built: Path) -> None:
    document = (built / "graph-rdf12.ttl").read_bytes()
    assert from_rdf12(document) == triples_of(built / "graph.nq")
    assert document.count(b"{|") == sum(len(statement.evidence) for statement in hand_made().statements)


def test_void_counts_classes_and_properties(built: Path) -> None:
    graph = rdflib.Graph().parse(built / "void.ttl")
    void, kg = rdflib.VOID, rdflib.Namespace(ONTOLOGY.namespace)
    sizes = {str(graph.value(part, void["class"])): int(str(graph.value(part, void.entities)))
             for part in graph.objects(None, void.classPartition)}  # fmt: skip
    kinds = Counter(entity.type for entity in hand_made().entities)
    assert {name: sizes[str(kg[name])] for name in kinds} == kinds
    assert sizes[str(kg.Paper)] == len(hand_made().papers)
    (triples,) = (
        graph.objects(None, void.triples) if False else [graph.value(rdflib.URIRef(BASE + "about/dataset"), void.triples)]
    )
    assert int(str(triples)) == len(triples_of(built / "graph.nq"))


def test_files_are_the_same_to_the_byte_every_time(built: Path, tmp_path: Path) -> None:
    with (tmp_path / "graph.nq").open("wb") as out:
        write_nquads([*vocabulary_quads(), *to_quads(replace(hand_made()), ONTOLOGY, base=BASE)], out)
    assert (tmp_path / "graph.nq").read_bytes() == (built / "graph.nq").read_bytes()
    for file in FILES:
        assert written(tmp_path / "graph.nq", file.name) == (built / file.name).read_bytes(), file.name


def test_a_paper_keeps_its_lines_when_another_one_joins(built: Path) -> None:
    """Within its graph a paper's lines do not depend on what else is there."""
    knowledge = hand_made()
    key = knowledge.papers[2].key
    alone = list(to_quads(only(knowledge, [key]), ONTOLOGY, base=BASE))
    graph = Iris(BASE, ONTOLOGY.namespace).graph(key)
    together = [quad for quad in to_quads(knowledge, ONTOLOGY, base=BASE) if quad.graph_name == graph]
    assert [quad for quad in alone if quad.graph_name == graph] == together


def test_quads_come_node_after_node() -> None:
    """Only the paper's own node, whose links lead to parts of it, is taken up again within a graph."""
    quads = to_quads(hand_made(), ONTOLOGY, base=BASE)
    runs = Counter(group for group, _ in groupby(quads, key=lambda quad: (quad.graph_name, quad.subject)))
    assert {str(subject).split("/")[4] for (_, subject), count in runs.items() if count > 1} == {"paper"}


def test_entities_are_described_as_the_issue_asks() -> None:
    store = memory_store(to_quads(hand_made(), ONTOLOGY, base=BASE))
    rows = store.query("SELECT ?e (COUNT(?l) AS ?n) { ?e skos:prefLabel ?l } GROUP BY ?e", prefixes=PREFIXES)
    assert {row["n"].value for row in rows} == {"1"}
    text = """SELECT ?l ?a ?t ?s ?old {
      ?e skos:prefLabel ?l ; skos:altLabel ?a ; a ?t ; kg:support ?s . ?old dcterms:isReplacedBy ?e . FILTER(?l = "LoRA") }"""
    found = {tuple(term.value for term in row) for row in store.query(text, prefixes=PREFIXES)}
    kinds = {("LoRA", alias, f"{ONTOLOGY.namespace}Method", "4", f"{BASE}method/low-rank-adaptation")
             for alias in ("Low-Rank Adaptation", "low-rank adaptation")}  # fmt: skip
    assert found == kinds


def test_dates_numbers_and_scores_are_typed() -> None:
    store = memory_store(to_quads(hand_made(), ONTOLOGY, base=BASE))
    issued = store.query("SELECT DISTINCT (DATATYPE(?d) AS ?t) { ?p dcterms:issued ?d }", prefixes=PREFIXES)
    assert {row["t"].value.rpartition("#")[2] for row in issued} == {"date", "gYearMonth", "gYear", "gMonthDay"}
    values = store.query("SELECT ?v { ?r kg:value|kg:minimum|kg:maximum ?v FILTER(?v > 10000) }", prefixes=PREFIXES)
    assert [row["v"].value for row in values] == ["12300000"]
    assert str(score_literal(0.1 + 0.2)).startswith('"0.30000000000000004"')
    assert score_literal(1e-20).datatype.value.endswith("double")


def test_two_components_may_find_one_span() -> None:
    paper = Paper("title", "words")
    twice = tuple(Evidence(paper.key, Span(0, 5), "title", score, "x") for score in (0.1, 0.2))
    statement = Statement(paper_path(paper.key), ONTOLOGY.relations[0].name, "method/x", twice)
    quads = list(to_quads(Knowledge((paper,), (), (statement,)), ONTOLOGY, base=BASE))
    assert from_quads(quads, ONTOLOGY, base=BASE).statements == (statement,)


def test_iris_are_plain_for_slugs_and_told_apart_for_anything_else() -> None:
    iris = Iris(BASE, ONTOLOGY.namespace)
    assert iris.node("method/lora").value == "https://kg.example/id/method/lora"
    paths = ["a b", "a%20b", "a/b", "a%2Fb", "é", "\ud800", "<>", "?x", "#x"]
    assert len({iris.node(path).value for path in paths}) == len(paths)
    assert [iris.path(iris.node(path).value) for path in paths] == paths


@pytest.mark.parametrize("base", ["", "x", "kg/", "http://a b/", "https://kg.example/id"])
def test_an_unusable_base_is_refused(base: str) -> None:
    with pytest.raises(ConfigError, match="ends in / or #"):
        list(to_quads(Knowledge(), ONTOLOGY, base=base))


def test_unknown_types_and_relations_raise() -> None:
    entity = Entity("method/x", "Methd", "x")
    with pytest.raises(UnknownName, match="Method"):
        list(to_quads(Knowledge(entities=(entity,)), ONTOLOGY, base=BASE))


def test_evidence_without_a_place_is_an_error() -> None:
    quads = [quad for quad in to_quads(hand_made(), ONTOLOGY, base=BASE) if not quad.predicate.value.endswith("#start")]
    with pytest.raises(ValueError, match="does not say where"):
        from_quads(quads, ONTOLOGY, base=BASE)


def test_a_missing_or_damaged_store_is_reported(built: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no built graph"):
        open_store(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(OutputError, match="cannot be read"):
        open_store(tmp_path / "empty")
    with pytest.raises(OutputError, match="already"):
        build_store(built / "store", built / "graph.nq")
    (tmp_path / "bad.nq").write_text("<a> nonsense\n")
    with pytest.raises(OutputError, match="no N-Quads file"):
        build_store(tmp_path / "bad", tmp_path / "bad.nq")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        build_store(tmp_path / "file" / "store", built / "graph.nq")


def test_a_store_can_be_open_twice(built: Path) -> None:
    first, second = open_store(built / "store"), open_store(built / "store")
    assert len(list(named_quads(first))) == len(list(named_quads(second)))


def test_quads_have_no_blank_nodes() -> None:
    quads = list(to_quads(synthetic(20), ONTOLOGY, base=BASE))
    assert {type(quad.subject) for quad in quads} == {NamedNode}
    assert {type(quad.object) for quad in quads} == {NamedNode, Literal}


def test_a_result_says_what_its_numbers_come_to_and_on_what_they_hold() -> None:
    graph = hand_made()
    paper = next(paper for paper in graph.papers if "12.3 million" in paper.abstract)
    start = paper.text.index("12.3 million")
    claim = Claim(
        "result/1", "method/finn", "latency", "", "1.2", (Decimal("1200"),), "ms", "absolute", "",
        ("benchmark/glue", "hardware/nvidia-a100", "task/x", "nowhere/y"),
        Evidence(paper.key, Span(start, start + 12), "12.3 million", 0.9, "hand"), "up to",
        Measure("absolute", Decimal("1.2"), Decimal("1.2"), "s", "time", False, Decimal("0.5"), Decimal("0.5"), "lower"),
    )  # fmt: skip
    node = BASE + "result/1"
    said = {
        (q.predicate.value.rpartition("#")[2].rpartition("/")[2], q.object.value.removeprefix(BASE))
        for q in to_quads(replace(graph, claims=(claim,)), ONTOLOGY, base=BASE)
        if q.subject.value == node
    }
    assert {
        ("qualifier", "up to"), ("kind", "absolute"), ("baseMinimum", "1.2"), ("baseMaximum", "1.2"), ("baseUnit", "s"),
        ("dimension", "time"), ("ratioMinimum", "0.5"), ("ratioMaximum", "0.5"), ("better", "lower"), ("value", "1200"),
        ("hasUnit", "http://qudt.org/vocab/unit/MilliSEC"), ("onBenchmark", "benchmark/glue"), ("onTask", "task/x"),
        ("onHardware", "hardware/nvidia-a100"), ("context", "nowhere/y"), ("context", "benchmark/glue"),
    } <= said  # fmt: skip
    assert not {term for term, value in said if value == "nowhere/y"} - {"context"}
