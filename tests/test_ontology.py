"""kg.ttl: whole, consistent, aligned with what exists, and the one source of context, shapes and documentation."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import owlrl
import pyshacl
import pytest
import rdflib
from graphs import hand_made
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace

from kg import ontology
from kg.errors import UnknownName
from kg.ontology import data_dir
from kg.rdf import vocabulary
from kg.rdf.context import context, published
from kg.rdf.docs import terms_page
from kg.rdf.quads import to_quads
from kg.rdf.shapes import generated, shapes
from kg.rdf.vocabulary import VocabularyTerm, vocabulary_quads
from kg.records import PAPER

FOLDER = Path(__file__).parents[1] / "ontology"
ONTOLOGY = ontology.load()
KG = Namespace(ONTOLOGY.namespace)
TERMS = vocabulary.load()
OWN = [term for term in TERMS if term.kind != "outside term"]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(FOLDER / "kg.ttl")


def test_every_own_term_is_labelled_and_defined(graph: Graph) -> None:
    subjects = {node for node in graph.subjects() if str(node).startswith(ONTOLOGY.namespace)}
    assert {term.iri for term in OWN} == {str(node) for node in subjects}
    for term in OWN:
        assert term.label, term.name
        assert term.definition.endswith("."), term.name
        labels = [label for label in graph.objects(rdflib.URIRef(term.iri), RDFS.label) if isinstance(label, Literal)]
        assert [label.language for label in labels] == ["en"]


def test_names_follow_the_customs() -> None:
    for term in OWN:
        assert term.name.isascii() and term.name.isalpha(), term.name
        assert term.name[0].isupper() == (term.kind == "class"), term.name
    assert len({term.label for term in OWN if term.kind == "class"}) == sum(term.kind == "class" for term in OWN)


def test_alignments_lead_outside_by_whole_addresses() -> None:
    above = {iri for term in OWN for name, iri in term.alignments if name == "rdfs:subPropertyOf"}
    within = above & {term.iri for term in OWN}
    assert within == {f"{ONTOLOGY.namespace}context"}
    aligned = [iri for term in OWN for _, iri in term.alignments if iri not in within]
    assert len(aligned) > 25
    for iri in aligned:
        parts = urlsplit(iri)
        assert parts.scheme in ("http", "https") and parts.netloc and " " not in iri
        assert not iri.startswith(ONTOLOGY.namespace)
        assert iri.rstrip("/#") == iri, "a term, not a vocabulary"


def test_signatures_name_known_classes_or_datatypes(graph: Graph) -> None:
    classes = {term.iri for term in OWN if term.kind == "class"} | {"https://schema.org/PropertyValue"}
    for term in OWN:
        if term.kind in ("relation", "object property"):
            assert set(term.domain) <= classes and set(term.range) <= classes and term.domain and term.range, term.name
        if term.kind == "datatype property":
            assert set(term.domain) <= classes and term.domain, term.name
            assert all(vocabulary.is_datatype(kind) for kind in term.range) and term.range, term.name
    assert not list(graph.subject_objects(RDFS.domain)), "several rdfs:domain would be an intersection"
    assert not list(graph.subject_objects(RDFS.range))


def closed(graph: Graph) -> list[str]:
    """The contradictions that OWL 2 RL finds."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    kind = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
    return [str(graph.value(node, rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")))
            for node in graph.subjects(RDF.type, kind)]  # fmt: skip


def with_data(graph: Graph) -> Graph:
    both = Graph()
    for triple in graph:
        both.add(triple)
    lines = "".join(f"{quad.triple} .\n" for quad in to_quads(hand_made(), ONTOLOGY, base="https://kg.example/id/"))
    return both.parse(data=lines, format="nt")


def test_the_ontology_with_data_is_consistent_under_owl_rl(graph: Graph) -> None:
    assert closed(with_data(graph)) == []


def test_the_reasoner_would_find_a_contradiction(graph: Graph) -> None:
    data = with_data(graph)
    node = next(data.subjects(RDF.type, KG.Method))
    data.add((node, RDF.type, KG.Dataset))
    assert closed(data) != []


def test_inference_leads_to_the_aligned_classes(graph: Graph) -> None:
    data = with_data(graph)
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics).expand(data)
    schema = Namespace(ontology.SCHEMA)
    assert set(data.subjects(RDF.type, KG.Paper)) <= set(data.subjects(RDF.type, schema.ScholarlyArticle))
    assert set(data.subjects(RDF.type, KG.Dataset)) <= set(data.subjects(RDF.type, schema.Dataset))


def test_data_uses_no_term_that_the_ontology_does_not_tell_of() -> None:
    known = {term.iri for term in TERMS} | {str(RDF.type)}
    used = {quad.predicate.value for quad in to_quads(hand_made(), ONTOLOGY, base="https://kg.example/id/")}
    assert used <= known
    left_unused = {term.name for term in TERMS if term.kind in ("relation", "object property", "datatype property")
                   and term.iri not in used}  # fmt: skip
    assert left_unused == {"detail", "numbers", "listed", "onTask"}, "what the hand-made graph does not need"


def test_shapes_are_themselves_valid_shacl() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)
    assert conforms, text


def test_shapes_follow_from_signatures() -> None:
    graph = generated()
    for term in TERMS:
        if term.domain and term.range:
            (start,) = graph.subjects(SH.targetSubjectsOf, rdflib.URIRef(term.iri))
            allowed = graph.value(graph.value(start, SH.property), SH["in"])
            assert {str(item) for item in graph.items(allowed)} == set(term.domain)
            assert list(graph.subjects(SH.targetObjectsOf, rdflib.URIRef(term.iri)))


def test_a_new_relation_gets_its_shapes_by_its_entry_alone(tmp_path: Path) -> None:
    text = (
        (FOLDER / "kg.ttl").read_text(encoding="utf-8")
        + """
kg:cites a owl:ObjectProperty , kg:ExtractedRelation ; rdfs:label "cites"@en ; skos:definition "It cites it."@en ;
    schema:domainIncludes kg:Paper ; schema:rangeIncludes kg:Paper ; kg:order 99 .
"""
    )
    (tmp_path / "kg.ttl").write_text(text, encoding="utf-8")
    known = ontology.load(tmp_path / "kg.ttl")
    assert known.allows(PAPER, "cites", PAPER) and not known.allows(PAPER, "cites", known.types[0].name)
    graph = generated(vocabulary.load(tmp_path / "kg.ttl"))
    assert list(graph.subjects(SH.targetSubjectsOf, KG.cites)) == [rdflib.URIRef("https://kg.example/shapes#cites-subject")]


def test_the_published_context_is_up_to_date() -> None:
    assert (FOLDER / "context.jsonld").read_text(encoding="utf-8") == published(ONTOLOGY.namespace)


def test_the_documentation_holds_every_term() -> None:
    text = terms_page()
    for term in TERMS:
        name = f"`{term.name}`" if term.kind == "outside term" else f"`kg:{term.name}`"
        row = next(line for line in text.splitlines() if line.startswith(f"| {name} |"))
        assert term.definition in row


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
def test_the_context_gives_short_names_their_meaning() -> None:
    document = {
        "@context": json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"],
        "@id": "https://x.example/a", "@type": "Method", "skos:prefLabel": "A", "runsOn": "https://x.example/b", "support": 2,
        "rdf:subject": "https://x.example/c",
    }  # fmt: skip
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    a, b, c = (rdflib.URIRef(f"https://x.example/{name}") for name in "abc")
    expected = {(a, RDF.type, KG.Method), (a, SKOS.prefLabel, Literal("A")), (a, KG.runsOn, b), (a, KG.support, Literal(2)),
                (a, RDF.subject, c)}  # fmt: skip
    assert set(graph) == expected


def test_context_names_are_unique_and_expand_to_their_terms() -> None:
    entries = context(ONTOLOGY.namespace)
    for term in TERMS:
        if term.kind != "annotation property":
            assert term.name in entries, term.name


def test_the_ontology_travels_with_the_graph() -> None:
    quads = list(vocabulary_quads())
    assert {quad.graph_name.value for quad in quads} == {ONTOLOGY.namespace.rstrip("#")}
    labelled = {quad.subject.value for quad in quads if quad.predicate.value == str(RDFS.label)}
    assert {relation.iri for relation in ONTOLOGY.relations} <= labelled


def test_signatures_hold_as_the_guideline_has_them() -> None:
    assert ONTOLOGY.allows(PAPER, "introduces", "Hardware")
    assert ONTOLOGY.allows("Benchmark", "runsOn", "Hardware")
    assert not ONTOLOGY.allows("Method", "introduces", "Method")
    assert ONTOLOGY.allows("Task", "variantOf", "Task") and not ONTOLOGY.allows("Task", "variantOf", "Method")
    with pytest.raises(UnknownName, match="runsOn"):
        ONTOLOGY.allows(PAPER, "runOn", "Hardware")


def test_a_signature_with_an_unknown_class_is_refused(tmp_path: Path) -> None:
    text = (
        (data_dir() / "kg.ttl")
        .read_text(encoding="utf-8")
        .replace("schema:rangeIncludes kg:Task ;", "schema:rangeIncludes kg:Tusk ;")
    )
    (tmp_path / "kg.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownName, match="Task"):
        ontology.load(tmp_path / "kg.ttl")


def test_terms_know_where_they_lead() -> None:
    by_name = {term.name: term for term in TERMS}
    assert isinstance(by_name["runsOn"], VocabularyTerm) and by_name["runsOn"].leads_to_node
    assert by_name["rdf:subject"].leads_to_node and not by_name["dcterms:title"].leads_to_node
    assert (rdflib.URIRef(by_name["score"].iri), RDF.type, OWL.DatatypeProperty) in Graph().parse(FOLDER / "kg.ttl")
