"""Names that mean the same by their words: what is joined, what is kept apart, and what carries a joining."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import ontology
from kg.resolve.clusters import ENOUGH, Named, grouped
from kg.resolve.likeness import block, likeness, reading
from kg.resolve.names import normal, parts, words
from kg.resolve.rewrites import Rewrite, rewrites, rewrites_of
from kg.resolve.stems import stem
from kg.resolve.structure import ancestors, has_structure, structure
from tests.test_resolve import METHOD, TASK, labels, paper_naming, resolved

ONTOLOGY = ontology.load()
MEASURE, DEVICE, DATA = ONTOLOGY.role("measure"), ONTOLOGY.role("device"), ONTOLOGY.role("data")
SHORT = {"llm": ("large", "language", "model")}

SAME = [
    (METHOD, "diffusion models", "Diffusion"),
    (METHOD, "multi-modal LLM", "Multimodal Large Language Models"),
    (METHOD, "sparsely gated networks", "sparse gated nets"),
    (METHOD, "GPT-3 175B", "175B GPT-3"),
    (METHOD, "encoder-decoder models", "encoder-decoder architecture"),
    (METHOD, "visual encoders", "vision encoder"),
    (METHOD, "weight pruning", "parameter pruning"),
    (MEASURE, "computational cost", "computation costs"),
    (TASK, "fine-tuning of LLMs", "LLM finetuning"),
    (TASK, "image synthesis", "image generation"),
    (TASK, "reasoning tasks", "reasoning"),
    (MEASURE, "number of parameters", "parameter count"),
    (MEASURE, "memory footprint", "memory consumption"),
    (MEASURE, "inference time", "inference latency"),
    (MEASURE, "computation overhead", "computational cost"),
    (DEVICE, "NVIDIA A100 GPU", "A100"),
    (DATA, "Alpaca corpus", "Alpaca dataset"),
]

DIFFERENT = [
    (METHOD, "self-attention", "attention"),
    (METHOD, "OPT-30B", "OPT-66B"),
    (METHOD, "T5", "T5-base"),
    (METHOD, "Transformer", "transformer blocks"),
    (METHOD, "layer normalization", "normalization layers"),
    (METHOD, "structured pruning", "pruning"),
    (METHOD, "LoRA", "LoRA+"),
    (METHOD, "Type-A", "Type-B"),
    (METHOD, "2D convolution", "3D convolution"),
    (TASK, "speech to text", "text to speech"),
    (TASK, "classification", "binary classification"),
    (TASK, "video generation", "image generation"),
    (MEASURE, "prefill latency", "inference latency"),
    (MEASURE, "energy consumption", "memory consumption"),
    (MEASURE, "mean average precision", "average precision"),
    (MEASURE, "power efficiency", "energy efficiency"),
    (MEASURE, "token number", "token consumption"),
    (DEVICE, "A100 40GB", "A100"),
    (DEVICE, "mobile GPU", "mobile CPU"),
    (DEVICE, "mobile GPU", "mobile device"),
]


def alike(type_name: str, one: str, other: str) -> float:
    return likeness(type_name, reading(one, SHORT), reading(other, SHORT), rewrites()).score


@pytest.mark.parametrize(("type_name", "one", "other"), SAME)
def test_names_that_mean_the_same_are_alike_and_share_a_block(type_name: str, one: str, other: str) -> None:
    assert alike(type_name, one, other) >= ENOUGH
    assert alike(type_name, one, other) == alike(type_name, other, one)
    assert block(type_name, reading(one, SHORT), rewrites()) == block(type_name, reading(other, SHORT), rewrites())


@pytest.mark.parametrize(("type_name", "one", "other"), DIFFERENT)
def test_look_alikes_are_not(type_name: str, one: str, other: str) -> None:
    assert alike(type_name, one, other) < ENOUGH


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_any_text_can_be_read(one: str, other: str) -> None:
    assert alike(METHOD, one, other) == alike(METHOD, other, one)
    assert 0 <= alike(METHOD, one, other) <= 1


@given(st.text(alphabet="aAtThe .1290+#-_/()'\n", max_size=14))
def test_names_in_ascii_are_read_as_all_others(name: str) -> None:
    """A letter beyond ASCII at the end takes the general way."""
    if len(parts(name)) > 1 and name[-1:].isalnum():
        assert parts(f"{name} \u00e9")[:-1] == parts(name)


def test_the_shipped_tables_are_sound() -> None:
    table = rewrites()
    types = {term.name for term in ONTOLOGY.types}
    assert {key[0] for key in (*table.dropped, *table.swapped)} <= types
    assert all(0 < rewrite.score <= 1 for rewrite in (*table.dropped.values(), *table.swapped.values()))
    assert all(word == "".join(words(word)) for _, word in table.dropped)
    assert {rewrite.table for rewrite in table.dropped.values()} == {"words", "learned"}


def test_a_joining_names_what_carried_it() -> None:
    for one, other, reason in (
        ("sparse gating", "sparsely gating", "inflection"),
        ("Foo quantization for LLMs", "Foo LLM quantization", "order"),
        ("Foo strategy", "Foo", "learned"),
        ("visual probing", "vision probing", "words"),
    ):
        resolution = resolved(paper_naming("First", (one,)), paper_naming("Second", (other,)))
        assert [entry.reason for entry in resolution.ledger] == [reason]
        assert len(resolution.knowledge.entities) == 1


def test_what_a_paper_names_side_by_side_stays_apart_and_the_ledger_says_so() -> None:
    both = paper_naming("Both", ("visual probing",), ("vision probing",))
    resolution = resolved(both)
    assert labels(resolution) == ["vision probing", "visual probing"]
    (entry,) = resolution.ledger
    assert (entry.action, entry.reason, entry.papers) == ("apart", "named side by side", (both[0].key,))
    more = [paper_naming(f"Paper {n}", (name,)) for n in range(8) for name in ("visual probing", "vision probing")[n % 2 :][:1]]
    assert len(resolved(both, *more).knowledge.entities) == 1


def test_no_chain_of_pairs_joins() -> None:
    """one ~ two and two ~ three by the table, but one and three have nothing in common."""
    table = rewrites_of((METHOD, word, other, Rewrite("any", 0.9, "words")) for word, other in (("one", "two"), ("two", "three")))
    named = [Named((METHOD, w), reading(f"alpha {w}", {}), frozenset((w,))) for w in ("one", "two", "three")]
    for order in itertools.permutations(named):
        groups, _ = grouped(order, table)
        assert [group.keys for group in groups] == [((METHOD, "one"), (METHOD, "two"))]


def test_groups_do_not_depend_on_order() -> None:
    names = ["memory", "memory use", "memory cost", "memory footprint", "memory overhead", "memory access", "peak memory"]
    named = [Named((MEASURE, normal(n)), reading(n, {}), frozenset((n,))) for n in names]
    expected = grouped(named, rewrites())
    for seed in range(5):
        random.Random(seed).shuffle(named)
        assert grouped(named, rewrites()) == expected
    assert all(group.score >= ENOUGH for group in expected[0])


def test_stems_tell_words_apart_that_are_not_forms_of_one() -> None:
    pairs = [("encoder", "encoding"), ("general", "generation"), ("string", "strong"), ("quantizer", "quantized")]
    assert all(stem(one) != stem(other) for one, other in pairs)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LLaMA-2-7B-chat", "family version size tuning"),
        ("ViT-B/16", "family size version"),
        ("CodeT5+ (220M)", "family size"),
        ("175B GPT-3", "size family version"),
        ("Mixtral 8x7B", "family size"),
        ("GPT-3.5-turbo", "family version tuning"),
        ("A100 80GB", "family form"),
        ("large language model", "family family family"),
        ("Code LLaMA", "family family"),
    ],
)
def test_structure_of_names(name: str, expected: str) -> None:
    assert " ".join(kind for _, kind in structure(name)) == expected


@given(st.text(alphabet="aBt 27-.x+/", max_size=14))
def test_names_with_ancestors_are_seen_at_once(name: str) -> None:
    assert has_structure(name) or not list(ancestors(name))
