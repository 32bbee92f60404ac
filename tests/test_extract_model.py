"""The learned extractor: what it finds, that it keeps to the ontology, that nothing but the text decides its output."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kg import ontology
from kg.errors import InputError
from kg.extract.model.candidates import Edges, candidates
from kg.extract.model.decode import Thing, Thresholds, decode_mentions, decode_relations, merge
from kg.extract.model.names import likeness
from kg.extract.model.nodes import Node, graph
from kg.extract.model.reader import read_text
from kg.extract.model.schema import Schema
from kg.extract.model.signatures import schema_of
from kg.extract.model.weights import Scale, load_model, model_dir
from kg.extract.model.words import read_page
from kg.extract.run import extract
from kg.records import PAPER, Extraction, Paper

TERMS = ontology.load()
PAPERS = [
    Paper(
        "SparkNet: Fast Image Classification on Phones",
        "We present SparkNet, a compact network for image classification. SparkNet reaches 75.2% accuracy on ImageNet and runs "
        "2.1x faster than MobileNetV2 on a Jetson Nano.",
    ),
    Paper("A note without names", "Nothing of interest is said here."),
    Paper("Über größere Modelle 🚀", "Wir führen <b>BERT</b> ein & messen die Genauigkeit.\n\nZeile zwei."),
    Paper("Empty", ""),
]


@pytest.fixture(scope="module")
def found() -> list[Extraction]:
    return list(extract(PAPERS, extractor="model"))


def test_reads_names_and_facts(found: list[Extraction]) -> None:
    first = found[0]
    kinds = {entity.name: entity.type for entity in first.entities}
    assert kinds["SparkNet"] == TERMS.role("method")
    assert kinds["ImageNet"] == TERMS.role("data")
    assert kinds["Jetson Nano"] == TERMS.role("device")
    ids = {entity.name: entity.id for entity in first.entities}
    facts = {(relation.head, relation.rel, relation.tail) for relation in first.relations}
    assert (PAPER, TERMS.role("contribution"), ids["SparkNet"]) in facts
    assert {result.value for result in first.results} == {"75.2", "2.1"}


def test_offsets_evidence_and_scores(found: list[Extraction]) -> None:
    for paper, extraction in zip(PAPERS, found, strict=True):
        for entity in extraction.entities:
            assert all(mention.span.of(paper.text) == mention.text for mention in entity.mentions)
        for relation in extraction.relations:
            assert relation.evidence.of(paper.text).strip() == relation.evidence.of(paper.text)
            assert 0 < relation.score < 1


def test_signatures_hold(found: list[Extraction]) -> None:
    for extraction in found:
        kinds = {entity.id: entity.type for entity in extraction.entities} | {PAPER: PAPER}
        assert all(TERMS.allows(kinds[r.head], r.rel, kinds[r.tail]) for r in extraction.relations)


def test_evidence_is_the_clause(found: list[Extraction]) -> None:
    shown = {relation.evidence.of(PAPERS[0].text) for relation in found[0].relations}
    assert all("\n" not in text for text in shown)


def test_same_output_whatever_stands_beside(found: list[Extraction]) -> None:
    again = list(extract(reversed(PAPERS), extractor="model"))
    assert again == found[::-1]


@pytest.mark.slow
def test_same_output_with_workers(found: list[Extraction]) -> None:
    many = [Paper(f"{paper.title} {i}", paper.abstract) for i in range(10) for paper in PAPERS]
    assert list(extract(many, extractor="model", workers=2)) == list(extract(many, extractor="model"))


def test_long_text_is_reported() -> None:
    long = Paper("Long", "We train a network on ImageNet. " * 200)
    (extraction,) = extract([long], extractor="model")
    assert [problem.kind for problem in extraction.problems] == ["long text"]


def test_schema_follows_the_ontology() -> None:
    schema = schema_of(TERMS)
    for h, head in enumerate((*schema.types, PAPER)):
        for t, tail in enumerate(schema.types):
            allowed = [TERMS.allows(head, relation, tail) for relation in schema.relations]
            assert schema.allowed[h, t].tolist() == allowed
    assert Schema.from_json(schema.to_json()) == schema
    assert replace(load_model(model_dir()).schema, results=None) == schema


def test_no_model_in_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"encoder\.onnx"):
        load_model(tmp_path)


def test_candidates_stay_in_sentences() -> None:
    page = read_page(load_model(model_dir()).tokenizer, "On Graphs", "We use BERT (base). It runs.")
    surfaces = {page.surface(first, last) for first, last in candidates(page, Edges(frozenset({"we"}), frozenset({"use"})))}
    assert {"Graphs", "BERT (base)", "BERT"} <= surfaces
    assert not any("It" in surface and "BERT" in surface for surface in surfaces)
    assert not any(surface.startswith("We") or surface.endswith("use") for surface in surfaces)


def test_decoding_takes_the_likelier_of_overlapping_spans() -> None:
    page = read_page(load_model(model_dir()).tokenizer, "Fast Neural Search", "")
    spans = np.array([[0, 2], [1, 2]])
    probabilities = np.array([[0.4, 0.6], [0.2, 0.8]], np.float32)
    (thing,) = decode_mentions(page, spans, probabilities, Thresholds((0.5,), 0.5, (), 0.0))
    assert thing.node.spans == ((1, 2),)


def test_merging_needs_the_average() -> None:
    things = [Thing(Node(0, ((i, i),)), 0.9, (0.9,)) for i in range(3)]
    pairs = np.array([[0, 1], [0, 2], [1, 2]])
    assert len(merge(things, pairs, np.array([0.9, 0.9, 0.9], np.float32), 0.5)) == 1
    assert len(merge(things, pairs, np.array([0.9, 0.6, 0.0], np.float32), 0.5)) == 2


def test_forbidden_relations_never_win() -> None:
    page = read_page(load_model(model_dir()).tokenizer, "ResNet on ImageNet", "")
    schema = schema_of(TERMS)
    things = [
        Thing(Node(schema.types.index(TERMS.role(kind)), ((i, i),)), 1.0, (1.0,)) for i, kind in ((0, "method"), (2, "data"))
    ]
    g = graph(page, [thing.node for thing in things], schema.allowed)
    sure = np.ones((len(g.pairs), len(schema.relations)), np.float32)
    thresholds = Thresholds((0.5,) * len(schema.types), 0.5, (0.5,) * len(schema.relations), 0.0)
    names = (PAPER, TERMS.role("method"), TERMS.role("data"))
    links = decode_relations(things, g, sure, schema, thresholds)
    assert links
    assert all(TERMS.allows(names[link.head], schema.relations[link.relation], names[link.tail]) for link in links)


def test_what_a_contribution_does_is_not_said_of_the_paper_too() -> None:
    page = read_page(load_model(model_dir()).tokenizer, "ResNet on ImageNet", "")
    schema = schema_of(TERMS)
    kinds = [schema.types.index(TERMS.role(kind)) for kind in ("method", "data")]
    things = [Thing(Node(kind, ((i, i),)), 1.0, (1.0,)) for i, kind in zip((0, 2), kinds, strict=True)]
    g = graph(page, [thing.node for thing in things], schema.allowed)
    other = next(r for r in range(len(schema.relations)) if schema.allowed[[schema.paper, kinds[0]], kinds[1], r].all())
    likely = np.zeros((len(g.pairs), len(schema.relations)), np.float32)
    likely[:, other] = 0.9
    likely[(g.pairs[:, 0] == 0) & (g.pairs[:, 1] == 1), schema.contribution] = 1.0
    thresholds = Thresholds((0.5,) * len(schema.types), 0.5, (0.5,) * len(schema.relations), 0.0)
    links = decode_relations(things, g, likely, schema, thresholds)
    assert {(link.head, link.relation, link.tail) for link in links} == {(0, schema.contribution, 1), (1, other, 2)}


def test_likeness_sees_initials() -> None:
    assert likeness(("large language models",), ("LLMs",))[5] == 1
    assert likeness(("LLM",), ("large language model",))[6] == 1
    assert likeness(("neural architecture search",), ("NAS",))[5] == 1


def test_scale_keeps_order() -> None:
    scale = Scale(0.5, -0.5)
    values = [scale.of(p) for p in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert values == sorted(values)
    assert all(0 < value < 1 for value in values)


def test_nothing_to_read() -> None:
    reading = read_text(load_model(model_dir()), "?", "")
    assert reading.things == ()
