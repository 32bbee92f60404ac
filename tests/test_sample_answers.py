"""What the sample's graph must know, whatever the extractor: facts of well-known papers, asked in SPARQL.

The full answers of all named questions stand in tests/golden/answers, made by `make docs` and compared by test_docs.py.
"""

from __future__ import annotations

import csv
import io

import pytest
from make_docs import answer, sample_graph

from kg import rdf
from kg.compare import records
from kg.errors import UnknownName
from kg.keys import paper_path
from kg.records import Paper

SAME = (
    ("A100", "NVIDIA A100 GPUs"),
    ("V100", "NVIDIA V100 GPUs"),
    ("GPU", "GPUs"),
    ("Long Range Arena", "LRA"),
    ("ViT", "Vision Transformer"),
)
TYPED = """SELECT ?value ?unit { ?r a kg:Result ; kg:subject/skos:prefLabel "FlashAttention-2" ; kg:value ?value ; kg:unit ?unit
FILTER(datatype(?value) = xsd:decimal && ?value = 2) }"""


def path(name: str) -> str:
    thing = sample_graph().find(name)[0]
    return paper_path(thing.key) if isinstance(thing, Paper) else thing.id


def holds(head: str, relation: str, tail: str) -> bool:
    graph = sample_graph()
    text = f"ASK {{ <{graph.base_iri}{path(head)}> kg:{relation} <{graph.base_iri}{path(tail)}> }}"
    return rdf.table(graph.store, text, prefixes=graph.prefixes).rows == (("yes",),)


@pytest.mark.parametrize(
    ("head", "relation", "tail"),
    [
        ("FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning", "introduces", "FlashAttention-2"),
        ("QLoRA: Efficient Finetuning of Quantized LLMs", "introduces", "QLoRA"),
        ("MCUNet: Tiny Deep Learning on IoT Devices", "introduces", "MCUNet"),
        ("FlashAttention-2", "outperforms", "FlashAttention"),
        ("FINN", "runsOn", "FPGA"),
        ("EfficientNet", "evaluatedOn", "ImageNet"),
        ("DARTS", "evaluatedOn", "CIFAR-10"),
    ],
)
def test_the_graph_holds(head: str, relation: str, tail: str) -> None:
    assert holds(head, relation, tail)


def test_what_the_graph_must_not_hold() -> None:
    assert not holds("FlashAttention", "outperforms", "FlashAttention-2")


def test_the_numbers_are_typed() -> None:
    graph = sample_graph()
    assert rdf.table(graph.store, TYPED, prefixes=graph.prefixes).rows == (("2", "x"),)


@pytest.mark.parametrize("names", SAME)
def test_one_thing_is_one_node(names: tuple[str, str]) -> None:
    assert len({path(name) for name in names}) == 1


def test_most_questions_have_something_to_say() -> None:
    """No two things are each said to beat the other, and no paper is without a relation; every other question has an answer."""
    silent = [q.name for q in rdf.named_queries() if len(answer(q.name).splitlines()) < 2]
    assert silent == ["contradictions", "papers-without-relations"]


def test_two_papers_differ_on_one_value_of_the_transformer() -> None:
    (row,) = csv.DictReader(io.StringIO(answer("contradicting-values")))
    assert (row["subject"], row["on"]) == ("Transformer", "Long Range Arena")
    assert {row["firstValue"], row["secondValue"]} == {"53.7", "59.3"}
    assert row["firstPaper"] != row["secondPaper"]


FOUND = {
    "best-by-dataset": ("accuracy", "0.8855", "Vision Transformer"),
    "best-by-metric": ("latency", "0.00000031", "FINN"),
    "between": ("latency", "0.075", "MobileNetV2"),
    "bounds": ("FlexGen", "up to", "100"),
    "energy": ("Eyeriss", "0.236", "W"),
    "fastest-on": ("FlashAttention-2", "2", "FlashAttention"),
    "largest-changes": ("SqueezeNet", "510", "AlexNet"),
    "merged-into": ("LoRA", "Low-Rank Adaptation"),
    "on-same-hardware": ("speed", "FlashAttention-2", "GPTQ", "3.25"),
    "without-baseline": ("Ansor", "2.6", "x"),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_question_about_names_and_numbers_finds_what_the_papers_say(name: str) -> None:
    rows = list(csv.reader(io.StringIO(answer(name), newline="")))
    assert any(set(FOUND[name]) <= set(row) for row in rows), rows[:5]


def test_support_is_a_property_of_the_evidence() -> None:
    graph = sample_graph()
    text = """SELECT DISTINCT ?papers { ?e kg:support ?papers ; rdf:predicate kg:benchmarkFor ;
        rdf:subject/skos:prefLabel "COCO" ; rdf:object/skos:prefLabel "object detection" }"""
    ((papers,),) = rdf.table(graph.store, text, prefixes=graph.prefixes).rows
    (fact,) = (fact for section in graph.card("COCO").sections for fact in section.facts if fact.thing.name == "object detection")
    assert int(papers) == fact.support > 1


def test_old_addresses_and_any_name_lead_to_the_card() -> None:
    graph = sample_graph()
    old = graph.find("LoRA")[0].replaces  # type: ignore[union-attr]
    for name in ("Low-Rank Adaptation", *old, *(f"{graph.base_iri}{path}" for path in old)):
        assert graph.card(name).thing.name == "LoRA"
    assert old


def test_a_notebook_compares() -> None:
    import pandas

    frame = pandas.DataFrame(records(sample_graph().compare(hardware="A100", metric="speed").rows))
    ranked = frame[frame["scale"] == "ratio"]
    assert ranked["minimum"].is_monotonic_decreasing
    assert {"GPTQ", "FlashAttention-2"} <= set(ranked["subject"])
    with pytest.raises(UnknownName, match="dataset"):
        sample_graph().compare(dataset="no such thing")
    with pytest.raises(UnknownName, match="hardware"):
        sample_graph().compare(hardwear="A100")
