"""Extraction: where names end, set words that state a relation, and evidence that shows something."""

from __future__ import annotations

import pytest

from kg.extract.run import extract
from kg.records import Extraction, Paper

TITLE = "SlimDog: Pruning of Vision Transformers"


def read(abstract: str) -> tuple[Paper, Extraction]:
    paper = Paper(TITLE, f"We present SlimDog, a pruning framework. {abstract}", id="t")
    return paper, next(iter(extract([paper])))


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("We use Llama-3.1-70B-Instruct.", "Llama-3.1-70B-Instruct"),
        ("We prune ResNet-50.", "ResNet-50"),
        ("It runs on 8 NVIDIA V100 GPUs.", "NVIDIA V100 GPUs"),
        ("It runs on one Xilinx ZCU104 FPGA.", "Xilinx ZCU104 FPGA"),
        ("It runs on NVIDIA's H100.", "H100"),
    ],
)
def test_names_end_where_they_end(sentence: str, name: str) -> None:
    assert name in {entity.name for entity in read(sentence)[1].entities}


def test_collections_are_not_introduced() -> None:
    found = read("On CIFAR-10, our model is accurate.")[1]
    types = {entity.name: entity for entity in found.entities}
    introduced = {relation.tail for relation in found.relations if relation.rel == "introduces"}
    assert types["CIFAR-10"].type == "Dataset"
    assert types["CIFAR-10"].id not in introduced


@pytest.mark.parametrize(
    "sentence", ["Our dataset is large.", "These datasets differ.", "Private datasets help.", "It has the largest scope."]
)
def test_words_of_the_sentence_are_no_collections(sentence: str) -> None:
    assert not [entity.name for entity in read(sentence)[1].entities if entity.type == "Dataset"]


@pytest.mark.parametrize(
    ("sentence", "relation", "tail"),
    [
        ("SlimDog is pre-trained on ImageNet.", "trainedOn", "ImageNet"),
        ("SlimDog is on par with ResNet-50.", "comparedWith", "ResNet-50"),
        ("We use ImageNet for image classification.", "benchmarkFor", "image classification"),
    ],
)
def test_set_words_state_relations(sentence: str, relation: str, tail: str) -> None:
    found = read(sentence)[1]
    names = {entity.id: entity.name for entity in found.entities}
    assert [r for r in found.relations if r.rel == relation and names[r.tail] == tail and r.score > 0.35]


def test_evidence_is_more_than_a_name() -> None:
    paper, found = read("On TriviaQA, SlimDog is best (and LoRA). On ImageNet, it wins.")
    shown = [relation.evidence.of(paper.text) for relation in found.relations if relation.evidence]
    assert shown
    assert all(len(quote.split()) >= 4 and quote.count(")") <= quote.count("(") for quote in shown)
