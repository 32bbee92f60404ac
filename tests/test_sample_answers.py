"""What the sample's graph must know, whatever the extractor: facts of well-known papers, asked in SPARQL.

The full answers of all named questions stand in tests/golden/answers, made by `make docs` and compared by test_docs.py.
"""

from __future__ import annotations

import pytest
from make_docs import answer, sample_graph

from kg import rdf
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
    silent = [q.name for q in rdf.named_queries() if len(answer(q.name).splitlines()) < 2]
    assert silent == ["contradictions"], "no two papers of the sample contradict each other; every other question has an answer"
